"""Grids of numbers beside each other, with frames around what belongs together; as a still or as a film that plays.

On the axes a cell is one unit; rows run down. A cell of NaN is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import STEPPING_PX, controls, neighbours
from vizlab.figures.filter_cells import short
from vizlab.figures.mosaics import ACCENT, canvas
from vizlab.figures.parts import Heatmap, Scatter

Window = tuple[int, int, int, int]  # top, left, bottom, right, ends excluded
WIDE_PX, CELL_PX, PHONE_PX = 400, 46, 340  # the width that is laid out for; the largest cell; what a phone leaves
GAP, HEAD, FOOT = 1.0, 0.8, 0.3  # in cells: beside a grid, above it for its title, below it
FRAME_MS = 700
LOOKS = (  # of rings and of frames
    {"width": 4, "color": theme.TEXT},
    {"width": 1.5, "color": "#ffffff"},
    {"width": 5, "color": "#ffffff"},
    {"width": 2.5, "color": ACCENT},
)
_LINE = {"mode": "lines", "hoverinfo": "skip", "cliponaxis": False}


@dataclass(frozen=True)
class Grid:
    """values (h, w). frames: windows with a frame. rings: cells (row, column) with a thin frame inside.

    faint: cells that are not of the map itself, such as padding. sign: between this grid and the one before. clicks: whether a
    cell can be clicked; its `customdata` is (title, row, column).
    """

    title: str
    values: NDArray[Any]
    frames: Sequence[Window] = ()
    rings: Sequence[tuple[int, int]] = ()
    faint: NDArray[np.bool_] | None = None
    sign: str = ""
    clicks: bool = False


@dataclass(frozen=True)
class _Place:
    left: float
    top: float
    grid: Grid


Rows = Sequence[Sequence[Grid]]


def grids(rows: Rows, *, largest: float = 0.0) -> go.Figure:
    """Rows of grids. largest: the absolute value at the ends of the colours, by default that of each grid itself."""
    places, width, height = _lay_out(rows)
    figure = canvas(_height(width, height))
    size = _text_px(places, width)
    figure.add_traces([_cells(place, largest, size) for place in places])
    figure.add_traces([Scatter(**line, **_LINE) for line in _lines(places)])
    figure.add_traces([_clickable(place) for place in places if place.grid.clicks])
    figure.update_layout(**_drawn(places), showlegend=False)
    figure.update_xaxes(range=[-0.6, width - 0.4])
    return figure.update_yaxes(range=[height - 0.4, -0.5], autorange=False)


def film(scenes: Sequence[Rows], *, noun: str, active: int, largest: float = 0.0) -> go.Figure:
    """The same grids at several moments, to be played or wound through. noun: what a moment is called."""
    figure = grids(scenes[active], largest=largest)
    laid = [_lay_out(scene)[0] for scene in scenes]
    size, names = figure.traces[0]["textfont"]["size"], [str(number + 1) for number in range(len(scenes))]
    moving = [at for at, place in enumerate(laid[0]) if any(places[at].grid.values is not place.grid.values for places in laid)]
    still = len(laid[0])
    traces = [*moving, *range(still, still + len(LOOKS))]
    figure.frames = [
        {
            "name": name,
            "data": [
                *({"type": "heatmap", **_content(places[at], largest, size)} for at in moving),
                *({"type": "scatter", "x": line["x"], "y": line["y"]} for line in _lines(places)),
            ],
            "traces": traces,
            "layout": buttons,
        }
        for name, places, buttons in zip(names, laid, neighbours(names), strict=True)
    ]
    settings = controls(names, prefix=f"{noun} ", active=active, frame_ms=FRAME_MS, redraw=True, stepping=True)
    return figure.update_layout(height=figure.asked("height") + STEPPING_PX, margin_b=STEPPING_PX, **settings)


def _lay_out(rows: Rows) -> tuple[list[_Place], float, float]:
    """Where each grid's first cell is, and width and height of all in cells."""
    places: list[_Place] = []
    top = width = 0.0
    for row in rows:
        left = 0.0
        for grid in row:
            places.append(_Place(left, top + HEAD, grid))
            left += grid.values.shape[1] + GAP
        top += HEAD + max(grid.values.shape[0] for grid in row) + FOOT
        width = max(width, left - GAP)
    return places, width, top


def _height(width: float, height: float) -> int:
    return int(np.clip((height + 0.2) * min(WIDE_PX / (width + 0.2), CELL_PX), 90, 820)) + 4


def _text_px(places: Sequence[_Place], width: float) -> float:
    """A text size at which the longest number fits its cell on a phone."""
    longest = max((len(short(float(value))) for place in places for value in place.grid.values.ravel()), default=1)
    return float(np.clip(PHONE_PX / (width + 0.2) / (0.62 * max(longest, 2)), 7.5, 14))


def _content(place: _Place, largest: float, size: float) -> dict[str, Any]:
    values = np.asarray(place.grid.values, np.float64)
    reach = largest or float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0
    text = [["" if np.isnan(value) else short(value) for value in line] for line in values.tolist()]
    return {"z": values, "text": text, "zmin": -reach, "zmax": reach, "textfont": {"size": size}}


def _cells(place: _Place, largest: float, size: float) -> Heatmap:
    return Heatmap(
        **_content(place, largest, size),
        x0=place.left,
        dx=1,
        y0=place.top,
        dy=1,
        xgap=1,
        ygap=1,
        name=place.grid.title,
        colorscale=theme.scale(theme.DIVERGING),
        showscale=False,
        zsmooth=False,
        hoverongaps=False,
        texttemplate="%{text}",  # the cells are opaque, so plotly's automatic colour is right in light and dark
        hovertemplate=f"{place.grid.title}<br>%{{z:.6g}}<extra></extra>",
    )


def _clickable(place: _Place) -> Scatter:
    """Unseen points over the cells: heat maps send no clicks."""
    h, w = place.grid.values.shape
    at = [(row, column) for row in range(h) for column in range(w)]
    unseen = {"marker": {"opacity": 0.01}}
    return Scatter(
        x=[place.left + column for _, column in at],
        y=[place.top + row for row, _ in at],
        mode="markers",
        marker={"size": 26, "symbol": "square", "opacity": 0.01, "color": theme.MUTED},
        selected=unseen,
        unselected=unseen,
        customdata=[[place.grid.title, *cell] for cell in at],
        text=[f"{value:.6g}" for value in np.asarray(place.grid.values, np.float64).ravel()],
        hovertemplate=f"{place.grid.title}, row %{{customdata[1]}}, column %{{customdata[2]}}<br>%{{text}}<extra></extra>",
    )


def _drawn(places: Sequence[_Place]) -> dict[str, Any]:
    """Outlines and dotted padding as shapes, titles and signs as annotations."""
    shapes, notes = [], []
    for place in places:
        h, w = place.grid.values.shape
        shapes.append(_box(place, (0, 0, h, w), {"width": 1, "color": theme.tint(theme.MUTED, 0.6)}, "below"))
        if place.grid.faint is not None:
            dotted = {"width": 1, "dash": "dot", "color": theme.MUTED}
            cells = np.argwhere(place.grid.faint).tolist()
            shapes += [_box(place, (row + 0.06, column + 0.06, row + 0.94, column + 0.94), dotted) for row, column in cells]
        notes.append(_note(place.grid.title, place.left - 0.5, place.top - 0.56, "left", "bottom", 12))
        if place.grid.sign:
            notes.append(_note(place.grid.sign, place.left - 0.5 - GAP / 2, place.top + (h - 1) / 2, "center", "middle", 16))
    return {"shapes": shapes, "annotations": notes}


def _box(place: _Place, window: tuple[float, float, float, float], line: dict[str, Any], layer: str = "above") -> dict[str, Any]:
    top, left, bottom, right = window
    x, y = place.left - 0.5, place.top - 0.5
    return {"type": "rect", "layer": layer, "x0": x + left, "x1": x + right, "y0": y + top, "y1": y + bottom, "line": line}


def _lines(places: Sequence[_Place]) -> list[dict[str, Any]]:
    """Rings and frames, each twice, to be seen on light and on dark. Not shapes: in a film those take ten times as long."""
    rings = [(place, (row + 0.1, column + 0.1, row + 0.9, column + 0.9)) for place in places for row, column in place.grid.rings]
    frames = [(place, window) for place in places for window in place.grid.frames]
    ways = [_around(rings)] * 2 + [_around(frames)] * 2
    return [way | {"line": line} for way, line in zip(ways, LOOKS, strict=True)]


def _around(boxes: Sequence[tuple[_Place, tuple[float, float, float, float]]]) -> dict[str, Any]:
    """The way around each box, one after the other."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, (top, left, bottom, right) in boxes:
        x, y = place.left - 0.5, place.top - 0.5
        xs += [x + left, x + right, x + right, x + left, x + left, None]
        ys += [y + top, y + top, y + bottom, y + bottom, y + top, None]
    return {"x": xs, "y": ys}


def _note(text: str, x: float, y: float, across: str, along: str, size: int) -> dict[str, Any]:
    font = {"size": size}
    return {"text": text, "x": x, "y": y, "xanchor": across, "yanchor": along, "showarrow": False, "font": font}
