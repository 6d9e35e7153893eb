"""What many dimensions are like: angles and distances there, how many of them data fill, and what is left in fewer.

`angles`: random directions are nearly orthogonal; `shadows`: random projections keep distances; `components`: PCA; `whitening`;
`intrinsic`: how many dimensions data have; `ways`: PCA, autoencoders and t-SNE of the same points; `material`: the points.
"""
