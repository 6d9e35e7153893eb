"""Textures: how one grows beside its source, what its spectra say, and which layers of a network know of it.

Pictures come as the bytes of WebP files, as they are kept, or as pixels (h, w, 3), uint8.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme
from vizlab.figures.parts import Frame, Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

GAP, HEAD = 0.04, 0.09  # between two pictures, and the height of a title, in widths of the texture
WIDE_PX, MOST_PX = 720, 560
Array = NDArray[Any]


def growing(
    source: Array, frames: Sequence[Array], steps: Sequence[int], size: tuple[int, int], titles: tuple[str, str]
) -> go.Figure:
    """The source, pixels, and beside it a film of its texture: WebP bytes after so many steps, all of this size (h, w).

    Both on one scale: a texture of twice the size is twice as wide. titles: of source and texture.
    """
    (h, w), (tall, wide) = size, source.shape[:2]
    left = wide / w + GAP
    width, height = left + 1, HEAD + max(h, tall) / w
    figure = theme.figure(
        height_px=round(min(WIDE_PX * height / width, MOST_PX)) + film.HEIGHT_PX,
        margin={"l": 0, "r": 0, "t": 2, "b": film.HEIGHT_PX, "pad": 0}, uirevision="texture",
    )  # fmt: skip
    figure.add_trace(_placed(data_uri(np.asarray(source, np.uint8)), 0, w))
    figure.add_trace(_placed(_webp(frames[-1]), left, w))
    names = [f"{step:,}" for step in steps]
    figure.frames = [
        Frame(name=name, data=[_placed(_webp(frame), left, w)], traces=[1]) for name, frame in zip(names, frames, strict=True)
    ]
    for x, title in zip((0, left), titles, strict=True):
        figure.add_annotation(
            x=x, y=HEAD, text=title, xanchor="left", yanchor="bottom", showarrow=False, font={"size": 13}, borderpad=2
        )
    figure.update_xaxes(range=[0, width], autorange=False, constrain="domain", constraintoward="left")
    figure.update_yaxes(range=[height, 0], autorange=False, scaleanchor="x", constrain="domain", constraintoward="top")
    return theme.hide_axes(figure).update_layout(**film.controls(names, prefix="after step ", frame_ms=220, redraw=True))


def spectra(frequencies: Array, powers: Mapping[str, Array], *, height_px: int = 300) -> go.Figure:
    """Power against frequency (k,) in cycles per pixel, both in logarithms, a line for each picture; the first is the source."""
    figure = _lines(frequencies, powers, "%{x:.2f} cycles per pixel: %{y:.3g}", height_px)
    ticks = [0.03, 0.06, 0.12, 0.25, 0.5]
    figure.update_xaxes(type="log", title_text="cycles per pixel", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks])
    return figure.update_yaxes(type="log", title_text="power", exponentformat="power", dtick=1)


def orientations(angles: Array, shares: Mapping[str, Array], *, height_px: int = 300) -> go.Figure:
    """Share of the power against the angle (k,) in degrees along which its waves run, a line for each picture."""
    around = {name: [*values, values[0]] for name, values in shares.items()}
    figure = _lines([*angles, 180], around, "%{x}°: %{y:.1%}", height_px)
    figure.update_xaxes(
        tickvals=[0, 45, 90, 135, 180], ticktext=["0° across", "45°", "90° down", "135°", "180°"], range=[-4, 184]
    )
    return figure.update_yaxes(title_text="share of the power", tickformat=".0%", rangemode="tozero")


def heard(values: Array) -> go.Figure:
    """Style losses (textures, layers) in colours of their logarithm, with their numbers, bold where a layer was not asked.

    The first texture was asked to match the first layer, the pixels; each further one a layer more.
    """
    values = np.asarray(values, np.float64)
    rows = ["pixels", *("1" if last == 1 else f"1-{last}" for last in range(1, len(values)))]
    columns = ["pixels", *(str(number) for number in range(1, values.shape[1]))]
    texts = [
        [f"{value:.2g}" if at <= row else f"<b>{value:.2g}</b>" for at, value in enumerate(line)]
        for row, line in enumerate(values)
    ]
    margin = theme.below_bar() | {"b": 46, "l": 48, "r": 4}
    figure = theme.figure(height_px=40 * len(rows) + 100, margin=margin)
    figure.add_trace(Heatmap(
        z=np.log10(np.maximum(values, 1e-6)), x=columns, y=rows, xgap=2, ygap=2, zmin=-4, zmax=1,
        colorscale=theme.scale(theme.SEQUENTIAL), text=texts, texttemplate="%{text}",
        colorbar=theme.colorbar("style loss of each layer") | _TICKS,
        hovertemplate="asked of %{y}, heard by %{x}: %{text}<extra></extra>",
    ))  # fmt: skip
    figure.update_xaxes(fixedrange=True, type="category", title_text="layer that listens")
    return figure.update_yaxes(autorange="reversed", fixedrange=True, type="category", showgrid=False)


def _lines(x: Any, lines: Mapping[str, Any], hover: str, height_px: int) -> go.Figure:
    figure = theme.figure(height_px=height_px, margin={"t": 40}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    for index, (name, values) in enumerate(lines.items()):
        line = {"color": theme.color(index), "width": 3 if index == 0 else 2, "dash": "solid" if index < 2 else "dot"}
        points = [None if not np.isfinite(value) or value <= 0 else float(value) for value in values]
        figure.add_trace(
            Scatter(x=list(x), y=points, name=name, mode="lines", line=line, hovertemplate=f"{name}, {hover}<extra></extra>")
        )
    return figure


def _webp(data: Array) -> str:
    return "data:image/webp;base64," + base64.b64encode(np.asarray(data, np.uint8).tobytes()).decode()


def _placed(source: str, left: float, width_px: int) -> Image:
    """A picture at the scale at which one of this width is one unit wide, its upper left corner below the title."""
    step = 1 / width_px
    return Image(source=source, x0=left + step / 2, y0=HEAD + step / 2, dx=step, dy=step, hoverinfo="skip")


_TICKS = {"tickvals": [-4, -3, -2, -1, 0, 1], "ticktext": ["0.0001", "0.001", "0.01", "0.1", "1", "10"]}
