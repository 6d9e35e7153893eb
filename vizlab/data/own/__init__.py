"""Data sets of one's own: a zip of pictures in class folders, or a table (CSV), kept in the store and named `mine/<id>`.

What is uploaded is read entry by entry within stated limits, never unpacked to a path and never executed. To keep one is a job:
`keep_pictures` and `keep_table` are generators of steps over a recipe, whose hash is the id.
"""

from vizlab.data.own.example import example_zip
from vizlab.data.own.pictures import FITTINGS, PALETTES, SIZES_PX, PicturesRecipe, examples_of, keep_pictures
from vizlab.data.own.profile import Column, Profile, Table, read_table
from vizlab.data.own.shelf import Kept, delete, find, is_here, is_own, kept, load, put_upload, rename
from vizlab.data.own.table import MISSING, TableRecipe, keep_table, suggested_features, suggested_label, width
from vizlab.data.own.zips import Contents, Skipped, contents

__all__ = [
    "FITTINGS",
    "MISSING",
    "PALETTES",
    "SIZES_PX",
    "Column",
    "Contents",
    "Kept",
    "PicturesRecipe",
    "Profile",
    "Skipped",
    "Table",
    "TableRecipe",
    "contents",
    "delete",
    "example_zip",
    "examples_of",
    "find",
    "is_here",
    "is_own",
    "keep_pictures",
    "keep_table",
    "kept",
    "load",
    "put_upload",
    "read_table",
    "rename",
    "suggested_features",
    "suggested_label",
    "width",
]
