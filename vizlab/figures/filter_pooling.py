"""Pictures and maps of different sizes, drawn equally wide on one scale of grey, so that a coarser one shows its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]
GREYS = [[0.0, "#000000"], [1.0, "#ffffff"]]
GAP, HEAD = 0.07, 0.15  # of a panel's width: between panels, for a line of text above
WIDE_PX, PHONE_COLUMNS = 660, 4
LINE = theme.CATEGORICAL[1]


def panels(
    maps: Mapping[str, Array],
    *,
    columns: int = 4,
    each_own: bool = False,
    edges: Mapping[str, tuple[Sequence[int], Sequence[int]]] | None = None,
    digits: int = 3,
    wide_px: int = WIDE_PX,
) -> go.Figure:
    """Maps (h, w) by title, in rows of `columns`, in one scale of grey or each in its own.

    edges: title -> first rows and columns of the windows, drawn as lines. Errors: no maps.
    """
    if not maps:
        raise ValueError("Panels need at least one map; got none.")
    columns = min(columns, len(maps))
    rows = -(-len(maps) // columns)
    tall = max(values.shape[0] / values.shape[1] for values in maps.values())
    pitch = tall + HEAD * (columns / PHONE_COLUMNS) ** 0.5 + GAP
    width = columns * (1 + GAP) - GAP
    figure = canvas(int(np.clip(rows * pitch * wide_px / width, 80, 860)))
    limits = None if each_own else _limits(list(maps.values()))
    for index, (title, values) in enumerate(maps.items()):
        left, top = (index % columns) * (1 + GAP), (index // columns + 1) * pitch - GAP - tall
        figure.add_trace(_panel(title, np.asarray(values, np.float32), left, top, limits or _limits([values]), digits))
        if edges and title in edges:
            figure.add_trace(_lines(edges[title], values.shape, left, top))
        figure.add_annotation(text=title, x=left, y=top, xanchor="left", yanchor="bottom", showarrow=False, font={"size": 12})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[-0.005, width + 0.005])
    return figure.update_yaxes(range=[rows * pitch, 0], autorange=False)


def _limits(maps: Sequence[Array]) -> tuple[float, float]:
    low, high = min(float(np.min(values)) for values in maps), max(float(np.max(values)) for values in maps)
    return (low, high) if high - low > 1e-9 else (low - 0.5, high + 0.5)


def _panel(title: str, values: Array, left: float, top: float, limits: tuple[float, float], digits: int) -> Heatmap:
    w = values.shape[1]
    return Heatmap(
        z=values,
        x0=left + 0.5 / w,
        dx=1 / w,
        y0=top + 0.5 / w,
        dy=1 / w,
        zmin=limits[0],
        zmax=limits[1],
        colorscale=GREYS,
        showscale=False,
        zsmooth=False,
        name=title,
        hovertemplate=f"{title}<br>%{{z:.{digits}g}}<extra></extra>",
    )


def _lines(starts: tuple[Sequence[int], Sequence[int]], shape: tuple[int, ...], left: float, top: float) -> Scatter:
    """The first rows and columns of windows, as lines over a map of this shape."""
    h, w = shape
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row in starts[0]:
        xs += [left, left + 1, None]
        ys += [top + row / w, top + row / w, None]
    for column in starts[1]:
        xs += [left + column / w, left + column / w, None]
        ys += [top, top + h / w, None]
    line = {"width": 1, "color": theme.tint(LINE, 0.75)}
    return Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip")
