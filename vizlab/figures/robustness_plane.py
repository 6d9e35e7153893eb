"""A church window: the class at every place of a plane around a picture; and a ring around one pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import mosaics, pictures, racers, theme
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]
MOST = 9  # classes with a colour of their own; all others share grey
AROUND = 1.5  # pixels, half the side of the frame around one


def window(
    steps: Array,
    answers: Array,
    sure: Array,
    classes: Sequence[str],
    *,
    chosen: tuple[float, float] | None = None,
    order: Sequence[int] = (),
    titles: tuple[str, str] = ("", ""),
    height_px: int = 380,
) -> go.Figure:
    """Answers (m, m) and how sure (m, m) at steps (m,) along both axes, paler where less sure; the picture is in the middle.

    chosen: a place with a ring. order: classes in the order of their colours, all of them in the legend, so that two windows
    agree; others are added.
    """
    found = [*dict.fromkeys([*order, *ranked(answers)])]
    place = {index: min(number, MOST) for number, index in enumerate(found)}
    codes = np.vectorize(place.__getitem__, otypes=[np.int64])(answers)
    names = [classes[index] for index in found[:MOST]] + (["others"] if len(found) > MOST else [])
    legend, head_px = racers.legend(names)
    margin = {"t": head_px + 22, "b": 8}
    figure = theme.figure(height_px=height_px + head_px, margin=margin, legend=legend, clickmode="event", hovermode="closest")
    figure.add_trace(_panes(steps, codes, sure, np.asarray(classes, dtype=object)[answers]))
    for index, name in enumerate(names):
        look = {"size": 11, "symbol": "square", "color": _color(index)}
        figure.add_trace(Scatter(x=[None], y=[None], mode="markers", marker=look, name=name, hoverinfo="skip"))
    _mark(figure, (0.0, 0.0), "the picture", "cross")
    if chosen is not None:
        _mark(figure, chosen, "the picture below", "circle-open")
    span = [float(steps[0] - (steps[1] - steps[0]) / 2), float(steps[-1] + (steps[1] - steps[0]) / 2)]
    figure.update_xaxes(title_text=titles[0], range=span, constrain="domain", showgrid=False)
    figure.update_yaxes(range=span, scaleanchor="x", constrain="domain", constraintoward="top", showgrid=False)
    text = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return figure.add_annotation(text=f"<b>{titles[1]}</b>", **text)


def ranked(answers: Array) -> list[int]:
    """The classes of a window (m, m): the middle's first, then by their share of it."""
    middle = len(answers) // 2
    indices, counts = np.unique(answers, return_counts=True)
    order = [int(index) for index in indices[np.argsort(-counts, kind="stable")]]
    return [int(answers[middle, middle]), *(index for index in order if index != answers[middle, middle])]


def ringed(pixels: Array, row: int, column: int, *, height_px: int = 300) -> go.Figure:
    """A picture (h, w, 3) with a frame around one pixel, as far down as a map under its colour bar."""
    figure = pictures.image(pixels, height_px=height_px).update_layout(margin=theme.below_bar())
    return mosaics.framed(figure, (row - AROUND + 0.5, column - AROUND + 0.5, row + AROUND + 0.5, column + AROUND + 0.5))


def _panes(steps: Array, codes: Array, sure: Array, names: Array) -> Heatmap:
    """Whole numbers for classes; how sure goes into the hover text and into the strength of the colour."""
    levels = np.clip(np.round(3 * np.asarray(sure)), 1, 3).astype(np.int64) - 1  # three strengths of each colour
    n = 3 * (MOST + 1)
    colors = [theme.tint(_color(index), alpha) for index in range(MOST + 1) for alpha in (0.35, 0.6, 0.9)]
    scale = [[edge / n, colors[at]] for at in range(n) for edge in (at, at + 1)]
    return Heatmap(
        x=steps,
        y=steps,
        z=3 * codes + levels,
        zmin=-0.5,
        zmax=n - 0.5,
        colorscale=scale,
        showscale=False,
        customdata=np.stack([names, np.round(sure, 3).astype(object)], axis=-1).tolist(),
        hovertemplate="%{customdata[0]}, %{customdata[1]:.0%} sure<br>%{x:.1f} along, %{y:.1f} across<extra></extra>",
    )


def _color(index: int) -> str:
    return theme.MUTED if index >= MOST else [color for color in theme.CATEGORICAL if color != theme.MUTED][index]


def _mark(figure: go.Figure, at: tuple[float, float], name: str, symbol: str) -> None:
    look = {"size": 13, "symbol": symbol, "color": "#ffffff", "line": {"width": 2, "color": theme.TEXT}}
    hover = f"{name}<extra></extra>"
    figure.add_trace(Scatter(x=[at[0]], y=[at[1]], mode="markers", marker=look, showlegend=False, hovertemplate=hover))
