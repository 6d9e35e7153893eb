"""Graphs as they are learned: films of nodes and edges in panels beside each other, one edge's arrows, words, marked curves.

A panel is square, its points (n, 2) lie in [-1, 1] or are scaled to fit it; lines are paths (m, p, 2) in the same coordinates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import controls
from vizlab.figures.parts import Scatter
from vizlab.figures.progress import Series, lines

Array = NDArray[Any]
PITCH, HEAD, EDGE = 2.16, 0.2, 1.04  # from panel to panel; room for a title; half a panel's side
WIDE_PX, CONTROLS_PX, FRAME_MS = 1100, 84, 140
LONGEST = 0.5  # of the arrows of one figure
LETTER, LINE = 0.03, 0.06  # room that a letter of a name needs, as a share of half the figure, and a line
MOST_LINES = 320  # of one panel of a film: more would make the page slow to open
HUES = [hue for hue in theme.CATEGORICAL if hue != theme.MUTED]


@dataclass(frozen=True)
class Panel:
    """title: above it. points (n, 2) and paths (m, p, 2) moment by moment. rim: whether it is the unit disk, at its scale."""

    title: str
    points: Sequence[Array]
    paths: Sequence[Array]
    rim: bool = False


def straight(moments: Sequence[Array], edges: Array) -> list[Array]:
    """Edges (m, 2) between points (n, 2) as paths (m, 2, 2), moment by moment; of many edges evenly chosen ones."""
    chosen = np.unique(np.linspace(0, len(edges) - 1, min(len(edges), MOST_LINES)).round().astype(int))
    return [np.asarray(points)[np.asarray(edges)[chosen]] for points in moments]


def film(
    panels: Sequence[Panel],
    stops: Sequence[Any],
    groups: Sequence[int],
    names: Sequence[str],
    *,
    size: int = 8,
    wide_px: int = WIDE_PX,
) -> go.Figure:
    """Panels side by side, moment by moment; at rest the last. groups (n,): colour and symbol; names (n,): on hovering."""
    figure = _sheet(panels, groups, names, size)
    figure.frames = [_moment(panels, at, str(stop)) for at, stop in enumerate(stops)]
    height = CONTROLS_PX + round(wide_px * share(len(panels)))
    layout = on_top(controls([str(stop) for stop in stops], frame_ms=FRAME_MS))
    return figure.update_layout(height=height, margin={"t": CONTROLS_PX, "b": 0, "l": 0, "r": 0}, **layout)


def still(panel: Panel, groups: Sequence[int], names: Sequence[str], *, size: int = 7, wide_px: int = 400) -> go.Figure:
    """The last moment of one panel."""
    margin = dict.fromkeys("lrtb", 0)
    return _sheet([panel], groups, names, size).update_layout(height=round(wide_px * share(1)), margin=margin)


def share(panels: int) -> float:
    """The height of so many panels as a share of their width; one alone has no title."""
    return (2 * EDGE + (HEAD if panels > 1 else 0)) / (2 * EDGE + (panels - 1) * PITCH)


def arrows(points: Array, edges: Array, groups: Sequence[int], moved: Sequence[int], steps: Array, *, title: str) -> go.Figure:
    """An edge's two nodes (the first of `moved`) and its strangers among all points (n, 2), and where a step takes each (k, 2).

    Of the edges (m, 2) the edge's own is drawn; the longest step is drawn at one length in every figure.
    """
    figure = theme.figure(height_px=460, margin={"t": 34, "b": 34, "l": 0, "r": 0})
    places, own, strangers = _fitted(points), list(moved[:2]), list(moved[2:])
    joined = {"color": theme.CATEGORICAL[2], "width": 2, "dash": "dot"}
    figure.add_trace(Scatter(x=places[own, 0], y=places[own, 1], mode="lines", line=joined, hoverinfo="skip", showlegend=False))
    figure.add_trace(_dots(places, [theme.tint(HUES[group % len(HUES)], 0.4) for group in groups], 6, "others"))
    figure.add_trace(_dots(places[own], theme.CATEGORICAL[2], 13, "joined"))
    figure.add_trace(_dots(places[strangers], theme.CATEGORICAL[1], 12, "strangers", "x"))
    longest = float(np.linalg.norm(steps, axis=1).max()) or 1.0
    for node, step in zip(moved, np.asarray(steps, np.float64) / longest * LONGEST, strict=True):
        if np.linalg.norm(step) > LONGEST / 50:
            _arrow(figure, places[node], places[node] + step, theme.CATEGORICAL[2 if node in own else 1])
    figure.update_layout(title={"text": f"<b>{title}</b>", "x": 0, "y": 0.99, "yanchor": "top", "font": {"size": 13}})
    figure.update_layout(legend={"x": 0, "y": 0, "yanchor": "top"})
    figure.update_xaxes(range=[-1.3, 1.3], constrain="domain", constraintoward="left")
    figure.update_yaxes(range=[-1.3, 1.3], scaleanchor="x", constrain="domain", constraintoward="top")
    return theme.hide_axes(figure)


def word_map(
    points: Array, names: Sequence[str], kinds: Sequence[str], edges: Array, weights: Array, *, height_px: int = 520
) -> go.Figure:
    """Named points (n, 2), each kind in a colour of its own, "" in grey; edges (m, 2) the thicker the heavier.

    Names that would cover another are left out, and are read on hovering.
    """
    places = _fitted(points)
    figure = theme.figure(height_px=height_px, margin={"l": 0, "r": 0, "b": 0}, hoverdistance=12)
    cuts = np.quantile(weights, [0, 0.5, 0.85, 1]) if len(weights) else np.zeros(4)
    for width, (low, high) in zip((0.6, 1.4, 3), pairwise(cuts), strict=True):
        chosen = (weights >= low) & ((weights < high) | (high == cuts[-1]))
        line = {"color": theme.tint(theme.MUTED, 0.3), "width": width}
        web = _web(places[np.asarray(edges)[chosen]])
        figure.add_trace(Scatter(**web, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    labels = _uncrowded(places, names)
    for index, kind in enumerate(sorted(set(kinds), key=lambda name: (name == "", name))):
        own = [i for i, each in enumerate(kinds) if each == kind]
        color = HUES[index % len(HUES)] if kind else theme.MUTED
        figure.add_trace(
            Scatter(
                x=places[own, 0], y=places[own, 1], mode="markers+text", text=[labels[i] for i in own], name=kind or "other",
                textposition="top center", textfont={"size": 11}, customdata=[names[i] for i in own],
                hovertemplate="%{customdata}<extra></extra>",
                marker={"size": 7, "color": color, "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]},
            )
        )  # fmt: skip
    figure.update_layout(showlegend=len(set(kinds)) > 1)
    figure.update_xaxes(range=[-1.2, 1.2])
    figure.update_yaxes(range=[-1.1, 1.15])
    return theme.hide_axes(figure)


def facts(points: Array, names: Sequence[str], kinds: Sequence[str], pairs: Array, *, height_px: int = 560) -> go.Figure:
    """Named points (n, 2) by kind, and an arrow from the destination to the source of each pair (m, 2) of one relation."""
    figure = word_map(points, names, kinds, np.zeros((0, 2), int), np.zeros(0), height_px=height_px)
    places = _fitted(points)
    for source, destination in np.asarray(pairs).tolist():
        _arrow(figure, places[destination], places[source], theme.tint(theme.CATEGORICAL[1], 0.6), width=1.3)
    return figure


def marked(series: Series, marks: Mapping[str, float], **look: Any) -> go.Figure:
    """Curves with dotted uprights at named places of x; look: as of `progress.lines`."""
    figure = lines(series, **look)
    for name, at in marks.items():
        label = {"text": name, "textposition": "middle", "textangle": 0, "xanchor": "left", "font": {"size": 12}}
        figure.add_shape(
            type="line", x0=at, x1=at, xref="x", yref="y domain", y0=0, y1=1, label=label, layer="below",
            line={"color": theme.MUTED, "dash": "dash", "width": 1.5},
        )  # fmt: skip
    return figure


def on_top(layout: dict[str, Any], lift_px: int = 0) -> dict[str, Any]:
    """The layout of `film.controls` with the controls above the panels: below them they would leave a hole on a narrow screen."""
    layout["updatemenus"][0] |= {"y": 1, "yanchor": "bottom", "pad": {"b": 26 + lift_px, "t": 0}}
    layout["sliders"][0] |= {"y": 1, "yanchor": "bottom", "pad": layout["sliders"][0]["pad"] | {"b": lift_px, "t": 0}}
    return layout


def _sheet(panels: Sequence[Panel], groups: Sequence[int], names: Sequence[str], size: int) -> go.Figure:
    """The last moment of panels side by side: of each a trace of lines, then one of nodes."""
    figure = theme.figure(height_px=WIDE_PX, showlegend=False)
    marker = {
        "size": size,
        "color": [HUES[group % len(HUES)] for group in groups],
        "symbol": [theme.SYMBOLS[group % len(theme.SYMBOLS)] for group in groups],
        "line": {"width": 0},
    }
    for index, panel in enumerate(panels):
        _furnish(figure, panel, index)
        nodes, web = _drawn(panel, -1, index)
        figure.add_trace(
            Scatter(**web, mode="lines", line={"color": theme.tint(theme.MUTED, 0.45), "width": 1}, hoverinfo="skip")
        )
        hover = "%{customdata}<extra></extra>"
        figure.add_trace(Scatter(**nodes, mode="markers", marker=marker, customdata=list(names), hovertemplate=hover))
    return _framed(figure, len(panels))


def _furnish(figure: go.Figure, panel: Panel, index: int) -> None:
    """The title of a panel and, of a disk, its rim."""
    left = index * PITCH
    figure.add_annotation(
        x=left - EDGE,
        y=EDGE + 0.02,
        text=f"<b>{panel.title}</b>",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        font={"size": 13},
    )
    if panel.rim:
        line = {"color": theme.tint(theme.MUTED, 0.7), "width": 1.5}
        figure.add_shape(type="circle", x0=left - 1, x1=left + 1, y0=-1, y1=1, line=line, layer="below")


def _drawn(panel: Panel, at: int, index: int) -> tuple[dict[str, Array], dict[str, Array]]:
    """Coordinates of the nodes and of the lines of one moment, in their place on the sheet."""
    points, paths = np.asarray(panel.points[at], np.float64), np.asarray(panel.paths[at], np.float64)
    if not panel.rim:
        middle, scale = _middle(points)
        points, paths = (points - middle) / scale, (paths - middle) / scale
    shift = np.array([index * PITCH, 0.0])
    nodes = (points + shift).astype(np.float32)
    return {"x": nodes[:, 0], "y": nodes[:, 1]}, _web(paths + shift)


def _web(paths: Array) -> dict[str, Array]:
    """Paths (m, p, 2) as one line with gaps."""
    gaps = np.full((len(paths), 1, 2), np.nan)
    flat = np.concatenate([paths, gaps], 1).reshape(-1, 2).astype(np.float32) if len(paths) else np.zeros((0, 2), np.float32)
    return {"x": flat[:, 0], "y": flat[:, 1]}


def _moment(panels: Sequence[Panel], at: int, name: str) -> dict[str, Any]:
    data = [{"type": "scatter", **part} for index, panel in enumerate(panels) for part in reversed(_drawn(panel, at, index))]
    return {"name": name, "data": data, "traces": list(range(2 * len(panels)))}


def _middle(points: Array) -> tuple[Array, float]:
    low, high = points.min(0), points.max(0)
    return (low + high) / 2, float((high - low).max() / 2) or 1.0


def _fitted(points: Array) -> Array:
    points = np.asarray(points, np.float64)
    middle, scale = _middle(points)
    return np.asarray((points - middle) / scale)


def _uncrowded(places: Array, names: Sequence[str]) -> list[str]:
    """The names, "" for one that would lie over one before it, at half the width of a page."""
    labels: list[str] = []
    boxes: list[tuple[float, float, float]] = []
    for (x, y), name in zip(places.tolist(), names, strict=True):
        half = LETTER * len(name) / 2
        free = all(abs(x - a) > half + wide or abs(y - b) > LINE for a, b, wide in boxes)
        labels.append(name if free else "")
        boxes += [(x, y, half)] if free else []
    return labels


def _dots(places: Array, color: Any, size: int, name: str, symbol: str = "circle") -> Scatter:
    marker = {"size": size, "color": color, "symbol": symbol, "line": {"width": 0}}
    return Scatter(
        x=places[:, 0], y=places[:, 1], mode="markers", name=name, marker=marker, hoverinfo="skip", showlegend=size > 6
    )


def _arrow(figure: go.Figure, tail: Array, head: Array, color: str, width: float = 2) -> None:
    figure.add_annotation(
        x=head[0], y=head[1], ax=tail[0], ay=tail[1], axref="x", ayref="y", xref="x", yref="y", text="", showarrow=True,
        arrowhead=2, arrowsize=1.1, arrowwidth=width, arrowcolor=color,
    )  # fmt: skip


def _framed(figure: go.Figure, panels: int) -> go.Figure:
    figure.update_xaxes(range=[-EDGE, (panels - 1) * PITCH + EDGE], constrain="domain", constraintoward="left")
    figure.update_yaxes(
        range=[-EDGE, EDGE + (HEAD if panels > 1 else 0)], scaleanchor="x", constrain="domain", constraintoward="top"
    )
    return theme.hide_axes(figure)
