"""Who is near one point, as pictures: a row of its neighbours in the vectors, and one of those on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Image, Scatter
from vizlab.figures.png import data_uri

PITCH, HEAD, NOTE, GAP = 1.12, 0.5, 0.4, 0.2  # of a picture's width: to the next one, title, a line below, between rows
ASKED = 2.3  # the width of the picture that is asked about
FRAME = theme.CATEGORICAL[1]


@dataclass(frozen=True)
class Near:
    """Neighbours in order: their ids, and a short note below each."""

    title: str
    ids: Sequence[int]
    notes: Sequence[str]


def neighbour_rows(pictures: NDArray[Any], names: Sequence[str], point: int, rows: Sequence[Near]) -> go.Figure:
    """The picture that is asked about, of all pictures (n, c, h, w), and beside it rows of neighbours; who is in all is framed.

    Errors: `ValueError` unless every row has a note for each id.
    """
    for row in rows:
        if len(row.ids) != len(row.notes):
            raise ValueError(f"Each neighbour needs a note; {row.title!r} has {len(row.ids)} and {len(row.notes)} notes.")
    tall = pictures.shape[2] / pictures.shape[3]
    pitch = HEAD + tall + NOTE + GAP
    left = ASKED + 0.6
    width, height = left + max(len(row.ids) for row in rows) * PITCH - PITCH + 1, len(rows) * pitch - GAP
    figure = _canvas(width, max(height, HEAD + ASKED * tall))
    figure.add_trace(_picture(pictures[point], 0, HEAD, ASKED, f"{names[point]}, {point}"))
    for number, row in enumerate(rows):
        for at, index in enumerate(row.ids):
            place = left + at * PITCH, number * pitch + HEAD
            figure.add_trace(_picture(pictures[index], *place, 1, f"{names[index]}, {index}"))
    figure.add_traces([_titles(rows, left, pitch, f"{names[point]}, {point}"), _notes(rows, left, pitch, tall)])
    return figure.update_layout(shapes=_frames(rows, left, pitch, tall))


def _canvas(width: float, height: float) -> go.Figure:
    shared = {"visible": False, "constrain": "domain"}
    return theme.figure(
        height_px=int(np.clip(980 * height / width, 120, 420)),
        margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0},
        xaxis=shared | {"constraintoward": "left", "range": [-0.06, width + 0.06]},
        yaxis=shared | {"range": [height, 0], "autorange": False, "scaleanchor": "x", "constraintoward": "top"},
    )


def _picture(pixels: NDArray[Any], left: float, top: float, width: float, hover: str) -> Image:
    c, h, w = pixels.shape
    rgb = np.broadcast_to(pixels, (3, h, w)) if c == 1 else pixels
    step = width / w
    place = {"x0": left + step / 2, "dx": step, "y0": top + step / 2, "dy": step}
    source = data_uri(np.ascontiguousarray(rgb.transpose(1, 2, 0)))
    return Image(source=source, zsmooth=False, name=hover, hovertemplate="%{fullData.name}<extra></extra>", **place)


def _titles(rows: Sequence[Near], left: float, pitch: float, name: str) -> Scatter:
    x, y = [0.0, *[left] * len(rows)], [0.0, *(number * pitch for number in range(len(rows)))]
    texts = [name, *(row.title for row in rows)]
    return _text(x, [at + HEAD - 0.06 for at in y], texts, "top right", 12)


def _notes(rows: Sequence[Near], left: float, pitch: float, tall: float) -> Scatter:
    x = [left + at * PITCH + 0.5 for row in rows for at in range(len(row.notes))]
    y = [number * pitch + HEAD + tall + 0.03 for number, row in enumerate(rows) for _ in row.notes]
    return _text(x, y, [note for row in rows for note in row.notes], "bottom center", 10)


def _text(x: Sequence[float], y: Sequence[float], texts: Sequence[str], position: str, size: int) -> Scatter:
    writing = {"mode": "text", "textfont": {"size": size}, "hoverinfo": "skip", "showlegend": False, "cliponaxis": False}
    return Scatter(x=list(x), y=list(y), text=list(texts), textposition=position, **writing)


def _frames(rows: Sequence[Near], left: float, pitch: float, tall: float) -> list[dict[str, Any]]:
    line = {"color": FRAME, "width": 2.5}
    shared = set.intersection(*(set(row.ids) for row in rows))
    corners = [
        (left + at * PITCH, number * pitch + HEAD)
        for number, row in enumerate(rows)
        for at, index in enumerate(row.ids)
        if index in shared
    ]
    return [{"type": "rect", "x0": x, "x1": x + 1, "y0": y, "y1": y + tall, "line": line} for x, y in corners]
