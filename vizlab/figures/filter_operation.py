"""Figures of the operation: two kernels in one, a patch matrix, descents, signals, visits, connections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.filter_cells import board, empty, note, outline, table, text_px
from vizlab.figures.mosaics import ACCENT
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]
RED = theme.CATEGORICAL[8]
BLUES = ("#dbe8f1", "#93c1e0", "#4a91c7", "#1c5f9e")  # few to many; opaque, so that numbers in the cells can be read
GAP = 1.2
HALF_PX = 370  # the width of half a page


def combined(first: Array, second: Array, both: Array) -> go.Figure:
    """Two kernels and the one that does the work of both, with their numbers."""
    parts = {"first": first, "then": second, "both in one": both}
    wide = sum(part.shape[1] for part in parts.values()) + 2 * GAP
    tall = max(part.shape[0] for part in parts.values())
    figure, notes, left = board(wide, tall + 1, desk_px=HALF_PX), [], 0.0
    for (name, part), sign in zip(parts.items(), ("∗", "=", ""), strict=True):
        top = 0.9 + (tall - part.shape[0]) / 2
        figure.add_trace(table(part, left, top, size=text_px(wide, 12)))
        notes.append(note(name, left + (part.shape[1] - 1) / 2, top - 0.9))
        left += part.shape[1] + GAP
        notes += [note(sign, left - 0.5 - GAP / 2, 0.9 + (tall - 1) / 2, size=16)] if sign else []
    return figure.update_layout(annotations=notes)


def patch_matrix(matrix: Array, kernel: Array, result: Array, chosen: int) -> go.Figure:
    """Kernel (d,) as a column, the matrix of patches (d, n) beside it, and below it their product (h', w') as one row.

    chosen: the column that is framed.
    """
    d, n = matrix.shape
    wide = n + 1 + GAP
    size, few, line = text_px(wide, 12), n <= 16, max(1.0, wide / 16)  # line: the height of a line of text, in cells
    top, below = 0.9 * line, d + 2.3 * line
    figure = board(wide, below + 0.9)
    hover = "row %{customdata[0]}, patch %{customdata[1]}<br>%{z:.4g}"
    figure.add_trace(_cells(kernel[:, None], 0, top, size, few, "weight %{z:.4g}<br>row %{customdata[0]}"))
    figure.add_trace(_cells(matrix, 1 + GAP, top, size, few, hover))
    figure.add_trace(_cells(result.reshape(1, -1), 1 + GAP, below, size, few, "patch %{customdata[1]}<br>sum %{z:.4g}"))
    for first, last in ((top, d + top), (below, below + 1)):
        figure.add_trace(outline((first, 1 + GAP + chosen, last, 2 + GAP + chosen)))
    heads = [(f"patches: {d} × {n}", 0.5 + GAP, 0.0), ("kernel · patch", 0.5 + GAP, below - 0.5 - 0.45 * line)]
    heads = [("kernel", -0.5, 0.0), *heads] if few else [(f"kernel, and patches: {d} × {n}", -0.5, 0.0), heads[1]]
    return figure.update_layout(annotations=[note(name, x, y, anchor="left") for name, x, y in heads])


def places(
    grid: Array, padding: int, box: tuple[int, int, int, int], result: Array, at: tuple[int, int], *, title: str = "input"
) -> go.Figure:
    """A padded grid (h, w) with a frame around a patch (top, left, bottom, right), and the output with one around its sum."""
    (h, w), (rows, columns) = grid.shape, result.shape
    wide = w + GAP + columns
    figure = board(wide, max(h, rows) + 1)
    for values, left in ((grid, 0.0), (result, w + GAP)):
        figure.add_trace(table(values, left, 0.9, size=text_px(wide), hover="%{z:.4g}"))
    dots: dict[str, Any] = {"color": theme.MUTED, "width": 1.5, "dash": "dot"}
    figure.add_trace(outline((padding + 0.9, padding, h - padding + 0.9, w - padding), **dots))
    figure.add_trace(outline((box[0] + 0.9, box[1], box[2] + 0.9, box[3])))
    figure.add_trace(outline((at[0] + 0.9, at[1] + w + GAP, at[0] + 1.9, at[1] + w + GAP + 1)))
    notes = [note(name, left - 0.5, 0.0, anchor="left") for name, left in ((title, 0.0), ("output", w + GAP))]
    return figure.update_layout(annotations=notes)


def descents(lines: Mapping[str, tuple[Array, Array]], *, y_title: str, level: float | None = None) -> go.Figure:
    """Falling quantities of several runs by label, (steps (p,), values (p, s)), both axes logarithmic; `level`: to fall below."""
    figure = theme.figure(height_px=300, margin={"t": 44}, hovermode="closest", xaxis_title_text="step + 1")
    for index, (label, (steps, values)) in enumerate(lines.items()):
        for run in range(values.shape[1]):
            line = {"color": theme.color(index), "width": 1.5, "dash": "solid" if index == 0 else "dot"}
            figure.add_trace(
                Scatter(
                    x=steps + 1,
                    y=np.maximum(values[:, run], 1e-16),
                    mode="lines",
                    line=line,
                    name=label,
                    legendgroup=label,
                    showlegend=run == 0,
                    hovertemplate=f"{label}<br>step + 1 = %{{x}}: %{{y:.3g}}<extra></extra>",
                )
            )
    if level is not None:
        figure.add_hline(y=level, line={"color": theme.MUTED, "dash": "dash", "width": 1.5})
    figure.update_layout(legend={"y": 1.02})
    figure.update_xaxes(type="log", dtick=1).update_yaxes(type="log", exponentformat="power", title_text=y_title, nticks=6)
    return figure


def curve(x: Array, y: Array, at: tuple[float, float], *, x_title: str, y_title: str, steps: bool = False) -> go.Figure:
    """A line (n,) against (n,) with a mark where one stands. steps: drawn as points on a staircase of whole numbers."""
    figure = theme.figure(height_px=240, xaxis_title_text=x_title, yaxis_title_text=y_title)
    shape = "hv" if steps else "linear"
    mode = "lines+markers" if steps else "lines"
    figure.add_trace(_line(x, y, mode, theme.color(0), shape))
    dot = {"size": 11, "color": ACCENT, "line": {"width": 2, "color": "#ffffff"}}
    return figure.add_trace(Scatter(x=[at[0]], y=[at[1]], mode="markers", marker=dot, showlegend=False, hoverinfo="skip"))


def signals(lines: Mapping[str, Array], *, x_title: str = "sample") -> go.Figure:
    """Signals by label over one axis; the first is faint, for what goes in."""
    figure = theme.figure(height_px=300, margin={"t": 40}, xaxis_title_text=x_title)
    for index, (label, values) in enumerate(lines.items()):
        colour = theme.MUTED if index == 0 else theme.color(index - 1)
        figure.add_trace(_line(np.arange(len(values)), values, "lines", colour, "linear").update(name=label, showlegend=True))
    return figure


def visits(counts: Array, padding: tuple[int, int]) -> go.Figure:
    """How many windows hold each pixel (h, w); those that none ever holds are red. padding: before and after, drawn around."""
    h, w = counts.shape
    before, after = padding
    wide, tall = w + before + after, h + before + after
    figure = board(wide, tall, desk_px=HALF_PX)
    size = text_px(wide)
    figure.add_trace(empty(tall, wide, 0, 0))
    seen = np.where(counts > 0, counts, np.nan)
    look: dict[str, Any] = {"zmin": 0, "zmax": max(int(counts.max()), 4), "colorscale": theme.scale(BLUES)}
    written = None if wide <= 24 else [[""] * w] * h
    place: dict[str, Any] = {"left": float(before), "top": float(before), "size": size}
    hover = "row %{customdata[0]}, column %{customdata[1]}<br>"
    figure.add_trace(_numbered(table(seen, **place, texts=written, hover=f"{hover}in %{{z}} windows", **look)))
    never = np.where(counts > 0, np.nan, 0.0)
    red: dict[str, Any] = {"zmin": 0, "zmax": 1, "colorscale": [[0, RED], [1, RED]]}
    return figure.add_trace(_numbered(table(never, **place, texts=written, hover=f"{hover}never visited", **red)))


def connections(blocks: Array) -> go.Figure:
    """How much each output channel (rows) depends on each input channel (columns): the norm of that slab; empty where never."""
    out, inputs = blocks.shape
    figure = board(inputs, out).update_layout(height=int(np.clip(32 * out + 30, 100, 480)))
    look: dict[str, Any] = {"zmin": 0, "zmax": float(blocks.max()) or 1.0, "colorscale": theme.scale(BLUES)}
    shown = np.where(blocks > 0, blocks, np.nan)
    figure.add_trace(empty(out, inputs, 0, 0))
    hover = "output %{customdata[0]}, input %{customdata[1]}<br>norm of the slab %{z:.3g}"
    return figure.add_trace(_numbered(table(shown, 0, 0, size=text_px(max(inputs, 12), 11), hover=hover, **look)))


def _cells(values: Array, left: float, top: float, size: int, written: bool, hover: str) -> Heatmap:
    texts = None if written else [[""] * values.shape[1]] * values.shape[0]
    return _numbered(table(values, left, top, size=size, texts=texts, hover=hover))


def _numbered(trace: Heatmap) -> Heatmap:
    """The trace with row and column of each cell, for hovering."""
    return trace.update(customdata=np.moveaxis(np.indices(trace["z"].shape), 0, -1).astype(np.int16))


def _line(x: Array, y: Array, mode: str, colour: str, shape: str) -> Scatter:
    line = {"color": colour, "width": 2, "shape": shape}
    return Scatter(
        x=x, y=y, mode=mode, line=line, marker={"size": 5}, showlegend=False, hovertemplate="%{x:.4g}: %{y:.4g}<extra></extra>"
    )
