"""Pictures: pure functions from numpy arrays to plotly figures, one kind of picture a module.

To add a picture, write a function that starts from `theme.figure` and returns it. Fractions stay 0-1 until they are
formatted here. Everything below this package is unknown to it: no torch, no Streamlit, errors are `ValueError`.
Importing `vizlab.figures` loads no module of it.
"""
