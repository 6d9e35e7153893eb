"""Optimised pictures: how one emerges, as a film in the browser, what was there before, and what each layer remembers.

Pictures come as the bytes of WebP files, as they are kept, or as pixels (h, w, 3), uint8. On the axes, a picture's longer side
is one unit.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme
from vizlab.figures.parts import Frame, Image, Scatter
from vizlab.figures.png import data_uri

GAP = 0.04  # between pictures, in widths of one
LINE_PX, PHONE_PX = 16, 340  # the height of a line of a title, and the width that titles must fit into
HALF_PX, WHOLE_PX, MOST_PX, LIVE_PX = 420, 540, 560, 300  # widths that figures are made for; heights that none exceeds


def emerging(frames: Sequence[NDArray[Any]], steps: Sequence[int], size: tuple[int, int], *, each_ms: int = 220) -> go.Figure:
    """Pictures on their way: WebP bytes (m,) after so many steps, all of this size (h, w), the last of which is seen first."""
    h, w = size
    names = [f"{step:,}" for step in steps]
    figure = _wall(w / max(h, w), h / max(h, w), bottom_px=film.HEIGHT_PX)
    figure.add_trace(_picture(frames[-1], size, (0, 0)))
    figure.frames = [
        Frame(name=name, data=[_picture(frame, size, (0, 0))], traces=[0]) for name, frame in zip(names, frames, strict=True)
    ]
    return figure.update_layout(**film.controls(names, prefix="after step ", frame_ms=each_ms, redraw=True))


def still(frame: NDArray[Any], size: tuple[int, int]) -> go.Figure:
    """A picture on its way, WebP bytes (m,) of this size (h, w)."""
    h, w = size
    figure = _wall(w / max(h, w), h / max(h, w)).add_trace(_picture(frame, size, (0, 0)))
    return figure.update_layout(height=LIVE_PX)


def row(pictures: Sequence[NDArray[Any]], titles: Sequence[str], *, columns: int) -> go.Figure:
    """Pictures (h, w, 3) in rows, each under its title of some lines (`<br>`)."""
    lines = max(title.count("<br>") + 1 if title else 0 for title in titles)
    head, tall = LINE_PX * lines * columns / PHONE_PX, max(picture.shape[0] / picture.shape[1] for picture in pictures)
    pitch, wide_px = head + tall + GAP, HALF_PX if columns == 1 else WHOLE_PX
    figure = _wall(min(columns, len(pictures)) * (1 + GAP) - GAP, -(-len(pictures) // columns) * pitch - GAP, wide_px=wide_px)
    for index, (picture, title) in enumerate(zip(pictures, titles, strict=True)):
        left, top = index % columns * (1 + GAP), index // columns * pitch + head
        figure.add_trace(_pixels(picture, left, top))
        figure.add_annotation(x=left, y=top, text=title, xanchor="left", yanchor="bottom", align="left", showarrow=False,
                              font={"size": 12}, borderpad=1)  # fmt: skip
    return figure


def errors(layers: Sequence[str], features: Sequence[float], pixels: Sequence[float]) -> go.Figure:
    """How far an inverted picture is off, layer by layer: by what the layer sees, and by what we see."""
    figure = theme.figure(
        height_px=300, hovermode="x unified", margin={"t": 40}, legend={"yref": "container", "y": 1, "yanchor": "top"}
    )
    for index, (name, values) in enumerate({"pixels": pixels, "features": features}.items()):
        line = {"color": theme.color(index), "width": 2.5}
        marker = {"symbol": theme.SYMBOLS[index], "size": 9}
        figure.add_trace(Scatter(x=list(layers), y=list(values), name=name, line=line, marker=marker, mode="lines+markers"))
    return figure.update_yaxes(rangemode="tozero", tickformat=".0%")


def _picture(data: NDArray[Any], size: tuple[int, int], corner: tuple[float, float]) -> Image:
    """WebP bytes as a trace whose longer side is one unit, its upper left corner there."""
    step = 1 / max(size)
    source = "data:image/webp;base64," + base64.b64encode(np.asarray(data, np.uint8).tobytes()).decode()
    return Image(source=source, x0=corner[0] + step / 2, y0=corner[1] + step / 2, dx=step, dy=step, hoverinfo="skip")


def _pixels(pixels: NDArray[Any], left: float, top: float) -> Image:
    """Pixels (h, w, 3) as a trace one unit wide."""
    step = 1 / pixels.shape[1]
    hover = "red, green, blue %{z}<extra></extra>"
    return Image(
        source=data_uri(np.asarray(pixels, np.uint8)),
        x0=left + step / 2,
        y0=top + step / 2,
        dx=step,
        dy=step,
        hovertemplate=hover,
    )


def _wall(width: float, height: float, *, wide_px: int = HALF_PX, bottom_px: int = 2) -> go.Figure:
    """An empty figure with square pixels from (0, 0) to (width, height), rows running down."""
    height_px = round(min(wide_px * height / width, MOST_PX)) + 2 + bottom_px
    figure = theme.figure(height_px=height_px, margin={"l": 0, "r": 0, "t": 2, "b": bottom_px, "pad": 0}, uirevision="picture")
    figure.update_xaxes(range=[0, width], autorange=False, constrain="domain", constraintoward="left")
    figure.update_yaxes(range=[height, 0], autorange=False, scaleanchor="x", constrain="domain", constraintoward="top")
    return theme.hide_axes(figure)
