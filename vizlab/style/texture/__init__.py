"""Texture without content: grown from noise until a network finds the same style in it, and what else must then be alike.

`synthesis`: textures as recipes of the one engine. `statistics`: spectra, colours and correlations, none of which a network has
seen. `seam`: whether a tile fits itself. `phase`: the texture that a power spectrum alone can make.
"""
