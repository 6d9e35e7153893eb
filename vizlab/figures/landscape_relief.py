"""The relief of a race: the surface in three dimensions with every path on it, on the map's own scale of heights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.film import STEPPING_PX
from vizlab.figures.landscapes import height_scale, levels, signed_log
from vizlab.figures.parts import Scatter3d, Surface

LIFT = 0.015  # of the relief's height: paths lie just above the surface, which would hide them
SHADES = ("#dfe4e8", "#8b959e")
# the few symbols that there are in three dimensions, without the one for which many fonts have no letter
SYMBOLS = {
    "triangle-up": "diamond",
    "x": "square-open",
    "star": "diamond-open",
    "pentagon": "square",
    "hexagon": "circle",
    "triangle-down": "diamond",
}
MARKS = {"minimum": "cross", "start": "circle-open"}
SIGNED_TICKS = (-1e6, -1e4, -100, -1, 0, 1, 100, 1e4, 1e6)
Array = NDArray[Any]


def race_relief(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    paths: Mapping[str, Array],
    *,
    floor: float | None,
    marks: Sequence[tuple[str, float, float]] = (),
    order: Sequence[str] = (),
    height_px: int = 560,
) -> go.Figure:
    """Paths (k + 1, 2) on ground (h, w) at grid_y (h,) and grid_x (w,), as a film of the steps.

    What leaves the window is not drawn, and of the marks only minima are. marks, order: as in `race_map`.
    """
    window = (float(grid_x[0]), float(grid_x[-1]), float(grid_y[0]), float(grid_y[-1]))
    scaled = height_scale(ground, floor)
    low, high = float(np.nanmin(scaled)), float(np.nanmax(scaled))
    lift = LIFT * ((high - low) or 1.0)
    drawn = racers.looks(list(paths), order)
    lifted = {name: _lifted(path, grid_x, grid_y, scaled + lift) for name, path in paths.items()}
    figure = _empty(window, list(paths), (low, high + 2 * lift), floor, height_px)
    figure.add_trace(_surface(grid_x, grid_y, scaled))
    start, minima = next(iter(paths.values()))[0], [mark for mark in marks if mark[0] in MARKS]
    figure.add_traces(_spots([*minima, ("start", float(start[0]), float(start[1]))], grid_x, grid_y, scaled, 2 * lift))
    figure.add_traces([_line(name, lifted[name], drawn[name]) for name in paths])
    figure.add_trace(_comets(list(lifted.values()), list(drawn.values())))
    return racers.play(figure, list(lifted.values()), top_px=0)


def _lifted(path: Array, grid_x: Array, grid_y: Array, scaled: Array) -> Array:
    """The path as points (k + 1, 3) on the surface as it is drawn, between the nodes of the grid too; holes outside of it."""
    last = (len(grid_x) - 1, len(grid_y) - 1)
    with np.errstate(invalid="ignore", over="ignore"):  # a path may end far away
        across = (path[:, 0] - grid_x[0]) / (grid_x[-1] - grid_x[0]) * last[0]
        up = (path[:, 1] - grid_y[0]) / (grid_y[-1] - grid_y[0]) * last[1]
        inside = (across >= 0) & (across <= last[0]) & (up >= 0) & (up <= last[1])
    across, up = np.where(inside, across, 0), np.where(inside, up, 0)
    column, row = np.minimum(across.astype(int), last[0] - 1), np.minimum(up.astype(int), last[1] - 1)
    right, upper = across - column, up - row
    low = scaled[row, column] * (1 - right) + scaled[row, column + 1] * right
    high = scaled[row + 1, column] * (1 - right) + scaled[row + 1, column + 1] * right
    z = low * (1 - upper) + high * upper
    return np.where(inside[:, None], np.column_stack([path, z]), np.nan).astype(np.float32)


def _surface(grid_x: Array, grid_y: Array, scaled: Array) -> Surface:
    lines = levels(scaled) | {"show": True, "color": theme.MUTED, "width": 1, "highlight": False}
    return Surface(
        x=np.asarray(grid_x, dtype=np.float32),
        y=np.asarray(grid_y, dtype=np.float32),
        z=np.asarray(scaled, dtype=np.float32),
        colorscale=[[0, SHADES[0]], [1, SHADES[1]]],
        contours={"z": lines, "x": {"highlight": False}, "y": {"highlight": False}},
        lighting={"ambient": 0.75, "diffuse": 0.45, "specular": 0.03, "roughness": 1},
        showscale=False,
        hoverinfo="skip",
    )


def _spots(
    marks: Sequence[tuple[str, float, float]], grid_x: Array, grid_y: Array, scaled: Array, lift: float
) -> list[Scatter3d]:
    traces = []
    for kind in dict.fromkeys(kind for kind, _, _ in marks):
        places = np.array([(x, y) for known, x, y in marks if known == kind])
        columns, rows = np.abs(grid_x - places[:, :1]).argmin(axis=1), np.abs(grid_y - places[:, 1:]).argmin(axis=1)
        traces.append(
            Scatter3d(
                x=places[:, 0],
                y=places[:, 1],
                z=scaled[rows, columns] + lift,
                mode="markers",
                name=kind,
                showlegend=False,
                marker={"symbol": MARKS[kind], "size": 6, "color": theme.TEXT},
                hovertemplate=f"{kind}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
            )
        )
    return traces


def _line(name: str, points: Array, look: Mapping[str, str]) -> Scatter3d:
    return Scatter3d(
        x=points[:, 0],
        y=points[:, 1],
        z=points[:, 2],
        mode="lines",
        name=name,
        line={"color": look["color"], "width": 5, "dash": look["dash"]},
        customdata=np.arange(len(points), dtype=np.int16),
        hovertemplate=f"{name}, step %{{customdata}}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )


def _comets(paths: Sequence[Array], drawn: Sequence[Mapping[str, str]]) -> Scatter3d:
    points = racers.comets(paths, max(map(len, paths)) - 1)
    marker = racers.comet_marker(drawn, [SYMBOLS.get(look["symbol"], look["symbol"]) for look in drawn])
    return Scatter3d(
        x=points[:, 0],
        y=points[:, 1],
        z=points[:, 2],
        mode="markers",
        name="racers",
        showlegend=False,
        hoverinfo="skip",
        marker=marker | {"size": marker["size"] / 1.6, "line": {"width": 0}},
    )


def _empty(
    window: racers.Window, names: Sequence[str], span: tuple[float, float], floor: float | None, height_px: int
) -> go.Figure:
    left, right, bottom, top = window
    legend, top_px = racers.legend(names)
    axis = {"backgroundcolor": theme.CLEAR, "gridcolor": theme.tint(theme.MUTED, 0.35), "zeroline": False, "showspikes": False}
    scene = {
        "xaxis": axis | {"range": [left, right], "title": {"text": "x"}},
        "yaxis": axis | {"range": [bottom, top], "title": {"text": "y"}},
        "zaxis": axis | {"range": list(span), "title": {"text": "loss"}} | _ticks(span, floor),
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.6},
        "camera": {"eye": {"x": -0.85, "y": -1.35, "z": 1.55}, "center": {"x": 0, "y": 0, "z": -0.1}},
    }
    figure = theme.figure(
        height_px=height_px + top_px, uirevision="relief", margin={"t": top_px, "b": STEPPING_PX}, legend=legend
    )
    return figure.update_layout(scene=scene)


def _ticks(span: tuple[float, float], floor: float | None) -> dict[str, Any]:
    """Heights in words: powers of ten above the floor, or the heights themselves where there is none."""
    if floor is None:
        ticks = [tick for tick in SIGNED_TICKS if span[0] <= signed_log(np.array([tick]))[0] <= span[1]]
        return {"tickvals": signed_log(np.array(ticks)), "ticktext": [f"{tick:g}" for tick in ticks]}
    low, high = int(np.ceil(span[0])), int(np.floor(span[1]))
    powers = list(range(low, high + 1, max((high - low) // 4, 1)))
    return {"tickvals": powers, "ticktext": [f"10<sup>{power}</sup>" for power in powers]}
