"""What networks go by, against how many of their training pictures were stylised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Scatter

HEAD_PX = 30
Rows = Mapping[float, tuple[float, float, float, Sequence[float]]]


def decided(shares: Rows, *, chosen: float, height_px: int = 320) -> go.Figure:
    """Share of stylised pictures -> decisions for the outline: low end, value, high end, and the value of each network."""
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX}, showlegend=False)
    for share, (_, _, _, own) in shares.items():
        dots = {"color": theme.tint(theme.color(0), 0.5), "size": 7}
        hover = f"one network, {share:.0%} stylised: %{{y:.1%}}<extra></extra>"
        figure.add_trace(Scatter(x=[share + 0.02] * len(own), y=list(own), mode="markers", marker=dots, hovertemplate=hover))
    values = [row[1] for row in shares.values()]
    error = {"type": "data", "array": [row[2] - row[1] for row in shares.values()], "thickness": 2, "width": 6}
    error |= {"arrayminus": [row[1] - row[0] for row in shares.values()]}
    sizes = [15 if share == chosen else 10 for share in shares]
    line: dict[str, Any] = {"x": list(shares), "y": values, "error_y": error, "line": {"color": theme.color(0), "width": 2.5}}
    hover = "%{x:.0%} stylised: %{y:.1%} for the outline<extra></extra>"
    figure.add_trace(Scatter(**line, mode="lines+markers", marker={"size": sizes}, hovertemplate=hover, cliponaxis=False))
    _axes(figure, "decisions for the outline")
    return figure.update_yaxes(range=[0, max(0.5, *(row[2] for row in shares.values())) * 1.08])


def accuracies(shares: Mapping[float, Mapping[str, Sequence[float]]], *, chosen: float, height_px: int = 320) -> go.Figure:
    """Share of stylised pictures -> accuracy of each network by the kind of test picture; lines through the means."""
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX + 62}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    for index, name in enumerate(next(iter(shares.values()))):
        means = [sum(each[name]) / len(each[name]) for each in shares.values()]
        look = {"size": 9, "symbol": theme.SYMBOLS[index]}
        line: dict[str, Any] = {
            "x": list(shares),
            "y": means,
            "line": {"color": theme.color(index), "width": 2.5},
            "marker": look,
        }
        hover = f"{name}, %{{x:.0%}} stylised: %{{y:.1%}}<extra></extra>"
        figure.add_trace(Scatter(**line, mode="lines+markers", name=name, hovertemplate=hover, cliponaxis=False))
    figure.add_hline(y=1 / 8, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    figure.add_vline(x=chosen, line={"width": 1.5, "color": theme.MUTED, "dash": "dot"})
    _axes(figure, "right answers")
    return figure.update_yaxes(range=[0, 1.03])


def _axes(figure: go.Figure, title: str) -> None:
    figure.update_xaxes(title_text="training pictures that were stylised", tickformat=".0%", range=[-0.05, 1.07])
    figure.update_yaxes(tickformat=".0%")
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, **place)
