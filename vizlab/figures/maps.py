"""Maps of many points, at rest or on their way there, and the curves that say what they are worth.

Points have a class each, or a number each, and colour and symbol of a class are the same on every map. `customdata` of a point
is its id, so that whoever listens to hovering can show its picture, also where only some of the points are drawn. Positions
are (n, 2), a flat map, or (n, 3), a room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import HEIGHT_PX, controls
from vizlab.figures.parts import Bar, Scatter

LEVELS = 10_000  # whole numbers from here to its negative hold a map finely enough, in a third of the bytes
MOST_FRAMES = 30  # of one film: more bytes than that make a page slow to open
MOST_NUMBERS = 360_000  # of one film, which makes 1.3 MB: of many points fewer frames are drawn
MANY = 3000  # points: more are drawn by the graphics card
MOST_NAMED = 20  # classes that a legend, or names on the map, can hold
FRAME_MS = 120
FAR = 5  # times the range of 98 % of the numbers: a few that lie beyond would have the colour scale to themselves
FADED = {"marker": {"opacity": 0.13, "color": theme.MUTED}}  # who is not selected


@dataclass(frozen=True)
class Values:
    """A number for each point, (n,), NaN where it has none; what it is called; limits of the scale, else those of the numbers."""

    numbers: NDArray[Any]
    title: str
    limits: tuple[float, float] | None = None


@dataclass(frozen=True)
class Look:
    """How points are drawn. values: colour by these instead of the class. ids (n,): what the points are called, else 0 to n - 1.

    names: write the classes on the map, each where the middle of its points is. noun: what a point is.
    """

    values: Values | None = None
    ids: NDArray[Any] | None = None
    names: bool = False
    noun: str = "picture"


def point_map(
    positions: NDArray[Any],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    titles: Sequence[str] = (),
    look: Look | None = None,
    height_px: int = 560,
) -> go.Figure:
    """Positions (n, 2) or (n, 3) with integer labels (n,), as large as they fit, in one scale. titles: of the axes."""
    look, labels = look or Look(), np.asarray(labels)
    whole = _whole(positions)
    figure = _empty(height_px, len(classes), look) if whole.shape[1] == 2 else _room(height_px, len(classes), look)
    members = _members(labels, classes, look)
    figure.add_traces([_cloud(whole, own, index, classes, look) for index, own in enumerate(members)])
    if look.names and whole.shape[1] == 2:
        figure.add_trace(_writing(whole, labels, classes))
    if whole.shape[1] == 2:
        for text, update in zip(titles, (figure.update_xaxes, figure.update_yaxes), strict=False):
            update(title_text=text)
        figure.update_layout(margin={"b": 40 if any(titles) else 4})
    else:
        figure.update_layout({f"scene_{axis}axis_title_text": text for axis, text in zip("xyz", titles, strict=False)})
    return figure


def film(
    frames: Sequence[tuple[str, NDArray[Any]]],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    prefix: str = "Iteration ",
    look: Look | None = None,
    height_px: int = 560,
) -> go.Figure:
    """Positions (n, 2) or (n, 3) moment by moment, each with its name for the slider; shown at rest is the last.

    Every moment is drawn as large as it fits. At most `MOST_FRAMES` are drawn, evenly chosen, the first and the last among them.
    """
    look, labels = look or Look(), np.asarray(labels)
    n, dims = np.shape(frames[-1][1])
    most = min(MOST_FRAMES, max(MOST_NUMBERS // (n * dims), 2))
    chosen = [frames[i] for i in sorted(set(np.linspace(0, len(frames) - 1, most).round().astype(int).tolist()))]
    figure = point_map(chosen[-1][1], labels, classes, look=look, height_px=height_px)
    members = _members(labels, classes, look)
    written = (labels, classes) if look.names and dims == 2 else None
    figure.frames = [_moment(name, _whole(positions), members, _kind(n, dims), written) for name, positions in chosen]
    redraw = _kind(n, dims) != "scatter"
    buttons = controls([name for name, _ in chosen], prefix=prefix, frame_ms=FRAME_MS, redraw=redraw)
    return figure.update_layout(**buttons, margin={"b": HEIGHT_PX})


def scree(explained: Sequence[float], *, height_px: int = 300) -> go.Figure:
    """The share of the variance along each principal component (fractions), the two of the map in the accent colour."""
    figure = theme.figure(height_px=height_px, bargap=0.25)
    numbers = list(range(1, len(explained) + 1))
    colors = [theme.color(0) if number <= 2 else theme.MUTED for number in numbers]
    hover = "component %{x}: %{y:.1%} of the variance<extra></extra>"
    figure.add_trace(Bar(x=numbers, y=list(explained), marker={"color": colors, "cornerradius": 2}, hovertemplate=hover))
    figure.update_xaxes(title_text="principal component", fixedrange=True)
    return figure.update_yaxes(title_text="share of the variance", tickformat=".0%", rangemode="tozero", fixedrange=True)


def divergence_curve(
    points: Sequence[tuple[float, float]], *, exaggerated: int = 0, title: str = "KL divergence, nats", height_px: int = 300
) -> go.Figure:
    """What a map makes small, against iterations; the first `exaggerated` of them, which pull too hard on purpose, are tinted."""
    figure = theme.figure(height_px=height_px, uirevision="divergence")
    x, y = zip(*points, strict=True)
    hover = "iteration %{x}: %{y:.4g}<extra></extra>"
    figure.add_trace(Scatter(x=x, y=y, mode="lines", line={"color": theme.color(0), "width": 2}, hovertemplate=hover))
    label = {"text": "early exaggeration", "textposition": "bottom left", "font": {"size": 12}}
    end = min(exaggerated, x[-1])
    if end:
        figure.add_vrect(x0=0, x1=end, line_width=0, fillcolor=theme.tint(theme.MUTED, 0.16), layer="below", label=label)
    figure.update_xaxes(title_text="iteration", range=[0, max(x[-1], 1)])
    return figure.update_yaxes(title_text=title, rangemode="tozero")


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
    figure.add_trace(Scatter(x=x, y=y, mode="lines+markers", line=line, marker={"size": ring}, hovertemplate=hover))
    for name, level in levels:
        label = {"text": f"{name}: {level:.1%}", "textposition": "end", "yanchor": "top", "font": {"size": 12}}
        dotted = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=level, y1=level, line=dotted, label=label, layer="below")
    figure.update_xaxes(title_text="epoch", rangemode="tozero")
    return figure.update_yaxes(title_text="kNN accuracy", tickformat=".0%", range=[0, 1.04])


def _empty(height_px: int, classes: int, look: Look) -> go.Figure:
    figure = theme.figure(height_px=height_px, **_manners(classes, look))
    side = {"range": [-1.04 * LEVELS, 1.04 * LEVELS], "showgrid": False, "showticklabels": False, "constrain": "domain"}
    figure.update_xaxes(side)
    return figure.update_yaxes(side | {"scaleanchor": "x", "constraintoward": "top"})


def _room(height_px: int, classes: int, look: Look) -> go.Figure:
    side = {"range": [-1.04 * LEVELS, 1.04 * LEVELS], "showticklabels": False, "title": {"text": ""}, "showspikes": False}
    side |= {"zeroline": False, "showbackground": False}
    scene = {f"{axis}axis": side for axis in "xyz"} | {"aspectmode": "cube", "camera": {"eye": {"x": 1.1, "y": 1.1, "z": 0.7}}}
    return theme.figure(height_px=height_px, scene=scene, **_manners(classes, look))


def _manners(classes: int, look: Look) -> dict[str, Any]:
    """Dragging selects; an own set of buttons stands at the side."""
    has_bar = look.values is not None
    return {
        "uirevision": "map",
        "hoverdistance": 12,
        "dragmode": "lasso",
        "newselection": {"line": {"color": theme.MUTED, "width": 1.5, "dash": "dot"}},
        "legend": {"itemsizing": "constant"},
        "showlegend": not has_bar and classes <= MOST_NAMED,
        "modebar": {"orientation": "v", "remove": ["autoScale2d", "zoomIn2d", "zoomOut2d"]},
        "margin": {"t": theme.BAR_PX if has_bar else 12},
    }


def _whole(positions: NDArray[Any]) -> NDArray[np.int16]:
    """Positions, centred and as large as fits into -`LEVELS` to `LEVELS`, as whole numbers. Errors: not finite, not 2 or 3."""
    positions = np.asarray(positions, dtype=np.float64)
    if positions.ndim != 2 or positions.shape[1] not in (2, 3) or not np.isfinite(positions).all():
        raise ValueError(f"Positions must be finite numbers of shape (n, 2) or (n, 3); got {positions.shape}.")
    centred = positions - (positions.max(0) + positions.min(0)) / 2
    whole: NDArray[np.int16] = np.rint(centred / (np.abs(centred).max() or 1.0) * LEVELS).astype(np.int16)
    return whole


def _members(labels: NDArray[Any], classes: Sequence[str], look: Look) -> list[NDArray[Any]]:
    """Which points each trace draws: one a class; of values one in all, those without a number first."""
    if look.values is None:
        return [np.flatnonzero(labels == index) for index in range(len(classes))]
    known = np.isfinite(look.values.numbers)
    return [np.concatenate([np.flatnonzero(~known), np.flatnonzero(known)])]


def _kind(n: int, dims: int) -> str:
    return "scatter3d" if dims == 3 else "scattergl" if n > MANY else "scatter"


def _cloud(whole: NDArray[np.int16], members: NDArray[Any], index: int, classes: Sequence[str], look: Look) -> dict[str, Any]:
    n, dims = whole.shape
    ids = np.arange(n) if look.ids is None else np.asarray(look.ids)
    name = classes[index] if look.values is None else ""
    said = f"{name}, {look.noun}" if name else look.noun.capitalize()
    value = "" if look.values is None else f"<br>{look.values.title} %{{marker.color:.3g}}"
    trace = {
        "type": _kind(n, dims),
        **_placed(whole, members),
        "mode": "markers",
        "name": name,
        "customdata": ids[members].astype(np.int16 if ids.max(initial=0) < 1 << 15 else np.int32),
        "marker": _marker(members, index, look) if dims == 2 else _marker(members, 0, look) | _ball(index, look),
        "hovertemplate": f"{said} %{{customdata}}{value}<extra></extra>",
    }
    return trace if dims == 3 else trace | {"unselected": FADED, "selected": {"marker": {"opacity": 1}}}


def _placed(whole: NDArray[np.int16], members: NDArray[Any]) -> dict[str, NDArray[np.int16]]:
    return {axis: whole[members, at] for at, axis in zip(range(whole.shape[1]), "xyz", strict=False)}


def _marker(members: NDArray[Any], index: int, look: Look) -> dict[str, Any]:
    shared = {"size": 6, "opacity": 0.85, "line": {"width": 0}}
    if look.values is None:
        return shared | {"color": theme.color(index), "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]}
    numbers = np.asarray(look.values.numbers, np.float32)
    low, high = look.values.limits or _limits(numbers[np.isfinite(numbers)])
    return shared | {
        "color": numbers[members],
        "colorscale": theme.scale(theme.SEQUENTIAL),
        "cmin": low,
        "cmax": high if high > low else low + 1,
        "showscale": True,
        "colorbar": theme.colorbar(look.values.title),
    }


def _limits(known: NDArray[Any]) -> tuple[float, float]:
    """The ends of a colour scale: those of the numbers, or, where a few are far above all others, what 98 % stay below."""
    if not known.size:
        return 0.0, 1.0
    low, most, high = float(known.min()), float(np.quantile(known, 0.98)), float(known.max())
    return low, most if high - low > FAR * (most - low) > 0 else high


def _ball(index: int, look: Look) -> dict[str, Any]:
    """What is other in a room: all symbols are circles, and smaller."""
    return {"size": 3, "symbol": "circle"} | ({"color": theme.color(index)} if look.values is None else {})


def _writing(whole: NDArray[np.int16], labels: NDArray[Any], classes: Sequence[str]) -> Scatter:
    """The classes' names, each in the middle of its points."""
    names = [name for index, name in enumerate(classes) if (labels == index).any()]
    font = {"size": 15, "weight": "bold"}
    return Scatter(**_middles(whole, labels), text=names, mode="text", textfont=font, hoverinfo="skip", showlegend=False)


def _middles(whole: NDArray[np.int16], labels: NDArray[Any]) -> dict[str, NDArray[np.int16]]:
    medians = np.stack([np.median(whole[labels == index], 0) for index in np.unique(labels[labels >= 0])])
    return {"x": medians[:, 0].astype(np.int16), "y": medians[:, 1].astype(np.int16)}


def _moment(
    name: str,
    whole: NDArray[np.int16],
    members: Sequence[NDArray[Any]],
    kind: str,
    written: tuple[NDArray[Any], Sequence[str]] | None,
) -> dict[str, Any]:
    places: list[dict[str, Any]] = [{"type": kind, **_placed(whole, own)} for own in members]
    if written:
        places.append({"type": "scatter", **_middles(whole, written[0])})
    return {"name": name, "data": places, "traces": list(range(len(places)))}
