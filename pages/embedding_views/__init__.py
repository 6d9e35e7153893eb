"""The views of the page Embeddings, a script each with a function `look`; what a view has of its own begins with its name."""
