"""Experiments on rules: what was measured, and over it what theory says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

DASHES, RINGS = ("solid", "dash", "dashdot"), 18  # lines may lie on each other; rings along an axis
Array = NDArray[Any]


def experiment_curves(
    lines: Mapping[str, tuple[Array, Array]],
    theory: Mapping[str, tuple[Array, Array]],
    *,
    x_title: str,
    y_title: str,
    log_x: bool = False,
    log_y: bool = False,
    bars: bool = False,
    height_px: int = 430,
) -> go.Figure:
    """What was measured, name -> (x (k,), y (k,)), as lines or bars; over it what theory says, as rings, or a level as dots."""
    figure = theme.figure(
        height_px=height_px,
        hovermode="x unified",
        margin={"t": 80},
        legend={"yref": "container", "y": 1, "yanchor": "top"},
        xaxis={"title": {"text": x_title}, **_axis(log_x, lines, 0)},
        yaxis=_axis(log_y, lines, 1),
    )
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text=f"<b>{y_title}</b>", showarrow=False, **place)
    for index, (name, (x, y)) in enumerate(lines.items()):
        figure.add_trace(_measured(name, np.asarray(x), np.asarray(y), index, bars))
    for name, (x, y) in theory.items():
        figure.add_trace(_expected(name, np.asarray(x), np.asarray(y), log_x))
    return figure


def _axis(logarithmic: bool, lines: Mapping[str, tuple[Array, Array]], which: int) -> dict[str, Any]:
    """An axis that names only powers of ten if it is logarithmic, every few of them."""
    if not logarithmic:
        return {}
    values = np.log10(np.concatenate([line[which] for line in lines.values()]))
    return {"type": "log", "exponentformat": "power", "dtick": max(1, round(float(np.ptp(values)) / 6))}


def _measured(name: str, x: Array, y: Array, index: int, bars: bool) -> Bar | Scatter:
    hover, color = f"{name} %{{y:.4g}}<extra></extra>", theme.color(index)
    if bars:
        return Bar(x=x, y=_rounded(y), name=name, marker={"color": theme.tint(color, 0.75)}, hovertemplate=hover)
    line = {"color": color, "width": 2.2, "dash": DASHES[index % len(DASHES)]}
    return Scatter(x=x, y=_rounded(y), mode="lines", name=name, line=line, hovertemplate=hover)


def _expected(name: str, x: Array, y: Array, log_x: bool) -> Scatter:
    """Rings that let the line under them be seen, evenly spaced along the axis; a straight level as dots."""
    hover = f"{name} %{{y:.4g}}<extra></extra>"
    if len(np.unique(y)) == 1 or len(x) <= RINGS:
        line = {"color": theme.MUTED, "dash": "dot", "width": 2.5}
        return Scatter(x=x, y=_rounded(y), mode="lines", name=name, line=line, hovertemplate=hover)
    places = np.log10(x) if log_x else x
    at = np.unique(np.searchsorted(places, np.linspace(places[0], places[-1], RINGS)).clip(0, len(x) - 1))
    ring = {"symbol": "circle-open", "size": 9, "color": theme.MUTED, "line": {"width": 1.8}}
    return Scatter(x=x[at], y=_rounded(y[at]), mode="markers", name=name, marker=ring, hovertemplate=hover)


def _rounded(values: Array) -> list[float | None]:
    return [float(f"{value:.7g}") if np.isfinite(value) else None for value in values]
