"""Units one by one: what of a whole data set each map of a network answers to, and what the network is without it.

`survey` looks at every picture once for all units of all layers: their nine strongest pictures and where in them, means by class,
how strong they get. `selectivity` makes an index of the means, `patches` cuts out what a unit saw, `traced` marks the pixels that
made it answer, and `ablation` switches units off. Units are counted within their layer, as `filters.layers` counts its maps.
"""
