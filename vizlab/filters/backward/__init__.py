"""The way back through a convolution, and the layer that takes it forward: the transposed convolution.

gradients: of kernel and input, by their formulas. checks: against autograd. stamps: transposed convolution, stamp by stamp.
overlaps: how often each pixel is stamped, and what that leaves in a picture. Maps (h, w), kernels (kh, kw), float64.
"""
