"""Everything that can be laid out on a map, by name: data sets, pictures that come along, tables of a visitor's own.

`known` finds a source and reads its rows, `tables` keeps and reads what a visitor brings. To add a kind of source: a branch in
`known.find` and one in `known.rows`.
"""

from vizlab.embeddings.sources.known import LEAST, Rows, Source, at_hand, few, find, is_here, rows, titles
from vizlab.embeddings.sources.tables import NO_CLASS, Overview, keep, overview

__all__ = [
    "LEAST",
    "NO_CLASS",
    "Overview",
    "Rows",
    "Source",
    "at_hand",
    "few",
    "find",
    "is_here",
    "keep",
    "overview",
    "rows",
    "titles",
]
