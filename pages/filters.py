"""filters: to be written."""

from pages import common

with common.frame("filters"):
    pass
