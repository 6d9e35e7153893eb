"""A way through a network: how far the classes are apart at every stop, and a small map of each.

A small map is 2 wide and high around its centre; maps stand in a grid, `panel_at` says which of them a place belongs to. Points
carry their index as `customdata`, so that whoever listens to hovering can show their picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Scatter

WIDE, HIGH, HEAD = 2.16, 2.46, 0.3  # from one map to the next; room for the words above one
SCALE = 10_000  # whole numbers from here to its negative hold a map finely enough, in a quarter of the bytes
COLUMN_PX = 280
SYMBOLS = ("circle", "diamond", "square")
DASHES = ("solid", "dash", "dot")


def way(
    names: Sequence[str],
    series: Mapping[str, Sequence[float]],
    levels: Mapping[str, float],
    *,
    title: str,
    x_title: str = "",
    chosen: str = "",
    height_px: int = 360,
) -> go.Figure:
    """A number at every stop of the way, a line for each of the series; levels: named dotted lines; chosen: a stop to mark."""
    places = list(range(len(names)))
    figure = theme.figure(height_px=height_px, margin={"t": 40}, uirevision="way", hovermode="closest")
    for index, (name, values) in enumerate(series.items()):
        figure.add_trace(
            Scatter(
                x=places,
                y=[round(float(value), 5) for value in values],
                name=name,
                mode="lines+markers",
                line={"color": theme.color(index), "width": 2.5, "dash": DASHES[index % len(DASHES)]},
                marker={"size": 9, "symbol": SYMBOLS[index % len(SYMBOLS)]},
                customdata=list(names),
                hovertemplate=f"%{{customdata}}<br>{name}: %{{y:.3f}}<extra></extra>",
            )
        )
    for name, level in levels.items():
        line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_trace(
            Scatter(x=[-0.4, len(names) - 0.6], y=[level] * 2, name=name, mode="lines", line=line, hoverinfo="name+y")
        )
    if chosen in names:
        figure.add_vline(list(names).index(chosen), line={"color": theme.MUTED, "width": 14}, opacity=0.18)
    angle = -45 if max(map(len, names)) > 3 else 0
    figure.update_xaxes(tickmode="array", tickvals=places, ticktext=list(names), tickangle=angle, title_text=x_title)
    figure.update_xaxes(range=[-0.4, len(names) - 0.6])
    low = min(0.0, *(min(values) for values in series.values()), *levels.values())
    return figure.update_yaxes(title_text=title, range=[low - 0.02, 1.03])


def small_maps(
    maps: Mapping[str, NDArray[Any]], labels: NDArray[Any], classes: Sequence[str], notes: Sequence[str], *, columns: int = 2
) -> go.Figure:
    """A map (n, 2) under each name with a note, all in the same colours; each as large as it fits."""
    rows = math.ceil(len(maps) / columns)
    figure = theme.figure(
        height_px=int(COLUMN_PX * rows * HIGH / WIDE) + 40,
        margin={"l": 0, "r": 0, "t": 34, "b": 0},
        hoverdistance=12,
        uirevision="maps",
        legend={"itemsizing": "constant"},
        showlegend=len(classes) <= len(theme.CATEGORICAL),
    )
    corners = [((at % columns) * WIDE, -(at // columns) * HIGH) for at in range(len(maps))]
    whole = np.concatenate([_whole(np.asarray(map_)) + corner for map_, corner in zip(maps.values(), corners, strict=True)])
    index = np.tile(np.arange(len(labels)), len(maps))
    for at, name in enumerate(classes):
        figure.add_trace(_cloud(whole, index, np.flatnonzero(np.asarray(labels)[index] == at), at, name))
    words = [f"<b>{name}</b>  {note}" for name, note in zip(maps, notes, strict=True)]
    figure.add_trace(
        Scatter(
            x=[SCALE * (x - 1) for x, _ in corners],
            y=[SCALE * (y + 1 + HEAD / 2) for _, y in corners],
            text=words,
            mode="text",
            textposition="middle right",
            textfont={"size": 11},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    figure.update_layout(shapes=[_frame(*corner) for corner in corners])
    width = min(columns, len(maps))
    figure.update_xaxes(visible=False, range=[-1.02 * SCALE, SCALE * ((width - 1) * WIDE + 1.02)], constrain="domain")
    low, high = -(rows - 1) * HIGH - 1.02, 1 + HEAD
    return figure.update_yaxes(
        visible=False, range=[SCALE * low, SCALE * high], scaleanchor="x", constrain="domain", constraintoward="top"
    )


def panel_at(x: float, y: float, n: int, *, columns: int = 2) -> int | None:
    """Which of n small maps lies at this place of their figure; None beside them."""
    column, row = round(x / SCALE / WIDE), round(-y / SCALE / HIGH)
    inside = 0 <= column < columns and abs(x / SCALE - column * WIDE) <= 1.02 and abs(y / SCALE + row * HIGH) <= 1.02
    index = row * columns + column
    return index if inside and 0 <= index < n else None


def _whole(positions: NDArray[Any]) -> NDArray[np.float64]:
    """Positions centred, and as large as fits into a square from -1 to 1. Errors: not finite."""
    if not np.isfinite(positions).all():
        raise ValueError("The positions of a map must be finite numbers.")
    exact = positions.astype(np.float64)
    centred = exact - (exact.max(0) + exact.min(0)) / 2
    found: NDArray[np.float64] = 0.96 * centred / (np.abs(centred).max() or 1.0)
    return found


def _cloud(whole: NDArray[Any], index: NDArray[Any], members: NDArray[Any], at: int, name: str) -> Scatter:
    marker = {"size": 5, "color": theme.color(at), "symbol": theme.SYMBOLS[at % len(theme.SYMBOLS)], "opacity": 0.8}
    return Scatter(
        x=np.rint(SCALE * whole[members, 0]).astype(np.int32),
        y=np.rint(SCALE * whole[members, 1]).astype(np.int32),
        customdata=index[members].astype(np.int16),
        mode="markers",
        name=name,
        marker=marker | {"line": {"width": 0}},
        hovertemplate=f"{name}, %{{customdata}}<extra></extra>",
    )


def _frame(x: float, y: float) -> dict[str, Any]:
    sides = {"x0": SCALE * (x - 1), "x1": SCALE * (x + 1), "y0": SCALE * (y - 1), "y1": SCALE * (y + 1)}
    return {"type": "rect", "layer": "below", "line": {"color": theme.tint(theme.MUTED, 0.4), "width": 1}} | sides
