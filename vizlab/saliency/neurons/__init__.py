"""The gradient of any neuron by the picture, and how far that neuron can see.

`spots` lists the layers with the windows of their neurons on paper, `tracing` goes back from one neuron to the pixels.
"""
