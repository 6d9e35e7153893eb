"""embeddings: to be written."""

from pages import common

with common.frame("embeddings"):
    pass
