"""A painting beside the two pictures that it was made from, its losses, how far it is from both, and Gram matrices of a layer.

Pixels are uint8 (h, w, 3). They travel as PNG inside the figure: as numbers they would take five times the room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

GAP = 0.03  # between pictures, in widths of the painting
HEAD = 0.055  # the height of a title
SIDE = 0.42  # the width of the two small pictures
COLUMN_PX, MOST_PX = 770, 600  # the width of the column that it is made for; what no picture exceeds in height
BAR_PX = 52  # room for a colour bar
Series = Mapping[str, Sequence[tuple[float, float]]]


def painting(result: NDArray[Any], content: NDArray[Any], style: NDArray[Any], *, titles: Sequence[str]) -> go.Figure:
    """The painting, large, and beside it content and style, one over the other. titles: of the three."""
    figure = _wall("painting").update_layout(dragmode=False)
    tall = result.shape[0] / result.shape[1]
    room = (tall + HEAD - GAP) / 2 - HEAD  # the height that each small picture may take
    left, top = 1 + GAP, HEAD
    _place(figure, result, titles[0], 0, HEAD, 1)
    for pixels, title in zip((content, style), titles[1:], strict=True):
        width = min(SIDE, max(room, 0.1) * pixels.shape[1] / pixels.shape[0])
        _place(figure, pixels, title, left, top, width)
        top += width * pixels.shape[0] / pixels.shape[1] + HEAD + GAP
    return _hung(figure, left + SIDE, max(HEAD + tall, top - HEAD - GAP))


def live_painting(result: NDArray[Any], *, height_px: int = 360) -> go.Figure:
    """The painting alone, while it changes."""
    figure = _wall("painting")
    _place(figure, result, "", 0, 0, 1)
    return _hung(figure, 1, result.shape[0] / result.shape[1]).update_layout(height=height_px)


def style_losses(series: Series, *, at: float | None = None, height_px: int = 480) -> go.Figure:
    """Losses over the iterations on a logarithmic axis: content, style, and thinner each layer of it; `at` is marked.

    A loss of zero has no place on such an axis and is left out.
    """
    figure = theme.figure(
        height_px=height_px,
        uirevision="losses",
        hovermode="x unified",
        xaxis={"title": {"text": "iteration"}, "rangemode": "tozero"},
        yaxis={"type": "log", "dtick": 1, "exponentformat": "power"},
        legend={"y": 1, "yref": "container", "yanchor": "top", "font": {"size": 12}},
        margin={"t": 100},
    )
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text="<b>loss</b>", showarrow=False, **place)  # level: along the axis it would cost a phone width
    layers = [name for name in series if name.startswith("style ")]
    for name in [*layers, "content", "style"]:
        points = [(x, y) for x, y in series[name] if y > 0]
        if points:
            figure.add_trace(_curve(name, points, layers))
    if at is not None:
        line = {"color": theme.MUTED, "width": 1.5, "dash": "dot"}
        figure.add_shape(type="line", x0=at, x1=at, yref="y domain", y0=0, y1=1, line=line, layer="below")
    return figure


def differences(result: NDArray[Any], content: NDArray[Any], style: NDArray[Any]) -> go.Figure:
    """Where and how far the painting is from the photograph, and from the style picture stretched over it: |difference|.

    Pictures (h, w, 3) of one size. Side by side, black where they are equal.
    """
    figure = _wall("differences").update_layout(dragmode=False)
    for place, (name, other) in enumerate({"photograph": content, "style": style}.items()):
        gap = np.abs(result.astype(np.int16) - other.astype(np.int16)).astype(np.uint8)
        title = f"Minus {name}: {gap.mean() / 255:.0%}"
        _place(figure, gap, title, place * (1 + GAP), 2 * HEAD, 1)
    return _hung(figure, 2 + GAP, 2 * HEAD + result.shape[0] / result.shape[1])


def distances(found: Mapping[str, tuple[float, float]]) -> go.Figure:
    """How far a picture is from the photograph and from the style picture, by what is compared: name -> the two distances."""
    figure = theme.figure(
        height_px=300,
        barmode="group",
        bargap=0.35,
        bargroupgap=0.08,
        yaxis={"rangemode": "tozero", "title": {"text": "distance"}},
        xaxis={"fixedrange": True},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        margin={"t": 40},
    )
    for place, name in enumerate(("to the photograph", "to the style picture")):
        values = [pair[place] for pair in found.values()]
        figure.add_trace(Bar(
            x=list(found), y=values, name=name, marker={"color": theme.color(1 - place), "cornerradius": 3},
            text=[f"{value:.2f}" for value in values], textposition="outside", cliponaxis=False,
            hovertemplate=f"%{{x}}, {name}: %{{y:.3f}}<extra></extra>",
        ))  # fmt: skip
    return figure


def gram_maps(matrices: Mapping[str, NDArray[Any]]) -> go.Figure:
    """Gram matrices (c, c) side by side on one scale, as square roots, so that weak pairs of channels are seen too."""
    figure = _wall("grams").update_layout(margin={"t": BAR_PX})
    roots = {name: np.sqrt(np.maximum(np.asarray(matrix, dtype=np.float64), 0)) for name, matrix in matrices.items()}
    most = max((float(root.max()) for root in roots.values()), default=1.0) or 1.0
    for place, (name, root) in enumerate(roots.items()):
        side = len(root)
        step, left = 1 / side, place * (1 + 2 * GAP)
        figure.add_trace(Heatmap(
            z=root, x0=left + step / 2, dx=step, y0=step / 2, dy=step, zmin=0, zmax=most, showscale=place == 0, name=name,
            colorscale=theme.scale(theme.SEQUENTIAL), colorbar=theme.colorbar("root of the mean product"),
            hovertemplate=f"{name}: %{{z:.3g}}<extra></extra>",
        ))  # fmt: skip
        figure.add_annotation(x=left + 0.5, y=1.01, text=name, showarrow=False, yanchor="top", font={"size": 12})
    return _hung(figure, len(roots) * (1 + 2 * GAP) - 2 * GAP, 1.16)


def _wall(name: str) -> go.Figure:
    """An empty figure without margins; a view of it survives another picture in its place."""
    return theme.figure(height_px=100, margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0}, uirevision=name)


def _hung(figure: go.Figure, width: float, height: float) -> go.Figure:
    """The figure with square pixels from (0, 0) to (width, height), as high as that is where it is `COLUMN_PX` wide."""
    figure.update_xaxes(range=[0, width], autorange=False, constrain="domain", constraintoward="left", visible=False)
    figure.update_yaxes(
        range=[height, 0], autorange=False, scaleanchor="x", constrain="domain", constraintoward="top", visible=False
    )
    margin = figure.asked("margin")
    return figure.update_layout(height=min(round(COLUMN_PX * height / width), MOST_PX) + margin["t"] + margin["b"])


def _place(figure: go.Figure, pixels: NDArray[Any], title: str, left: float, top: float, width: float) -> None:
    """Add a picture with its upper left corner at (left, top), under its title."""
    pixels = np.asarray(pixels)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise ValueError(f"A picture must be uint8 of shape (h, w, 3); got {pixels.dtype} {pixels.shape}.")
    step = width / pixels.shape[1]
    figure.add_trace(Image(
        source=data_uri(pixels), zsmooth="fast", x0=left + step / 2, y0=top + step / 2, dx=step, dy=step, name=title,
        hovertemplate=f"{title}<br>red, green, blue %{{z}}<extra></extra>",
    ))  # fmt: skip
    if title:
        figure.add_annotation(
            x=left, y=top, text=title, xanchor="left", yanchor="bottom", showarrow=False, font={"size": 13}, borderpad=2
        )


def _curve(name: str, points: Sequence[tuple[float, float]], layers: Sequence[str]) -> Scatter:
    """A thick line for content and style, a thin one in a colour of its own for each layer."""
    if name in layers:
        line = {"color": theme.color(2 + layers.index(name)), "width": 1.2}
    else:
        line = {"color": theme.color(1 if name == "content" else 0), "width": 3}
    return Scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines+markers" if len(points) < 3 else "lines",
        name=name.removeprefix("style ").removesuffix(".activation") if name in layers else f"<b>{name}</b>",
        line=line,
        meta=name,
        hovertemplate="%{y:.4f}",
    )
