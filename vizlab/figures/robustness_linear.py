"""The box of an attack over two pixels: where a score rises, the gradient, and the corner that it points to."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import ACCENT
from vizlab.figures.parts import Contour, Scatter

Array = NDArray[Any]
ARROW = 0.7  # of the distance to the edge: how long the gradient is drawn, for its length is not a distance


def box(
    steps: Array,
    margin: Array,
    slope: Array,
    *,
    eps: float,
    best: tuple[tuple[float, float], tuple[float, float]],
    titles: tuple[str, str],
    height_px: int = 380,
) -> go.Figure:
    """What a margin (m, m) gains as two pixels move by steps (m,), the second upward; the box of half-width eps in the middle.

    slope (2,): the gradient. best: the corner that it points to, and the best place that was found by trying.
    """
    figure = theme.figure(height_px=height_px, margin={"t": 28, "b": 8}, showlegend=False)
    hover = f"{titles[0]} %{{x:+.3f}}, {titles[1]} %{{y:+.3f}}<br>gain %{{z:.3g}}<extra></extra>"
    gain = margin - margin[len(steps) // 2, len(steps) // 2]
    lines = {"coloring": "heatmap", "showlabels": True, "labelfont": {"size": 10}}
    reach = float(np.abs(gain).max()) or 1.0
    colors = {"colorscale": theme.scale(theme.DIVERGING), "zmin": -reach, "zmax": reach, "showscale": False}
    figure.add_trace(Contour(x=steps, y=steps, z=gain, contours=lines, hovertemplate=hover, line={"width": 1}, **colors))
    edge = {"type": "rect", "x0": -eps, "x1": eps, "y0": -eps, "y1": eps}
    figure.update_layout(
        shapes=[edge | {"line": {"width": 5, "color": "#ffffff"}}, edge | {"line": {"width": 2.5, "color": ACCENT}}]
    )
    _arrow(figure, slope, float(steps[-1]))
    _places(figure, best)
    figure.update_xaxes(title_text=titles[0], range=[float(steps[0]), float(steps[-1])], constrain="domain", showgrid=False)
    figure.update_yaxes(range=[float(steps[0]), float(steps[-1])], scaleanchor="x", constrain="domain", showgrid=False)
    name = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return figure.add_annotation(text=f"<b>{titles[1]}</b>", **name)


def _arrow(figure: go.Figure, slope: Array, reach: float) -> None:
    tip = slope / (float(np.abs(slope).max()) or 1.0) * reach * ARROW
    look = {"arrowhead": 2, "arrowsize": 1.2, "arrowwidth": 3, "arrowcolor": theme.TEXT, "showarrow": True, "text": ""}
    figure.add_annotation(x=float(tip[0]), y=float(tip[1]), ax=0, ay=0, axref="x", ayref="y", **look)


def _places(figure: go.Figure, best: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """A filled dot in the corner, and a ring around the best place that was tried."""
    looks = {
        "best by the gradient": {"size": 12, "color": ACCENT, "line": {"width": 2, "color": "#ffffff"}},
        "best of all tried": {"size": 20, "color": theme.CLEAR, "symbol": "circle", "line": {"width": 3, "color": theme.TEXT}},
    }
    for (name, marker), (x, y) in zip(looks.items(), best, strict=True):
        figure.add_trace(Scatter(x=[x], y=[y], mode="markers", marker=marker, hovertemplate=f"{name}<extra></extra>"))
