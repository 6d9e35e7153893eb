"""The names of ImageNet's 1,000 classes, in the order of the scores of all networks that were trained on them."""

from __future__ import annotations

import functools
from pathlib import Path

_NAMES = Path(__file__).resolve().parents[2] / "assets" / "imagenet_classes.txt"


@functools.cache
def classes() -> tuple[str, ...]:
    """1,000 names, such as tabby at 281: the class whose score has this index."""
    return tuple(_NAMES.read_text(encoding="utf-8").splitlines())
