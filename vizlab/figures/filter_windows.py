"""A kernel that walks over a grid of numbers, as a film; the indices of one of its sums; and the same in one dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme
from vizlab.figures.filter_cells import PHONE_PX, board, empty, note, outline, short, table, text_px, words

Array = NDArray[Any]
GAP = 1.1  # between tables, in cells
FRAME_MS = 700
KEPT = "#93c1e0"  # opaque, so that plotly's automatic colour of text is right in both themes
TERM_PX = 84  # a cell that holds the indices of a term
MOST_TERMS = 9  # products: more would not fit the line of a phone


def walk(
    grid: Array,
    padding: int,
    windows: Sequence[Array],
    boxes: Sequence[tuple[int, int, int, int]],
    kernel: Array,
    output: Array,
    *,
    bias: float = 0.0,
) -> go.Figure:
    """A film of the kernel (kh, kw), as it is laid, over a padded grid (h, w): each window, its products, and the output filling.

    windows: the numbers under the kernel, row by row of the output (h', w'). boxes: top, left, bottom, right of each in the
    grid without its padding. It opens when all is done.
    """
    (h, w), (kh, kw), (rows, columns) = grid.shape, kernel.shape, output.shape
    wide = max(w + GAP + columns, 3 * kw + 2 * GAP)
    lower = 0.9 + max(h, rows) + 1.5
    size = text_px(wide)
    figure = board(wide, lower + kh + 1.3, bottom_px=film.HEIGHT_PX)
    reach = float(max(np.abs(kernel).max() * np.abs(grid).max(), 1e-9))
    place = {"input": 0.0, "output": w + GAP, "window": 0.0, "kernel as laid": kw + GAP, "products": 2 * (kw + GAP)}
    figure.add_traces([table(grid, 0, 0.9, size=size), empty(rows, columns, place["output"], 0.9)])
    figure.add_trace(outline((padding + 0.9, padding, h - padding + 0.9, w - padding), color=theme.MUTED, width=1.5, dash="dot"))
    figure.add_trace(table(kernel, place["kernel as laid"], lower, size=size))
    fixed = len(figure.traces)
    moments = []
    for index, (window, box) in enumerate(zip(windows, boxes, strict=True)):
        top, left, bottom, right = box
        filled = np.where(np.arange(output.size).reshape(output.shape) <= index, output, np.nan)
        at = divmod(index, columns)
        moments.append(
            [
                outline((top + padding + 0.9, left + padding, bottom + padding + 0.9, right + padding)),
                table(window, 0, lower, size=size, reach=float(np.abs(grid).max()) or 1.0),
                table(window * kernel, place["products"], lower, size=size, reach=reach),
                table(filled, place["output"], 0.9, size=size, reach=float(np.abs(output).max()) or 1.0),
                outline((at[0] + 0.9, at[1] + place["output"], at[0] + 1.9, at[1] + 1 + place["output"])),
                words(_sum(window * kernel, bias), -0.5, lower + kh + 0.3),
            ]
        )
    figure.add_traces(moments[-1])
    heads = [
        note(name, x - 0.5, 0.05 if name in ("input", "output") else lower - 0.85, anchor="left") for name, x in place.items()
    ]
    signs = [note(sign, n * (kw + GAP) - 0.5 - GAP / 2, lower + (kh - 1) / 2, size=16) for n, sign in ((1, "×"), (2, "="))]
    figure.update_layout(annotations=heads + signs)
    return _filmed(figure, moments, fixed, names=[str(index + 1) for index in range(len(moments))], prefix="window ")


def _filmed(figure: go.Figure, moments: Sequence[Sequence[Any]], fixed: int, *, names: Sequence[str], prefix: str) -> go.Figure:
    """The figure with a frame for each of the moments: what its traces from number `fixed` on are then."""
    traces = list(range(fixed, fixed + len(moments[0])))
    figure.frames = [
        {"name": name, "traces": traces, "data": [_changed(trace) for trace in moment]}
        for name, moment in zip(names, moments, strict=True)
    ]
    frame_ms = min(FRAME_MS, 20_000 // len(names))
    return figure.update_layout(**film.controls(names, prefix=prefix, frame_ms=frame_ms, redraw=True))


def _changed(trace: Any) -> dict[str, Any]:
    """Only what differs from frame to frame: a film repeats it for every window."""
    kept = {"heatmap": ("z", "text", "x0"), "scatter": ("x", "y", "text")}[trace["type"]]
    return {name: trace[name] for name in ("type", *kept) if name in trace}


def _sum(products: Array, bias: float) -> str:
    """Such as "200 − 150 + 15 = 65"; zeros are left out, and too many products are only counted."""
    parts = [value for value in products.reshape(-1).tolist() if value]
    total = short(float(products.sum()) + bias)
    if bias:
        parts.append(bias)
    if len(parts) < 2 or len(parts) > MOST_TERMS:
        return f"sum of the products{' and the bias' if bias else ''}: {total}"
    signed = "".join(f" {'−' if part < 0 else '+'} {short(abs(part))}" for part in parts)
    return f"{signed.removeprefix(' + ').removeprefix(' ')} = {total}"


def indices(rows: Array, columns: Array, u: Array, v: Array, kept: Array, products: Array) -> go.Figure:
    """For one value of a convolution, every pixel (h, w) with its indices and those of the weight that it meets.

    rows, columns: of the pixels. u, v: of the kernel. kept: which terms the sum has; the others stay grey. products: (h, w).
    """
    h, w = rows.shape
    size = int(np.clip(min(PHONE_PX / w, TERM_PX) / 6, 7, 13))
    figure = board(w, h).update_layout(height=int(np.clip(h * TERM_PX, 120, 620)))
    meets = [[_term(rows[at], columns[at], u[at], v[at]) for at in line] for line in _places(h, w)]
    texts = [[f"{meets[i][j]}<br>= {short(products[i, j])}" if kept[i, j] else "" for j in range(w)] for i in range(h)]
    blue: dict[str, Any] = {"zmin": 0, "zmax": 1, "colorscale": [[0, KEPT], [1, KEPT]]}
    cells = np.where(kept, products, np.nan)
    figure.add_traces([empty(h, w, 0, 0), table(cells, 0, 0, size=size, texts=texts, hover="product %{z:.6g}", **blue)])
    for i, j in zip(*np.nonzero(~kept), strict=True):
        figure.add_annotation(note(meets[i][j], j, i, size=size) | {"opacity": 0.7})
    return figure


def _places(h: int, w: int) -> list[list[tuple[int, int]]]:
    return [[(row, column) for column in range(w)] for row in range(h)]


def _term(a: int, b: int, u: int, v: int) -> str:
    """Such as "x(−2,−1)" over "k(2,1)"."""
    return f"x({a},{b})<br>k({u},{v})".replace("-", "−")


def slide(signal: Array, taps: Array, output: Array, formulas: Sequence[str]) -> go.Figure:
    """A film of turned taps (k,) under a signal (n,): the products of each place, and the output (n + k - 1,) filling."""
    n, k = len(signal), len(taps)
    wide = n + 2 * (k - 1)
    size = text_px(wide)
    figure = board(wide, 7.6, bottom_px=film.HEIGHT_PX)
    figure.add_traces([table(signal[None], k - 1, 0.9, size=size), empty(1, len(output), k - 1, 5.3)])
    reach = float(np.abs(signal).max() * np.abs(taps).max()) or 1.0
    moments = []
    for t, formula in enumerate(formulas):
        under = np.array([signal[at] if 0 <= at < n else np.nan for at in range(t - k + 1, t + 1)])
        filled = np.where(np.arange(len(output)) <= t, output, np.nan)
        moments.append(
            [
                table(taps[None, ::-1], t, 1.9, size=size),
                table((under * taps[::-1])[None], t, 3.1, size=size, reach=reach),
                table(filled[None], k - 1, 5.3, size=size, reach=float(np.abs(output).max()) or 1.0),
                outline((0.9, t, 2.9, t + k)),
                outline((5.3, t + k - 1, 6.3, t + k)),
                words(f"{formula} = {short(float(output[t]))}", -0.5, 6.7, size=12),
            ]
        )
    figure.add_traces(moments[-1])
    heads = {"signal, and the taps turned": 0.05, "products": 2.5, "output": 4.5}
    figure.update_layout(annotations=[note(name, -0.5, y, anchor="left") for name, y in heads.items()])
    return _filmed(figure, moments, 2, names=[str(t) for t in range(len(moments))], prefix="t = ")
