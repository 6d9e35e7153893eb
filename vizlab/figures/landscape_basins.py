"""Where starts end: the map of basins, the share of each, and what starting again is worth.

A basin has the colour of its minimum; the fainter, the later it arrives. With more minima than colours, colour is depth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.landscapes import MARKS, height_scale, levels
from vizlab.figures.parts import Bar, Contour, Scatter
from vizlab.figures.png import data_uri

SLOW = 0.35  # opacity of the slowest arrival, the fastest being 1
STRIPE = 4  # pixels of a stripe where starts fly off
LEAST_PX = 256  # of the picture's side: browsers blur what is smaller
BINS = 40
Array = NDArray[Any]


def fate_colors(names: Sequence[str], depths: Sequence[float]) -> list[str]:
    """A colour for each fate; depths: the heights of the minima, whose names come first."""
    m = len(depths)
    if m <= len(racers.COLORS):
        colors = [racers.COLORS[i] for i in range(m)]
    else:
        ranks = np.unique(np.round(depths, 9), return_inverse=True)[1]
        share = ranks / max(ranks.max(), 1)
        colors = [theme.SEQUENTIAL[round(float(1 - part) * (len(theme.SEQUENTIAL) - 1))] for part in share]
    edges = [racers.COLORS[(m + i) % len(racers.COLORS)] for i in range(len(names) - m - 2)]
    return [*colors, *edges, theme.MUTED, theme.GRID]


def basin_map(
    window: racers.Window,
    fate: Array,
    step: Array,
    names: Sequence[str],
    depths: Sequence[float],
    *,
    ground: tuple[Array, Array, Array],
    floor: float | None,
    marks: Sequence[tuple[str, float, float]] = (),
    path: Array | None = None,
    clickable: int = 41,
    height_px: int = 520,
) -> go.Figure:
    """Fates (h, w), indices into names, and steps of arrival (h, w), rows from the bottom, over window (left, right, low, high).

    ground: x, y and heights of the faint lines. path (k + 1, 2): one walk over the map. clickable: points along a side that
    answer the mouse.
    """
    left, right, low, high = window
    figure = theme.figure(
        height_px=height_px,
        uirevision="basins",
        clickmode="event",
        hovermode="closest",
        dragmode="pan",
        showlegend=False,
        xaxis={"range": [left, right], "constrain": "domain", "showgrid": False},
        yaxis={"range": [low, high], "constrain": "domain", "constraintoward": "top", "scaleanchor": "x", "showgrid": False},
    )
    place = {"xref": "x", "yref": "y", "x": left, "y": high, "sizex": right - left, "sizey": high - low}
    source = data_uri(paint(fate, step, names, depths)[::-1])
    figure.add_layout_image(source=source, sizing="stretch", layer="below", **place)
    figure.add_trace(_lines(*ground, floor))
    figure.add_trace(_targets(window, fate, step, names, clickable))
    for kind in dict.fromkeys(kind for kind, _, _ in marks):
        places = [(x, y) for known, x, y in marks if known == kind]
        figure.add_traces([_spots(kind, places, "#ffffff", 5.0), _spots(kind, places, theme.TEXT, 2.5)])  # seen on any colour
    if path is not None:
        figure.add_traces(_walk(racers.near(path, window)))
    return figure


def paint(fate: Array, step: Array, names: Sequence[str], depths: Sequence[float]) -> NDArray[np.uint8]:
    """The map's pixels (h, w, 4), each start at least one; see the module for what they mean."""
    palette = np.array([_rgb(color) for color in fate_colors(names, depths)], dtype=np.uint8)
    arrived = fate < len(depths)
    first, last = np.quantile(step[arrived], (0.02, 0.98)) if arrived.any() else (0, 1)
    late = np.clip((step - first) / max(last - first, 1), 0, 1)
    alpha = np.where(arrived, 1 - (1 - SLOW) * np.round(late, 2), 0.8)
    alpha = np.where(fate == len(names) - 1, 0.0, alpha)
    times = max(1, -(-LEAST_PX // len(fate)))
    pixels = np.dstack([palette[fate], np.round(255 * alpha).astype(np.uint8)]).repeat(times, 0).repeat(times, 1)
    flown = (fate == len(names) - 2).repeat(times, 0).repeat(times, 1)
    rows, columns = np.indices(flown.shape)
    pixels[flown & ((rows + columns) // STRIPE % 2 == 0), 3] = 40
    return pixels


def shares(names: Sequence[str], parts: Mapping[str, Array], depths: Sequence[float], *, most: int = 10) -> go.Figure:
    """A bar for each fate that occurs, in its colour: the share of all starts, for one map or for two (name -> shares).

    Beyond `most` bars, the smallest shares are left out of the picture.
    """
    colors, whole = fate_colors(names, depths), np.sum(list(parts.values()), axis=0)
    kept = sorted(np.argsort(-whole, kind="stable")[: most // len(parts)].tolist())
    kept = [i for i in kept if whole[i] > 0]
    figure = theme.figure(height_px=60 + 26 * len(kept) * len(parts), bargap=0.3, showlegend=False)
    for label, part in parts.items():
        said = [_percent(part[i]) + (f"  {label}" if len(parts) > 1 else "") for i in kept]
        figure.add_trace(
            Bar(
                x=[float(part[i]) for i in kept],
                y=[names[i] for i in kept],
                orientation="h",
                name=label,
                marker={"color": [colors[i] for i in kept], "cornerradius": 2},
                text=said,
                textposition="outside",
                cliponaxis=False,
                hovertemplate=f"{label}: %{{y}}, %{{x:.2%}} of the starts<extra></extra>",
            )
        )
    top = max(float(part.max()) for part in parts.values())
    figure.update_xaxes(visible=False, range=[0, (1.25 if len(parts) == 1 else 1.6) * top])
    return figure.update_yaxes(autorange="reversed", showgrid=False, ticklabelstandoff=4)


def chance_curve(
    ks: Sequence[int], formula: Sequence[float], measured: Sequence[float], errors: Sequence[float], *, height_px: int = 300
) -> go.Figure:
    """The chance that one of k random starts ends best: 1 - (1 - p)^k as a line, and measured, with two standard errors."""
    figure = _titled("chance that one of k starts ends in the deepest basin", height_px)
    line = {"color": theme.color(0), "width": 2}
    hover = "%{x} starts: %{y:.1%}<extra></extra>"
    figure.add_trace(Scatter(x=list(ks), y=list(formula), name="1 − (1 − p)ᵏ", mode="lines", line=line, hovertemplate=hover))
    bars = {"type": "data", "array": [2 * error for error in errors], "color": theme.color(1), "thickness": 1.5, "width": 4}
    marker = {"color": theme.color(1), "size": 8, "symbol": "square"}
    figure.add_trace(
        Scatter(x=list(ks), y=list(measured), name="measured", mode="markers", marker=marker, error_y=bars, hovertemplate=hover)
    )
    figure.update_xaxes(title_text="random starts k", rangemode="tozero")
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.08])


def loss_histogram(losses: Array, *, floor: float | None, height_px: int = 300) -> go.Figure:
    """The last losses (n,) of all starts that stayed in the numbers: above the floor, by powers of ten, or as they are."""
    title = "last loss of each start" if floor is None else "last loss of each start, above the least there is"
    figure = _titled(title, height_px)
    known = losses[np.isfinite(losses)]
    if floor is None:
        # what ran far away would press the others flat
        low, high = np.quantile(known, [0.02, 0.98]) if len(known) else (0.0, 1.0)
        values = np.clip(known, low, high)
    else:
        values = np.log10(np.clip(known - floor, 1e-12, 1e6))
    counts, edges = np.histogram(values, bins=BINS)
    middles = (edges[1:] + edges[:-1]) / 2
    figure.add_trace(
        Bar(
            x=middles,
            y=counts / max(len(losses), 1),
            width=np.diff(edges) * 0.92,
            marker={"color": theme.color(0), "cornerradius": 2},
            hovertemplate="%{y:.2%} of the starts<extra></extra>",
        )
    )
    if floor is not None:
        ticks = np.arange(np.floor(edges[0]), np.ceil(edges[-1]) + 1, max(1, round((edges[-1] - edges[0]) / 6)))
        figure.update_xaxes(tickvals=ticks, ticktext=["≤ 10⁻¹²" if tick == -12 else f"10<sup>{tick:.0f}</sup>" for tick in ticks])
    figure.update_xaxes(title_text="loss")
    return figure.update_yaxes(tickformat=".0%")


def distance_curve(
    bands: Mapping[str, Sequence[float]], *, theory: Sequence[tuple[float, float]] = (), height_px: int = 300
) -> go.Figure:
    """Steps to a minimum against the start's distance from the deepest: median, tenth to nine tenths, and what theory says."""
    figure = _titled("steps until it arrives", height_px)
    x, hover = list(bands["distance"]), "distance %{x:.2f}: %{y:.0f} steps<extra></extra>"
    edge = {"color": theme.color(0), "width": 0}
    figure.add_trace(Scatter(x=x, y=list(bands["low"]), mode="lines", line=edge, showlegend=False, hoverinfo="skip"))
    figure.add_trace(
        Scatter(
            x=x, y=list(bands["high"]), mode="lines", line=edge, fill="tonexty", fillcolor=theme.tint(theme.color(0), 0.2),
            name="a tenth to nine tenths", hoverinfo="skip",
        )
    )  # fmt: skip
    middle = {"color": theme.color(0), "width": 2}
    figure.add_trace(Scatter(x=x, y=list(bands["median"]), mode="lines", line=middle, name="half", hovertemplate=hover))
    if theory:
        dotted = {"color": theme.color(1), "width": 2, "dash": "dot"}
        name = "at most, if it were a bowl"
        figure.add_trace(
            Scatter(x=[a for a, _ in theory], y=[b for _, b in theory], mode="lines", line=dotted, name=name, hovertemplate=hover)
        )
    figure.update_xaxes(title_text="distance of the start from the deepest minimum", rangemode="tozero")
    return figure.update_yaxes(rangemode="tozero")


def _titled(text: str, height_px: int) -> go.Figure:
    figure = theme.figure(height_px=height_px, margin={"t": 64}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    where = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{text}</b>", showarrow=False, **where)


def _lines(grid_x: Array, grid_y: Array, heights: Array, floor: float | None) -> Contour:
    z = height_scale(heights, floor)
    return Contour(
        x=grid_x,
        y=grid_y,
        z=np.asarray(z, dtype=np.float32),
        contours={**levels(z), "coloring": "none"},
        line={"color": theme.tint(theme.MUTED, 0.55), "width": 0.6},
        hoverinfo="skip",
        showscale=False,
    )


def _targets(window: racers.Window, fate: Array, step: Array, names: Sequence[str], n: int) -> Scatter:
    """What the mouse meets: pictures answer neither hovering nor clicks."""
    left, right, low, high = window
    across, up = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 1, n))
    places = zip((up, across), fate.shape, strict=True)
    rows, columns = (np.minimum((part.ravel() * size).astype(int), size - 1) for part, size in places)
    said = [
        names[what] + (f", step {when}" if when >= 0 else "")
        for what, when in zip(fate[rows, columns], step[rows, columns], strict=True)
    ]
    return Scatter(
        x=np.asarray(left + (right - left) * across.ravel(), dtype=np.float32),
        y=np.asarray(low + (high - low) * up.ravel(), dtype=np.float32),
        mode="markers",
        name="start here",
        text=said,
        marker={"size": 11, "color": theme.MUTED, "opacity": 0.004},
        selected={"marker": {"opacity": 0.004}},
        unselected={"marker": {"opacity": 0.004}},
        hovertemplate="from (%{x:.2f}, %{y:.2f})<br>%{text}<extra></extra>",
    )


def _spots(kind: str, places: Sequence[tuple[float, float]], color: str, width_px: float) -> Scatter:
    symbol, label = MARKS[kind]
    return Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        name=label,
        marker={"symbol": symbol, "size": 11, "line": {"width": width_px, "color": color}, "color": color},
        unselected={"marker": {"opacity": 1}},
        hovertemplate=f"{label}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )


def _walk(path: Array) -> list[Scatter]:
    """One path: a white line under a dark one is seen on every colour."""
    shared = {"x": path[:, 0], "y": path[:, 1], "hoverinfo": "skip", "unselected": {"marker": {"opacity": 1}}}
    dots = {"color": theme.TEXT, "size": 6, "line": {"color": "#ffffff", "width": 1.2}}
    return [
        Scatter(mode="lines", name="path", line={"color": "#ffffff", "width": 4}, **shared),
        Scatter(mode="lines+markers", name="path", line={"color": theme.TEXT, "width": 1.8}, marker=dots, **shared),
        Scatter(
            x=path[:1, 0],
            y=path[:1, 1],
            mode="markers",
            name="start",
            marker={"symbol": "circle", "size": 13, "color": "#ffffff", "line": {"width": 3, "color": theme.TEXT}},
            unselected={"marker": {"opacity": 1}},
            hovertemplate="start<br>(%{x:.4g}, %{y:.4g})<extra></extra>",
        ),
    ]


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.0005 else f"{share:.3%}"
