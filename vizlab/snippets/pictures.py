"""Expressions for pictures, wherever they come from, and for the crop of one that a network gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.snippets.text import arguments

_IMPORTS = {"pathlib.": "import pathlib\n\n", "samples.": "from vizlab.data import samples\n"}


def sample_source(dataset: str, index: int) -> str:
    """The expression for a test picture of a data set."""
    return f"samples.picture({dataset!r}, {index})"


def scene_source(dataset: str, seed: int) -> str:
    """The expression for a picture of two objects."""
    return f"samples.scene_picture({dataset!r}, {seed})"


def photograph_source(label: str) -> str:
    """The expression for a bundled photograph."""
    return f"images.photograph({label!r})"


def file_source(name: str) -> str:
    """The expression for a picture of the visitor's own."""
    return f"images.open_image(pathlib.Path({name!r}).read_bytes())"


def imports(source: str) -> str:
    """The lines that an expression of this module needs besides `from vizlab import images`."""
    return "".join(line for name, line in _IMPORTS.items() if name in source)


def fitted(source: str, crop: Mapping[str, Any]) -> str:
    """The expression for what `model` gets of a picture; crop: as `images.fit` takes, empty for a picture of the right size."""
    return source if not crop else f"images.fit({source}, model.shape, {arguments(crop)})"
