"""A bias among words: how far each leans to either side, before its direction is taken out and after, and who still finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

ROW_PX = 22


def leanings(words: Sequence[str], leans: Mapping[str, NDArray[Any]], ends: tuple[str, str]) -> go.Figure:
    """A row for each word, sorted by the first of the named leans (n,), a dot for each; ends: what stands left and right of 0."""
    first = next(iter(leans.values()))
    order = np.argsort(first, kind="stable")
    rows = list(range(len(words)))
    figure = theme.figure(height_px=ROW_PX * len(words) + 96, margin={"t": 40})
    for index, (name, values) in enumerate(leans.items()):
        marker = {"size": 10, "color": theme.color(index), "symbol": theme.SYMBOLS[index]}
        hover = f"%{{text}}, {name}: %{{x:.4f}}<extra></extra>"
        text = [words[place] for place in order]
        figure.add_trace(
            Scatter(x=np.asarray(values)[order], y=rows, mode="markers", name=name, marker=marker, text=text, hovertemplate=hover)
        )
    figure.add_vline(x=0, line={"color": theme.MUTED, "width": 1}, layer="below")
    reach = 1.12 * max(max(float(np.abs(values).max()) for values in leans.values()), 1e-9)
    figure.update_xaxes(title_text=f"← {ends[0]}    projection    {ends[1]} →", range=[-reach, reach])
    ticks = {"tickmode": "array", "tickvals": rows, "ticktext": [words[place] for place in order]}
    return figure.update_yaxes(**ticks, range=[-0.7, len(words) - 0.3], fixedrange=True)


def recovery(shuffled: NDArray[Any], found: Mapping[str, float], *, n: int) -> go.Figure:
    """How often a classifier of n words was right: counts of its runs with shuffled labels as bars, named true runs as lines."""
    rights, counts = np.unique(np.rint(np.asarray(shuffled) * n).astype(int), return_counts=True)
    figure = theme.figure(height_px=ROW_PX * n + 96, margin={"t": 40}, bargap=0.15)
    hover = "%{y} runs with shuffled labels: %{x:.0%} right<extra></extra>"
    bar = Bar(x=rights / n, y=counts, name="shuffled labels", width=0.8 / n, marker={"color": theme.MUTED}, hovertemplate=hover)
    figure.add_trace(bar)
    top = float(counts.max())
    for index, (name, value) in enumerate(found.items()):
        line = {"color": theme.color(index), "width": 3, "dash": ("solid", "dash")[index % 2]}
        hover = f"{name}: {value:.0%} right<extra></extra>"
        figure.add_trace(Scatter(x=[value, value], y=[0, 1.1 * top], mode="lines", name=name, line=line, hovertemplate=hover))
    figure.update_xaxes(title_text="share of occupations found on the right side", tickformat=".0%", range=[0, 1.04])
    return figure.update_yaxes(title_text="runs", rangemode="tozero")
