"""Style pictures that vizlab paints itself: seeded, the same on every machine, in any size.

To add one: a function `(x, y, dice) -> (h, w, 3)` and one line in `PATTERNS`. x and y (h, w) run from 0 to 1 over the picture,
dice is its own random generator; what comes back is RGB in [0, 1]. `brushes` has what they share.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from PIL import Image

from vizlab.errors import VizlabError
from vizlab.style import drawings, inks
from vizlab.style.brushes import FINE_PX, Field


def paint(name: str, size_px: int = FINE_PX) -> Image.Image:
    """The pattern of this name, square, RGB. Errors: `VizlabError` listing the names."""
    if name not in PATTERNS:
        raise VizlabError(f"There is no pattern {name!r}; there are {', '.join(PATTERNS)}.")
    return _painted(name, size_px).copy()


@lru_cache(maxsize=32)  # half a second each, and at most a megabyte in the sizes that pages ask for
def _painted(name: str, size_px: int) -> Image.Image:
    fine = max(2 * size_px, 128) if size_px < FINE_PX else size_px
    y, x = (np.indices((fine, fine)) + 0.5) / fine
    colors = PATTERNS[name](x, y, np.random.default_rng(zlib.crc32(name.encode())))
    pixels = (np.clip(colors, 0, 1) * 255).round().astype(np.uint8)
    return Image.fromarray(pixels).resize((size_px, size_px), Image.Resampling.LANCZOS)


PATTERNS: dict[str, Callable[[Field, Field, Generator], Field]] = {
    "Starlight": drawings.starlight,
    "Waves": drawings.waves,
    "Stained glass": drawings.stained_glass,
    "Marble": drawings.marble,
    "Dots": drawings.dots,
    "Circles": drawings.circles,
    "Engraving": inks.engraving,
    "Mosaic": inks.mosaic,
}
