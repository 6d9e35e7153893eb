"""What one-pass networks paint: paintings hung side by side, and one pass against hundreds of iterations.

A picture comes as the bytes of a WebP file with its height and width, as `images.encode` makes it: five paintings of pixels would
be too much for one figure.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Image, Scatter

GAP, HEAD = 0.03, 0.075  # between pictures, and above each for its title, in widths of a picture
SIDE, LEAST = 0.42, 0.12  # the width of the small pictures of an easel, and the least height of one
COLUMN_PX, MOST_PX = 770, 900
Packed = tuple[NDArray[np.uint8], tuple[int, int]]  # the bytes of a WebP file (n,), and (height, width)


def wall(pictures: Sequence[Packed], titles: Sequence[str], *, columns: int) -> go.Figure:
    """Pictures in rows of `columns`, equally wide, each under its title. Errors: each picture needs a title."""
    if len(pictures) != len(titles) or columns < 1:
        raise ValueError(f"Each picture needs a title; got {len(pictures)} pictures, {len(titles)} titles, {columns} columns.")
    figure = _empty()
    columns = min(columns, max(len(pictures), 1))
    head, top, width = HEAD * columns / 2, 0.0, columns * (1 + GAP) - GAP
    for start in range(0, len(pictures), columns):
        row = range(start, min(start + columns, len(pictures)))
        for place, index in enumerate(row):
            _hang(figure, pictures[index], titles[index], place * (1 + GAP), top + head)
        top += head + max(pictures[index][1][0] / pictures[index][1][1] for index in row) + GAP
    return _hung(figure, width, max(top - GAP, head))


def easel(pictures: Sequence[Packed], titles: Sequence[str]) -> go.Figure:
    """The first picture, large, and the others beside it, one over the other. Errors: each picture needs a title."""
    if len(pictures) != len(titles) or not pictures:
        raise ValueError(f"Each picture needs a title; got {len(pictures)} pictures, {len(titles)} titles.")
    figure = _empty()
    sizes = [height / width for _, (height, width) in pictures]
    _hang(figure, pictures[0], titles[0], 0, HEAD)
    room, top = (HEAD + sizes[0] + GAP) / max(len(pictures) - 1, 1) - GAP - HEAD, HEAD
    for picture, title, tall in zip(pictures[1:], titles[1:], sizes[1:], strict=True):
        width = min(SIDE, max(room, LEAST) / tall)
        _hang(figure, picture, title, 1 + GAP, top, width)
        top += width * tall + GAP + HEAD
    return _hung(figure, 1 + GAP + SIDE, max(HEAD + sizes[0], top - GAP - HEAD))


def catching_up(series: Sequence[tuple[float, float]], level: float, *, height_px: int = 320) -> go.Figure:
    """Total loss of an optimisation over its iterations [(iteration, loss), ...], and that of one pass as a level line."""
    figure = theme.figure(
        height_px=height_px, hovermode="x unified", xaxis={"title": {"text": "iteration"}, "rangemode": "tozero"},
        yaxis={"type": "log", "title": {"text": "total loss"}}, legend={"y": 1, "yref": "container", "yanchor": "top"},
        margin={"t": 40},
    )  # fmt: skip
    steps, losses = [x for x, _ in series], [y for _, y in series]
    hover = "%{y:.3f}"
    figure.add_trace(
        Scatter(x=steps, y=losses, mode="lines", name="optimisation", line={"color": theme.color(0)}, hovertemplate=hover)
    )
    ends = [min(steps, default=0), max(steps, default=1)]
    line = {"color": theme.color(1), "dash": "dash"}
    figure.add_trace(Scatter(x=ends, y=[level, level], mode="lines", name="one pass", line=line, hovertemplate=hover))
    if (met := overtaken(series, level)) is not None:
        mark = {"color": theme.color(1), "size": 10, "symbol": "diamond"}
        figure.add_trace(
            Scatter(x=[met], y=[level], mode="markers", name="as good as one pass", marker=mark, hovertemplate=hover)
        )
    return figure


def learning(series: Mapping[str, Sequence[tuple[float, float]]], *, height_px: int = 340) -> go.Figure:
    """Losses of a training by name, over its rounds, on a logarithmic axis; "total" is drawn thick."""
    figure = theme.figure(
        height_px=height_px, hovermode="x unified", xaxis={"title": {"text": "round"}, "rangemode": "tozero"},
        yaxis={"type": "log", "title": {"text": "loss"}}, legend={"y": 1, "yref": "container", "yanchor": "top"},
        margin={"t": 60}, uirevision="learning",
    )  # fmt: skip
    for place, name in enumerate(sorted(series, key=lambda name: name != "total")):
        points = [(x, y) for x, y in series[name] if y > 0]
        line = {"color": theme.color(place), "width": 3 if name == "total" else 1.5}
        xs, ys = [x for x, _ in points], [y for _, y in points]
        mode = "lines+markers" if len(points) < 3 else "lines"
        figure.add_trace(Scatter(x=xs, y=ys, mode=mode, name=name, line=line, hovertemplate="%{y:.3f}"))
    return figure


def overtaken(series: Sequence[tuple[float, float]], level: float) -> float | None:
    """The first iteration at which the optimisation is as good as this; None if it never is."""
    return next((x for x, y in series if y <= level), None)


def _hang(figure: go.Figure, picture: Packed, title: str, left: float, top: float, width: float = 1.0) -> None:
    """A picture of this width whose upper left corner is at (left, top), under its title."""
    data, (_, wide) = picture
    step, shown = width / wide, html.escape(title)
    place: dict[str, Any] = {"x0": left + step / 2, "y0": top + step / 2, "dx": step, "dy": step}
    source = "data:image/webp;base64," + base64.b64encode(np.asarray(data, np.uint8).tobytes()).decode()
    figure.add_trace(
        Image(
            source=source, zsmooth="fast", name=title, hovertemplate=f"{shown}<br>red, green, blue %{{z}}<extra></extra>", **place
        )
    )
    text = {"text": shown, "xanchor": "left", "yanchor": "bottom", "showarrow": False, "font": {"size": 13}, "borderpad": 2}
    figure.add_annotation(x=left, y=top, **text)


def _empty() -> go.Figure:
    """A figure without margins; a view of it survives other pictures in its place."""
    return theme.figure(height_px=100, margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0}, uirevision="wall")


def _hung(figure: go.Figure, width: float, tall: float) -> go.Figure:
    """The figure with square pixels from (0, 0) to (width, tall), as high as that is where it is `COLUMN_PX` wide."""
    figure.update_xaxes(range=[0, width], autorange=False, constrain="domain", constraintoward="left", visible=False)
    figure.update_yaxes(
        range=[tall, 0], autorange=False, scaleanchor="x", constrain="domain", constraintoward="top", visible=False
    )
    return figure.update_layout(height=min(round(COLUMN_PX * tall / width), MOST_PX) + 4)
