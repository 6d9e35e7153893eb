"""What a doctor sees of a training run: its losses, its gradients layer by layer, and what its hidden units give out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Scatter

Array = NDArray[Any]
MOST_POINTS = 400
LOG = {"type": "log", "exponentformat": "power", "nticks": 6}


def losses(runs: Mapping[str, tuple[Array, Array, Array]], *, height_px: int = 340) -> go.Figure:
    """Label -> losses of the batches (steps,), looks (k,), validation losses (k,): thin and thick, on a logarithmic axis."""
    figure = theme.figure(
        height_px=height_px, hovermode="x", margin={"t": 40}, xaxis={"title": {"text": "step"}}, yaxis=dict(LOG)
    )
    for index, (label, (batches, looks, validation)) in enumerate(runs.items()):
        every = max(len(batches) // MOST_POINTS, 1)
        color, steps = theme.color(1 - index), np.arange(0, len(batches), every)
        figure.add_trace(_line(f"{label}: batch", steps, batches[::every], theme.tint(color, 0.35), 1.0))
        figure.add_trace(_line(f"{label}: validation", looks, validation, color, 2.6))
    return figure


def gradients(looks: Array, norms: Array, *, height_px: int = 300) -> go.Figure:
    """The gradient's length in each layer (k, layers) against the step, on a logarithmic axis."""
    figure = theme.figure(
        height_px=height_px, hovermode="x", margin={"t": 40}, xaxis={"title": {"text": "step"}}, yaxis=dict(LOG)
    )
    for layer in range(norms.shape[1]):
        figure.add_trace(_line(f"layer {layer + 1}", looks, norms[:, layer], theme.color(layer), 2.0))
    return figure


def histogram(values: Mapping[str, Array], *, bins: int = 60, height_px: int = 300) -> go.Figure:
    """Shares of values in equal bins, one outline a label; what lies beyond 1 in 1,000 at either end is left out."""
    axes = {"xaxis": {"title": {"text": "value of a unit"}}, "yaxis": {"tickformat": ".0%", "rangemode": "tozero"}}
    figure = theme.figure(height_px=height_px, margin={"t": 40}, **axes)
    known = {label: np.asarray(row)[np.isfinite(row)] for label, row in values.items() if np.isfinite(row).any()}
    if not known:
        return figure
    ends = [np.quantile(row, [0.001, 0.999]) for row in known.values()]
    edges = np.linspace(
        min(low for low, _ in ends), max(max(high for _, high in ends), min(low for low, _ in ends) + 1e-9), bins + 1
    )
    for index, (label, row) in enumerate(known.items()):
        shares = np.histogram(row, edges)[0] / len(row)
        middles = (edges[1:] + edges[:-1]) / 2
        figure.add_trace(_line(label, middles, shares, theme.color(1 - index), 2.0, fill=True))
    return figure


def _line(name: str, x: Sequence[Any] | Array, y: Array, color: str, width: float, *, fill: bool = False) -> Scatter:
    shown = [float(f"{value:.5g}") if np.isfinite(value) and value > 0 else None for value in np.asarray(y, dtype=float)]
    return Scatter(
        x=[float(f"{value:.5g}") for value in x],
        y=[value or 0.0 for value in shown] if fill else shown,
        mode="lines",
        name=name,
        line={"color": color, "width": width, "shape": "hvh" if fill else "linear"},
        fill="tozeroy" if fill else None,
        hovertemplate="%{y:.4g}<extra>" + name + "</extra>",
    )
