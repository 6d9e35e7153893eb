"""Words counted: a window on its way over a text, tables of who stands near whom, ranks and frequencies, singular values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import HEIGHT_PX, controls
from vizlab.figures.parts import Heatmap, Scatter

FRAME_MS = 600
A_LINE = 34  # characters of the text in a line of a film
STRIP_PX = 30  # height of such a line
CELL_PX, MOST_PX = 26, 560
Moment = tuple[int, Sequence[int], NDArray[Any]]  # place in the middle, places inside, counts so far


def window_film(text: Sequence[str], vocabulary: Sequence[str], moments: Sequence[Moment]) -> go.Figure:
    """The window over a text, above it its words, below the table (v, v) of what was counted by then; shown at rest is the last.

    text: its words in order. In the table a row is the word in the middle, a column its neighbour.
    """
    lines = _lines(text)
    strip = STRIP_PX * (lines[-1][0] + 1) + 12
    body = int(np.clip(CELL_PX * len(vocabulary) + 90, 260, MOST_PX))
    figure = theme.figure(height_px=strip + body + HEIGHT_PX, showlegend=False, margin={"b": HEIGHT_PX + 60, "t": 6})
    last, share = moments[-1], strip / (strip + body - 60)
    most = max(float(np.max(last[2])), 1.0)
    figure.add_trace(_counted(last[2], vocabulary, most))
    figure.add_trace(_written(text, lines, last))
    names = [f"{index + 1}: {text[moment[0]]}" for index, moment in enumerate(moments)]
    figure.frames = [
        {
            "name": name,
            "data": [
                {"type": "heatmap", "z": moment[2]},
                {"type": "scatter", "text": _coloured(text, moment)},
            ],
            "traces": [0, 1],
        }
        for name, moment in zip(names, moments, strict=True)
    ]
    figure.update_layout(
        **controls(names, prefix="Word ", frame_ms=FRAME_MS, redraw=True, top_px=60),
        xaxis2={"range": [-0.5, A_LINE + 0.5], "visible": False, "anchor": "y2", "fixedrange": True},
        yaxis2={"range": [lines[-1][0] + 0.6, -0.6], "visible": False, "domain": [1 - share, 1], "fixedrange": True},
    )
    ticks = {"tickmode": "array", "tickvals": list(range(len(vocabulary))), "ticktext": list(vocabulary), "showgrid": False}
    figure.update_xaxes(ticks | {"tickangle": -60}, selector={"anchor": "y"})
    return figure.update_layout(
        xaxis=ticks | {"tickangle": -60}, yaxis=ticks | {"autorange": "reversed", "domain": [0, 0.97 - share]}
    )


def table(
    values: NDArray[Any],
    words: Sequence[str],
    *,
    title: str,
    limits: tuple[float, float],
    signed: bool = False,
    height_px: int = 340,
) -> go.Figure:
    """A table (v, v) of words against words as a square of colours."""
    colors = theme.scale(theme.DIVERGING if signed else theme.SEQUENTIAL)
    figure = theme.figure(height_px=height_px, margin={"t": theme.BAR_PX})
    figure.add_trace(
        Heatmap(
            z=np.round(values, 3),
            zmin=limits[0],
            zmax=limits[1],
            colorscale=colors,
            colorbar=theme.colorbar(title),
            x=list(words),
            y=list(words),
            hovertemplate="%{y}, %{x}: %{z:.3g}<extra></extra>",
        )
    )
    figure.update_xaxes(showticklabels=False, ticks="", constrain="domain", fixedrange=True)
    return figure.update_yaxes(
        showticklabels=False, ticks="", autorange="reversed", scaleanchor="x", constrain="domain", fixedrange=True
    )


def zipf(
    counts: NDArray[Any], words: Sequence[str], line: tuple[float, float], *, share: float, height_px: int = 400
) -> go.Figure:
    """Counts (v,), descending, against their rank, both logarithmic, and the fitted line (slope, intercept of logarithms).

    The most frequent `share` of the words stands in the accent colour.
    """
    ranks = np.arange(1, len(counts) + 1)
    top = max(round(len(counts) * share), 1)
    figure = theme.figure(height_px=height_px, showlegend=False)
    colors = [theme.color(1) if rank <= top else theme.color(0) for rank in ranks.tolist()]
    figure.add_trace(
        Scatter(
            x=ranks, y=counts, mode="markers", text=list(words), marker={"size": 6, "color": colors},
            hovertemplate="%{text}: rank %{x}, %{y:,} times<extra></extra>",
        )
    )  # fmt: skip
    ends = np.array([1, len(counts)])
    fitted = np.exp(line[1] + line[0] * np.log(ends))
    dashed = {"color": theme.MUTED, "dash": "dash", "width": 2}
    figure.add_trace(Scatter(x=ends, y=fitted, mode="lines", line=dashed, hoverinfo="skip"))
    figure.update_xaxes(type="log", title_text="rank", dtick=1)
    return figure.update_yaxes(type="log", title_text="times in the text", dtick=1, range=[-0.15, np.log10(counts[0]) + 0.25])


def tail(singular: NDArray[Any], k: int, *, height_px: int = 340) -> go.Figure:
    """Singular values (r,), descending: the k that are kept in the accent colour, those left out in grey."""
    numbers = list(range(1, len(singular) + 1))
    figure = theme.figure(height_px=height_px, showlegend=False)
    for kept, color in ((True, theme.color(0)), (False, theme.MUTED)):
        own = slice(0, k) if kept else slice(k, None)
        word = "kept" if kept else "left out"
        figure.add_trace(
            Scatter(
                x=numbers[own], y=np.asarray(singular)[own], mode="markers", name=word, marker={"size": 5, "color": color},
                hovertemplate=f"number %{{x}}, {word}: %{{y:.4g}}<extra></extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(title_text="number")
    return figure.update_yaxes(title_text="singular value", type="log", exponentformat="power", dtick=1)


def weights(levels: Mapping[str, float], *, most: float, height_px: int = 300) -> go.Figure:
    """GloVe's weight of a pair against how often it was seen; levels: counts of named pairs, which are marked."""
    x = np.linspace(0, 1.6 * most, 161)
    figure = theme.figure(height_px=height_px, showlegend=False)
    shape = np.minimum(x / most, 1) ** 0.75
    line = {"color": theme.color(0), "width": 2.5}
    figure.add_trace(Scatter(x=x, y=shape, mode="lines", line=line, hovertemplate="seen %{x:.0f} times: %{y:.2f}<extra></extra>"))
    own = np.minimum(np.array(list(levels.values())), 1.6 * most)
    figure.add_trace(
        Scatter(
            x=own, y=np.minimum(own / most, 1) ** 0.75, mode="markers+text", text=list(levels), textposition="bottom right",
            marker={"size": 9, "color": theme.color(1)}, hovertemplate="%{text}: %{y:.3f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title_text="times that a pair was seen", range=[-0.03 * most, 1.6 * most])
    return figure.update_yaxes(title_text="weight f", range=[-0.16, 1.1])


def _counted(counts: NDArray[Any], vocabulary: Sequence[str], most: float) -> Heatmap:
    return Heatmap(
        z=counts,
        zmin=0,
        zmax=most,
        colorscale=[[0.0, theme.tint(theme.CATEGORICAL[0], 0.04)], [1.0, theme.tint(theme.CATEGORICAL[0], 1)]],
        showscale=False,
        xgap=1,
        ygap=1,
        customdata=[[f"{row}, {column}" for column in vocabulary] for row in vocabulary],
        hovertemplate="%{customdata}: %{z}<extra></extra>",
    )


def _written(text: Sequence[str], lines: Sequence[tuple[int, float]], moment: Moment) -> Scatter:
    return Scatter(
        x=[column for _, column in lines],
        y=[line for line, _ in lines],
        xaxis="x2",
        yaxis="y2",
        mode="text",
        text=_coloured(text, moment),
        textposition="middle right",
        textfont={"size": 15},
        hoverinfo="skip",
    )


def _coloured(text: Sequence[str], moment: Moment) -> list[str]:
    """The word in the middle, its neighbours, and the others, which the window does not see."""
    inside = set(moment[1])
    near = [theme.color(0) if place in inside else theme.MUTED for place in range(len(text))]
    colors = [theme.color(1) if place == moment[0] else color for place, color in enumerate(near)]
    return [f'<span style="color:{color}">{word}</span>' for word, color in zip(text, colors, strict=True)]


def _lines(text: Sequence[str]) -> list[tuple[int, float]]:
    """Line and column of each word, broken where a line is full."""
    found: list[tuple[int, float]] = []
    line, column = 0, 0.0
    for word in text:
        if column and column + len(word) > A_LINE:
            line, column = line + 1, 0.0
        found.append((line, column))
        column += len(word) + 1.5
    return found
