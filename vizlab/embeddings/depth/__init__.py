"""Classes coming apart on the way through a network, layer by layer and epoch by epoch.

`recipe` (what is looked at), `stations` (the vectors at each stop, all from one pass), `separability` (how far the classes are
apart there), `plans` (a small map of every stop: PCA at once, t-SNE as a job), `groups` (k-means against the classes),
`nearest` (the neighbours of one picture at every stop), `prior` (codes of auto-encoders against N(0, I)).
"""
