"""How numbers change while something learns: lines against steps or epochs, and the parts of a loss stacked up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

Series = Mapping[str, Sequence[tuple[float, float]]]
DASHES = ("solid", "dash", "dot", "dashdot")


def lines(
    series: Series,
    *,
    x_title: str,
    y_title: str,
    log: bool = False,
    percent: bool = False,
    levels: Mapping[str, float] | None = None,
    height_px: int = 300,
) -> go.Figure:
    """Named curves, each a list of (x, y), with named dotted levels. Zeros and below are left out of a logarithmic axis."""
    figure = theme.figure(
        height_px=height_px,
        hovermode="x unified",
        showlegend=len(series) > 1,
        uirevision="lines",
        margin={"t": theme.room_above(list(series))},
        legend={"yref": "container", "y": 1, "yanchor": "top"},
        xaxis={"title": {"text": x_title}, "rangemode": "tozero"},
    )
    figure.add_annotation(
        text=f"<b>{y_title}</b>", showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom"
    )
    for index, (name, points) in enumerate(series.items()):
        figure.add_trace(_line(name, [p for p in points if not log or p[1] > 0], index, percent))
    for name, level in (levels or {}).items():
        _level(figure, name, level)
    if percent:
        figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    if log:
        figure.update_yaxes(type="log", exponentformat="power", dtick="D1" if _decades(series) < 1.5 else 1)
    return figure


def elbo_bars(
    reconstruction: Sequence[tuple[float, float]], kl: Sequence[tuple[float, float]], *, floor: float, height_px: int = 320
) -> go.Figure:
    """-ELBO by epoch as a stack, nats above the floor that no decoder can go below: reconstruction beyond it, and KL on top."""
    epochs = [epoch for epoch, _ in reconstruction]
    parts = {"reconstruction above the floor": [value - floor for _, value in reconstruction], "KL": [value for _, value in kl]}
    figure = theme.figure(
        height_px=height_px,
        barmode="stack",
        bargap=0.15,
        hovermode="x unified",
        margin={"t": 64},
        legend={"yref": "container", "y": 1, "yanchor": "top", "traceorder": "normal"},
    )
    for index, (name, values) in enumerate(parts.items()):
        hover = f"{name} %{{y:.2f}} nats<extra></extra>"
        figure.add_trace(Bar(x=epochs, y=values, name=name, marker={"color": theme.color(index)}, hovertemplate=hover))
    figure.add_annotation(
        text=f"<b>−ELBO, nats a picture above the floor of {floor:.1f}</b>",
        showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom",
    )  # fmt: skip
    return figure.update_xaxes(title_text="epoch").update_yaxes(rangemode="tozero")


def histograms(
    edges: Sequence[float], counts: Mapping[str, Sequence[float]], *, truth: float, x_title: str = "", height_px: int = 280
) -> go.Figure:
    """Outlines of histograms over the same edges (n + 1,), shares (n,) by name, and a line at the true value."""
    figure = theme.figure(height_px=height_px, margin={"t": 40}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    for index, (name, shares) in enumerate(counts.items()):
        line = {"color": theme.color(index), "shape": "hv", "width": 2}
        fill = theme.tint(theme.color(index), 0.2)
        figure.add_trace(
            Scatter(x=list(edges), y=[*shares, 0.0], name=name, line=line, mode="lines", fill="tozeroy", fillcolor=fill)
        )
    figure.add_shape(
        type="line", x0=truth, x1=truth, yref="y domain", y0=0, y1=1, line={"color": theme.MUTED, "dash": "dot", "width": 2}
    )
    if x_title:
        figure.update_xaxes(title_text=x_title)
    return figure.update_yaxes(tickformat=".0%")


def _line(name: str, points: Sequence[tuple[float, float]], index: int, percent: bool) -> Scatter:
    value = "%{y:.1%}" if percent else "%{y:.4g}"
    return Scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines" if len(points) > 1 else "markers",
        name=name,
        line={"color": theme.color(index), "width": 2, "dash": DASHES[index % len(DASHES)]},
        hovertemplate=f"{name} {value}<extra></extra>",
    )


def _level(figure: go.Figure, name: str, level: float) -> None:
    label: dict[str, Any] = {"text": name, "textposition": "end", "yanchor": "top", "font": {"size": 12}}
    line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
    figure.add_shape(
        type="line", xref="x domain", x0=0, x1=1, yref="y", y0=level, y1=level, line=line, label=label, layer="below"
    )


def _decades(series: Series) -> float:
    values = [y for points in series.values() for _, y in points if y > 0]
    return math.log10(max(values) / min(values)) if values else 0.0
