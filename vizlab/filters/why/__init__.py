"""Why networks convolve: what sharing and nearness take out of a dense layer, what that costs, and what it is good for.

- `stripes`: from a dense matrix to a convolution's, learned from examples. `sliding`: a classifier as a convolution.
- `cost`: units, weights and connections of dense, locally connected and convolutional layers.
- `versus`: an MLP against a CNN on digits, as they are and with their pixels shuffled; `nuisances`: on disturbed ones;
  `verdict`: what comes out.
- `statistics`: how alike neighbouring pixels are. `equal_start`: filters that begin alike.
- `moved`: equivariance and invariance under shifts and rotations. `reach`: receptive fields, on paper and by gradient.
"""
