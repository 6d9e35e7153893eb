"""Small grids of numbers as text, as a visitor types them. To add a named grid: a line in `GRIDS`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.filters.kernels import parse_table

Array = NDArray[np.float64]
MOST = 8  # rows and columns: more could not be read on a phone


def parse_grid(text: str, *, most: int = MOST) -> Array:
    """ "1 2; 3 4" -> (2, 2), float64. Errors: `VizlabError` unless these are at most `most` rows of at most `most` numbers."""
    return parse_table(text, what="A grid", most=most, example="1 2; 3 4").astype(np.float64)


GRIDS: dict[str, str] = {
    "overlapping windows": "120 150 120; 100 50 110; 25 25 10",
    "one patch": "200 150 150; 100 50 100; 25 25 10",
    "a corner": "9 9 1 1 0 1; 8 9 0 2 1 0; 1 0 9 9 9 8; 0 2 8 9 9 9; 1 0 9 8 9 9; 0 1 9 9 8 9",
    "rising": "1 2 3 4 5; 2 3 4 5 6; 3 4 5 6 7; 4 5 6 7 8; 5 6 7 8 9",
}
