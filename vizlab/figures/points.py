"""Points in the plane and what a classifier says about the plane around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Heatmap, Scatter

CROWD = 200  # more points of a class than that are drawn smaller


def decision_map(
    points: NDArray[Any],
    labels: NDArray[Any],
    *,
    grid_x: NDArray[Any],
    grid_y: NDArray[Any],
    surface: NDArray[Any],
    classes: Sequence[str],
    height_px: int | None = None,
) -> go.Figure:
    """Points (n, 2) with integer labels (n,) over the classifier's answer (h, w) at grid_y (h,) and grid_x (w,).

    surface: integers are class indices; floats are the probability of class 1 of two.
    Errors: a surface that does not fit the grid, or probabilities for other than two classes.
    """
    surface = _checked(surface, grid_x, grid_y, classes)
    figure = theme.figure(height_px=height_px or _height(grid_x, grid_y), uirevision="decision map")
    figure.add_trace(_ground(surface, grid_x, grid_y, classes))
    for index, name in enumerate(classes):
        figure.add_trace(_cloud(np.asarray(points)[np.asarray(labels) == index], index, name))
    figure.update_xaxes(title_text="x₁", range=_span(grid_x), constrain="domain", showgrid=False)
    return figure.update_yaxes(
        title_text="x₂", range=_span(grid_y), scaleanchor="x", constrain="domain", constraintoward="top", showgrid=False
    )


def scatter(
    points: NDArray[Any],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    titles: Sequence[str] = ("x₁", "x₂"),
    height_px: int | None = None,
) -> go.Figure:
    """Points (n, 2) with integer labels (n,), nothing else. titles: of the two axes."""
    figure = theme.figure(height_px=height_px or 440, uirevision="points")
    for index, name in enumerate(classes):
        figure.add_trace(_cloud(np.asarray(points)[np.asarray(labels) == index], index, name))
    figure.update_xaxes(title_text=titles[0], constrain="domain", showgrid=False)
    return figure.update_yaxes(title_text=titles[1], scaleanchor="x", constrain="domain", showgrid=False)


def _checked(surface: NDArray[Any], grid_x: NDArray[Any], grid_y: NDArray[Any], classes: Sequence[str]) -> NDArray[Any]:
    surface = np.asarray(surface)
    shape = (len(grid_y), len(grid_x))
    if surface.shape != shape:
        raise ValueError(f"The surface must have the shape (rows of grid_y, columns of grid_x) = {shape}; got {surface.shape}.")
    if surface.dtype.kind == "f" and len(classes) != 2:
        raise ValueError(f"A surface of probabilities needs exactly two classes; got {len(classes)}.")
    return surface


def _span(grid: NDArray[Any]) -> list[float]:
    return [float(np.min(grid)), float(np.max(grid))]


def _height(grid_x: NDArray[Any], grid_y: NDArray[Any]) -> int:
    """A height that suits a map of equal units about 360 px wide, with its legend and axis."""
    (left, right), (low, high) = _span(grid_x), _span(grid_y)
    return int(np.clip(90 + 360 * (high - low) / (right - left), 240, 560))


def _ground(surface: NDArray[Any], grid_x: NDArray[Any], grid_y: NDArray[Any], classes: Sequence[str]) -> Heatmap:
    soft = surface.dtype.kind == "f"
    hover = f"P({classes[1]}) = %{{z:.3f}}" if soft else "taken for %{customdata}"
    return Heatmap(
        x=grid_x,
        y=grid_y,
        z=surface,
        customdata=None if soft else np.asarray(classes, dtype=object)[surface].tolist(),
        zmin=0 if soft else -0.5,
        zmax=1 if soft else len(classes) - 0.5,
        colorscale=_soft_scale() if soft else _steps(len(classes)),
        showscale=False,
        zsmooth="fast" if soft else False,
        hovertemplate="(%{x:.2f}, %{y:.2f})<br>" + hover + "<extra></extra>",
    )


def _soft_scale() -> list[list[float | str]]:
    """Class 0's colour, nothing where the classifier is undecided, class 1's colour."""
    zero, one = theme.CATEGORICAL[:2]
    return [
        [0.0, theme.tint(zero, 0.55)],
        [0.5, theme.tint(zero, 0)],
        [0.5, theme.tint(one, 0)],
        [1.0, theme.tint(one, 0.55)],
    ]


def _steps(n: int) -> list[list[float | str]]:
    """One flat tint a class."""
    tints = [theme.tint(theme.color(i), 0.3) for i in range(n)]
    return [[edge / n, tints[i]] for i in range(n) for edge in (i, i + 1)]


def _cloud(points: NDArray[Any], index: int, name: str) -> Scatter:
    return Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        name=name,
        marker={
            "size": 8 if len(points) <= CROWD else 5,
            "color": theme.color(index),
            "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)],
            "line": {"width": 1, "color": "#ffffff"},
        },
        hovertemplate=f"{name}<br>(%{{x:.2f}}, %{{y:.2f}})<extra></extra>",
    )
