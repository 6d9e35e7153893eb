"""Horizontal bars: long names stay readable on a phone, and the first item is on top."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Bar

BAR_PX = 30


def probabilities(
    labels: Sequence[str], values: Sequence[float], *, highlight: str | None = None, height_px: int | None = None
) -> go.Figure:
    """Class probabilities (fractions) as bars with their per cent; the bar named `highlight` has the accent colour."""
    colors = [theme.color(0) if highlight in (None, label) else theme.MUTED for label in labels]
    texts = [_percent(value) for value in values]
    figure = _bars(labels, values, texts=texts, colors=colors, height_px=height_px)
    # The scale is always 0-100 %, and the text of a full bar still fits.
    return figure.update_xaxes(range=[0, 1.18])


def counts(labels: Sequence[str], values: Sequence[int], *, height_px: int | None = None) -> go.Figure:
    """How many items each class has."""
    texts = [f"{value:,}" for value in values]
    figure = _bars(labels, values, texts=texts, colors=[theme.color(0)] * len(labels), height_px=height_px)
    return figure.update_xaxes(range=[0, 1.18 * max([*values, 1])])


def _percent(fraction: float) -> str:
    return "< 0.1 %" if 0 < fraction < 0.001 else f"{100 * fraction:.1f} %"


def _bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    texts: Sequence[str],
    colors: Sequence[str],
    height_px: int | None,
) -> go.Figure:
    if len(labels) != len(values):
        raise ValueError(f"Each bar needs a name; got {len(labels)} names and {len(values)} values.")
    figure = theme.figure(height_px=height_px or BAR_PX * len(labels) + 16, bargap=0.32, margin={"t": 4})
    # Bars stand at numbers, not at names: two classes of one name stay two bars.
    rows = list(range(len(labels)))
    bar = Bar(
        x=list(values),
        y=rows,
        orientation="h",
        marker={"color": list(colors), "cornerradius": 3},
        text=list(texts),
        textposition="outside",
        cliponaxis=False,
        customdata=list(labels),
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )
    figure.add_trace(bar).update_xaxes(visible=False, fixedrange=True)
    return figure.update_yaxes(
        tickmode="array", tickvals=rows, ticktext=list(labels), autorange="reversed", showgrid=False, fixedrange=True
    )
