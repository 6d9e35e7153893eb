"""Pictures drawn pixel by pixel: completions, one pixel's place and surprise, masks, tiny pictures, dilations.

Pictures here are levels (h, w) shown in grey; what was drawn by a network is tinted, what is hidden or still to come is blue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Bar, Frame, Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

HIDDEN, DRAWN = (74, 145, 199), (255, 158, 74)  # blue: not known; orange: white that a network drew
GAP, HEAD = 0.12, 0.22  # of a picture's width: between pictures, above for a title
FIELD_COLORS = ("#0072b2", "#d55e00", "#1f2933", "#c3cbd3", "#e6eaee")  # seen, blind, itself, future, too far
BAR_PX = 30


def painted(x: NDArray[Any], levels: int, hidden: NDArray[np.bool_] | None = None, *, covered: bool = False) -> NDArray[np.uint8]:
    """Levels (h, w) in colours (h, w, 3). hidden: pixels that a network drew, tinted; covered: they are not known, and blue."""
    grey = np.rint(np.asarray(x, np.float64) * 255 / (levels - 1))
    pixels = np.repeat(grey[..., None], 3, axis=2)
    if hidden is not None:
        share = np.zeros_like(pixels) if covered else pixels / 255
        low, high = (np.array(HIDDEN), np.array(HIDDEN)) if covered else (np.array((46, 30, 20)), np.array(DRAWN))
        pixels = np.where(hidden[..., None], low + share * (high - low), pixels)
    return np.asarray(pixels.round().astype(np.uint8))


def tiles(pictures: Sequence[NDArray[np.uint8]], titles: Sequence[str], *, columns: int, wide_px: int = 740) -> go.Figure:
    """Pictures (h, w, 3), uint8, in rows so wide, each under its title. Errors: as many titles as pictures are needed."""
    if len(pictures) != len(titles):
        raise ValueError(f"Each picture needs a title; got {len(pictures)} pictures and {len(titles)} titles.")
    columns = min(columns, len(pictures))
    tall = pictures[0].shape[0] / pictures[0].shape[1]
    pitch = tall + HEAD + GAP
    rows = -(-len(pictures) // columns)
    figure = canvas(round(rows * pitch * wide_px / (columns * (1 + GAP))))
    corners = [((at % columns) * (1 + GAP), (at // columns) * pitch + HEAD) for at in range(len(pictures))]
    figure.add_traces(
        [_placed(pixels, left, top, title) for pixels, title, (left, top) in zip(pictures, titles, corners, strict=True)]
    )
    figure.add_trace(
        Scatter(
            x=[left + 0.5 for left, _ in corners],
            y=[top - 0.03 for _, top in corners],
            text=list(titles),
            mode="text",
            textposition="top center",
            textfont={"size": 12},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    line = {"width": 1, "color": theme.MUTED}
    frames = [{"type": "rect", "x0": left, "x1": left + 1, "y0": top, "y1": top + tall, "line": line} for left, top in corners]
    figure.update_layout(shapes=frames)
    figure.update_xaxes(range=[-0.02, columns * (1 + GAP) - GAP + 0.02])
    return figure.update_yaxes(range=[rows * pitch - GAP + 0.02, 0], autorange=False)


def _placed(pixels: NDArray[np.uint8], left: float, top: float, name: str) -> Image:
    step = 1 / pixels.shape[1]
    hover = f"{name}<extra></extra>"
    place = {"x0": left + step / 2, "dx": step, "y0": top + step / 2, "dy": step}
    return Image(source=data_uri(pixels), zsmooth=False, hovertemplate=hover, **place)


def place(x: NDArray[Any], levels: int, at: int, *, height_px: int = 430) -> go.Figure:
    """A picture (h, w) as the network knows it when pixel `at` (in raster order) is its turn: what comes after is covered."""
    h, w = x.shape
    ahead = np.arange(h * w).reshape(h, w) >= at
    figure = canvas(height_px)
    hover = "row %{y}, column %{x}<extra></extra>"
    figure.add_trace(Image(z=painted(x, levels, ahead, covered=True), zsmooth=False, hovertemplate=hover))
    return _framed(figure, x.shape, at).update_layout(margin=theme.below_bar())  # as high as `surprise`, beside it


def surprise(nats: NDArray[Any], at: int, *, height_px: int = 430) -> go.Figure:
    """-log p of every pixel (h, w), nats, with a frame around pixel `at`."""
    figure = canvas(height_px)
    trace = Heatmap(
        z=np.round(np.asarray(nats, np.float64), 4),
        zmin=0,
        zmax=max(float(np.max(nats)), 1e-6),
        colorscale=theme.scale(theme.SEQUENTIAL),
        zsmooth=False,
        colorbar=theme.colorbar("surprise, nats"),
        hovertemplate="row %{y}, column %{x}<br>%{z:.3f} nats<extra></extra>",
    )
    return _framed(figure.add_trace(trace), np.shape(nats), at).update_layout(margin=theme.below_bar())


def _framed(figure: go.Figure, shape: tuple[int, ...], at: int) -> go.Figure:
    h, w = shape
    row, column = divmod(at, w)
    box = {"type": "rect", "x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    lines = [{"width": 5, "color": "#ffffff"}, {"width": 2.5, "color": theme.CATEGORICAL[1]}]
    figure.update_layout(shapes=[box | {"line": line} for line in lines])
    figure.update_xaxes(range=[-0.5, w - 0.5])
    return figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)


def drawing(x: NDArray[Any], shares: NDArray[Any], levels: int, *, every: int) -> go.Figure:
    """A film of a picture (h, w) as it is drawn pixel by pixel, beside the chance that each was brighter than half.

    shares: (h, w, levels). every: pixels from frame to frame.
    """
    h, w = x.shape
    stops = [*range(0, h * w, every), h * w]
    bright = shares[..., levels // 2 :].sum(-1)
    order = np.arange(h * w).reshape(h, w)
    moments = [[painted(x, levels, order >= at, covered=True), _chances(bright, order >= at)] for at in stops]
    figure = canvas(400)
    names = ("the picture", "chance of white")
    left = (0.0, 1 + GAP)
    figure.add_traces([_placed(pixels, at, 0, name) for pixels, at, name in zip(moments[-1], left, names, strict=True)])
    figure.frames = [
        Frame(name=str(at), data=[{"type": "image", "source": data_uri(pixels)} for pixels in moment])
        for at, moment in zip(stops, moments, strict=True)
    ]
    figure.update_xaxes(range=[0, 2 + GAP])
    figure.update_yaxes(range=[h / w, 0], autorange=False)
    controls = film.controls([str(at) for at in stops], prefix="pixel ", frame_ms=120, redraw=True)
    return figure.update_layout(margin={"b": film.HEIGHT_PX}, **controls)


def _chances(bright: NDArray[Any], ahead: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return painted(bright, 2, ahead, covered=True)


def masks(kernels: Mapping[str, NDArray[Any]]) -> go.Figure:
    """Masks (k, k) side by side: what a convolution may look at is dark, the middle is framed."""
    size = max(mask.shape[0] for mask in kernels.values())
    figure = canvas(210)
    shapes = []
    for index, (name, mask) in enumerate(kernels.items()):
        k = mask.shape[0]
        left = index * (size + 2)
        shown = {1: ("used", theme.CATEGORICAL[0]), 0: ("masked", "#c3cbd3")}
        figure.add_trace(
            Heatmap(
                z=mask,
                x=np.arange(k) + left,
                y=np.arange(k),
                zmin=0,
                zmax=1,
                colorscale=[[0, shown[0][1]], [1, shown[1][1]]],
                showscale=False,
                xgap=2,
                ygap=2,
                hovertemplate="weight × %{z}<extra></extra>",
            )
        )
        middle = k // 2
        shapes.append(
            {
                "type": "rect", "x0": left + middle - 0.5, "x1": left + middle + 0.5, "y0": middle - 0.5, "y1": middle + 0.5,
                "line": {"width": 3, "color": theme.CATEGORICAL[1]},
            }
        )  # fmt: skip
        figure.add_annotation(x=left + middle, y=-0.8, text=name, showarrow=False, yanchor="bottom", font={"size": 13})
    wide = len(kernels) * (size + 2) - 2
    figure.update_layout(shapes=shapes)
    figure.update_xaxes(range=[-0.6, wide - 0.4])
    return figure.update_yaxes(range=[size - 0.4, -2.2], autorange=False)


def fields(kinds: Mapping[str, NDArray[np.uint8]], meanings: Sequence[str]) -> go.Figure:
    """What the middle pixel of each network sees: maps (s, s) of indices in `meanings`, side by side."""
    size = next(iter(kinds.values())).shape[0]
    figure = canvas(430)
    steps: list[list[float | str]] = []
    for index, color in enumerate(FIELD_COLORS):
        steps += [[index / len(FIELD_COLORS), color], [(index + 1) / len(FIELD_COLORS), color]]
    for index, (name, kind) in enumerate(kinds.items()):
        left = index * (size + 1)
        figure.add_trace(
            Heatmap(
                z=kind,
                x=np.arange(size) + left,
                y=np.arange(size),
                text=[[meanings[at] for at in row] for row in kind.tolist()],
                zmin=-0.5,
                zmax=len(FIELD_COLORS) - 0.5,
                colorscale=steps,
                showscale=False,
                xgap=1,
                ygap=1,
                hovertemplate="%{text}<extra></extra>",
            )
        )
        figure.add_annotation(x=left + (size - 1) / 2, y=-0.7, text=name, showarrow=False, yanchor="bottom", font={"size": 13})
    for color, meaning in zip(FIELD_COLORS, meanings, strict=True):
        marker = {"size": 11, "color": color, "symbol": "square"}
        figure.add_trace(Scatter(x=[None], y=[None], mode="markers", name=meaning, marker=marker, hoverinfo="skip"))
    wide = len(kinds) * (size + 1) - 1
    figure.update_xaxes(range=[-0.5, wide - 0.5])
    figure.update_yaxes(range=[size - 0.5, -0.5 - 0.1 * size], autorange=False)
    return figure.update_layout(margin={"t": 30}, legend={"yref": "container", "y": 1, "yanchor": "top"}, showlegend=True)


def amounts(
    labels: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    *,
    log: bool = False,
    room: float = 0.6,
    colors: int = 10,
) -> go.Figure:
    """Horizontal bars, each with its text behind it, for which there is room (of the longest bar).

    log: lengths are of the logarithm, from a tenth of the smallest. colors: how many take turns.
    """
    rows = list(range(len(labels)))
    low = min(values) / 10 if log else 0.0
    lengths = [float(np.log10(value / low)) for value in values] if log else list(values)
    figure = theme.figure(height_px=BAR_PX * len(labels) + 16, bargap=0.32, margin={"t": 4})
    figure.add_trace(
        Bar(
            x=lengths,
            y=rows,
            orientation="h",
            marker={"color": [theme.color(index % colors) for index in rows], "cornerradius": 3},
            text=list(texts),
            textposition="outside",
            cliponaxis=False,
            customdata=list(labels),
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, (1 + room) * max(lengths)])
    return figure.update_yaxes(
        tickmode="array", tickvals=rows, ticktext=list(labels), autorange="reversed", showgrid=False, fixedrange=True
    )


def sequences(values: Mapping[str, Sequence[tuple[float, float]]], marks: Mapping[str, float], *, y_title: str) -> go.Figure:
    """How quantities (side in pixels, amount) grow, both axes logarithmic, with named vertical lines."""
    figure = theme.figure(height_px=320, margin={"t": 64}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    for index, (name, points) in enumerate(values.items()):
        hover = f"{name}: %{{y:.4s}}<extra>%{{x}} pixels wide</extra>"
        line = {"color": theme.color(index), "width": 2}
        figure.add_trace(
            Scatter(
                x=[x for x, _ in points],
                y=[y for _, y in points],
                mode="lines+markers",
                name=name,
                line=line,
                hovertemplate=hover,
            )
        )
    for name, x in marks.items():
        figure.add_shape(
            type="line", x0=x, x1=x, yref="y domain", y0=0, y1=1, line={"color": theme.MUTED, "dash": "dot", "width": 1.5}
        )
        at = float(np.log10(x))  # of a logarithmic axis, an annotation wants the logarithm
        figure.add_annotation(x=at, y=0, yref="y domain", text=name, showarrow=False, xanchor="left", yanchor="bottom", xshift=4)
    figure.update_xaxes(type="log", title_text="side of the picture, pixels", tickvals=[8, 16, 32, 64, 128, 256, 512, 1024])
    return figure.update_yaxes(type="log", title_text=y_title, exponentformat="power", dtick=2)


def dilated(steps: Sequence[int], rate_hz: int) -> go.Figure:
    """Which samples a stack of kernel-2 layers with these dilations hears, layer by layer, from the newest output back."""
    x: list[float | None] = []
    y: list[float | None] = []
    nodes: dict[int, set[int]] = {len(steps): {0}}
    for layer in range(len(steps), 0, -1):
        nodes[layer - 1] = {at - back for at in nodes[layer] for back in (0, steps[layer - 1])}
        for at in sorted(nodes[layer]):
            for back in (0, steps[layer - 1]):
                x += [at, at - back, None]
                y += [layer, layer - 1, None]
    figure = theme.figure(height_px=360, margin={"t": 12})
    figure.add_trace(
        Scatter(x=x, y=y, mode="lines", line={"width": 1, "color": theme.color(0)}, hoverinfo="skip", showlegend=False)
    )
    dots = [(at, layer) for layer, places in nodes.items() for at in sorted(places)]
    sizes = 7 if len(dots) < 200 else 3
    figure.add_trace(
        Scatter(
            x=[at for at, _ in dots],
            y=[layer for _, layer in dots],
            mode="markers",
            marker={"size": sizes, "color": [theme.color(1) if layer == len(steps) else theme.color(0) for _, layer in dots]},
            customdata=[round(1000 * -at / rate_hz, 3) for at, _ in dots],
            hovertemplate="layer %{y}<br>%{x} samples, %{customdata} ms back<extra></extra>",
            showlegend=False,
        )
    )
    names = ["sound", *(f"dilation {step}" for step in steps)]
    figure.update_xaxes(title_text="samples back from the newest")
    return figure.update_yaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=names, showgrid=False)


def waveforms(sounds: Mapping[str, NDArray[Any]], rate_hz: int) -> go.Figure:
    """Short pieces of sounds (t,) over each other, each around a height of its own, against milliseconds."""
    figure = theme.figure(height_px=90 * len(sounds) + 70, margin={"t": 12})
    for index, (name, wave) in enumerate(sounds.items()):
        x = np.round(1000 * np.arange(len(wave)) / rate_hz, 3)
        y = np.round(np.asarray(wave, np.float64), 4) - 2 * index
        hover = f"{name}, %{{x}} ms<extra></extra>"
        figure.add_trace(
            Scatter(x=x, y=y, name=name, mode="lines", line={"width": 1.5, "color": theme.color(index)}, hovertemplate=hover)
        )
    figure.update_xaxes(title_text="milliseconds")
    heights = [-2 * index for index in range(len(sounds))]
    return figure.update_yaxes(tickmode="array", tickvals=heights, ticktext=list(sounds), showgrid=False).update_layout(
        showlegend=False
    )


def spectra(frequencies: NDArray[Any], powers: Mapping[str, NDArray[Any]], *, up_to_hz: float = 1500) -> go.Figure:
    """Shares of the power at each frequency, one line a sound."""
    figure = theme.figure(height_px=300, margin={"t": 40}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    near = frequencies <= up_to_hz
    for index, (name, power) in enumerate(powers.items()):
        line = {"width": 2, "color": theme.color(index), "dash": ("solid", "dash", "dot")[index % 3]}
        hover = f"{name}, %{{x:.0f}} Hz: %{{y:.1%}}<extra></extra>"
        figure.add_trace(
            Scatter(x=frequencies[near], y=np.round(power[near], 5), name=name, line=line, mode="lines", hovertemplate=hover)
        )
    figure.update_xaxes(title_text="frequency, Hz")
    return figure.update_yaxes(title_text="share of the power", tickformat=".0%")
