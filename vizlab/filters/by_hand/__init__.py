"""The operation opened up: every window, in one dimension, its laws, channels, as a matrix product, learned, its sizes."""
