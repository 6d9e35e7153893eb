"""Many small maps in one picture: activation maps and kernels as mosaics, and the layers of a network at a glance.

A mosaic is one heat map with gaps of NaN, so that a hundred maps cost no more than one; of the strip, each layer is one
picture file, which a browser draws ten times as fast. Maps are (n, h, w), kernels likewise; on the axes, a map is one unit wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme
from vizlab.figures.parts import Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

COLUMNS, MANY, MANY_COLUMNS = 8, 64, 12  # maps in a row; from `MANY` maps on, and for single units, more of them
WIDE_PX, LARGEST_PX, MOST_PX = 360, 90, 880  # of a mosaic, in half a page or on a phone; of one map; the highest figure
STRIP_PX = 560  # width of the strip
PITCH = 1.06  # from map to map, of a map's width
HEAD, MANY_HEAD = 0.42, 0.52  # room for a label above a map, of its width; where many stand in a row
STRIP_MAPS, STRIP_COLUMNS = 4, 4
STRIP_HEAD, STRIP_GAP = 0.8, 0.3  # of a map's width in the strip: a line of text; between layers
STRIP_LEAST, STRIP_SIDE = 16, 64  # pixels of a map in the strip: smaller ones enlarged, of larger ones every second, third ...
LEVELS = 256
ACCENT = theme.CATEGORICAL[1]


def mosaic(
    maps: NDArray[Any],
    labels: Sequence[str],
    *,
    numbers: Sequence[int] | None = None,
    signed: bool = False,
    each_own: bool = False,
    title: str = "activation",
    noun: str = "map",
    columns: int = 0,
) -> go.Figure:
    """Maps (n, h, w) in rows, each under its label. numbers: what each is called on hovering, by default its place.

    columns: maps in a row, by default as many as their number suggests.
    signed: zero in the middle of a two-coloured scale. each_own: colours relative to each map's own largest (absolute) value.
    Errors: no maps, or not a label for each.
    """
    maps = _checked(maps, labels)
    shown = _relative(maps) if each_own else maps
    reach = float(np.abs(shown).max()) or 1.0
    low = -reach if signed else min(0.0, float(shown.min()))
    what = f"share of this {noun}'s largest" if each_own else title
    columns = columns or _columns(maps.shape)
    trace = Heatmap(
        **_laid_out(shown, numbers or range(len(maps)), columns),
        zmin=low,
        zmax=reach if signed else max(float(shown.max()), low + 1e-9),
        colorscale=theme.scale(theme.DIVERGING if signed else theme.SEQUENTIAL),
        zsmooth=False,
        hoverongaps=False,
        colorbar=theme.colorbar(what),
        hovertemplate=f"{noun} %{{customdata[0]}}, row %{{customdata[1]}}, column %{{customdata[2]}}<br>"
        f"{what} %{{z:.4g}}<extra></extra>",
    )
    return _labelled(trace, labels, maps.shape, columns).update_layout(margin=theme.below_bar())


def colour_kernels(kernels: NDArray[Any], labels: Sequence[str]) -> go.Figure:
    """Kernels of a first layer on colour pictures, (n, 3, h, w), in their colours: grey is zero, one scale for all.

    Errors: another shape, or not a label for each.
    """
    kernels = np.asarray(kernels, np.float64)
    if kernels.ndim != 4 or kernels.shape[1] != 3:
        raise ValueError(f"Kernels for colour pictures have the shape (n, 3, h, w); got {kernels.shape}.")
    shape = _checked(kernels[:, 0], labels).shape
    reach = float(np.abs(kernels).max()) or 1.0
    levels = np.round(127.5 + 127.5 * kernels / reach).astype(np.uint8)
    columns = _columns(shape)
    traces = [_kernel(levels[at], kernels[at], labels[at], *_corner(at, shape, columns)) for at in range(len(kernels))]
    return _labelled(traces, labels, shape, columns)


def strip(layers: Sequence[tuple[str, NDArray[Any]]], *, chosen: int) -> go.Figure:
    """A network at a glance: for each layer its title and up to four maps (n, h, w), each layer on a scale of its own.

    chosen: the index of the layer that gets a frame. Layers follow one another in rows of four. Errors: no layers.
    """
    if not layers:
        raise ValueError("A network needs at least one layer to be shown; got none.")
    columns = min(STRIP_COLUMNS, len(layers))
    pitch = (STRIP_MAPS * PITCH + STRIP_GAP, 1 + STRIP_HEAD + STRIP_GAP)
    rows, width = -(-len(layers) // columns), columns * pitch[0] - STRIP_GAP
    corners = [((index % columns) * pitch[0], (index // columns) * pitch[1] + STRIP_HEAD) for index in range(len(layers))]
    traces = [
        _few(np.asarray(maps, np.float32)[:STRIP_MAPS], *at, title) for at, (title, maps) in zip(corners, layers, strict=True)
    ]
    figure = canvas(int(np.clip(rows * pitch[1] * STRIP_PX / width, 60, MOST_PX)))
    figure.add_traces([*traces, _titles([title for title, _ in layers], corners)])
    left, top = corners[chosen]
    box = {"x0": left - 0.1, "x1": left + pitch[0] - STRIP_GAP + 0.06, "y0": top - 0.05, "y1": top + 1.1}
    return figure.update_layout(
        shapes=[{"type": "rect", **box, "line": {"width": 3, "color": ACCENT}}],
        xaxis_range=[-0.15, width + 0.1],
        yaxis={"range": [rows * pitch[1] - STRIP_GAP + 0.2, 0], "autorange": False},
    )


def layer_at(x: float, y: float, n: int) -> int | None:
    """Which of the n layers of a strip stands at this place; None between them."""
    columns = min(STRIP_COLUMNS, n)
    column, row = int(x // (STRIP_MAPS * PITCH + STRIP_GAP)), int(y // (1 + STRIP_HEAD + STRIP_GAP))
    index = row * columns + column
    return index if 0 <= column < columns and 0 <= index < n else None


def map_at(x: float, y: float, shape: tuple[int, ...]) -> int | None:
    """Which of the maps (n, h, w) of a mosaic, or kernels, stands at this place, its label included; None beside them."""
    columns = _columns(shape)
    column, row = int(x // PITCH), int(y // (shape[1] / shape[2] + _head(columns)))
    index = row * columns + column
    return index if 0 <= column < columns and 0 <= index < shape[0] else None


def placed(
    pixels: NDArray[Any],
    values: NDArray[Any],
    *,
    first: tuple[float, float],
    jump: tuple[float, float],
    window: tuple[int, int, int, int],
    signed: bool,
    title: str,
    opacity: float = 0.6,
) -> go.Figure:
    """A map (h', w') over its picture (h, w, 3), each value where it comes from; a frame around the window behind one value.

    first: row and column of the first value's centre in pixels, jump: distance of neighbours. window: top, left, bottom,
    right, ends excluded.
    """
    figure = pictures.image(pixels, height_px=400)
    trace = pictures.heat(values, title=title, signed=signed).traces[0]
    trace.update(x0=first[1], dx=jump[1], y0=first[0], dy=jump[0], opacity=opacity)
    rows, columns = np.indices(np.shape(values)).astype(np.int16)
    trace.update(customdata=np.stack([rows, columns], axis=-1))
    trace.update(hovertemplate=f"row %{{customdata[0]}}, column %{{customdata[1]}}<br>{title} %{{z:.4g}}<extra></extra>")
    figure.add_trace(trace)
    h, w = np.shape(pixels)[:2]
    figure.update_xaxes(range=[-0.5, w - 0.5])
    figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)
    return framed(figure, window).update_layout(margin=theme.below_bar())


def framed(figure: go.Figure, window: tuple[float, float, float, float]) -> go.Figure:
    """The figure with a frame around pixels top, left, bottom, right (ends excluded), seen on light and on dark."""
    top, left, bottom, right = window
    box = {"type": "rect", "x0": left - 0.5, "x1": right - 0.5, "y0": top - 0.5, "y1": bottom - 0.5}
    lines = [{"width": 5, "color": "#ffffff"}, {"width": 2.5, "color": ACCENT}]
    return figure.update_layout(shapes=[box | {"line": line} for line in lines])


def canvas(height_px: int) -> go.Figure:
    """An empty figure with square cells, rows running down, and no axes."""
    shared = {"visible": False, "constrain": "domain"}
    return theme.figure(
        height_px=height_px,
        margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0},
        xaxis=shared | {"constraintoward": "left"},
        yaxis=shared | {"autorange": "reversed", "scaleanchor": "x", "constraintoward": "top"},
    )


def _checked(maps: NDArray[Any], labels: Sequence[str]) -> NDArray[np.float32]:
    maps = np.asarray(maps, dtype=np.float32)
    if maps.ndim != 3 or maps.size == 0 or len(labels) != len(maps):
        raise ValueError(f"Maps (n, h, w) need a label each; got the shape {maps.shape} and {len(labels)} labels.")
    return maps


def _relative(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each map divided by its own largest absolute value; a map of zeros stays one."""
    reach = np.abs(maps).max(axis=(1, 2), keepdims=True)
    relative: NDArray[np.float32] = np.divide(maps, reach, out=np.zeros_like(maps), where=reach > 0)
    return relative


def _columns(shape: tuple[int, ...]) -> int:
    """How many maps (n, h, w) stand in a row."""
    n, h, w = shape
    return min(n, MANY_COLUMNS if n > MANY or h * w == 1 else COLUMNS)


def _head(columns: int) -> float:
    """The room for a label above a map."""
    return HEAD if columns <= COLUMNS else MANY_HEAD


def _corner(index: int, shape: tuple[int, ...], columns: int) -> tuple[float, float]:
    """Left and top of the index-th of maps (n, h, w)."""
    return (index % columns) * PITCH, (index // columns) * (shape[1] / shape[2] + _head(columns)) + _head(columns)


def _laid_out(maps: NDArray[np.float32], numbers: Sequence[int], columns: int) -> dict[str, Any]:
    """The maps as one grid: edges x and y, values z with rows and columns of NaN between maps, places (map, row, column)."""
    n, h, w = maps.shape
    rows = -(-n // columns)
    z = np.full((rows, h + 1, columns, w + 1), np.nan, np.float32)
    places = np.zeros((*z.shape, 3), np.uint8 if max(h, w, max(numbers) + 1) <= 255 else np.int32)
    for index, values in enumerate(maps):
        row, column = divmod(index, columns)
        z[row, 1:, column, :w] = values
        places[row, 1:, column, :w] = np.stack([np.full((h, w), numbers[index]), *np.indices((h, w))], axis=-1)
    pitch = h / w + _head(columns)
    y = np.concatenate([row * pitch + _head(columns) + np.arange(h + 1) / w for row in range(rows)])
    x = np.concatenate([column * PITCH + np.arange(w + 1) / w for column in range(columns)])
    size = (rows * (h + 1), columns * (w + 1))
    return {"x": x, "y": [0.0, *y], "z": z.reshape(size)[:, :-1], "customdata": places.reshape(*size, 3)[:, :-1]}


def _kernel(levels: NDArray[np.uint8], values: NDArray[np.float64], label: str, left: float, top: float) -> Image:
    """One kernel (3, h, w) in colour."""
    _, h, w = values.shape
    weights = [[", ".join(f"{part:.3g}" for part in values[:, row, column]) for column in range(w)] for row in range(h)]
    hover = f"kernel {label}<br>red, green, blue %{{customdata}}<extra></extra>"
    place = {"x0": left + 0.5 / w, "dx": 1 / w, "y0": top + 0.5 / w, "dy": 1 / w}
    return Image(z=levels.transpose(1, 2, 0), colormodel="rgb", zsmooth=False, customdata=weights, hovertemplate=hover, **place)


def _labelled(traces: Any, labels: Sequence[str], shape: tuple[int, ...], columns: int) -> go.Figure:
    """A figure of these traces with the labels above the maps (n, h, w), about 360 px wide; few maps do not grow too large."""
    n, h, w = shape
    width, height = columns * PITCH, -(-n // columns) * (h / w + _head(columns))
    figure = canvas(int(np.clip(height / width * min(WIDE_PX, LARGEST_PX * columns) + theme.BAR_PX, 110, MOST_PX)))
    figure.add_traces(traces)
    corners = [_corner(index, shape, columns) for index in range(n)]
    x, y = [left + 0.5 for left, _ in corners], [top for _, top in corners]
    writing = _writing(10 if columns <= COLUMNS else 9)
    figure.add_trace(Scatter(x=x, y=y, text=list(labels), textposition="top center", **writing))
    figure.update_xaxes(range=[0, width - PITCH + 1])
    return figure.update_yaxes(range=[height, 0], autorange=False)


def _titles(titles: Sequence[str], corners: Sequence[tuple[float, float]]) -> Scatter:
    """The titles of the strip's layers; one trace, for annotations take ten times as long."""
    x, y = zip(*corners, strict=True)
    at = {"x": [left - 0.08 for left in x], "y": [top - 0.06 for top in y], "textposition": "top right"}
    return Scatter(text=list(titles), **at, **_writing(10))


def _writing(size: int) -> dict[str, Any]:
    return {"mode": "text", "textfont": {"size": size}, "hoverinfo": "skip", "showlegend": False}


def _few(maps: NDArray[np.float32], left: float, top: float, title: str) -> Image:
    """Maps (n, h, w) side by side as one picture, with clear columns between them."""
    _, h, w = maps.shape
    shown = maps[:, :: -(-h // STRIP_SIDE), :: -(-w // STRIP_SIDE)]
    shown = shown.repeat(-(-STRIP_LEAST // h), axis=1).repeat(-(-STRIP_LEAST // w), axis=2)
    gap = round((PITCH - 1) * shown.shape[2])
    reach, signed = float(np.abs(maps).max()) or 1.0, bool((maps < 0).any())
    pixels = np.zeros((shown.shape[1], len(shown), shown.shape[2] + gap, 4), np.uint8)
    pixels[:, :, : shown.shape[2], :3] = painted(shown, reach, signed=signed).transpose(1, 0, 2, 3)
    pixels[:, :, : shown.shape[2], 3] = 255
    pixels = pixels.reshape(shown.shape[1], -1, 4)[:, :-gap]
    dx, dy = (STRIP_MAPS * PITCH - PITCH + 1) / STRIP_MAPS * len(maps) / pixels.shape[1], 1 / len(pixels)
    place = {"x0": left + dx / 2, "dx": dx, "y0": top + dy / 2, "dy": dy}
    return Image(source=data_uri(pixels), zsmooth=False, name=title, hovertemplate="%{fullData.name}<extra></extra>", **place)


def painted(values: NDArray[Any], reach: float, *, signed: bool) -> NDArray[np.uint8]:
    """Values of any shape in the colours of a map, (..., 3): from -reach to reach if signed, else from 0."""
    colors = _table(theme.DIVERGING if signed else theme.SEQUENTIAL)
    shares = values / (2 * reach) + 0.5 if signed else values / reach
    return np.asarray(colors[np.clip(shares * (LEVELS - 1) + 0.5, 0, LEVELS - 1).astype(np.uint8)])


@cache
def _table(colors: tuple[str, ...]) -> NDArray[np.uint8]:
    """A colour scale in `LEVELS` steps, (levels, 3)."""
    known = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in colors], np.float64)
    at = np.linspace(0, len(known) - 1, LEVELS)
    return np.stack([np.interp(at, np.arange(len(known)), part) for part in known.T], axis=1).round().astype(np.uint8)
