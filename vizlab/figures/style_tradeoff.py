"""The content-style curve, with its pictures along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Scatter
from vizlab.figures.png import data_uri

LEAST = 1e-5  # a loss of zero has no place on a logarithmic axis
BOX = np.array([0.15, 0.2])  # width and height of a picture, of the figure's
Array = NDArray[Any]


def curve(
    losses: Mapping[str, Array],
    strengths: Sequence[str],
    *,
    pictures: Sequence[Array] = (),
    chosen: int | None = None,
    knee: int | None = None,
    height_px: int = 470,
) -> go.Figure:
    """Style loss against content loss, name -> (n, 2) content and style, weak to strong, on logarithmic axes.

    strengths: of the points of the first curve, whose pictures (h, w, 3) hang on it. chosen: the point that is ringed; knee: the
    one that is named.
    """
    figure = theme.figure(
        height_px=height_px, margin={"t": 44}, hovermode="closest", uirevision="curve",
        legend={"yref": "container", "y": 1, "yanchor": "top"}, showlegend=len(losses) > 1,
    )  # fmt: skip
    shown = {name: np.maximum(np.asarray(values, np.float64), LEAST) for name, values in losses.items()}
    for index, (name, values) in enumerate(shown.items()):
        figure.add_trace(_trace(index, name, values, list(strengths)[: len(values)], chosen if index == 0 else None))
    ranges = _ranges(np.concatenate(list(shown.values())))
    first = next(iter(shown.values()))
    for place in _hung(pictures, first, ranges):
        figure.add_layout_image(place)
    if knee is not None:
        figure.add_annotation(
            x=np.log10(first[knee, 0]), y=np.log10(first[knee, 1]), text=f"knee: strength {strengths[knee]}", showarrow=True,
            arrowhead=0, ax=-70, ay=46, font={"size": 13}, arrowcolor=theme.MUTED,
        )  # fmt: skip
    figure.update_xaxes(type="log", title_text="content loss", range=ranges[0], dtick=1, exponentformat="power", showgrid=False)
    return figure.update_yaxes(
        type="log", title_text="style loss", range=ranges[1], dtick=1, exponentformat="power", showgrid=False
    )


def _trace(index: int, name: str, values: Array, strengths: Sequence[str], chosen: int | None) -> Scatter:
    sizes = [20 if place == chosen else 12 for place in range(len(values))]
    marker = {
        "size": sizes,
        "color": theme.color(index),
        "symbol": theme.SYMBOLS[index],
        "line": {"width": 2, "color": "#ffffff"},
    }
    return Scatter(
        x=values[:, 0], y=values[:, 1], name=name, mode="lines+markers", customdata=list(strengths), marker=marker,
        line={"color": theme.color(index), "width": 2.5}, cliponaxis=False,
        hovertemplate="strength %{customdata}<br>content loss %{x:.3g}<br>style loss %{y:.3g}<extra></extra>",
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


def _ranges(values: Array) -> list[list[float]]:
    """Ranges of both axes in powers of ten, with room for the pictures around the curve."""
    low, high = np.log10(values.min(axis=0)), np.log10(values.max(axis=0))
    room = np.maximum(high - low, 0.5) * (0.26, 0.46)
    return [[float(low[axis] - room[axis]), float(high[axis] + room[axis])] for axis in (0, 1)]


def _hung(pictures: Sequence[Array], points: Array, ranges: list[list[float]]) -> list[dict[str, Any]]:
    """Pictures above their points to the right, or below them to the left, wherever there is room; the ends come first."""
    low, high = np.array(ranges).T
    at = (np.log10(points) - low) / (high - low)
    found: list[dict[str, Any]] = []
    taken: list[Array] = []
    order = sorted(range(len(pictures)), key=lambda index: index not in (0, len(pictures) - 1))
    for index in order:
        for side in (1, -1):
            corner = at[index] + side * np.array([0.015, 0.03]) - (0 if side > 0 else 1) * BOX
            if (corner >= 0).all() and (corner + BOX <= 1).all() and _is_free(corner, taken, at):
                taken.append(corner)
                found.append(_thumb(pictures[index], corner, side))
                break
    return found


def _is_free(corner: Array, taken: Sequence[Array], points: Array) -> bool:
    """Whether a picture with this lower left corner covers no other picture and no point."""
    inside = ((points > corner) & (points < corner + BOX)).all(axis=1)
    return not inside.any() and all((np.abs(corner - other) >= BOX).any() for other in taken)


def _thumb(pixels: Array, corner: Array, side: int) -> dict[str, Any]:
    """A picture in the box with this lower left corner, in the corner of the box that is next to its point."""
    x, y = corner if side > 0 else corner + BOX
    return {
        "source": data_uri(np.asarray(pixels, np.uint8)), "xref": "x domain", "yref": "y domain", "x": float(x), "y": float(y),
        "sizex": BOX[0], "sizey": BOX[1], "xanchor": "left" if side > 0 else "right", "yanchor": "bottom" if side > 0 else "top",
        "layer": "below",
    }  # fmt: skip
