"""Mini-batches on the map of the loss: clouds of gradients, paths, what one batch sees; and measurements beside their theory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, racers, theme
from vizlab.figures.landscapes import height_scale, levels, pointed_at
from vizlab.figures.parts import Contour, Scatter

FULL, BATCH = theme.color(1), theme.color(0)
LONGEST = 1.6  # units of the map: the arrow that nine of ten do not exceed
FRAME_MS = 450
Array = NDArray[Any]
Titles = tuple[str, str]


def arrow_map(
    axis: Array,
    heights: Array,
    point: Array,
    draws: Array,
    full: Array,
    *,
    titles: Titles,
    height_px: int = 420,
) -> go.Figure:
    """Steps against gradients of batches (k, 2), all from one point (2,) of the map, and the one against the full gradient.

    All are drawn to one scale, which is not that of the map.
    """
    figure = _map(axis, heights, titles, height_px, hint="click to move here")
    scale = LONGEST / max(float(np.quantile(np.linalg.norm(draws, axis=1), 0.9)), float(np.linalg.norm(full)), 1e-12)
    figure.add_trace(_segments(point, point - scale * draws, "one batch's step"))
    tip = point - scale * full
    line = {"color": FULL, "width": 4}
    marker = {"symbol": "arrow", "angleref": "previous", "size": 15, "color": FULL}
    figure.add_trace(
        Scatter(
            x=[point[0], tip[0]],
            y=[point[1], tip[1]],
            mode="lines+markers",
            name="the full step",
            line=line,
            marker=marker,
        )
    )
    return _with_legend(figure.add_trace(_spot(point, "here", "circle", 9)))


def gradient_cloud(draws: Array, full: Array, covariance: Array, *, titles: Titles, height_px: int = 420) -> go.Figure:
    """Gradients of batches (k, 2) around the full one, their mean, and the ellipse of two standard deviations by theory."""
    figure = _plane((f"gradient along {titles[0]}", f"gradient along {titles[1]}"), height_px)
    marker = {"size": 5, "color": BATCH, "opacity": 0.5}
    figure.add_trace(_dots(draws, "one batch", marker))
    figure.add_trace(_ellipse(full, covariance, "2σ by theory"))
    mean = {"symbol": "cross-thin", "size": 17, "line": {"width": 3, "color": BATCH}}
    figure.add_trace(_dots(draws.mean(axis=0)[None], "mean of batches", mean))
    figure.add_trace(_dots(full[None], "full gradient", {"symbol": "diamond", "size": 10, "color": FULL}))
    return _with_legend(figure.add_trace(_spot(np.zeros(2), "zero", "x-thin", 10)))


def path_map(
    axis: Array,
    heights: Array,
    paths: Mapping[str, Array],
    *,
    titles: Titles,
    ends: Mapping[str, Array] | None = None,
    marks: Sequence[Array] = (),
    height_px: int = 440,
) -> go.Figure:
    """Paths (k + 1, 2) over the map, and where many others ended, `ends` (m, 2) by the same labels; crosses at the marks."""
    figure, window = _map(axis, heights, titles, height_px), (axis[0], axis[-1], axis[0], axis[-1])
    drawn = racers.looks(list({**paths, **(ends or {})}), ())
    for name, points in (ends or {}).items():
        figure.add_trace(
            _dots(points, name, {"size": 6, "color": drawn[name]["color"], "symbol": drawn[name]["symbol"], "opacity": 0.75})
        )
    for name, path in paths.items():
        near = racers.near(np.asarray(path), window)
        line = {"color": drawn[name]["color"], "width": 1.2 if len(near) > 300 else 2}
        figure.add_trace(Scatter(x=near[:, 0], y=near[:, 1], mode="lines", name=name, line=line, hoverinfo="name"))
    figure.add_traces([_spot(mark, "minimum", "cross-thin", 13) for mark in marks])
    if paths:
        figure.add_trace(_spot(next(iter(paths.values()))[0], "start", "circle-open", 14))
    return _with_legend(figure)


def flicker(axis: Array, heights: Array, batches: Array, *, titles: Titles, height_px: int = 540) -> go.Figure:
    """A film of the losses that single batches see, (k, n, n), in colour over the full loss (n, n) in grey; crosses: minima."""
    figure = _map(axis, heights, titles, height_px)
    figure.update_layout(margin={"b": 28 + film.HEIGHT_PX})
    figure.add_trace(_lowest(axis, heights, "lowest of all", FULL))
    frames = [[_outline(axis, batch, heights), _lowest(axis, batch, "lowest of batch", BATCH)] for batch in batches]
    figure.add_traces(frames[0])
    names = [str(index + 1) for index in range(len(batches))]
    figure.frames = [
        {"name": name, "traces": [2, 3], "data": [_changed(trace) for trace in frame]}
        for name, frame in zip(names, frames, strict=True)
    ]
    figure.update_layout(**film.controls(names, prefix="batch ", active=0, frame_ms=FRAME_MS, redraw=True, top_px=28))
    return _with_legend(figure)


def hover_map(points: Array, centre: Array, covariance: Array, *, titles: Titles, height_px: int = 420) -> go.Figure:
    """Where runs (k, 2) hover around a minimum, with the ellipse of two standard deviations by theory."""
    figure = _plane(titles, height_px)
    figure.add_trace(_dots(points, "a run, in the end", {"size": 5, "color": BATCH, "opacity": 0.6}))
    if np.isfinite(covariance).all():
        figure.add_trace(_ellipse(centre, covariance, "2σ by theory"))
    return _with_legend(figure.add_trace(_spot(centre, "minimum", "cross-thin", 14)))


def measurements(
    lines: Mapping[str, tuple[Array, Array]],
    dots: Mapping[str, tuple[Array, Array, Array | None]],
    *,
    titles: Titles,
    log: str = "",
    percent: bool = False,
    height_px: int = 270,
) -> go.Figure:
    """Lines (x, y), and measured points (x, y, standard error or None) by label; a label in both has one colour, dashed.

    titles: of x, and of y, which is written level above its axis. log: the letters of the logarithmic axes.
    """
    figure = theme.figure(height_px=height_px, hovermode="closest", uirevision="measurements")
    looks = racers.looks(list({**dots, **lines}), ())
    for name, (x, y) in lines.items():
        line = {"color": looks[name]["color"], "width": 2, "dash": "dash" if name in dots else "solid"}
        theory = {"name": f"{name}, theory", "showlegend": False} if name in dots else {"name": name}
        figure.add_trace(Scatter(x=x, y=_drawable(y, log), mode="lines", line=line, **theory))
    for name, (x, y, errors) in dots.items():
        bars = {} if errors is None else {"error_y": {"array": 2 * np.asarray(errors), "thickness": 1.4, "width": 3}}
        marker = {"size": 8, "color": looks[name]["color"], "symbol": looks[name]["symbol"]}
        figure.add_trace(Scatter(x=x, y=_drawable(y, log), mode="markers", name=name, marker=marker, **bars))
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text=f"<b>{titles[1]}</b>", showarrow=False, **place)
    figure.update_xaxes(title_text=titles[0], **_scale("x" in log, [x for x, _ in lines.values()]))
    figure.update_yaxes(**_scale("y" in log, [y for _, y in lines.values()] + [y for _, y, _ in dots.values()]))
    if dots and "x" in log:
        places = next(iter(dots.values()))[0]
        figure.update_xaxes(tickvals=places, ticktext=[f"{place:g}" for place in places])
    if percent:
        figure.update_yaxes(tickformat=".0%", range=[-0.03, 1.05])
    return _with_legend(figure)


def _scale(log: bool, values: Sequence[Array]) -> dict[str, Any]:
    """An axis; a logarithmic one has a line for each power of ten, or more where there are few."""
    if not log:
        return {}
    seen = np.concatenate([np.asarray(row, dtype=np.float64) for row in values]) if values else np.ones(1)
    seen = seen[np.isfinite(seen) & (seen > 0)]
    few = len(seen) > 0 and float(np.log10(seen.max() / seen.min())) < 1.7
    return {"type": "log", "exponentformat": "power", "dtick": "D2" if few else 1}


def _with_legend(figure: go.Figure) -> go.Figure:
    """The legend above, with as much room as it needs."""
    names = [trace["name"] for trace in figure.traces if trace.get("name") and trace.get("showlegend", True)]
    settings, top_px = racers.legend(names) if len(names) > 1 else ({}, 0)
    if len(names) < 2:
        figure.update_layout(showlegend=False)
    return figure.update_layout(legend=settings, margin={"t": top_px + 26}, height=figure.asked("height") + top_px)


def _drawable(values: Array, log: str) -> Array:
    """A gap where an axis cannot show it."""
    values = np.asarray(values, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(values) & ((values > 0) | ("y" not in log)), values, np.nan)


def _map(axis: Array, heights: Array, titles: Titles, height_px: int, *, hint: str = "") -> go.Figure:
    figure = _plane(titles, height_px)
    scaled = height_scale(heights, float(heights.min()) * 0.98)
    figure.add_trace(
        Contour(
            x=axis,
            y=axis,
            z=np.asarray(scaled, dtype=np.float32),
            contours=levels(scaled) | {"size": 0.25},
            colorscale=[[0, theme.tint(theme.MUTED, 0.0)], [1, theme.tint(theme.MUTED, 0.32)]],
            line={"color": theme.tint(theme.MUTED, 0.55), "width": 0.8},
            showscale=False,
            **pointed_at(hint),
        )
    )
    window = [float(axis[0]), float(axis[-1])]
    return figure.update_layout(xaxis={"range": window, "constrain": "domain"}, yaxis={"range": window, "constrain": "domain"})


def _plane(titles: Titles, height_px: int) -> go.Figure:
    """Two axes with the same unit; the second's name lies level above it."""
    figure = theme.figure(
        height_px=height_px,
        uirevision="plane",
        clickmode="event",
        hovermode="closest",
        dragmode="pan",
        xaxis={"title": {"text": titles[0]}, "showgrid": False},
        yaxis={"scaleanchor": "x", "showgrid": False},
    )
    place = {"xref": "x domain", "x": 0, "xanchor": "left", "yref": "y domain", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=titles[1], showarrow=False, **place)


def _segments(start: Array, ends: Array, name: str) -> Scatter:
    """A line from the start to each of the ends."""
    gaps = np.full(len(ends), np.nan)
    x, y = (np.column_stack([np.full(len(ends), start[i]), ends[:, i], gaps]).ravel() for i in range(2))
    line = {"color": theme.tint(BATCH, 0.5), "width": 1.2}
    return Scatter(x=np.float32(x), y=np.float32(y), mode="lines", name=name, line=line, hoverinfo="skip")


def _dots(points: Array, name: str, marker: dict[str, Any]) -> Scatter:
    return Scatter(
        x=np.float32(points[:, 0]), y=np.float32(points[:, 1]), mode="markers", name=name, marker=marker, hoverinfo="name+x+y"
    )


def _spot(point: Array, name: str, symbol: str, size: int) -> Scatter:
    marker = {"symbol": symbol, "size": size, "color": theme.MUTED, "line": {"width": 2.5, "color": theme.MUTED}}
    return Scatter(
        x=[float(point[0])], y=[float(point[1])], mode="markers", name=name, marker=marker, showlegend=False, hoverinfo="name+x+y"
    )


def _ellipse(centre: Array, covariance: Array, name: str) -> Scatter:
    angles = np.linspace(0, 2 * np.pi, 73)
    values, vectors = np.linalg.eigh(covariance)
    ring = centre + 2 * (np.sqrt(np.maximum(values, 0)) * np.column_stack([np.cos(angles), np.sin(angles)])) @ vectors.T
    return Scatter(x=ring[:, 0], y=ring[:, 1], mode="lines", name=name, line={"color": FULL, "width": 2}, hoverinfo="skip")


def _outline(axis: Array, heights: Array, ground: Array) -> Contour:
    """Lines of a batch's loss at the levels of the ground."""
    low = float(ground.min()) * 0.98
    scaled = np.log10(np.maximum(heights - heights.min() * 0.98, 0.03 * low))
    return Contour(
        x=axis,
        y=axis,
        z=np.asarray(scaled, dtype=np.float32),
        contours=levels(height_scale(ground, low)) | {"size": 0.5, "coloring": "lines"},
        colorscale=[[0, BATCH], [1, BATCH]],
        line={"width": 1.8},
        showscale=False,
        name="one batch",
        hoverinfo="skip",
    )


def _lowest(axis: Array, heights: Array, name: str, color: str) -> Scatter:
    row, column = np.unravel_index(int(np.argmin(heights)), heights.shape)
    marker = {"symbol": "cross-thin", "size": 16, "line": {"width": 3, "color": color}}
    return Scatter(x=[float(axis[column])], y=[float(axis[row])], mode="markers", name=name, marker=marker, hoverinfo="name+x+y")


def _changed(trace: Any) -> dict[str, Any]:
    """What a frame changes of a trace: the heights, or the place."""
    return {name: trace[name] for name in (("type", "z") if trace["type"] == "contour" else ("type", "x", "y"))}
