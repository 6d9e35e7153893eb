"""The views of the page Sampling, a script each with a function `look`; what a view has of its own begins with its name."""
