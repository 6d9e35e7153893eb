"""Other ways to the same maps, or to more: low-rank convolutions, Winograd's tiles, and layers that look everywhere.

`low_rank` splits a convolution in two cheaper ones, `winograd` computes one with fewer multiplications, `non_local` lets every
place look at every other, with weights that depend on the picture.
"""
