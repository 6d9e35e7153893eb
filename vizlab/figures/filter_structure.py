"""Other ways to the same maps: what a rank keeps, a tile of Winograd's, where a place looks in a layer that looks everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme
from vizlab.figures.filter_cells import table, text_px
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Bar, Scatter

PIXEL = 0.5  # from a pixel's middle to its edge
CELL_PX = 34  # of a table on a desk; on a phone they are narrower


def singular_values(values: NDArray[Any], rank: int) -> go.Figure:
    """Singular values, largest first: those kept by a rank in colour, the tail in grey."""
    colors = [theme.color(0) if index < rank else theme.MUTED for index in range(len(values))]
    figure = theme.figure(height_px=300, bargap=0.12)
    figure.add_trace(
        Bar(
            x=list(range(1, len(values) + 1)),
            y=np.asarray(values, np.float64).tolist(),
            marker={"color": colors, "line": {"width": 0}},
            hovertemplate="number %{x}: %{y:.4g}<extra></extra>",
        )
    )
    figure.add_vline(rank + 0.5, line={"color": theme.color(1), "width": 2, "dash": "dot"})
    figure.update_xaxes(title_text="singular value, the largest first")
    return figure.update_yaxes(title_text="size", rangemode="tozero")


def by_rank(series: Mapping[str, tuple[Sequence[int], Sequence[float]]], *, rank: int, even: int) -> go.Figure:
    """Shares in 0-1 against the rank, a line for each of the series; the chosen rank, and the one up to which it pays."""
    figure = theme.figure(height_px=330, margin={"t": 44})
    for index, (name, (ranks, values)) in enumerate(series.items()):
        figure.add_trace(
            Scatter(
                x=list(ranks),
                y=list(values),
                name=name,
                mode="lines+markers" if len(ranks) < 16 else "lines",
                line={"color": theme.color(index), "width": 2.5},
                marker={"symbol": theme.SYMBOLS[index], "size": 8},
                hovertemplate=f"rank %{{x}}<br>{name} %{{y:.1%}}<extra></extra>",
            )
        )
    figure.add_vline(rank, line={"color": theme.MUTED, "width": 1.5, "dash": "dot"})
    figure.add_vrect(x0=0, x1=even + 0.5, fillcolor=theme.color(2), opacity=0.1, line_width=0, layer="below")
    figure.update_xaxes(title_text="rank: kernels that are left", rangemode="tozero")
    return figure.update_yaxes(tickformat=".0%", rangemode="tozero")


def tables(parts: Mapping[str, NDArray[Any]], *, columns: int = 3) -> go.Figure:
    """Named tables of numbers (h, w) in rows of `columns`, zero in the middle of each one's scale, rows running down."""
    arrays = [np.asarray(part, np.float64) for part in parts.values()]
    pitch_x = max(part.shape[1] for part in arrays) + 0.6
    pitch_y = max(part.shape[0] for part in arrays) + 1.1
    columns = min(columns, len(arrays))
    rows = -(-len(arrays) // columns)
    figure = canvas(int(np.clip(rows * pitch_y * CELL_PX, 110, 700)))
    for index, (name, part) in enumerate(zip(parts, arrays, strict=True)):
        left, top = (index % columns) * pitch_x, (index // columns) * pitch_y + 0.9
        figure.add_trace(table(part, left, top, size=text_px(columns * pitch_x)))
        figure.add_annotation(
            x=left - PIXEL, y=top - 0.6, text=name, xanchor="left", yanchor="bottom", showarrow=False, font={"size": 12}
        )
    figure.update_xaxes(range=[-0.6, columns * pitch_x - 1])
    return figure.update_yaxes(range=[rows * pitch_y - 0.5, -0.5], autorange=False)


def looking(
    pixels: NDArray[Any], weights: NDArray[Any], at: tuple[int, int], targets: Sequence[tuple[int, int, float]], *, opacity: float
) -> go.Figure:
    """How much one place takes from every other (h, w), over its picture (H, W, 3), with arrows to the strongest places.

    at: row and column of the place among the weights. targets: row, column and weight of the places the arrows lead to.
    """
    height, width = np.shape(pixels)[:2]
    h, w = np.shape(weights)
    dx, dy = width / w, height / h
    figure = pictures.image(pixels, height_px=420)
    trace = pictures.heat(np.asarray(weights), title="weight").traces[0]
    trace.update(x0=(dx - 1) / 2, dx=dx, y0=(dy - 1) / 2, dy=dy, opacity=opacity)
    trace.update(customdata=np.moveaxis(np.indices((h, w)), 0, -1).astype(np.int16))
    trace.update(hovertemplate="row %{customdata[0]}, column %{customdata[1]}<br>weight %{z:.3g}<extra></extra>")
    figure.add_trace(trace)
    start = (at[1] * dx + (dx - 1) / 2, at[0] * dy + (dy - 1) / 2)
    for row, column, _ in targets:
        figure.add_annotation(
            x=column * dx + (dx - 1) / 2, y=row * dy + (dy - 1) / 2, ax=start[0], ay=start[1], axref="x", ayref="y",
            text="", showarrow=True, arrowhead=2, arrowsize=1, arrowwidth=1.6, arrowcolor=theme.CATEGORICAL[1],
        )  # fmt: skip
    figure.add_trace(
        Scatter(
            x=[start[0]], y=[start[1]], mode="markers", hoverinfo="skip", showlegend=False,
            marker={"size": 13, "color": theme.CATEGORICAL[1], "line": {"color": "#ffffff", "width": 2}},
        )
    )  # fmt: skip
    figure.update_xaxes(range=[-PIXEL, width - PIXEL])
    return figure.update_yaxes(range=[height - PIXEL, -PIXEL], autorange=False)
