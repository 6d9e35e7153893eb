"""Style transfer in one pass: networks that learned to paint, instead of a picture that is improved a few hundred times.

`nets` is the network of one style, `recipe` what decides its training, `crops` what it is trained on, `lessons` the training
itself; `anystyle` is the network that takes any style, `adain` its training; `opened` finds trained ones, shipped or a
visitor's own, and paints with them; `versus` holds one pass against the optimisation.
"""
