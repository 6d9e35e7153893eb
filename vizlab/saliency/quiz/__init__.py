"""Predict, then reveal (METHODS S6): a map is worth something if who looks at it knows better what the network does.

`rounds`: the two games, balanced so that guessing has a known score. `odds`: what a score says against guessing.
"""
