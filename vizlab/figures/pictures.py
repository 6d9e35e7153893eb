"""Pictures made of pixels, always sharp: rows run down, columns run right, and hovering says which pixel it is.

Pixels are uint8, (h, w, 3) in RGB or (h, w) in grey. Every picture lies in data coordinates of one axis pair, so that
zooming moves a whole grid together.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Heatmap, Image

PHONE_PX = 340  # the width of a grid on a phone, for which titles are laid out
LINE_PX, LINE_CHARS = 16, 52  # the height of a title line; the characters that fit into PHONE_PX
MOST_NUMBERED = 64 * 64  # pixels: a larger picture of a grid does not carry a text for each of its pixels
GAP = 0.08  # of a picture's width, between pictures


def image(pixels: NDArray[Any], *, height_px: int = 360) -> go.Figure:
    """One picture: pixels (h, w, 3) or (h, w), uint8."""
    return _canvas(height_px).add_trace(_pixels(_rgb(pixels)))


def heat(
    values: NDArray[Any],
    *,
    title: str = "value",
    signed: bool = False,
    limits: tuple[float, float] | None = None,
    height_px: int = 360,
) -> go.Figure:
    """A map of numbers (h, w). `signed` puts zero in the middle of a two-coloured scale; `limits` fixes the scale."""
    trace = _heat(values, title=title, signed=signed, limits=limits)
    return _canvas(height_px).add_trace(trace).update_layout(margin=theme.below_bar())


def overlay(
    pixels: NDArray[Any],
    values: NDArray[Any],
    *,
    opacity: float = 0.6,
    title: str = "value",
    signed: bool = False,
    limits: tuple[float, float] | None = None,
    bar: bool = True,
    height_px: int = 360,
) -> go.Figure:
    """A map of numbers (h, w) over the picture (h, w, 3) or (h, w) it belongs to.

    Errors: the map and the picture differ in size.
    """
    pixels = _rgb(pixels)
    if np.shape(values) != pixels.shape[:2]:
        raise ValueError(f"A map must be as large as its picture, {pixels.shape[:2]}; got {np.shape(values)}.")
    trace = _heat(values, title=title, signed=signed, limits=limits)
    trace.update(opacity=opacity, showscale=bar)
    figure = image(pixels, height_px=height_px).add_trace(trace)
    return figure.update_layout(margin=theme.below_bar()) if bar else figure


def mistake_grid(pixels: NDArray[Any], mistakes: Sequence[Mapping[str, Any]], classes: Sequence[str]) -> go.Figure:
    """Wrongly classified pictures (n, c, h, w), uint8, three in a row: what each is, what it was taken for, how surely."""
    titles = [f"{classes[m['label']]}, not {classes[m['predicted']]}, {m['probability']:.0%}" for m in mistakes]
    images = [picture.transpose(1, 2, 0).squeeze(-1) if len(picture) == 1 else picture.transpose(1, 2, 0) for picture in pixels]
    return image_grid(images, titles, columns=3, height_px=180 * -(-len(images) // 3))


def image_grid(images: Sequence[NDArray[Any]], titles: Sequence[str], *, columns: int, height_px: int | None = None) -> go.Figure:
    """Pictures (each (h, w, 3) or (h, w), uint8) in rows of `columns`, each under its title.

    Pictures of different sizes are drawn equally wide. Errors: as many titles as pictures are needed.
    """
    if len(images) != len(titles) or columns < 1:
        raise ValueError(f"Each picture needs a title; got {len(images)} pictures, {len(titles)} titles, {columns} columns.")
    columns = min(columns, max(len(images), 1))
    arrays = [_rgb(pixels) for pixels in images]
    lines = [_wrapped(title, columns) for title in titles]
    head = LINE_PX * columns / PHONE_PX * max((len(line) for line in lines), default=0)
    tall = max((array.shape[0] / array.shape[1] for array in arrays), default=1.0)
    pitch = head + tall + GAP
    rows = -(-len(arrays) // columns)
    figure = _canvas(height_px or _grid_height(rows, columns, pitch))
    for index, (array, title, line) in enumerate(zip(arrays, titles, lines, strict=True)):
        left, top = (index % columns) * (1 + GAP), (index // columns) * pitch + head
        figure.add_trace(_placed(array, title, left, top))
        figure.add_annotation(x=left + 0.5, y=top, text="<br>".join(line), yanchor="bottom", showarrow=False, font={"size": 12})
    figure.update_xaxes(range=[0, columns * (1 + GAP) - GAP])
    return figure.update_yaxes(range=[rows * pitch - GAP, 0], autorange=False)


def _canvas(height_px: int) -> go.Figure:
    """An empty square-pixelled picture with its first row on top."""
    figure = theme.figure(height_px=height_px, margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0})
    figure.update_xaxes(constrain="domain", constraintoward="left")
    figure.update_yaxes(autorange="reversed", scaleanchor="x", constrain="domain", constraintoward="top")
    return theme.hide_axes(figure)


def _rgb(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Pixels (h, w, 3), after a check that they are what they must be."""
    pixels = np.asarray(pixels)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise ValueError(f"A picture must be uint8 of shape (h, w, 3) or (h, w); got {pixels.dtype} {pixels.shape}.")
    return pixels


def _pixels(pixels: NDArray[np.uint8], **place: Any) -> Image:
    hover = "row %{y}, column %{x}<br>red, green, blue %{z}<extra></extra>"
    return Image(**({"z": pixels, "colormodel": "rgb", "zsmooth": False, "hovertemplate": hover} | place))


def _placed(pixels: NDArray[np.uint8], title: str, left: float, top: float) -> Image:
    """A picture one unit wide whose upper left corner is at (left, top)."""
    step = 1 / pixels.shape[1]
    place = {"x0": left + step / 2, "y0": top + step / 2, "dx": step, "dy": step}
    hover = "red, green, blue %{z}<extra></extra>"
    if pixels[:, :, 0].size > MOST_NUMBERED:
        return _pixels(pixels, **place, name=title, hovertemplate=f"{title}<br>{hover}")
    rows, columns = np.indices(pixels.shape[:2]).astype(str)
    where = np.char.add(np.char.add(rows, ", column "), columns).tolist()
    return _pixels(pixels, **place, name=title, text=where, hovertemplate=f"{title}<br>row %{{text}}<br>{hover}")


def _heat(values: NDArray[Any], *, title: str, signed: bool, limits: tuple[float, float] | None) -> Heatmap:
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or values.size == 0:
        raise ValueError(f"A map must have the shape (h, w); got {values.shape}.")
    low, high = limits or _limits(values, signed=signed)
    return Heatmap(
        z=values,
        zmin=low,
        zmax=high,
        colorscale=theme.scale(theme.DIVERGING if signed else theme.SEQUENTIAL),
        zsmooth=False,
        colorbar=theme.colorbar(title),
        hovertemplate=f"row %{{y}}, column %{{x}}<br>{title} %{{z:.4g}}<extra></extra>",
    )


def _limits(values: NDArray[np.float64], *, signed: bool) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0.0, 1.0
    if signed:
        reach = float(np.abs(finite).max()) or 1.0
        return -reach, reach
    return float(finite.min()), float(finite.max())


def _wrapped(title: str, columns: int) -> list[str]:
    """The title in at most two lines that fit above a picture on a phone; the whole title is shown on hovering."""
    width = max(9, LINE_CHARS // columns)
    return textwrap.wrap(title, width, max_lines=2, placeholder="…", break_on_hyphens=False)


def _grid_height(rows: int, columns: int, pitch: float) -> int:
    """A height at which the grid fills a column of about 560 px, and a phone without large gaps."""
    return int(np.clip(rows * pitch * 560 / columns, 40, 900)) + 8
