"""style: to be written."""

from pages import common

with common.frame("style"):
    pass
