"""One step at a time: the path so far, the arrows of one step close up, and what a rule keeps over its steps.

x is always the first colour and a full line, y the second and dashed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.landscapes import ground_lines, landmarks
from vizlab.figures.parts import Contour, Scatter

PANEL_PX, GAP_PX = 92, 30
SPREAD = 30  # largest over smallest value above which an axis is logarithmic
AXES = (("x", "solid"), ("y", "dash"))
ARROWS = {"downhill": (7, "dot", 2), "the step without a memory": (1, "solid", 2.5), "what memory adds": (2, "solid", 2.5)}
TAKEN = (0, "solid", 4)
Array = NDArray[Any]


def path_map(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    path: Array,
    *,
    floor: float | None,
    name: str,
    frame: tuple[float, float, float, float],
    marks: Sequence[tuple[str, float, float]] = (),
    height_px: int = 430,
) -> go.Figure:
    """The path (k + 1, 2) so far over the lines of equal height; frame: left, right, low and high of what is shown close up."""
    window = (float(grid_x[0]), float(grid_x[-1]), float(grid_y[0]), float(grid_y[-1]))
    figure = _square(window, height_px=height_px, uirevision="map", clickmode="event", margin={"t": 40, "b": 8})
    figure.add_trace(ground_lines(grid_x, grid_y, ground, floor, hint="click to start here"))
    figure.add_traces(landmarks(marks, path[0]))
    shown = racers.near(path, window)
    figure.add_trace(
        Scatter(
            x=shown[:, 0],
            y=shown[:, 1],
            mode="lines+markers",
            name=name,
            showlegend=False,
            line={"color": theme.color(0), "width": 1.8},
            marker={"size": [4] * (len(shown) - 1) + [9], "color": theme.color(0)},
            unselected={"marker": {"opacity": 1}},
            hovertemplate=f"{name}, step %{{pointIndex}}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
        )
    )
    left, right, low, high = frame
    return figure.add_shape(type="rect", x0=left, x1=right, y0=low, y1=high, line={"color": theme.color(1), "width": 1.5})


def close_up(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    arrows: Mapping[str, Array],
    marks: Mapping[str, Array],
    *,
    height_px: int = 430,
) -> go.Figure:
    """Arrows (2, 2), from and to, in true lengths over lines of equal height; marks (2,) are open circles."""
    window = (float(grid_x[0]), float(grid_x[-1]), float(grid_y[0]), float(grid_y[-1]))
    legend = {"yref": "container", "y": 1, "yanchor": "top", "itemclick": False, "itemdoubleclick": False}
    figure = _square(window, height_px=height_px, legend=legend, margin={"t": 74, "b": 8})
    figure.add_trace(_level_lines(grid_x, grid_y, ground))
    for name, arrow in arrows.items():
        figure.add_trace(_arrow(name, np.asarray(arrow), *ARROWS.get(name, TAKEN)))
    for name, place in marks.items():
        ring = {"symbol": "circle-open", "size": 12, "color": theme.color(4), "line": {"width": 2.5}}
        hover = f"{name}<br>(%{{x:.6g}}, %{{y:.6g}})<extra></extra>"
        figure.add_trace(Scatter(x=[place[0]], y=[place[1]], mode="markers", name=name, marker=ring, hovertemplate=hover))
    return figure


def _square(window: tuple[float, float, float, float], *, height_px: int, **layout: Any) -> go.Figure:
    """An empty map whose units are as long upwards as they are across."""
    left, right, low, high = window
    shared = {"constrain": "domain", "showgrid": False, "nticks": 5}
    return theme.figure(
        height_px=height_px,
        hovermode="closest",
        dragmode="pan",
        xaxis={"range": [left, right], **shared},
        yaxis={"range": [low, high], "constraintoward": "top", "scaleanchor": "x", **shared},
        **layout,
    )


def _level_lines(grid_x: Array, grid_y: Array, ground: Array) -> Contour:
    """Evenly spaced heights: close up, a slope is nearly even."""
    known = np.where(np.isfinite(ground), ground, np.nan)
    # shares of what there is here, for near a minimum float32 would see one height only, and far away none
    shares = (known - np.nanmin(known)) / (np.nanmax(known) - np.nanmin(known) or 1.0)
    return Contour(
        x=grid_x,
        y=grid_y,
        z=np.asarray(shares, dtype=np.float32),
        ncontours=14,
        colorscale=[[0, theme.tint(theme.MUTED, 0.0)], [1, theme.tint(theme.MUTED, 0.42)]],
        line={"color": theme.tint(theme.MUTED, 0.55), "width": 0.8},
        showscale=False,
        hoverinfo="skip",
    )


def _arrow(name: str, ends: Array, color: int, dash: str, width: float) -> Scatter:
    length = float(np.linalg.norm(ends[1] - ends[0]))
    head = {"symbol": ["circle", "arrow"], "size": [0, 12 + width], "angleref": "previous", "color": theme.color(color)}
    return Scatter(
        x=ends[:, 0],
        y=ends[:, 1],
        mode="lines+markers",
        name=name,
        line={"color": theme.color(color), "dash": dash, "width": width},
        marker=head | {"opacity": 1},
        hovertemplate=f"{name}<br>{length:.4g} long<extra></extra>" if name != "downhill" else "downhill<extra></extra>",
    )


def step_curves(quantities: Mapping[str, Mapping[str, Array]], step: int) -> go.Figure:
    """A panel for each quantity: title -> (what line -> values (k, 2)), drawn up to a step (from 1), which is marked.

    The second line of a panel is thin and dotted. Panels without negative values have a logarithmic axis.
    """
    n = len(quantities)
    height = n * PANEL_PX + (n - 1) * GAP_PX
    figure = theme.figure(
        height_px=height + 90,
        hovermode="x unified",
        hoversubplots="axis",
        margin={"t": 50, "b": 4},
        legend={"yref": "container", "y": 1, "yanchor": "top"},
        xaxis={"title": {"text": "step"}, "range": [min(0.5, step - 1), step + max(0.5, 0.03 * step)], "anchor": f"y{n}"},
    )
    for index, (title, lines) in enumerate(quantities.items()):
        axis = "" if index == 0 else str(index + 1)
        top = 1 - index * (PANEL_PX + GAP_PX) / height
        scale = _panel_scale(np.concatenate([np.ravel(values[:step]) for values in lines.values()]))
        figure.update_layout({f"yaxis{axis}": {"domain": [max(top - PANEL_PX / height, 0), top], "nticks": 4, **scale}})
        place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top, "yanchor": "bottom"}
        figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, **place)
        for rank, (name, values) in enumerate(lines.items()):
            figure.add_traces(_coordinates(name, np.asarray(values)[:step], f"y{axis}", rank, in_legend=index == rank == 0))
    return figure


def _panel_scale(shown: Array) -> dict[str, Any]:
    """The axis of a panel: logarithmic where that helps, and from zero where there is but one value."""
    low, high = float(shown.min()), float(shown.max())
    if low == high > 0:
        return {"range": [0, 2 * high], "tickvals": [0, high], "ticktext": ["0", f"{high:.3g}"]}
    return {"type": "log", "exponentformat": "power"} if low > 0 and high > SPREAD * low else {}


def _coordinates(name: str, values: Array, axis: str, rank: int, *, in_legend: bool) -> list[Scatter]:
    """A line for x and one for y, the last point marked."""
    k = len(values)
    return [
        Scatter(
            x=np.arange(1, k + 1, dtype=np.int16),
            y=[float(f"{value:.7g}") for value in values[:, column]],
            yaxis=axis,
            mode="lines+markers",
            name=coordinate,
            legendgroup=coordinate,
            showlegend=in_legend,
            line={"color": theme.color(column), "dash": dash if rank == 0 else "dot", "width": 2 if rank == 0 else 1.2},
            marker={"size": [0] * (k - 1) + [7], "color": theme.color(column), "opacity": 1},
            hovertemplate=f"{name}, {coordinate} %{{y:.4g}}<extra></extra>",
        )
        for column, (coordinate, dash) in enumerate(AXES)
    ]
