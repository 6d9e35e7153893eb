"""Maps lined up for comparison by eye, each on a scale of its own, with nothing that tells them apart but how they look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures.mosaics import painted
from vizlab.figures.pictures import image_grid

HEIGHT_PX = 190


def line_up(maps: Sequence[NDArray[Any]], labels: Sequence[str]) -> go.Figure:
    """Maps (h, w), never negative, in one row under their labels. Errors: as many labels as maps are needed."""
    tiles = [painted(values, float(values.max()) or 1.0, signed=False) for values in maps]
    return image_grid(tiles, labels, columns=len(tiles), height_px=HEIGHT_PX)
