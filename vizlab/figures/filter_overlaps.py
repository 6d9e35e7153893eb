"""How evenly stamps cover their output: the counts as a map, and their variance for every kernel and stride."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]


def count_map(counts: Array, *, inside: tuple[int, int]) -> go.Figure:
    """How many stamps hit each pixel (h, w), with a frame around the pixels first to last (ends excluded) that get all."""
    figure = pictures.heat(counts, title="stamps on a pixel", limits=(0, float(np.max(counts))), height_px=380)
    first, last = inside
    line = {"color": theme.CATEGORICAL[1], "width": 2.5}
    box = {"x0": first - 0.5, "x1": last - 0.5, "y0": first - 0.5, "y1": last - 0.5}
    return figure.add_shape(type="rect", line=line, **box) if last > first else figure


def variance_table(paper: Array, measured: Array, *, chosen: tuple[int, int]) -> go.Figure:
    """The variance for kernels 1..n (rows) and strides 1..m (columns), the number in each cell; chosen: kernel and stride.

    paper: by formula, measured: from counted stamps; what can be clicked has (kernel, stride) as its `customdata`.
    """
    n, m = paper.shape
    strides, kernels = list(range(1, m + 1)), list(range(1, n + 1))
    figure = theme.figure(height_px=380, margin={"t": 50})
    text = [["0" if value == 0 else f"{value:.2g}" for value in row] for row in paper.tolist()]
    figure.add_trace(
        Heatmap(
            x=strides, y=kernels, z=np.sqrt(paper), text=text, texttemplate="%{text}", textfont={"size": 12}, xgap=2, ygap=2,
            colorscale=theme.scale(theme.SEQUENTIAL), showscale=False, zsmooth=False, hoverinfo="skip",
        )
    )  # fmt: skip
    cells = [(k, s) for k in kernels for s in strides]
    unseen = {"marker": {"opacity": 0.01}}
    figure.add_trace(
        Scatter(
            x=[s for _, s in cells], y=[k for k, _ in cells], mode="markers",
            marker={"size": 34, "symbol": "square", "opacity": 0.01, "color": theme.MUTED}, selected=unseen, unselected=unseen,
            customdata=[[k, s, float(paper[k - 1, s - 1]), float(measured[k - 1, s - 1])] for k, s in cells],
            hovertemplate="kernel %{customdata[0]}, stride %{customdata[1]}<br>variance on paper %{customdata[2]:.4g}, "
            "counted %{customdata[3]:.4g}<extra></extra>",
        )
    )  # fmt: skip
    k, s = chosen
    for width, color in ((5, "#ffffff"), (2.5, theme.CATEGORICAL[1])):
        box = {"x0": s - 0.5, "x1": s + 0.5, "y0": k - 0.5, "y1": k + 0.5}
        figure.add_shape(type="rect", line={"width": width, "color": color}, **box)
    figure.add_annotation(
        text="<b>variance of the counts</b>", showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1,
        yanchor="bottom", yshift=4,
    )  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title_text="stride", dtick=1, range=[0.5, m + 0.5], fixedrange=True)
    return figure.update_yaxes(title_text="side of the kernel", dtick=1, range=[n + 0.5, 0.5], showgrid=False, fixedrange=True)


def matrices(matrix: Array) -> go.Figure:
    """The matrix (n, m) of a transposed convolution, and beside it, turned over, that of the convolution it transposes."""
    n, m = matrix.shape
    reach = float(np.abs(matrix).max()) or 1.0
    gap = max(1.5, m * 0.12)
    figure = canvas(int(np.clip(420 * (n + 2) / (n + m + gap), 150, 420)))
    for part, left, name in ((matrix, 0.0, "convᵀ"), (matrix.T, m + gap, "conv")):
        figure.add_trace(
            Heatmap(
                z=part, x0=left, dx=1, y0=0, dy=1, zmin=-reach, zmax=reach, colorscale=theme.scale(theme.DIVERGING), xgap=0.5,
                ygap=0.5, showscale=False, zsmooth=False,
                hovertemplate=f"{name}: row %{{y}}<br>%{{z:.4g}}<extra></extra>",
            )
        )  # fmt: skip
        text = f"{name}, {part.shape[0]} × {part.shape[1]}"
        figure.add_annotation(text=text, x=left - 0.5, y=-0.7, xanchor="left", yanchor="bottom", showarrow=False)
    figure.update_xaxes(range=[-0.6, n + m + gap - 0.4])
    return figure.update_yaxes(range=[n - 0.4, -0.7 - 0.09 * (n + m)], autorange=False)
