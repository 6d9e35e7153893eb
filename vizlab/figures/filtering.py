"""One kernel on one picture: where it lies, what comes out, and the products behind one pixel. Rows run down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme
from vizlab.figures.filter_cells import table
from vizlab.figures.mosaics import MOST_PX, WIDE_PX, canvas, framed

HEIGHT_PX = 390
MOST_WRITTEN = 6  # numbers of a row: more would not fit the cells of a phone


def filter_input(pixels: NDArray[Any], window: tuple[int, int, int, int]) -> go.Figure:
    """A picture (h, w, 3) with the window (top, left, bottom, right) that the kernel lies on; it may reach into the padding."""
    figure = pictures.image(pixels, height_px=HEIGHT_PX).update_layout(margin_t=theme.BAR_PX)  # level with the output
    h, w = np.shape(pixels)[:2]
    top, left, bottom, right = window
    figure.update_xaxes(range=[min(left, 0) - 0.6, max(right, w) - 0.4])
    figure.update_yaxes(range=[max(bottom, h) - 0.4, min(top, 0) - 0.6], autorange=False)
    return framed(figure, window)


def filter_output(response: NDArray[Any], at: tuple[int, int]) -> go.Figure:
    """A response (h, w), zero in the middle of its scale, with a frame around the pixel (row, column)."""
    figure = pictures.heat(response, title="response", signed=True, height_px=HEIGHT_PX)
    return framed(figure, (at[0], at[1], at[0] + 1, at[1] + 1))


def products(window: NDArray[Any], kernel: NDArray[Any], product: NDArray[Any], rows: Sequence[str] = ("",)) -> go.Figure:
    """Window x kernel = products, each (n, kh, kw), a row for each of the n inputs, with the numbers in the cells.

    rows: what each input is called. Errors: three shapes that differ.
    """
    parts = [np.asarray(part, np.float64) for part in (window, kernel, product)]
    if len({part.shape for part in parts}) != 1 or parts[0].ndim != 3 or len(rows) != len(parts[0]):
        raise ValueError(f"Window, kernel and products have one shape (n, kh, kw); got {[part.shape for part in parts]}.")
    n, h, w = parts[0].shape
    pitch_x, pitch_y = w + 0.7, h + (0.9 if any(rows) else 0.25)
    unwritten = None if w <= MOST_WRITTEN else [[""] * w] * h
    head = 0.9 * max(1.0, 3 * pitch_x / 17)  # a line of text is as high for many small cells
    figure = canvas(int(np.clip((n * pitch_y + head) * WIDE_PX / (3 * pitch_x), 100, MOST_PX)))
    for column, part in enumerate(parts):
        reach = float(np.abs(part).max()) or 1.0
        for row in range(n):
            left, top = column * pitch_x, head + row * pitch_y
            figure.add_trace(table(part[row], left, top, size=12 if w <= 3 else 9, reach=reach, texts=unwritten))
    heads = ("window", "kernel as laid", "products")
    notes = [_note(name, column * pitch_x + (w - 1) / 2, head - 0.55, "bottom") for column, name in enumerate(heads)]
    for row, name in enumerate(rows):
        middle = head + row * pitch_y + (h - 1) / 2
        notes += [_note(sign, column * pitch_x - 0.85, middle, "middle", size=16) for sign, column in (("×", 1), ("=", 2))]
        notes += [_note(name, (w - 1) / 2, head + row * pitch_y + h - 0.45, "top")] if name else []
    figure.update_layout(annotations=notes)
    figure.update_xaxes(range=[-0.55, 3 * pitch_x - 1.15])
    return figure.update_yaxes(range=[head + n * pitch_y - 0.6, -0.35], autorange=False)


def _note(text: str, x: float, y: float, anchor: str, *, size: int = 12) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "yanchor": anchor, "xanchor": "center", "showarrow": False, "font": {"size": size}}
