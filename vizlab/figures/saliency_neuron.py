"""One neuron: its place in the map of its unit, and what neurons of deeper and deeper layers see of one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures
from vizlab.figures.filter_unit import wall
from vizlab.figures.mosaics import framed, painted

Box = tuple[int, int, int, int]
INK = 0.7  # of a strength over its picture
WIDE_PX = 720  # of a strip, for which its height is laid out
IN_A_ROW = 4


def unit_map(values: NDArray[Any], at: tuple[int, int] | None, *, height_px: int = 400) -> go.Figure:
    """The map of a unit (h, w) with a frame around the neuron at (row, column), if only one is meant."""
    figure = pictures.heat(values, title="activation", signed=bool((values < 0).any()), height_px=height_px)
    h, w = values.shape
    figure.update_xaxes(range=[-0.5, w - 0.5])
    figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)
    return figure if at is None else framed(figure, (at[0], at[1], at[0] + 1, at[1] + 1))


def growth(
    pixels: NDArray[np.uint8],
    strengths: Sequence[NDArray[Any]],
    boxes: Sequence[Box],
    labels: Sequence[str],
    hover: Sequence[str],
) -> go.Figure:
    """For each layer how strongly the pixels of a picture (h, w, 3) count (h, w), and the window of the neuron as a frame."""
    tiles = [_over(pixels, strength) for strength in strengths]
    return wall(tiles, labels, hover=hover, columns=IN_A_ROW, frames=boxes, wide_px=WIDE_PX)


def _over(pixels: NDArray[np.uint8], strength: NDArray[Any]) -> NDArray[np.uint8]:
    """A strength in colours over its picture, (h, w, 4)."""
    colours = painted(strength, float(strength.max()) or 1.0, signed=False)
    found = np.full((*strength.shape, 4), 255, np.uint8)
    found[:, :, :3] = np.round(INK * colours + (1 - INK) * pixels)
    return found
