"""A computation graph: gates as circles, on each edge the value that flows down it and the gradient that flows up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Scatter

HEIGHT_PX = 520
RADIUS_PX, NODE = 20, "#46525e"
BACKWARD = theme.CATEGORICAL[1]
LONGEST, THIN, THICK = 10.0, 1.5, 9.0  # a gradient that is drawn with the thickest line; widths in px
NODES: dict[str, tuple[float, float]] = {  # gate or end -> where it stands; rows run down
    "x": (0, 0), "w": (1, 0), "y": (2, 0), "b": (3, 0),
    "×": (0.5, 1), "max": (1.25, 2), "+": (2.1, 3), "ReLU": (2.1, 4), "f": (2.1, 5),
}  # fmt: skip
EDGES: dict[str, tuple[str, str]] = {  # what flows -> from, to
    "x": ("x", "×"), "w": ("w", "×"), "x · w": ("×", "max"), "y": ("y", "max"), "max": ("max", "+"), "b": ("b", "+"),
    "sum": ("+", "ReLU"), "f": ("ReLU", "f"),
}  # fmt: skip


def graph(values: Mapping[str, float], gradients: Mapping[str, float]) -> go.Figure:
    """The graph of `EDGES`, each with its value and gradient; the wider an edge, the larger its gradient, dotted at zero."""
    figure = theme.figure(height_px=HEIGHT_PX, margin={"l": 0, "r": 0, "t": 2, "b": 2}, showlegend=False)
    figure.add_traces([_edge(name, gradients[name]) for name in EDGES])
    figure.add_trace(_nodes())
    for name, (start, end) in EDGES.items():
        figure.add_annotation(**_beside(start, end), text=_flows(values[name], gradients[name]))
    figure.add_annotation(x=-0.4, y=4.7, text=_key(), showarrow=False, align="left", xanchor="left", font={"size": 13})
    figure.update_xaxes(range=[-0.45, 3.65], visible=False, fixedrange=True)
    return figure.update_yaxes(range=[5.4, -0.4], visible=False, fixedrange=True)


def _edge(name: str, gradient: float) -> Scatter:
    (x0, y0), (x1, y1) = (NODES[end] for end in EDGES[name])
    width = THIN + (THICK - THIN) * min(abs(gradient) / LONGEST, 1.0)
    line: dict[str, Any] = {
        "color": BACKWARD if gradient else theme.MUTED,
        "width": width,
        "dash": "solid" if gradient else "dot",
    }
    return Scatter(x=[x0, x1], y=[y0, y1], mode="lines", line=line, hoverinfo="skip", name=name)


def _nodes() -> Scatter:
    x, y = zip(*NODES.values(), strict=True)
    look = {"size": 2 * RADIUS_PX, "color": NODE, "line": {"width": 2, "color": theme.MUTED}}
    font = {"size": 13, "color": "#ffffff"}
    return Scatter(x=x, y=y, text=list(NODES), mode="markers+text", marker=look, textfont=font, hoverinfo="skip", name="gates")


def _beside(start: str, end: str) -> dict[str, Any]:
    """Below the middle of an edge, on the side from which it leans away; to the right of an upright one."""
    (x0, y0), (x1, y1) = NODES[start], NODES[end]
    side: dict[str, Any] = {"xanchor": "left", "align": "left", "xshift": 9}
    if x1 > x0:
        side = {"xanchor": "right", "align": "right", "xshift": -9}
    if x1 != x0:
        side |= {"yanchor": "top", "yshift": 8}
    return {"x": (x0 + x1) / 2, "y": (y0 + y1) / 2, "showarrow": False, "font": {"size": 15}} | side


def _flows(value: float, gradient: float) -> str:
    return f"<b>{_short(value)}</b><br><b style='color:{BACKWARD}'>{_short(gradient)}</b>"


def _key() -> str:
    return f"value, downward<br><span style='color:{BACKWARD}'>gradient of f, upward</span>"


def _short(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")
