"""Small maps in rows, each under its label: responses, errors, slabs, a kernel being learned. A picture is one unit wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme
from vizlab.figures.filter_cells import DESK_PX, note, short
from vizlab.figures.parts import Heatmap

Array = NDArray[Any]
ROW = 0.16  # the height of a line of text in `slabs`, in pictures
PICTURE_PX = 180  # the largest side of a picture in a gallery


def gallery(
    maps: Array, labels: Sequence[str], *, columns: int, title: str = "response", largest_px: int = PICTURE_PX
) -> go.Figure:
    """Maps (n, h, w) in rows, each under its label, on one scale with zero in its middle."""
    n, h, w = maps.shape
    columns, tall, head = min(columns, n), h / w, 0.24 * columns / 3
    pitch_x, pitch_y = 1.06, tall + head
    wide, high = columns * pitch_x - 0.06, -(-n // columns) * pitch_y
    figure = _panels(wide, high).update_layout(
        height=int(min(largest_px, DESK_PX / wide) * high) + theme.BAR_PX, margin=theme.below_bar()
    )
    reach = float(np.abs(maps).max()) or 1.0
    for index, (values, label) in enumerate(zip(maps, labels, strict=True)):
        left, top = (index % columns) * pitch_x, (index // columns) * pitch_y + head
        figure.add_trace(_panel(values, left, top, label, reach=reach))
        figure.add_annotation(note(label, left + 0.5, top - head / 2))
    figure.traces[0].update(showscale=True, colorbar=theme.colorbar(title))
    return figure


def stack(maps: Array, labels: Sequence[str]) -> go.Figure:
    """Output channels (n, h, w), each as a share of its own largest absolute value."""
    reach = np.abs(maps).max(axis=(1, 2), keepdims=True)
    shares = np.divide(maps, reach, out=np.zeros_like(maps), where=reach > 0)
    return gallery(
        shares,
        labels,
        columns=3 if len(maps) <= 6 else 6,
        title="share of the channel's largest",
        largest_px=84 if len(maps) > 6 else 150,
    )


def errors(maps: Mapping[str, Array], means: Mapping[str, float]) -> go.Figure:
    """Errors at the border (h, w) of each way to pad, on one scale, with their mean size."""
    labels = [f"{name}: {means[name]:.3g}" for name in maps]
    return gallery(np.stack(list(maps.values())), labels, columns=3, title="error of the response", largest_px=115)


def bar_and_edges(bar: Array, response: Array, rectified: Array) -> go.Figure:
    """A bar (h, w), its edges in two signs, and what a ReLU leaves, each with its sum; one scale for all."""
    labels = ["bar", f"response: sum {short(response.sum())}", f"after ReLU: sum {short(rectified.sum())}"]
    return gallery(np.stack([bar, response, rectified]), labels, columns=3, title="value")


def learned(kernels: Array, steps: Sequence[int], goal: Array) -> go.Figure:
    """A kernel (f, kh, kw) at some steps of its learning and, last, the one it should become, on one scale."""
    labels = ["start", *(f"{step:,}" for step in steps[1:]), "goal"]
    return gallery(np.concatenate([kernels, goal[None]]), labels, columns=5, title="weight", largest_px=110)


def slabs(channels: Array, kernel: Array, maps: Array, names: Sequence[str]) -> go.Figure:
    """Channel x slab = map in a row for each channel: (c, h, w), (c, kh, kw), (c, h, w), and below the maps their sum.

    Maps and slabs have one scale each, the sum its own.
    """
    n, h, w = channels.shape
    pitch, tall = 1.0 + 0.32, h / w
    figure = _panels(3 * pitch - 0.32, (n + 1) * (tall + ROW) + 0.18)
    for row in range(n):
        top = ROW + row * (tall + ROW)
        grey: dict[str, Any] = {"zmin": 0, "zmax": 1, "colorscale": [[0, "#000000"], [1, "#ffffff"]]}
        figure.add_trace(_panel(channels[row], 0, top, f"{names[row]} channel", **grey))
        figure.add_trace(_panel(kernel[row], pitch, top, f"slab for {names[row]}", reach=float(np.abs(kernel).max())))
        figure.add_trace(_panel(maps[row], 2 * pitch, top, f"{names[row]} map", reach=float(np.abs(maps).max())))
        middle = top + tall / 2
        figure.add_annotation(note("×", pitch - 0.16, middle, size=16)).add_annotation(
            note("=", 2 * pitch - 0.16, middle, size=16)
        )
        figure.add_annotation(note(names[row], 0.5, top - ROW / 2))
    top, total = 0.3 + n * (tall + ROW), maps.sum(axis=0)
    figure.add_trace(_panel(total, 2 * pitch, top, "sum of the maps", reach=float(np.abs(total).max())))
    for text, x, y in (
        ("slab", pitch + 0.5, ROW / 2),
        ("its map", 2 * pitch + 0.5, ROW / 2),
        ("sum", 2 * pitch + 0.5, top - ROW / 2),
    ):
        figure.add_annotation(note(text, x, y))
    return figure


def _panels(width: float, height: float) -> go.Figure:
    """A canvas on which a picture is one unit wide."""
    figure = pictures.image(np.zeros((1, 1), np.uint8), height_px=int(np.clip(480 * height / width, 100, 800)))
    figure.traces.clear()
    figure.update_xaxes(range=[0, width])
    return figure.update_yaxes(range=[height, 0], autorange=False)


def _panel(values: Array, left: float, top: float, name: str, *, reach: float = 1.0, **look: Any) -> Heatmap:
    """A picture (h, w), one unit wide."""
    step = 1 / values.shape[1]
    place = {"x0": left + step / 2, "dx": step, "y0": top + step / 2, "dy": step}
    colours = {"zmin": -(reach or 1.0), "zmax": reach or 1.0, "colorscale": theme.scale(theme.DIVERGING)} | look
    hover = f"{name}<br>%{{z:.4g}}<extra></extra>"
    return Heatmap(z=values.astype(np.float32), zsmooth=False, showscale=False, hovertemplate=hover, **place, **colours)
