"""Models so small that nothing about them need be estimated: one or two hidden numbers, integrated on a grid.

Log-probabilities are in nats. `line` has one hidden number, `plane` two, `tube` one that moves along a curve in the plane.
"""
