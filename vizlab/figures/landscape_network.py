"""The loss of a real network around its weights: contours with the path of training, the same as a relief, and checks of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme
from vizlab.figures.parts import Contour, Scatter, Scatter3d, Surface

LEVELS = 16
MOST_TICKS = 5
LEGEND = {"yref": "container", "y": 1, "yanchor": "top", "entrywidthmode": "fraction"}
LEAST = 1e-6  # nats: lower losses are drawn as this on a logarithmic scale
Array = NDArray[Any]
Range = tuple[float, float]


def shared_range(losses: Sequence[Array], *, log: bool) -> Range:
    """The colours' range that suits several surfaces at once: log10 of the loss, or the loss up to its upper quartile doubled."""
    drawn = [_drawn(loss, log).ravel() for loss in losses]
    low = min(float(values.min()) for values in drawn)
    high = max(float(values.max() if log else min(values.max(), 2 * np.percentile(values, 75))) for values in drawn)
    return low, max(high, low + 1e-3)


def contours(
    x: Array,
    y: Array,
    loss: Array,
    *,
    log: bool,
    between: Range,
    titles: tuple[str, str],
    path: Mapping[str, Sequence[float]] | None = None,
    height_px: int = 460,
) -> go.Figure:
    """Loss (h, w) at y (h,) and x (w,) in lines of equal loss, the model at the origin; path: its `epoch`, `x`, `y`, `plane`."""
    figure = _map(titles, height_px)
    figure.add_trace(_contour(x, y, loss, log, between))
    if path is not None:
        figure.add_trace(_path(path))
    return figure.add_trace(_here())


def relief(
    x: Array,
    y: Array,
    loss: Array,
    *,
    log: bool,
    between: Range,
    titles: tuple[str, str],
    path: Mapping[str, Sequence[float]] | None = None,
    height_px: int = 460,
) -> go.Figure:
    """The same in three dimensions, cut off at the upper end of the range."""
    figure = theme.figure(height_px=height_px, uirevision="relief", margin={"t": 4, "b": 4})
    z = np.clip(_drawn(loss, log), *between)
    figure.add_trace(
        Surface(
            x=x,
            y=y,
            z=np.asarray(z, np.float32),
            customdata=np.asarray(loss, np.float32),
            cmin=between[0],
            cmax=between[1],
            colorscale=theme.scale(theme.SEQUENTIAL),
            showscale=False,
            contours={"z": {"show": True, "color": "rgba(255,255,255,0.35)", "width": 1, **_steps(between)}},
            hovertemplate="loss %{customdata:.4g}<extra></extra>",
        )
    )
    if path is not None:
        figure.add_trace(_lifted(path, log, between))
    axis = {"showgrid": True, "zeroline": False, "nticks": 4, "showbackground": False, "tickfont": {"size": 11}}
    names = {"xaxis": titles[0], "yaxis": titles[1], "zaxis": "loss"}
    scene: dict[str, Any] = {key: axis | {"title": {"text": name, "font": {"size": 12}}} for key, name in names.items()}
    scene["zaxis"] |= _ticks(between, log) | {"range": list(between)}
    camera = {"eye": {"x": 1.35, "y": -1.45, "z": 0.95}, "center": {"x": 0, "y": 0, "z": -0.18}}
    return figure.update_layout(scene=scene | {"aspectratio": {"x": 1, "y": 1, "z": 0.72}, "camera": camera})


def flicker(x: Array, y: Array, loss: Array, batches: Array, *, titles: tuple[str, str], height_px: int = 640) -> go.Figure:
    """Lines of equal loss of each mini-batch (groups, h, w), one after the other, over those of all examples (h, w)."""
    figure = _map(titles, height_px)
    between = shared_range([loss], log=True)
    steps = {"start": between[0], "end": between[1], "size": (between[1] - between[0]) / 8}
    figure.add_trace(_lines(x, y, loss, steps, theme.MUTED, "all examples", 1.2))
    figure.add_trace(_lines(x, y, batches[-1], steps, theme.color(1), "one mini-batch", 2.0))
    names = [str(number + 1) for number in range(len(batches))]
    figure.frames = [
        {"name": name, "traces": [1], "data": [{"type": "contour", "z": np.asarray(_drawn(batch, True), np.float32)}]}
        for name, batch in zip(names, batches, strict=True)
    ]
    figure.add_trace(_here())
    figure.update_layout(**film.controls(names, prefix="mini-batch ", frame_ms=500, redraw=True, top_px=52))
    legend = {"yref": "container", "y": 1, "yanchor": "top"}
    return figure.update_layout(margin={"t": 40, "b": film.HEIGHT_PX + 56}, showlegend=True, legend=legend)


def orders(places: Sequence[float], errors: Mapping[str, Sequence[float]], *, height_px: int = 340) -> go.Figure:
    """Errors of a parabola against the distance t, both on logarithmic axes, with the slopes t² and t³ beside them."""
    figure = theme.figure(
        height_px=height_px,
        margin={"t": 84},
        legend=LEGEND | {"entrywidth": 0.48},
        hovermode="x unified",
        xaxis={"type": "log", "title": {"text": "distance t, in reaches of the surface"}, "dtick": 1, "exponentformat": "power"},
        yaxis={"type": "log", "exponentformat": "power", "nticks": 6},
    )
    for index, (name, values) in enumerate(errors.items()):
        look = {"color": theme.color(index), "symbol": theme.SYMBOLS[index], "size": 8}
        hover = f"{name} %{{y:.2g}}<extra></extra>"
        figure.add_trace(
            Scatter(x=list(places), y=list(values), name=name, mode="lines+markers", marker=look, hovertemplate=hover)
        )
    top = max(max(values) for values in errors.values())
    for power, dash in ((2, "dash"), (3, "dot")):
        guide = [top * (t / places[0]) ** power for t in places]
        line = {"color": theme.MUTED, "dash": dash, "width": 1.5}
        figure.add_trace(Scatter(x=list(places), y=guide, name=f"t{'²³'[power - 2]}", line=line, mode="lines", hoverinfo="skip"))
    return _named(figure, "|loss − parabola|, nats")


def hump(t: Array, loss: Array, *, ends: tuple[str, str], y_title: str = "loss, nats", height_px: int = 380) -> go.Figure:
    """Loss (w,) on the straight line between two models; the dotted chord is the most that a convex loss could be."""
    figure = theme.figure(
        height_px=height_px,
        margin={"t": 70},
        legend={"yref": "container", "y": 1, "yanchor": "top"},
        xaxis={"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": [ends[0], "", "halfway", "", ends[1]], "range": [-0.08, 1.08]},
        yaxis={"rangemode": "tozero"},
    )
    values = np.asarray(loss, np.float32)
    trace = Scatter(x=np.asarray(t, np.float32), y=values, name="loss", line={"width": 2.5}, mode="lines")
    figure.add_trace(trace.update(hovertemplate="%{x:.0%}: %{y:.4g}<extra></extra>"))
    chord = {"color": theme.MUTED, "dash": "dot"}
    figure.add_trace(Scatter(x=[0, 1], y=[float(values[0]), float(values[-1])], name="chord", mode="lines", line=chord))
    return _named(figure, y_title)


def sharpness(
    sizes: Sequence[int], values: Mapping[str, Sequence[Sequence[float]]], *, y_title: str, height_px: int = 320
) -> go.Figure:
    """Name -> one value a seed for each batch size: every seed as a point, their median as a line; both axes logarithmic."""
    figure = theme.figure(
        height_px=height_px,
        margin={"t": 84},
        legend=LEGEND | {"entrywidth": 0.48},
        xaxis={"type": "log", "title": {"text": "batch size"}, "tickvals": list(sizes), "ticktext": [str(s) for s in sizes]},
        yaxis={"type": "log", "nticks": 6},
    )
    for index, (name, rows) in enumerate(values.items()):
        color = theme.color(index)
        spread = [(size, value) for size, row in zip(sizes, rows, strict=True) for value in row]
        dots = {"color": theme.tint(color, 0.45), "size": 7}
        figure.add_trace(
            Scatter(x=[s for s, _ in spread], y=[v for _, v in spread], mode="markers", marker=dots, showlegend=False)
        )
        medians = [float(np.median(row)) for row in rows]
        figure.add_trace(Scatter(x=list(sizes), y=medians, name=name, mode="lines+markers", line={"color": color}))
    return _named(figure, y_title)


def _named(figure: go.Figure, title: str) -> go.Figure:
    """The title of the y axis over its upper end, where it costs no width."""
    return figure.add_annotation(
        text=f"<b>{title}</b>", showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom"
    )


def _map(titles: tuple[str, str], height_px: int) -> go.Figure:
    figure = theme.figure(height_px=height_px, uirevision="map", hovermode="closest", margin={"t": 44})
    figure.update_xaxes(title_text=titles[0], showgrid=False)
    return figure.update_yaxes(title_text=titles[1], showgrid=False)


def _drawn(loss: Array, log: bool) -> Array:
    found: Array = np.log10(np.maximum(loss, LEAST)) if log else np.asarray(loss)
    return found


def _steps(between: Range) -> dict[str, float]:
    return {"start": between[0], "end": between[1], "size": (between[1] - between[0]) / LEVELS}


def _ticks(between: Range, log: bool) -> dict[str, Any]:
    """Ticks that read as losses, also where logarithms are drawn."""
    if not log:
        return {}
    low, high = between
    every = [value for power in range(-7, 32) for value in (10.0**power, 3 * 10.0**power)]
    inside = [value for value in every if low <= np.log10(value) <= high]
    if len(inside) < 2:
        inside = [float(f"{10**value:.2g}") for value in np.linspace(low, high, 4)]
    if len(inside) > MOST_TICKS:
        inside = [value for value in inside if f"{value:.0e}"[0] == "1"]
    shown = inside[:: -(-len(inside) // MOST_TICKS)]
    return {"tickvals": [float(np.log10(value)) for value in shown], "ticktext": [f"{value:g}" for value in shown]}


def _contour(x: Array, y: Array, loss: Array, log: bool, between: Range) -> Contour:
    return Contour(
        x=x,
        y=y,
        z=np.asarray(_drawn(loss, log), np.float32),
        customdata=np.asarray(loss, np.float32),
        zmin=between[0],
        zmax=between[1],
        contours=_steps(between),
        colorscale=theme.scale(theme.SEQUENTIAL),
        line={"width": 0.6, "color": "rgba(255,255,255,0.35)"},
        colorbar=theme.colorbar("loss, nats") | _ticks(between, log),
        hovertemplate="loss %{customdata:.4g}<extra></extra>",
    )


def _lines(x: Array, y: Array, loss: Array, steps: Mapping[str, float], color: str, name: str, width: float) -> Contour:
    return Contour(
        x=x,
        y=y,
        z=np.asarray(_drawn(loss, True), np.float32),
        contours={**steps, "coloring": "none"},
        line={"color": color, "width": width},
        name=name,
        showlegend=True,
        showscale=False,
        hoverinfo="skip",
    )


def _path(path: Mapping[str, Sequence[float]]) -> Scatter:
    return Scatter(
        x=list(path["x"]),
        y=list(path["y"]),
        mode="lines+markers",
        line={"color": "#ffffff", "width": 1.8},
        marker={"color": "#ffffff", "size": 6, "line": {"color": "#1f2933", "width": 1}},
        customdata=[[epoch, loss] for epoch, loss in zip(path["epoch"], path["plane"], strict=True)],
        hovertemplate="epoch %{customdata[0]}<br>loss on the plane %{customdata[1]:.4g}<extra></extra>",
        showlegend=False,
    )


def _lifted(path: Mapping[str, Sequence[float]], log: bool, between: Range) -> Scatter3d:
    heights = np.clip(_drawn(np.array(path["plane"]), log), *between) + 0.01 * (between[1] - between[0])
    return Scatter3d(
        x=list(path["x"]),
        y=list(path["y"]),
        z=heights,
        mode="lines+markers",
        line={"color": theme.color(1), "width": 5},
        marker={"color": theme.color(1), "size": 3},
        hoverinfo="skip",
        showlegend=False,
    )


def _here() -> Scatter:
    marker = {"symbol": "cross", "size": 11, "color": "#ffffff", "line": {"color": "#1f2933", "width": 1.5}}
    return Scatter(x=[0], y=[0], mode="markers", marker=marker, showlegend=False, hovertemplate="the model<extra></extra>")
