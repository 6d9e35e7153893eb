"""Shares of several in the same rows: bars side by side with their per cent, and what chance would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

BAR_PX, GAP_PX, HEAD_PX = 20, 34, 8  # of one bar; of the name of a row, which stands above its bars; above all
SHORT, ROW_PX = 17, 22  # characters of a name of which two stand side by side on a phone; of a row of the legend
EDGE = 1.14  # where the numbers end, one below the other


def shares(
    names: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    chance: Sequence[float] | None = None,
    errors: Mapping[str, Sequence[tuple[float, float]]] | None = None,
    noun: str = "share",
) -> go.Figure:
    """Fractions of several series by row, from 0 to 100 %; None draws no bar. chance: of each row, a dashed mark across it.

    errors: series -> low and high end of an interval for each row. Names stand above their bars, which so have the width.
    """
    legend, head_px = _legend(list(series))
    row_px = BAR_PX * len(series) + GAP_PX
    figure = theme.figure(
        height_px=row_px * len(names) + head_px + HEAD_PX + 4,
        margin={"t": head_px + HEAD_PX, "b": 4, "r": 4},
        legend=legend,
        showlegend=len(series) > 1,
        bargap=0,
    )
    for index, (name, values) in enumerate(series.items()):
        figure.add_trace(_bar(index, len(series), row_px, name, names, values, noun, errors.get(name) if errors else None))
    figure.add_trace(_written(series, row_px))
    for row, name in enumerate(names):
        place = {"x": 0, "y": row - 0.5 + 0.5 * GAP_PX / row_px, "xanchor": "left", "yanchor": "middle", "xshift": -4}
        figure.add_annotation(text=name, showarrow=False, font={"size": 13}, **place)
        if chance is not None:
            where = {"x0": chance[row], "x1": chance[row], "y0": row - 0.5 + GAP_PX / row_px, "y1": row + 0.5}
            figure.add_shape(type="line", line={"dash": "dot", "width": 2.5, "color": theme.MUTED}, **where)
    figure.update_xaxes(range=[-0.005, EDGE], visible=False, fixedrange=True)
    return figure.update_yaxes(range=[len(names) - 0.5, -0.5], visible=False, fixedrange=True)


def _legend(names: Sequence[str]) -> tuple[dict[str, Any], int]:
    """The legend above the bars, none of a single series, and the pixels that it takes there."""
    if len(names) == 1:
        return {}, 0
    a_row = 2 if max(map(len, names)) <= SHORT else 1
    look = {"yref": "container", "y": 1, "yanchor": "top", "entrywidthmode": "fraction", "entrywidth": 0.94 / a_row}
    look |= {"font": {"size": 12}, "itemclick": False, "itemdoubleclick": False}
    return look, 10 + ROW_PX * -(-len(names) // a_row)


def _bar(
    index: int,
    count: int,
    row_px: int,
    name: str,
    names: Sequence[str],
    values: Sequence[float | None],
    noun: str,
    errors: Sequence[tuple[float, float]] | None,
) -> Bar:
    """The bars of one series: each row keeps its upper part free for its name."""
    top = _middle(index, row_px)
    whiskers = None
    if errors is not None:
        spans = [(low, high, value or 0.0) for (low, high), value in zip(errors, values, strict=True)]
        up, down = [high - value for low, high, value in spans], [value - low for low, high, value in spans]
        whiskers = {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "thickness": 2.5, "width": 6}
        whiskers["color"] = theme.color(1)
    return Bar(
        x=list(values),
        y=[row + top for row in range(len(names))],
        width=(BAR_PX - 3) / row_px,
        orientation="h",
        name=name,
        marker={"color": theme.tint(theme.color(index), 0.5 if errors else 1), "cornerradius": 3},
        error_x=whiskers,
        customdata=list(names),
        hovertemplate=f"%{{customdata}}: {noun} %{{x:.1%}}<extra>{name}</extra>",
    )


def _written(series: Mapping[str, Sequence[float | None]], row_px: int) -> Scatter:
    """The per cent of every bar in a column of its own, where no mark crosses them."""
    bars = [
        (row + _middle(index, row_px), value)
        for index, values in enumerate(series.values())
        for row, value in enumerate(values)
        if value is not None
    ]
    texts = [f"{value:.0%}" if value >= 0.005 or value == 0 else "< 1%" for _, value in bars]
    look = {"mode": "text", "textposition": "middle left", "textfont": {"size": 12}, "hoverinfo": "skip", "showlegend": False}
    return Scatter(x=[EDGE] * len(bars), y=[y for y, _ in bars], text=texts, cliponaxis=False, **look)


def _middle(index: int, row_px: int) -> float:
    """How far below the middle of its row the middle of a bar is, of a row's height."""
    return (GAP_PX + BAR_PX * (index + 0.5)) / row_px - 0.5
