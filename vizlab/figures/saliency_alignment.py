"""Attention of an output place to each input place, beside what really counts, and how both come about in training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Heatmap, Scatter

INK = 0.55  # from here on a cell is dark enough for white text
SIDE_PX = 420


def alignment(
    weights: NDArray[Any], inputs: Sequence[str], outputs: Sequence[str], place: Sequence[int], *, noun: str = "attention"
) -> go.Figure:
    """Weights (n, n) in [0, 1], rows output places; a frame around the input `place` that each of them must ask."""
    weights = np.asarray(weights, np.float64)
    n = len(inputs)
    hover = f"output place %{{y}}, input place %{{x}}<br>{noun} %{{z:.3f}}<extra></extra>"
    scale = [[0, theme.tint(theme.color(0), 0.02)], [1, theme.color(0)]]
    cells = Heatmap(z=weights, zmin=0, zmax=1, colorscale=scale, xgap=2, ygap=2, showscale=False, hovertemplate=hover)
    figure = theme.figure(height_px=SIDE_PX, margin={"t": 46, "l": 4, "r": 4, "b": 4})
    figure.add_trace(cells)
    figure.add_traces([_written(weights, weights < INK), _written(weights, weights >= INK, color="#ffffff")])
    frame = {"type": "rect", "line": {"width": 3, "color": theme.color(1)}}
    boxes = [frame | {"x0": at - 0.47, "x1": at + 0.47, "y0": row - 0.47, "y1": row + 0.47} for row, at in enumerate(place)]
    figure.update_layout(shapes=boxes)
    ticks = {"tickmode": "array", "tickvals": list(range(n)), "showgrid": False, "tickfont": {"size": 15}, "fixedrange": True}
    figure.update_xaxes(**ticks, ticktext=list(inputs), side="top", title_text="input", range=[-0.5, n - 0.5])
    return figure.update_yaxes(**ticks, ticktext=list(outputs), title_text="answer", range=[n - 0.5, -0.5])


def learning(
    steps: Sequence[int], curves: Mapping[str, Sequence[float]], *, level: float, chosen: int, height_px: int = 300
) -> go.Figure:
    """Shares by name against steps of training, marked at the `chosen` step; `level`, dotted: weights that are all alike."""
    figure = theme.figure(height_px=height_px, hovermode="x unified", margin={"t": 34})
    for index, (name, shares) in enumerate(curves.items()):
        look = {"color": theme.color(index), "width": 2.5}
        marks = {"size": 8, "symbol": theme.SYMBOLS[index]}
        hover = f"{name} %{{y:.1%}}<extra></extra>"
        places = list(range(len(steps)))
        figure.add_trace(
            Scatter(x=places, y=list(shares), name=name, mode="lines+markers", line=look, marker=marks, hovertemplate=hover)
        )
    label = {"text": f"all alike: {level:.0%}", "textposition": "start", "yanchor": "bottom", "font": {"size": 12}}
    dotted = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=level, y1=level, line=dotted, label=label)
    figure.add_vline(x=list(steps).index(chosen), line={"width": 1.5, "color": theme.MUTED})
    figure.update_xaxes(title_text="step of training", tickvals=list(range(len(steps))), ticktext=[str(step) for step in steps])
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.06])


def _written(weights: NDArray[np.float64], where: NDArray[np.bool_], **font: Any) -> Scatter:
    """Hundredths, of cells that have some."""
    rows, columns = np.nonzero(where & (weights >= 0.005))
    text = [f"{100 * weights[row, column]:.0f}" for row, column in zip(rows, columns, strict=True)]
    return Scatter(x=columns, y=rows, text=text, mode="text", textfont={"size": 12} | font, hoverinfo="skip", showlegend=False)
