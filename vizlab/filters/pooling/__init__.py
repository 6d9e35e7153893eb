"""Pooling and its undoing, on one map (h, w) in float64.

windows: max and average pooling. fractional: windows at random distances. strided: the convolution that stands in for pooling.
unpooling: the way back. numbers: small maps as text. All positions are flat indices into the map that was pooled.
"""
