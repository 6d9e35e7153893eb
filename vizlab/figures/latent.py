"""Spaces of codes: sheets of decoded pictures, where codes of real pictures lie, and what a code costs.

Pictures are grey, uint8 (n, h, w), and a whole sheet is one heat map of its pixels: a hundred times less to send than as numbers
of an image. Greys are those of the pixels, in both themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Contour, Heatmap, Scatter
from vizlab.figures.points import scatter

Array = NDArray[Any]
GREYS = [[0.0, "#000000"], [1.0, "#ffffff"]]
MARKED = "#ff7a1a"  # seen on black, on white, and on the page in both themes


def plane(pictures: Array, axis: Array, *, point: tuple[float, float] | None = None, height_px: int = 460) -> go.Figure:
    """Pictures (n · n, h, w), row by row from the top, of codes (z1, z2) at `axis` (n,) ascending; `point` is marked if inside.

    Each picture answers a click; the clicked point's `customdata` is its (z1, z2). Errors: another number of pictures.
    """
    n = len(axis)
    if len(pictures) != n * n:
        raise ValueError(f"A plane of {n} by {n} codes needs {n * n} pictures; got {len(pictures)}.")
    figure = theme.figure(
        height_px=height_px, clickmode="event", margin={"t": 30}
    )  # room for the buttons, which would take clicks
    # A heat map that answers the pointer would take the clicks away from the points above it.
    figure.add_trace(_sheet(pictures, n).update(hoverinfo="skip", hovertemplate=None))
    figure.add_trace(_targets(axis))
    if point is not None and (place := _place(point, axis)) is not None:
        figure.add_trace(_ring(*place))
    ticks = list(range(0, n, max(n // 6, 1)))
    figure.update_xaxes(
        title_text="z₁",
        tickvals=ticks,
        ticktext=[f"{axis[i]:.1f}" for i in ticks],
        range=[-0.5, n - 0.5],
        constrain="domain",
        showgrid=False,
    )
    return figure.update_yaxes(
        title_text="z₂",
        tickvals=ticks,
        ticktext=[f"{axis[n - 1 - i]:.1f}" for i in ticks],
        range=[n - 0.5, -0.5],
        scaleanchor="x",
        constrain="domain",
        constraintoward="top",
        showgrid=False,
    )


def strip(pictures: Array, names: Sequence[str], *, columns: int | None = None, height_px: int = 104) -> go.Figure:
    """Pictures (n, h, w) in rows of `columns` (by default one row), each named below. Errors: as many names are needed."""
    if len(pictures) != len(names):
        raise ValueError(f"Each picture needs a name; got {len(pictures)} pictures and {len(names)} names.")
    columns = columns or len(pictures)
    rows = -(-len(pictures) // columns)
    figure = theme.figure(height_px=height_px, margin={"l": 0, "r": 0, "t": 2, "pad": 2})
    figure.add_trace(_sheet(pictures, columns))
    for index, name in enumerate(names):
        if not name:
            continue  # each annotation takes plotly longer than the one before
        row, column = divmod(index, columns)
        figure.add_annotation(x=column, y=row + 0.5, yanchor="top", yshift=-2, text=name, showarrow=False, font={"size": 12})
    figure.update_xaxes(range=[-0.5, columns - 0.5], constrain="domain", constraintoward="left", visible=False)
    low = rows - 0.5 + 0.25
    return figure.update_yaxes(range=[low, -0.5], scaleanchor="x", constrain="domain", constraintoward="top", visible=False)


def codes(
    mu: Array, labels: Array, classes: Sequence[str], *, names: tuple[str, str], point: tuple[float, float], height_px: int = 460
) -> go.Figure:
    """Where the codes mu (n, 2) of labelled pictures lie, and the chosen point."""
    figure = scatter(mu, labels, classes, height_px=height_px)
    figure.update_traces(marker_line_width=0.5).update_layout(legend={"font": {"size": 12}})
    figure.add_trace(_ring(*point))
    return figure.update_xaxes(title_text=names[0]).update_yaxes(title_text=names[1], constraintoward="top")


def code_cost(mu: Array, sigma: Array, surface: Array, points: Array, *, height_px: int = 460) -> go.Figure:
    """KL of one dimension, nats (h, w), at sigma (h,) and mu (w,), with the (mu, sigma) of real codes (n, 2) on it."""
    figure = theme.figure(height_px=height_px, margin={"t": 44})
    figure.add_trace(
        Contour(
            x=mu,
            y=sigma,
            z=np.asarray(surface, np.float32),
            colorscale=theme.scale(theme.SEQUENTIAL),
            ncontours=14,
            line={"width": 0.5, "color": theme.tint("#ffffff", 0.5)},
            colorbar=theme.colorbar("KL of one number of the code, nats"),
            hovertemplate="μ %{x:.2f}, σ %{y:.2f}<br>%{z:.2f} nats<extra></extra>",
        )
    )
    figure.add_trace(
        Scatter(
            x=np.asarray(points[:, 0], np.float32),
            y=np.asarray(points[:, 1], np.float32),
            mode="markers",
            marker={"size": 4, "color": "#ffffff", "opacity": 0.75, "line": {"width": 0.5, "color": "#1f2933"}},
            name="a held-out picture",
            showlegend=False,
            hovertemplate="a held-out picture<br>μ %{x:.2f}, σ %{y:.3f}<extra></extra>",
        )
    )
    figure.add_trace(
        Scatter(
            x=[0.0], y=[1.0], mode="markers", name="the prior: 0 nats", showlegend=False,
            marker={"size": 12, "symbol": "x", "color": MARKED, "line": {"width": 1, "color": "#ffffff"}},
            hovertemplate="μ 0, σ 1: the prior, 0 nats<extra></extra>",
        )
    )  # fmt: skip
    span_x, span_y = [float(mu[0]), float(mu[-1])], [float(sigma[0]), float(sigma[-1])]
    return figure.update_xaxes(title_text="μ", range=span_x).update_yaxes(title_text="σ", range=span_y)


def _sheet(pictures: Array, columns: int) -> Heatmap:
    """One heat map in which every picture is one unit wide and high, its middle at whole numbers."""
    n, h, w = pictures.shape
    rows = -(-n // columns)
    filled = np.zeros((rows * columns, h, w), np.uint8)
    filled[:n] = pictures
    pixels = filled.reshape(rows, columns, h, w).swapaxes(1, 2).reshape(rows * h, columns * w)
    return Heatmap(
        z=pixels,
        zmin=0,
        zmax=np.iinfo(np.uint8).max,
        x0=-0.5 + 0.5 / w,
        dx=1 / w,
        y0=-0.5 + 0.5 / h,
        dy=1 / h,
        colorscale=GREYS,
        showscale=False,
        zsmooth=False,
        hovertemplate="grey level %{z}<extra></extra>",
    )


def _targets(axis: Array) -> Scatter:
    """What a click meets: heat maps send no clicks."""
    n = len(axis)
    rows, columns = (part.ravel() for part in np.indices((n, n)))
    places = np.stack([axis[columns], axis[::-1][rows]], axis=1).round(2)
    faint = {"marker": {"opacity": 0.004}}
    return Scatter(
        x=columns,
        y=rows,
        customdata=places.tolist(),
        mode="markers",
        showlegend=False,
        marker={"size": 26, "symbol": "square", "color": theme.MUTED, "opacity": 0.004},
        selected=faint,
        unselected=faint,
        hovertemplate="z₁ %{customdata[0]:.2f}, z₂ %{customdata[1]:.2f}<br>click to decode it<extra></extra>",
    )


def _place(point: tuple[float, float], axis: Array) -> tuple[float, float] | None:
    """Column and row of a point of the plane, None where it lies beyond the sheet."""
    n = len(axis)
    if any(not axis[0] <= value <= axis[-1] for value in point):
        return None
    column, row = (float(np.interp(value, axis, np.arange(n))) for value in point)
    return column, n - 1 - row


def _ring(x: float, y: float) -> Scatter:
    return Scatter(
        x=[x],
        y=[y],
        mode="markers",
        name="chosen",
        showlegend=False,
        marker={"size": 18, "symbol": "circle-open", "color": MARKED, "line": {"width": 3}},
        hoverinfo="skip",
    )
