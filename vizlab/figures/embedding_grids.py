"""Matrices of graphs: a table of tastes whose holes are filled round by round, and buckets of edges learned at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.embedding_graphs import CONTROLS_PX, on_top
from vizlab.figures.film import controls
from vizlab.figures.parts import Bar, Heatmap, Scatter
from vizlab.figures.style_statistics import cells

Array = NDArray[Any]
GAP, FRAME_MS, LIFT_PX = 3, 260, 22  # columns between tables; room for their titles
DONE, TO_DO = theme.tint(theme.MUTED, 0.45), theme.tint(theme.MUTED, 0.08)


def filling(values: Array, known: Array, rounds: Sequence[Array]) -> go.Figure:
    """What is known of values (p, i), the matrix that is filled in, its error on the holes, round by round; at rest the last."""
    values, known = np.asarray(values, np.float64), np.asarray(known, bool)
    reach = float(np.abs(values).max())
    tables = [_beside(values, known, filled) for filled in rounds]
    figure = theme.figure(height_px=500, margin={"t": CONTROLS_PX + LIFT_PX, "b": 4, "l": 0, "r": 0})
    figure.add_trace(
        Heatmap(
            z=tables[-1], zmin=-reach, zmax=reach, colorscale=theme.scale(theme.DIVERGING), showscale=False, zsmooth=False,
            hoverongaps=False, hovertemplate="person %{y}, %{z:.2f}<extra></extra>",
        )
    )  # fmt: skip
    items = values.shape[1]
    for index, title in enumerate(("known", "filled in", "error on the holes")):
        place = {"x": index * (items + GAP) - 0.5, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, font={"size": 13}, **place)
    names = [str(number) for number in range(len(rounds))]
    figure.frames = [
        {"name": name, "data": [{"type": "heatmap", "z": table}], "traces": [0]}
        for name, table in zip(names, tables, strict=True)
    ]
    figure.update_layout(**on_top(controls(names, prefix="round ", frame_ms=FRAME_MS, redraw=True), LIFT_PX))
    figure.update_yaxes(range=[len(values) - 0.5, -0.5])
    return theme.hide_axes(figure)


def numbers(values: Array, rows: Sequence[str], columns: Sequence[str], *, noun: str) -> go.Figure:
    """Numbers (rows, columns) in cells, the darker the larger, in the page's own text colour, light or dark."""
    figure = cells(values, rows, columns, noun=noun)
    texts = [list(line) for line in figure.traces[0]["text"]]
    figure.update_traces(text=None, texttemplate=None)
    return figure.add_trace(_written(texts, 12))


def weights(table: Array, names: Sequence[str]) -> go.Figure:
    """Counts (n, n) of pairs of words in cells, the darker the more."""
    figure = cells(table, names, names, noun="weight").update_traces(text=None, texttemplate=None)
    return figure.add_trace(_written([[f"{round(value):,}" for value in row] for row in np.asarray(table).tolist()], 12))


def buckets(edges: Array, rounds: Sequence[Sequence[tuple[int, int]]]) -> go.Figure:
    """The grid of buckets with their shares of all edges (n, n), round by round: each machine in its colour, done in grey."""
    edges = np.asarray(edges)
    n, machines = len(edges), max(len(each) for each in rounds)
    states = _states(n, rounds)
    colors = [TO_DO, DONE, *(theme.tint(theme.color(index), 0.9) for index in range(machines))]
    steps = [[(index + end) / len(colors), color] for index, color in enumerate(colors) for end in (0, 1)]
    shares = edges / max(int(edges.sum()), 1)
    figure = theme.figure(height_px=CONTROLS_PX + 400, margin={"t": CONTROLS_PX, "l": 0, "r": 0})
    figure.add_trace(
        Heatmap(
            z=states[0], zmin=-0.5, zmax=len(colors) - 0.5, colorscale=steps, showscale=False, xgap=2, ygap=2, customdata=edges,
            hovertemplate="from shard %{y} to shard %{x}: %{customdata:,} edges<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(_written([[f"{100 * share:.1f}" for share in row] for row in shares.tolist()], 12 if n < 9 else 10))
    names = [str(number) for number in range(1, len(rounds) + 1)]
    figure.frames = [
        {"name": name, "data": [{"type": "heatmap", "z": state}], "traces": [0]}
        for name, state in zip(names, states, strict=True)
    ]
    figure.update_layout(**on_top(controls(names, prefix="round ", active=0, frame_ms=2 * FRAME_MS, redraw=True)))
    ticks = {"tickmode": "array", "tickvals": list(range(n)), "ticktext": [str(i) for i in range(n)], "showgrid": False}
    figure.update_xaxes(title_text="shard of the destination", constrain="domain", **ticks)
    return figure.update_yaxes(
        title_text="shard of the source", range=[n - 0.5, -0.5], scaleanchor="x", constrain="domain", **ticks
    )


def loads(largest: Sequence[int], mean: Sequence[float]) -> go.Figure:
    """How many edges the largest bucket of each round has, which all others wait for, and the mean over its buckets."""
    figure = theme.figure(height_px=400, bargap=0.2, margin={"t": 44})
    numbers = list(range(1, len(largest) + 1))
    for name, values, color in (("largest bucket", largest, theme.MUTED), ("mean of the round", mean, theme.color(0))):
        hover = f"round %{{x}}<br>{name}: %{{y:,.0f}} edges<extra></extra>"
        figure.add_trace(Bar(x=numbers, y=list(values), name=name, marker={"color": color}, hovertemplate=hover))
    figure.update_layout(barmode="group")
    figure.update_xaxes(title_text="round")
    return figure.update_yaxes(title_text="edges", rangemode="tozero")


def _beside(values: Array, known: Array, filled: Array) -> Array:
    """Three tables in one (p, 3 i + 2 gaps), float32, gaps and holes empty."""
    gap = np.full((len(values), GAP), np.nan)
    error = np.where(known, np.nan, filled - values)
    return np.concatenate([np.where(known, values, np.nan), gap, filled, gap, error], 1).astype(np.float32)


def _written(texts: Sequence[Sequence[str]], size: int) -> Scatter:
    """Texts in the cells of a table, not the heat map's own: on a dark page it takes a transparent cell for a light one."""
    rows, columns = np.indices((len(texts), len(texts[0])))
    flat = [text for row in texts for text in row]
    return Scatter(
        x=columns.ravel(), y=rows.ravel(), text=flat, mode="text", textfont={"size": size}, hoverinfo="skip", showlegend=False
    )


def _states(n: int, rounds: Sequence[Sequence[tuple[int, int]]]) -> list[Array]:
    """For each round the state of each bucket (n, n): 0 to do, 1 done, 2 + m with machine m."""
    states, done = [], np.zeros((n, n), np.int8)
    for each in rounds:
        state = done.copy()
        for machine, bucket in enumerate(each):
            state[bucket], done[bucket] = 2 + machine, 1
        states.append(state)
    return states
