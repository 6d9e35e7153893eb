"""Maps of many points with a class each, at rest or on their way there, and the curves that say what they are worth.

Colour and symbol of a class are the same on every map. `customdata` of a point is its index, so that whoever listens to
hovering can show its picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import HEIGHT_PX, controls

LEVELS = 10_000  # whole numbers from here to its negative hold a map finely enough, in a third of the bytes
MOST_FRAMES = 30  # of one film: more bytes than that make a page slow to open
FRAME_MS = 120


def point_map(
    positions: NDArray[Any],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    titles: tuple[str, str] = ("", ""),
    noun: str = "picture",
    height_px: int = 560,
) -> go.Figure:
    """Positions (n, 2) with integer labels (n,), as large as they fit; x and y have one scale. titles: of the two axes."""
    figure = _empty(height_px)
    figure.add_traces(_clouds(_whole(positions), np.asarray(labels), classes, noun))
    for text, update in zip(titles, (figure.update_xaxes, figure.update_yaxes), strict=True):
        update(title_text=text)
    return figure


def film(
    frames: Sequence[tuple[str, NDArray[Any]]],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    prefix: str = "Iteration ",
    noun: str = "picture",
    height_px: int = 560,
) -> go.Figure:
    """Positions (n, 2) moment by moment, each with its name for the slider; shown at rest is the last.

    Every moment is drawn as large as it fits. At most `MOST_FRAMES` are drawn, evenly chosen, the first and the last among them.
    """
    labels = np.asarray(labels)
    chosen = [frames[i] for i in sorted(set(np.linspace(0, len(frames) - 1, MOST_FRAMES).round().astype(int).tolist()))]
    figure = point_map(chosen[-1][1], labels, classes, noun=noun, height_px=height_px)
    members = [np.flatnonzero(labels == index) for index in range(len(classes))]
    figure.frames = [_moment(name, _whole(positions), members) for name, positions in chosen]
    figure.update_layout(**controls([name for name, _ in chosen], prefix=prefix, frame_ms=FRAME_MS), margin={"b": HEIGHT_PX})
    return figure


def scree(explained: Sequence[float], *, height_px: int = 300) -> go.Figure:
    """The share of the variance along each principal component (fractions), the two of the map in the accent colour."""
    figure = theme.figure(height_px=height_px, bargap=0.25)
    numbers = list(range(1, len(explained) + 1))
    colors = [theme.color(0) if number <= 2 else theme.MUTED for number in numbers]
    hover = "component %{x}: %{y:.1%} of the variance<extra></extra>"
    figure.add_trace(go.Bar(x=numbers, y=list(explained), marker={"color": colors, "cornerradius": 2}, hovertemplate=hover))
    figure.update_xaxes(title_text="principal component", fixedrange=True)
    return figure.update_yaxes(title_text="share of the variance", tickformat=".0%", rangemode="tozero", fixedrange=True)


def divergence_curve(points: Sequence[tuple[float, float]], *, exaggerated: int, height_px: int = 300) -> go.Figure:
    """KL divergence in nats against iterations; the first `exaggerated` of them, which pull too hard on purpose, are tinted."""
    figure = theme.figure(height_px=height_px, uirevision="divergence")
    x, y = zip(*points, strict=True)
    hover = "iteration %{x}: %{y:.3f} nats<extra></extra>"
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line={"color": theme.color(0), "width": 2}, hovertemplate=hover))
    label = {"text": "early exaggeration", "textposition": "bottom left", "font": {"size": 12}}
    end = min(exaggerated, x[-1])
    figure.add_vrect(x0=0, x1=end, line_width=0, fillcolor=theme.tint(theme.MUTED, 0.16), layer="below", label=label)
    figure.update_xaxes(title_text="iteration", range=[0, max(x[-1], 1)])
    return figure.update_yaxes(title_text="KL divergence, nats", rangemode="tozero")


def accuracy_curve(
    points: Sequence[tuple[float, float]],
    levels: Sequence[tuple[str, float]],
    *,
    chosen: float | None = None,
    height_px: int = 300,
) -> go.Figure:
    """An accuracy (fractions) against epochs; levels: (name, value), dotted; the epoch `chosen` is ringed."""
    figure = theme.figure(height_px=height_px)
    x, y = zip(*points, strict=True)
    line = {"color": theme.color(0), "width": 2}
    hover = "epoch %{x}: %{y:.1%}<extra></extra>"
    ring = [13 if at == chosen else 7 for at in x]
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines+markers", line=line, marker={"size": ring}, hovertemplate=hover))
    for name, level in levels:
        label = {"text": f"{name}: {level:.1%}", "textposition": "end", "yanchor": "top", "font": {"size": 12}}
        dotted = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=level, y1=level, line=dotted, label=label, layer="below")
    figure.update_xaxes(title_text="epoch", rangemode="tozero")
    return figure.update_yaxes(title_text="kNN accuracy", tickformat=".0%", range=[0, 1.04])


def _empty(height_px: int) -> go.Figure:
    figure = theme.figure(
        height_px=height_px, uirevision="map", hoverdistance=12, legend={"itemsizing": "constant"}, modebar={"orientation": "v"}
    )
    side = {"range": [-1.04 * LEVELS, 1.04 * LEVELS], "showgrid": False, "showticklabels": False, "constrain": "domain"}
    figure.update_xaxes(side)
    return figure.update_yaxes(side | {"scaleanchor": "x", "constraintoward": "top"})


def _whole(positions: NDArray[Any]) -> NDArray[np.int16]:
    """Positions (n, 2), centred and as large as fits into -`LEVELS` to `LEVELS`, as whole numbers. Errors: not finite."""
    positions = np.asarray(positions, dtype=np.float64)
    if positions.ndim != 2 or positions.shape[1] != 2 or not np.isfinite(positions).all():
        raise ValueError(f"Positions must be finite numbers of shape (n, 2); got {positions.shape}.")
    centred = positions - (positions.max(0) + positions.min(0)) / 2
    whole: NDArray[np.int16] = np.rint(centred / (np.abs(centred).max() or 1.0) * LEVELS).astype(np.int16)
    return whole


def _clouds(whole: NDArray[np.int16], labels: NDArray[Any], classes: Sequence[str], noun: str) -> list[go.Scatter]:
    return [_cloud(whole, np.flatnonzero(labels == index), index, name, noun) for index, name in enumerate(classes)]


def _cloud(whole: NDArray[np.int16], members: NDArray[Any], index: int, name: str, noun: str) -> go.Scatter:
    marker = {
        "size": 6,
        "color": theme.color(index),
        "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)],
        "opacity": 0.85,
        "line": {"width": 0},
    }
    return go.Scatter(
        x=whole[members, 0],
        y=whole[members, 1],
        mode="markers",
        name=name,
        customdata=members.astype(np.int16),
        marker=marker,
        hovertemplate=f"{name}, {noun} %{{customdata}}<extra></extra>",
    )


def _moment(name: str, whole: NDArray[np.int16], members: Sequence[NDArray[Any]]) -> dict[str, Any]:
    places = [{"type": "scatter", "x": whole[own, 0], "y": whole[own, 1]} for own in members]
    return {"name": name, "data": places, "traces": list(range(len(members)))}
