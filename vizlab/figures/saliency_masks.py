"""A picture with regions outlined pixel by pixel, with or without a map over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme
from vizlab.figures.parts import Scatter

CASING = "#11161c"  # a dark line below the coloured one, so that it is seen on any picture
OUTLIERS = 0.005  # of a map's pixels
COLORS = ("#ffffff", theme.CATEGORICAL[1], theme.CATEGORICAL[6])


def outlined(
    pixels: NDArray[Any],
    masks: Sequence[NDArray[Any]],
    *,
    values: NDArray[Any] | None = None,
    title: str = "",
    signed: bool = False,
    opacity: float = 0.6,
    height_px: int = 360,
) -> go.Figure:
    """A picture (h, w, 3) with an outline around each mask (h, w): the first white, the second orange, the third blue.

    values: a map (h, w) over the picture; beyond its largest values, of half a per cent of its pixels, colours stay the same.
    Empty masks have no outline.
    """
    if values is None:
        figure = pictures.image(pixels, height_px=height_px)
    else:
        reach = float(np.quantile(np.abs(values), 1 - OUTLIERS)) or float(np.abs(values).max()) or 1.0
        limits = (-reach if signed else 0.0, reach)
        look: dict[str, Any] = {"title": title, "signed": signed, "limits": limits}
        figure = pictures.overlay(pixels, values, opacity=opacity, height_px=height_px, **look)
    for mask, color in zip(masks, COLORS, strict=False):
        if np.any(mask):
            xs, ys = borders(mask)
            for look in ({"width": 5, "color": CASING}, {"width": 2.5, "color": color}):
                figure.add_trace(Scatter(x=xs, y=ys, mode="lines", line=look, hoverinfo="skip", showlegend=False))
    h, w = np.shape(pixels)[:2]
    return figure.update_xaxes(range=[-0.5, w - 0.5]).update_yaxes(range=[h - 0.5, -0.5], autorange=False)


def borders(mask: NDArray[Any]) -> tuple[list[float | None], list[float | None]]:
    """The edges between pixels inside and outside of a mask (h, w), as lines x and y with gaps of None."""
    padded = np.pad(np.asarray(mask, bool), 1)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row, left, right in _runs(padded[1:] != padded[:-1]):
        xs += [left - 1.5, right - 1.5, None]
        ys += [row - 0.5, row - 0.5, None]
    for column, top, bottom in _runs((padded[:, 1:] != padded[:, :-1]).T):
        xs += [column - 0.5, column - 0.5, None]
        ys += [top - 1.5, bottom - 1.5, None]
    return xs, ys


def _runs(lines: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Where True runs along each line: (line, first, one after the last)."""
    found = []
    for index, line in enumerate(lines):
        turns = np.flatnonzero(np.diff(np.pad(line.astype(np.int8), 1)))
        found += [(index, int(first), int(last)) for first, last in zip(turns[::2], turns[1::2], strict=True)]
    return found
