"""generative: to be written."""

from pages import common

with common.frame("generative"):
    pass
