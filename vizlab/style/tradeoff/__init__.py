"""What is given for what: content against style over the weight between them, and the control in which nothing has to be given.

`curve`: one painting for each strength, the knee of the curve, and the same pictures in the eyes of another network.
`identity`: a picture in its own style.
"""
