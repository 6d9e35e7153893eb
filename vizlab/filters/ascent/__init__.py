"""Optimising the input: pictures that a unit, a layer or a set of features asks for, found by gradient ascent on the pixels.

`recipe`, `maximise`: one unit (S27-S30). `dream_recipe`, `dream`: DeepDream on a photograph. `inversion_recipe`, `inversion`:
the picture behind a layer's features. Under them: `listening` cuts a network after a layer, `vizlab.paints` is what the optimiser
moves, `treatments` keeps pictures natural, `climb` is the loop. `real`: what real pictures reach, to hold the result against.
"""
