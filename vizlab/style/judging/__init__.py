"""Which network should look? What the style of a painting is worth depends on what its network can tell apart.

`swatches` cuts patches of textures, `telling` finds for each the nearest by Gram matrix and counts how often that is the same
texture, `draws` varies the weights of a network that was never trained, `lineup` has several networks paint the same pictures at
equal compute and judge each other's work.
"""
