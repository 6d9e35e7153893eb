"""Word vectors on their way: what a model expects around a word, tables of numbers, a tree of words, points in groups.

Observed things have the second colour, as in a window the words around; what a model says has the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.parts import Bar, Heatmap, Scatter

Array = NDArray[Any]
HEAD_PX, ROW_PX = 26, 27
MIDDLE, AROUND = theme.CATEGORICAL[0], theme.CATEGORICAL[1]


def bars(
    names: Sequence[str], values: Sequence[float], marked: Sequence[bool], *, title: str, percent: bool = False
) -> go.Figure:
    """A bar for each name, the first on top, from zero; the marked ones in the second colour. title: what the bars measure."""
    figure = theme.figure(height_px=ROW_PX * len(names) + HEAD_PX + 20, bargap=0.3, margin={"t": HEAD_PX, "r": 52})
    rows = list(range(len(names)))
    texts = [f"{100 * value:.1f} %" if percent else f"{value:.2f}".replace("-", "−") for value in values]
    bar = Bar(
        x=list(values),
        y=rows,
        orientation="h",
        text=texts,
        textposition="outside",
        cliponaxis=False,
        customdata=list(names),
        marker={"color": [AROUND if mark else MIDDLE for mark in marked], "cornerradius": 3},
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )
    low, high = min([0.0, *values]), max([0.0, *values])
    reach = (high - low) or 1.0
    figure.add_trace(bar)
    figure.update_xaxes(visible=False, fixedrange=True, range=[low - (0.3 * reach if low < 0 else 0), high + 0.2 * reach])
    figure.update_yaxes(tickvals=rows, ticktext=list(names), range=[len(rows) - 0.5, -0.5], showgrid=False, fixedrange=True)
    return _named(figure, title)


def table(rows: Mapping[str, Array], *, title: str, columns: Sequence[str] = (), height_px: int | None = None) -> go.Figure:
    """Named rows of signed numbers, as colours around zero, with the numbers themselves where there is room."""
    values = np.stack([np.asarray(row, dtype=np.float64) for row in rows.values()])
    figure = theme.figure(height_px=height_px or 46 * len(rows) + HEAD_PX + 34, margin={"t": HEAD_PX})
    figure.add_trace(_cells(values, list(columns) or [str(at + 1) for at in range(values.shape[1])], list(rows)))
    figure.update_xaxes(tickmode="array", tickvals=list(range(values.shape[1])), showgrid=False, fixedrange=True)
    figure.update_xaxes(ticktext=list(columns) or [str(at + 1) for at in range(values.shape[1])])
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=list(rows), range=[len(rows) - 0.5, -0.5], showgrid=False, fixedrange=True
    )
    return _named(figure, title)


def looked_up(matrix: Array, names: Sequence[str], index: int, *, height_px: int = 330) -> go.Figure:
    """A matrix (d, n) under the one-hot column (lying) of one of its n words; the word's own column has a frame."""
    d, n = matrix.shape
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX})
    chosen = np.zeros((1, n))
    chosen[0, index] = 1
    figure.add_trace(_cells(matrix, names, [str(row + 1) for row in range(d)]).update(yaxis="y"))
    ones = _cells(chosen, names, ["one-hot"]).update(yaxis="y2", zmin=-1, zmax=1)
    figure.add_trace(ones)
    figure.update_layout(
        yaxis={"domain": [0, 0.8], "tickvals": [], "range": [d - 0.5, -0.5], "showgrid": False, "fixedrange": True},
        yaxis2={"domain": [0.86, 1], "tickvals": [], "range": [0.5, -0.5], "showgrid": False, "fixedrange": True},
    )
    figure.update_xaxes(tickvals=list(range(n)), ticktext=list(names), range=[-0.5, n - 0.5], showgrid=False, fixedrange=True)
    frame = {"type": "rect", "x0": index - 0.5, "x1": index + 0.5, "line": {"width": 3, "color": AROUND}}
    figure.add_shape(**frame, yref="y", y0=-0.5, y1=d - 0.5)
    figure.add_shape(**frame, yref="y2", y0=-0.5, y1=0.5)
    return _named(figure, "one-hot, and the matrix under it")


def tree(
    words: Sequence[str],
    leaves: Sequence[tuple[float, float]],
    nodes: Sequence[tuple[float, float]],
    children: Sequence[tuple[int, int]],
    way: Sequence[tuple[int, int, float]],
    probabilities: Sequence[float],
    *,
    height_px: int = 460,
) -> go.Figure:
    """A binary tree from its root at the left: inner nodes and words at (across, depth), a thick way with its turns written.

    children: of each inner node; from `len(words)` on they are inner nodes. way: (inner node, turn 1 or -1, its probability).
    probabilities: of the words, written beside them.
    """
    n, figure = len(words), theme.figure(height_px=height_px, margin={"t": 8, "r": 8}, showlegend=False)
    place = [*leaves, *nodes]
    taken = {(node, sign) for node, sign, _ in way}
    for is_taken in (False, True):
        xs, ys = [], []
        for node, pair in enumerate(children):
            for child, sign in zip(pair, (1, -1), strict=True):
                if ((node, sign) in taken) == is_taken:
                    xs += [nodes[node][1], place[child][1], None]
                    ys += [nodes[node][0], place[child][0], None]
        line = {"width": 3.5, "color": AROUND} if is_taken else {"width": 1.2, "color": theme.MUTED}
        figure.add_trace(Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip"))
    dots = {"size": 7, "color": theme.MUTED}
    figure.add_trace(Scatter(x=[y for _, y in nodes], y=[x for x, _ in nodes], mode="markers", marker=dots, hoverinfo="skip"))
    names = [f" {word}  {100 * p:.1f} %" for word, p in zip(words, probabilities, strict=True)]
    depth = max(y for _, y in leaves)
    figure.add_trace(
        Scatter(
            x=[y for _, y in leaves], y=[x for x, _ in leaves], mode="markers+text", text=names, textposition="middle right",
            marker={"size": 8, "color": MIDDLE}, hoverinfo="skip", cliponaxis=False, textfont={"size": 12},
        )
    )  # fmt: skip
    for node, sign, p in way:
        (x0, y0), (x1, y1) = nodes[node], place[children[node][0 if sign == 1 else 1]]
        text = {"text": f"{p:.2f}", "x": (y0 + y1) / 2, "y": (x0 + x1) / 2, "showarrow": False, "font": {"size": 12}}
        figure.add_annotation(**text, xanchor="right", xshift=-4, yanchor="bottom" if x1 < x0 else "top")
    figure.update_xaxes(visible=False, range=[-0.2, depth * 1.32 + 0.2], fixedrange=True)
    return figure.update_yaxes(visible=False, range=[n - 0.4, -0.6], fixedrange=True)


def against(
    groups: Mapping[str, Sequence[tuple[float, float]]], *, x_title: str, y_title: str, percent: bool = True, height_px: int = 400
) -> go.Figure:
    """Points in named groups, in the order of their table, one number against another."""
    legend, head_px = racers.legend(list(groups))
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX + head_px}, legend=legend)
    for index, (name, points) in enumerate(groups.items()):
        figure.add_trace(
            Scatter(
                x=[x for x, _ in points], y=[y for _, y in points], mode="markers", name=name,
                marker={"size": 11, "color": theme.color(index), "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]},
                hovertemplate=f"{name}: %{{x:.3~f}}, %{{y:.3~f}}<extra></extra>",
            )
        )  # fmt: skip
    form = ".0%" if percent else None
    figure.update_xaxes(title_text=x_title, tickformat=form, rangemode="tozero")
    return _named(figure.update_yaxes(tickformat=form, rangemode="tozero"), y_title)


def _cells(values: Array, columns: Sequence[str], rows: Sequence[str]) -> Heatmap:
    limit = float(np.abs(values).max()) or 1.0
    names = [[f"{row}, {column}" for column in columns] for row in rows]
    look = {"zmin": -limit, "zmax": limit, "colorscale": theme.scale(theme.DIVERGING), "showscale": False}
    hover = "%{customdata}: %{z:.3f}<extra></extra>"
    return Heatmap(z=values, customdata=names, xgap=1, ygap=1, hovertemplate=hover, **look)


def _named(figure: go.Figure, title: str) -> go.Figure:
    """The title over the upper left corner, where it costs no width."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, **place)
