"""landscapes: to be written."""

from pages import common

with common.frame("landscapes"):
    pass
