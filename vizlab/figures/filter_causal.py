"""What an output may depend on: the tree under a stack of dilated convolutions, and masks over a picture in raster order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import canvas, framed
from vizlab.figures.parts import Heatmap, Scatter, Scattergl

Array = NDArray[Any]
NODES = 64  # samples: a wider tree is drawn without its nodes
SMALLEST = 1e-18  # of a gradient that is drawn: below, it is told as zero or not by its colour
KINDS = ("later, or itself", "blind: before it, unseen", "seen")
COLORS = ("#c3cad1", theme.CATEGORICAL[1], theme.CATEGORICAL[0])


def tree(edges: Sequence[tuple[int, int, int]], dilations: Sequence[int], *, height_px: int = 380) -> go.Figure:
    """Edges (layer above, time above, time below) from the output at time 0 down to the input, layer 0."""
    reach = -min(below for _, _, below in edges) + 1
    figure = theme.figure(height_px=height_px, showlegend=False, hovermode="closest")
    xs = [x for _, above, below in edges for x in (above, below, None)]
    ys = [y for layer, _, _ in edges for y in (layer, layer - 1, None)]
    wide = 1.6 if reach <= NODES else 0.7
    figure.add_trace(Scatter(x=xs, y=ys, mode="lines", line={"width": wide, "color": theme.color(0)}, hoverinfo="skip"))
    if reach <= NODES:
        figure.add_traces(_nodes(edges, reach, len(dilations)))
    names = ["input", *[f"dilation {dilation}" for dilation in dilations]]
    figure.update_yaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=names, showgrid=False, fixedrange=True)
    pad = max(0.6, reach * 0.02)
    return figure.update_xaxes(title_text="time, samples before the output", range=[-reach + 1 - pad, pad])


def _nodes(edges: Sequence[tuple[int, int, int]], reach: int, layers: int) -> list[Scatter]:
    """All samples of all layers, faint; those that the output sees, filled."""
    every = [(time, layer) for layer in range(layers + 1) for time in range(-reach + 1, 1)]
    seen = sorted({(below, layer - 1) for layer, _, below in edges} | {(0, layers)})
    looks = [(every, theme.tint(theme.MUTED, 0.35), 6), (seen, theme.color(0), 9)]
    return [
        Scatter(
            x=[time for time, _ in places],
            y=[layer for _, layer in places],
            mode="markers",
            marker={"size": size, "color": color, "line": {"width": 0}},
            hovertemplate="time %{x}, layer %{y}<extra></extra>",
        )
        for places, color, size in looks
    ]


def influence(times: Array, sizes: Array, *, reach: int, height_px: int = 330) -> go.Figure:
    """|d output at 0 / d input| over time, log scale; the future is shaded, and the field on paper has a line at its end."""
    figure = theme.figure(height_px=height_px, showlegend=False, margin={"t": 24})
    shown = np.maximum(sizes, SMALLEST)
    found = sizes > 0
    for part, color, name in ((found, theme.color(0), "measured"), (~found, theme.MUTED, "exactly 0")):
        figure.add_trace(
            Scattergl(
                x=times[part], y=shown[part], mode="markers", name=name,
                marker={"size": 5, "color": color},
                customdata=np.asarray(sizes[part], np.float64),
                hovertemplate=f"time %{{x}}: %{{customdata:.3g}}<extra>{name}</extra>",
            )
        )  # fmt: skip
    edge = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
    label = {"text": f"field: {reach:,}", "textposition": "end", "textangle": 0, "xanchor": "left", "font": {"size": 12}}
    figure.add_shape(type="line", x0=-reach + 0.5, x1=-reach + 0.5, yref="paper", y0=0, y1=1, line=edge, label=label)
    future = {"text": "future", "textposition": "top left", "font": {"size": 12}}
    last = float(times[-1]) + 0.5
    figure.add_vrect(x0=0.5, x1=last, line_width=0, fillcolor=theme.tint(theme.MUTED, 0.16), layer="below", label=future)
    figure.update_xaxes(title_text="time of the input, samples from the output", range=[float(times[0]) - 0.5, last])
    low = float(np.log10(SMALLEST)) - 0.7
    top = float(np.log10(max(float(shown.max()), 1.0))) + 0.5
    return figure.update_yaxes(title_text="|∂ output / ∂ input|", type="log", exponentformat="power", nticks=6, range=[low, top])


def regions(kinds: Array, at: tuple[int, int], *, counts: Sequence[int]) -> go.Figure:
    """What each pixel (h, w) is to the one at (row, column): an index of `KINDS`. counts: of each kind, for the key.

    A cell that is clicked has (row, column) as its `customdata`.
    """
    h, w = kinds.shape
    figure = canvas(400).update_layout(margin_t=30, legend={"itemsizing": "constant"})
    steps = [[edge / 3, color] for number, color in enumerate(COLORS) for edge in (number, number + 1)]
    figure.add_trace(
        Heatmap(z=kinds, zmin=0, zmax=2, colorscale=steps, showscale=False, xgap=1, ygap=1, zsmooth=False, hoverinfo="skip")
    )
    cells = [(row, column) for row in range(h) for column in range(w)]
    unseen = {"marker": {"opacity": 0.01}}
    figure.add_trace(
        Scatter(
            x=[column for _, column in cells], y=[row for row, _ in cells], mode="markers", showlegend=False,
            marker={"size": 24, "symbol": "square", "opacity": 0.01, "color": theme.MUTED}, selected=unseen, unselected=unseen,
            customdata=cells, text=[KINDS[int(kinds[cell])] for cell in cells],
            hovertemplate="row %{customdata[0]}, column %{customdata[1]}<br>%{text}<extra></extra>",
        )
    )  # fmt: skip
    for kind, color, count in zip(KINDS, COLORS, counts, strict=True):
        marker = {"size": 11, "symbol": "square", "color": color}
        figure.add_trace(Scatter(x=[None], y=[None], mode="markers", marker=marker, name=f"{kind} ({count})"))
    figure.update_xaxes(range=[-0.5, w - 0.5])
    figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)
    return framed(figure, (at[0], at[1], at[0] + 1, at[1] + 1))


def masks(parts: Sequence[Array], names: Sequence[str]) -> go.Figure:
    """Masks (k, k) side by side: 1 where a weight stays, 0 where it is clamped; a frame around the middle."""
    k = parts[0].shape[0]
    figure = canvas(170)
    width = len(parts) * (k + 1) - 1
    for index, (part, name) in enumerate(zip(parts, names, strict=True)):
        left = index * (k + 1)
        figure.add_trace(
            Heatmap(
                z=np.asarray(part, np.int8), x0=left, dx=1, y0=0, dy=1, zmin=0, zmax=1, xgap=1, ygap=1, showscale=False,
                colorscale=[[0, COLORS[0]], [1, COLORS[2]]], zsmooth=False, texttemplate="%{z}", textfont={"size": 13},
                hovertemplate=f"{name}: %{{z}}<extra></extra>",
            )
        )  # fmt: skip
        figure.add_annotation(text=name, x=left - 0.5, y=-0.6, xanchor="left", yanchor="bottom", showarrow=False)
        middle = {"x0": left + k // 2 - 0.5, "x1": left + k // 2 + 0.5, "y0": k // 2 - 0.5, "y1": k // 2 + 0.5}
        figure.add_shape(type="rect", line={"width": 2.5, "color": theme.CATEGORICAL[1]}, **middle)
    figure.update_xaxes(range=[-0.6, width - 0.4])
    return figure.update_yaxes(range=[k - 0.4, -0.6 - k * 0.18], autorange=False)


def jacobian(values: Array, row: int, *, height_px: int = 430) -> go.Figure:
    """d output / d input (n, n), its zeros left empty; the diagonal is a line, and the row of one output is framed."""
    n = len(values)
    figure = theme.figure(height_px=height_px, showlegend=False, margin={"t": 50})
    figure.add_trace(
        Heatmap(
            z=np.where(values != 0, np.log10(np.maximum(np.abs(values), 1e-12)), np.nan).astype(np.float32),
            colorscale=theme.scale(theme.SEQUENTIAL), colorbar=theme.colorbar("log₁₀ |∂ output / ∂ input|, empty: exactly 0"),
            zsmooth=False, hoverongaps=False, hovertemplate="output %{y}, input %{x}<br>10^%{z:.2f}<extra></extra>",
        )
    )  # fmt: skip
    line = {"color": theme.CATEGORICAL[1], "width": 1.5}
    figure.add_shape(type="line", x0=-0.5, y0=-0.5, x1=n - 0.5, y1=n - 0.5, line=line | {"dash": "dot"})
    figure.add_shape(type="rect", x0=-0.5, x1=n - 0.5, y0=row - 0.5, y1=row + 0.5, line=line)
    figure.update_xaxes(title_text="input pixel, in raster order", range=[-0.5, n - 0.5], constrain="domain")
    return figure.update_yaxes(
        title_text="output pixel", range=[n - 0.5, -0.5], scaleanchor="x", constrain="domain", showgrid=False
    )
