"""Codes of auto-encoders beside the N(0, I) that they are meant to fill: where they lie, and what each number of a code costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

RINGS = (1.1774, 2.4477)  # radii of the discs that hold half and 95 % of it, in two dimensions
BINS = 40


def codes(
    points: NDArray[Any],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    reach: float,
    titles: Sequence[str],
    height_px: int = 460,
) -> go.Figure:
    """Two numbers (n, 2) of each code, in one scale from -reach to reach, with the discs that hold half and 95 % of N(0, I)."""
    figure = theme.figure(height_px=height_px, uirevision="codes", hoverdistance=12, legend={"itemsizing": "constant"})
    exact, labels = np.asarray(points, np.float64).round(3), np.asarray(labels)
    for index, name in enumerate(classes):
        own = np.flatnonzero(labels == index)
        figure.add_trace(
            Scatter(
                x=exact[own, 0].astype(np.float32),
                y=exact[own, 1].astype(np.float32),
                customdata=own.astype(np.int16),
                mode="markers",
                name=name,
                marker={
                    "size": 6,
                    "color": theme.color(index),
                    "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)],
                    "opacity": 0.8,
                    "line": {"width": 0},
                },
                hovertemplate=f"{name}<br>%{{x:.2f}}, %{{y:.2f}}<extra></extra>",
            )
        )
    figure.add_traces([_ring(radius, is_first=radius == RINGS[0]) for radius in RINGS])
    figure.update_xaxes(title_text=titles[0], range=[-reach, reach], constrain="domain", showgrid=True)
    return figure.update_yaxes(
        title_text=titles[1], range=[-reach, reach], scaleanchor="x", constrain="domain", constraintoward="top"
    )


def cost(runs: Mapping[str, Sequence[float]], *, height_px: int = 300) -> go.Figure:
    """The KL from N(0, 1) of each number of a code, nats, largest first; a group of bars for each run."""
    figure = theme.figure(height_px=height_px, barmode="group", bargap=0.3, margin={"t": 34})
    for index, (name, values) in enumerate(runs.items()):
        ordered = sorted((float(value) for value in values), reverse=True)
        hover = f"{name}<br>number %{{x}}: %{{y:.3f}} nats<extra></extra>"
        marker = {"color": theme.color(index), "cornerradius": 2}
        figure.add_trace(Bar(x=list(range(1, len(ordered) + 1)), y=ordered, name=name, marker=marker, hovertemplate=hover))
    figure.update_xaxes(title_text="number of the code, the costliest first", dtick=1, fixedrange=True)
    return figure.update_yaxes(title_text="KL, nats", rangemode="tozero", fixedrange=True)


def density(runs: Mapping[str, NDArray[Any]], *, reach: float, height_px: int = 300) -> go.Figure:
    """How all drawn numbers (n, latent) of each run are spread, against the density of N(0, 1)."""
    figure = theme.figure(height_px=height_px, margin={"t": 34})
    edges = np.linspace(-reach, reach, BINS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    for index, (name, values) in enumerate(runs.items()):
        counted = np.histogram(np.asarray(values), edges)[0] / (np.size(values) * (edges[1] - edges[0]))
        line = {"color": theme.color(index), "width": 2.5, "shape": "hvh"}
        hover = f"{name}<br>near %{{x:.1f}}: %{{y:.3f}}<extra></extra>"
        figure.add_trace(Scatter(x=middles, y=counted.round(5), name=name, mode="lines", line=line, hovertemplate=hover))
    normal = np.exp(-(middles**2) / 2) / np.sqrt(2 * np.pi)
    dotted = {"color": theme.MUTED, "width": 2, "dash": "dot"}
    figure.add_trace(Scatter(x=middles, y=normal.round(5), name="N(0, 1)", mode="lines", line=dotted, hoverinfo="name+y"))
    figure.update_xaxes(title_text="a number of a code, drawn")
    return figure.update_yaxes(title_text="density", rangemode="tozero")


def _ring(radius: float, *, is_first: bool) -> Scatter:
    angles = np.linspace(0, 2 * np.pi, 73)
    line = {"color": theme.MUTED, "width": 1.5, "dash": "dot"}
    x, y = (radius * np.cos(angles)).round(3), (radius * np.sin(angles)).round(3)
    name = "N(0, I): half, 95 %"
    return Scatter(x=x, y=y, mode="lines", line=line, name=name, hoverinfo="skip", showlegend=is_first)
