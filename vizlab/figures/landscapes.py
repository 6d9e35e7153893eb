"""Races over a surface: the map with every path, played in the browser, and the loss of each against its steps.

Heights and losses are drawn on a scale of factors: the logarithm of what is above the floor, the least height there is; where
there is no floor, the logarithm on either side of zero (`SIGNED_UNIT` is its linear middle). Colour and symbol say who it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import controls

FRAMES, FRAME_MS = 50, 100
SIGNED_UNIT = 0.01
LEVELS_A_DECADE = 2
FAR = 3.0  # windows: a path is drawn until it is that far away
TINY = 1e-12
MARKS = {  # kind -> symbol, what it is called
    "minimum": ("cross-thin", "minimum"),
    "saddle": ("x-thin", "saddle point"),
    "maximum": ("asterisk", "maximum"),
}
LEGEND = {"yref": "container", "y": 1, "yanchor": "top", "entrywidthmode": "fraction", "entrywidth": 0.32}  # two rows of three
Array = NDArray[Any]


def race_map(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    paths: Mapping[str, Array],
    *,
    floor: float | None,
    marks: Sequence[tuple[str, float, float]] = (),
    order: Sequence[str] = (),
    clickable: int = 0,
    height_px: int = 620,
) -> go.Figure:
    """Paths (k + 1, 2) over ground (h, w) at grid_y (h,) and grid_x (w,), with play, pause and a scrubber over the steps.

    marks: (kind, x, y) of critical points. order: all names that could take part, so that each keeps its look; by default those
    in paths. clickable: points along a side of a nearly invisible grid that answers clicks.
    """
    window = (float(grid_x[0]), float(grid_x[-1]), float(grid_y[0]), float(grid_y[-1]))
    figure = _empty_map(window, height_px)
    figure.add_trace(_ground(grid_x, grid_y, ground, floor))
    if clickable:
        figure.add_trace(_targets(window, clickable))
    figure.add_traces(_marks(marks, next(iter(paths.values()))[0]))
    looks = {name: _look(list(order or paths).index(name)) for name in paths}
    drawn = {name: _near(path, window) for name, path in paths.items()}
    figure.add_traces([_whole(name, drawn[name], looks[name]) for name in paths])
    heads = list(range(len(figure.data), len(figure.data) + len(paths)))
    last = max(map(len, paths.values())) - 1
    # closer together at the start, where most happens
    stops = np.unique((last * np.linspace(0, 1, FRAMES + 1) ** 2).round().astype(int))
    tail = max(int(np.diff(stops).max()), 8) + 1
    figure.add_traces([_head(name, _recent(drawn[name], last, tail), looks[name]) for name in paths])
    # as plain dicts: plotly then checks and copies each once instead of three times
    figure.frames = [
        {"name": str(stop), "traces": heads, "data": [_moved(_recent(drawn[name], stop, tail)) for name in paths]}
        for stop in stops
    ]
    return figure.update_layout(**controls([str(stop) for stop in stops], frame_ms=FRAME_MS, redraw=True, top_px=28))


def loss_curves(
    losses: Mapping[str, Array], *, floor: float | None, order: Sequence[str] = (), height_px: int = 340
) -> go.Figure:
    """Losses (k + 1,) against steps: above the floor on a logarithmic axis, or on the signed scale where there is no floor."""
    figure = theme.figure(
        height_px=height_px,
        hovermode="x",
        margin={"t": 70},
        legend=LEGEND,
        xaxis={"title": {"text": "step"}, "rangemode": "tozero"},
    )
    figure.add_annotation(
        text="<b>loss above the minimum</b>" if floor is not None else "<b>loss</b> (log on either side of 0)",
        showarrow=False,
        xref="paper",
        x=0,
        xanchor="left",
        yref="paper",
        y=1,
        yanchor="bottom",
    )
    for name, values in losses.items():
        figure.add_trace(_curve(name, np.asarray(values), floor, _look(list(order or losses).index(name))))
    starts = max(abs(float(values[0])) for values in losses.values())
    if floor is None:
        top = float(signed_log(np.array([1e6 * max(starts, 1.0)]))[0])
        ticks = [-1e6, -1e4, -100, -1, 0, 1, 100, 1e4, 1e6]
        places = signed_log(np.array(ticks))
        axis = {"tickvals": places, "ticktext": [f"{tick:g}" for tick in ticks]}
        return figure.update_layout(yaxis=axis | {"autorangeoptions": {"clipmin": -top, "clipmax": top}})
    low, high = _decades(losses, floor)
    axis = {"type": "log", "range": [low, high + 0.04 * (high - low)], "dtick": -(-(high - low) // 6), "exponentformat": "power"}
    return figure.update_layout(yaxis=axis)


def _decades(losses: Mapping[str, Array], floor: float) -> tuple[int, int]:
    """The powers of ten that hold the losses above the floor, from `TINY` to a million times the highest start."""
    starts = [float(values[0]) - floor for values in losses.values()]
    above = np.concatenate([np.asarray(values) for values in losses.values()]) - floor
    seen = above[(above > TINY) & (above < 1e6 * max(*starts, TINY))]
    if not len(seen):
        return -1, 1
    return int(np.floor(np.log10(seen.min()))), max(int(np.ceil(np.log10(seen.max()))), int(np.floor(np.log10(seen.min()))) + 1)


def signed_log(values: Array) -> Array:
    """The sign times log10(1 + |value| / SIGNED_UNIT): factors far from zero, steps close to it."""
    found: Array = np.sign(values) * (np.log10(SIGNED_UNIT + np.abs(values)) - np.log10(SIGNED_UNIT))
    return found


def height_scale(ground: Array, floor: float | None) -> Array:
    """Heights as the map shades them: log10 above the floor, or the signed logarithm."""
    if floor is None:
        return signed_log(ground)
    above = ground - floor
    least = max(float(above[above > 0].min()), TINY * float(above.max()))
    found: Array = np.log10(np.maximum(above, least))
    return found


def _empty_map(window: tuple[float, float, float, float], height_px: int) -> go.Figure:
    left, right, low, high = window
    return theme.figure(
        height_px=height_px,
        uirevision="map",
        clickmode="event",
        hovermode="closest",
        dragmode="pan",
        margin={"t": 56, "b": 110},
        legend=LEGEND,
        xaxis={"range": [left, right], "constrain": "domain", "showgrid": False},
        yaxis={"range": [low, high], "constrain": "domain", "constraintoward": "top", "scaleanchor": "x", "showgrid": False},
    )


def _ground(grid_x: Array, grid_y: Array, ground: Array, floor: float | None) -> go.Contour:
    """Grey, darker where it is higher: colours belong to the racers. A line for each half of a power of ten."""
    z = height_scale(ground, floor)
    size = 1 / LEVELS_A_DECADE
    first, last = np.floor(np.percentile(z, 0.5) / size) * size, np.ceil(z.max() / size) * size
    return go.Contour(
        x=grid_x,
        y=grid_y,
        z=np.asarray(z, dtype=np.float32),
        contours={"start": first, "end": last, "size": size},
        colorscale=[[0, theme.tint(theme.MUTED, 0.0)], [1, theme.tint(theme.MUTED, 0.42)]],
        line={"color": theme.tint(theme.MUTED, 0.55), "width": 0.8},
        showscale=False,
        hoverinfo="skip",
    )


def _targets(window: tuple[float, float, float, float], n: int) -> go.Scatter:
    """What a click on the map meets: contours and lines send no clicks."""
    left, right, low, high = window
    grid = np.meshgrid(np.linspace(left, right, n), np.linspace(low, high, n))
    points = np.column_stack([axis.ravel() for axis in grid])
    return go.Scatter(
        x=np.asarray(points[:, 0], dtype=np.float32),
        y=np.asarray(points[:, 1], dtype=np.float32),
        mode="markers",
        name="start here",
        showlegend=False,
        marker={"size": 11, "color": theme.MUTED, "opacity": 0.004},
        selected={"marker": {"opacity": 0.004}},
        unselected={"marker": {"opacity": 0.004}},
        hovertemplate="(%{x:.2f}, %{y:.2f})<br>click to start here<extra></extra>",
    )


def _marks(marks: Sequence[tuple[str, float, float]], start: Array) -> list[go.Scatter]:
    """Critical points by kind, and the start."""
    traces = []
    for kind in dict.fromkeys(kind for kind, _, _ in marks):
        symbol, label = MARKS[kind]
        places = [(x, y) for known, x, y in marks if known == kind]
        traces.append(_spots(label, places, {"symbol": symbol, "size": 13, "line": {"width": 2.5, "color": theme.MUTED}}))
    ring = {"symbol": "circle-open", "size": 15, "color": theme.MUTED, "line": {"width": 2.5}}
    return [*traces, _spots("start", [(float(start[0]), float(start[1]))], ring)]


def _spots(label: str, places: Sequence[tuple[float, float]], marker: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        name=label,
        showlegend=False,
        marker=marker,
        unselected={"marker": {"opacity": 1}},
        hovertemplate=f"{label}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )


def _look(index: int) -> dict[str, str]:
    return {"color": theme.color(index), "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]}


def _near(path: Array, window: tuple[float, float, float, float]) -> Array:
    """The path until it is `FAR` windows away; the step that leads there keeps its direction and is cut short."""
    left, right, low, high = window
    middle, reach = np.array([(left + right) / 2, (low + high) / 2]), FAR * max(right - left, high - low)
    far = np.abs(path - middle).max(axis=1) > reach
    if not far.any():
        return np.asarray(path, dtype=np.float32)
    end = max(int(far.argmax()), 1)
    step = path[end] - path[end - 1]
    cut = path[end - 1] + step * min(1.0, 2 * reach / float(np.abs(step).max() or 1.0))
    return np.asarray(np.vstack([path[:end], cut]), dtype=np.float32)


def _recent(path: Array, step: int, tail: int) -> Array:
    """The last `tail` points up to a step; fewer are filled up with the first, so that every frame has as many."""
    return path[np.clip(np.arange(step - tail + 1, step + 1), 0, len(path) - 1)]


def _whole(name: str, path: Array, look: dict[str, str]) -> go.Scatter:
    return go.Scatter(
        x=path[:, 0],
        y=path[:, 1],
        mode="lines+markers",
        name=name,
        legendgroup=name,
        line={"color": look["color"], "width": 1.6},
        marker={**look, "size": 6, "maxdisplayed": 25},
        unselected={"marker": {"opacity": 1}},
        customdata=np.arange(len(path), dtype=np.int16),
        hovertemplate=f"{name}, step %{{customdata}}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )


def _head(name: str, recent: Array, look: dict[str, str]) -> go.Scatter:
    """The part of a path that moves: a few steps of tail, and the racer."""
    sizes = np.zeros(len(recent), dtype=np.int8)
    sizes[-1] = 12
    return go.Scatter(
        x=recent[:, 0],
        y=recent[:, 1],
        mode="lines+markers",
        name=name,
        legendgroup=name,
        showlegend=False,
        line={"color": look["color"], "width": 4},
        marker={**look, "size": sizes, "opacity": 1, "line": {"width": 1.2, "color": "#ffffff"}},
        unselected={"marker": {"opacity": 1}},
        hoverinfo="skip",
    )


def _moved(recent: Array) -> dict[str, Any]:
    return {"type": "scatter", "x": recent[:, 0], "y": recent[:, 1]}


def _curve(name: str, values: Array, floor: float | None, look: dict[str, str]) -> go.Scatter:
    shown = signed_log(values) if floor is None else np.where(values > floor, values - (floor or 0.0), np.nan)
    return go.Scatter(
        x=np.arange(len(values), dtype=np.int16),
        y=[None if not np.isfinite(value) else float(f"{value:.6g}") for value in shown],
        customdata=[f"{value:.4g}" for value in values],
        mode="lines+markers",
        name=name,
        line={"color": look["color"], "width": 1.8},
        marker={**look, "size": 7, "maxdisplayed": 12},
        hovertemplate=f"{name} %{{customdata}}<extra></extra>",
    )
