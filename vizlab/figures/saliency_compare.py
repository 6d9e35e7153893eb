"""Saliency maps over their picture, drawn to be compared: signs, clipped outliers and scales are said, a pixel is ringed.

Pixels are uint8, (h, w, 3) or (h, w); maps are (h, w); places are (row, column).
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import painted
from vizlab.figures.parts import Contour, Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

BLINK_MS, BLINKS = 600, 20
CONTROLS_PX = 112  # what the buttons, the slider and the name of `blink` need above the picture
PATCH = 4  # pixels to each side of the one in the middle
SIDE, HEAD = 2 * PATCH + 1, 4  # of a patch and of the room for its name, in pixels of the picture
PATCH_COLUMNS, PATCH_ROW_PX = 4, 150
STEPS = 10  # of the slider between two maps

Place = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """A map as it is drawn. reach: the value of the strongest colour. clipped: the share of pixels beyond it."""

    values: NDArray[np.float32]
    reach: float
    signed: bool
    clipped: float


def shown(values: NDArray[Any], *, sign: str = "signed", clip: float = 99.0, reach: float | None = None) -> Shown:
    """A map (h, w) as it is drawn: its sign as `SIGNS` says, outliers beyond the percentile `clip` of its absolute values cut.

    reach: the strongest colour's value instead, to share a scale.
    """
    kept = np.asarray(SIGNS[sign](np.asarray(values, np.float32)))
    size = np.abs(kept)
    reach = reach or float(np.percentile(size, clip)) or float(size.max()) or 1.0
    return Shown(kept, reach, bool((kept < 0).any()), float((size > reach * (1 + 1e-6)).mean()))


def attribution(
    pixels: NDArray[np.uint8],
    values: NDArray[Any],
    *,
    title: str,
    opacity: float = 0.6,
    sign: str = "signed",
    clip: float = 99.0,
    reach: float | None = None,
    at: Place | None = None,
    outlines: Mapping[str, NDArray[np.bool_]] | None = None,
    height_px: int = 300,
) -> go.Figure:
    """A map over its picture, as `shown` draws it. at: a pixel to ring. outlines: masks (h, w) by name, drawn as lines."""
    drawn = shown(values, sign=sign, clip=clip, reach=reach)
    traces = [_picture(pixels), _heat(drawn, title, opacity)]
    traces += [_outline(mask, name, theme.CATEGORICAL[index]) for index, (name, mask) in enumerate((outlines or {}).items())]
    return _drawn(traces if at is None else [*traces, _ring(at)], np.shape(pixels), height_px)


def blink(
    pixels: NDArray[np.uint8],
    maps: Mapping[str, NDArray[Any]],
    *,
    opacity: float = 0.6,
    sign: str = "signed",
    clip: float = 99.0,
    height_px: int = 620,
) -> go.Figure:
    """Two maps by name in the same place, each in its own scale: they blink, or fade into each other, in the browser."""
    names = list(maps)
    heats = [
        _heat(shown(values, sign=sign, clip=clip), name, opacity * (1 - index), showscale=False)
        for index, (name, values) in enumerate(maps.items())
    ]
    figure = _drawn(
        *([_picture(pixels), *heats], np.shape(pixels), height_px),
        margin={"l": 0, "r": 0, "t": CONTROLS_PX, "b": 2, "pad": 0, "autoexpand": False},
        annotations=[_heading(names[0])],
        updatemenus=[_buttons(names)],
        sliders=[_fader(names, opacity)],
    )
    figure.frames = [_frame(name, index, opacity) for index, name in enumerate(names)]
    return figure


def patches(
    pixels: NDArray[np.uint8], maps: Mapping[str, NDArray[Any]], at: Place, *, sign: str = "signed", clip: float = 99.0
) -> go.Figure:
    """What lies around a pixel, in the picture and in each map, `PATCH` pixels to each side; the pixel is in the middle."""
    cut = [_around(pixels, at)]
    for values in maps.values():
        drawn = shown(values, sign=sign, clip=clip)
        cut.append(_around(painted(drawn.values, drawn.reach, signed=drawn.signed), at))
    columns = min(len(cut), PATCH_COLUMNS)
    rows = -(-len(cut) // columns)
    shape = (rows * (SIDE + HEAD), columns * (SIDE + 1) - 1)
    together = np.zeros((*shape, 4), np.uint8)
    for index, patch in enumerate(cut):
        top, left = (index // columns) * (SIDE + HEAD) + HEAD, (index % columns) * (SIDE + 1)
        together[top : top + SIDE, left : left + SIDE] = np.dstack([patch, np.full(patch.shape[:2], 255, np.uint8)])
    traces = [_picture(together), _labels(["picture", *maps], columns)]
    return _drawn(traces, shape, PATCH_ROW_PX * rows, margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0})


def _drawn(traces: list[Any], shape: tuple[int, ...], height_px: int, **layout: Any) -> go.Figure:
    """A figure over a picture (h, w, ...), square pixels, its first row on top, room for a colour bar above."""
    margin = {"l": 0, "r": 0, "b": 2, "pad": 0, **theme.below_bar()}
    figure = theme.figure(height_px=height_px, showlegend=False, **{"margin": margin} | layout).add_traces(traces)
    figure.update_xaxes(visible=False, constrain="domain", constraintoward="left", range=[-0.5, shape[1] - 0.5])
    return figure.update_yaxes(
        visible=False, constrain="domain", constraintoward="top", range=[shape[0] - 0.5, -0.5], scaleanchor="x"
    )


def _picture(pixels: NDArray[np.uint8]) -> Image:
    pixels = np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels
    return Image(source=data_uri(pixels), zsmooth=False, hoverinfo="skip")


def _labels(names: list[str], columns: int) -> Scatter:
    """The names above the patches, in at most two lines."""
    places = [divmod(index, columns) for index in range(len(names))]
    return Scatter(
        x=[column * (SIDE + 1) + (SIDE - 1) / 2 for _, column in places],
        y=[row * (SIDE + HEAD) + HEAD - 0.7 for row, _ in places],
        text=["<br>".join(textwrap.wrap(name, 16, max_lines=2)) for name in names],
        mode="text",
        textposition="top center",
        textfont={"size": 11},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _heat(drawn: Shown, title: str, opacity: float, *, showscale: bool = True) -> Heatmap:
    return Heatmap(
        z=drawn.values,
        zmin=-drawn.reach if drawn.signed else 0,
        zmax=drawn.reach,
        colorscale=theme.scale(theme.DIVERGING if drawn.signed else theme.SEQUENTIAL),
        zsmooth=False,
        opacity=opacity,
        showscale=showscale,
        colorbar=theme.colorbar(title),
        hovertemplate=f"row %{{y}}, column %{{x}}<br>{title} %{{z:.4g}}<extra></extra>",
    )


def _outline(mask: NDArray[np.bool_], name: str, color: str) -> Contour:
    edge = {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"}
    line = {"color": color, "width": 3}
    return Contour(z=mask.astype(np.uint8), contours=edge, line=line, showscale=False, name=name, hoverinfo="skip")


def _ring(at: Place) -> Scatter:
    """Two circles around a pixel, seen on light and on dark."""
    line = {"color": ["#ffffff", theme.CATEGORICAL[1]], "width": [5, 2.5]}
    marker = {"symbol": "circle", "size": 14, "color": theme.CLEAR, "line": line}
    return Scatter(x=[at[1]] * 2, y=[at[0]] * 2, mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False)


def _around(pixels: NDArray[np.uint8], at: Place) -> NDArray[np.uint8]:
    """The pixels around one, (2 * PATCH + 1) squared; grey where the picture has ended."""
    pixels = np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels
    wide = np.pad(pixels, ((PATCH, PATCH), (PATCH, PATCH), (0, 0)), constant_values=128)
    row, column = at
    return np.ascontiguousarray(wide[row : row + 2 * PATCH + 1, column : column + 2 * PATCH + 1])


def _heading(name: str) -> dict[str, Any]:
    place = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 6}
    return place | {"text": f"<b>{name}</b>", "showarrow": False, "font": {"size": 14}}


def _frame(name: str, index: int, opacity: float) -> dict[str, Any]:
    parts = [{"type": "heatmap", "opacity": opacity * (part == index)} for part in range(2)]
    return {"name": name, "data": parts, "traces": [1, 2], "layout": {"annotations": [_heading(name)]}}


def _buttons(names: list[str]) -> dict[str, Any]:
    """Blink, stop, or hold one of two."""
    moment = {"mode": "immediate", "frame": {"duration": BLINK_MS, "redraw": True}, "transition": {"duration": 0}}
    still = moment | {"frame": {"duration": 0, "redraw": True}}
    actions: dict[str, list[Any]] = {"Blink": [names[::-1] * BLINKS, moment], "Stop": [[None], still]}
    actions |= {label: [[name], still] for label, name in zip(("First", "Second"), names, strict=True)}  # short, for a phone
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"b": 78},
        "bgcolor": "#eef2f5",
        "bordercolor": theme.MUTED,
        "font": {"color": theme.TEXT, "size": 12},
        "buttons": [{"label": label, "method": "animate", "args": args} for label, args in actions.items()],
    }


def _fader(names: list[str], opacity: float) -> dict[str, Any]:
    """A slider from one map to the other."""
    steps = []
    for step in range(STEPS + 1):
        share = step / STEPS
        words = names[0] if step == 0 else names[1] if step == STEPS else f"{1 - share:.0%} {names[0]}, {share:.0%} {names[1]}"
        both = {"opacity": [opacity * (1 - share), opacity * share]}
        steps.append({"label": str(step), "method": "update", "args": [both, {"annotations": [_heading(words)]}, [1, 2]]})
    return {
        "active": 0,
        "steps": steps,
        "currentvalue": {"visible": False},
        "x": 0,
        "len": 1,
        "y": 1,
        "yanchor": "bottom",
        "pad": {"b": 30, "t": 0, "l": 8, "r": 12},
        "ticklen": 0,
        "minorticklen": 0,
        "font": {"size": 1, "color": theme.CLEAR},
        "bgcolor": theme.tint(theme.MUTED, 0.35),
        "activebgcolor": theme.color(0),
        "bordercolor": theme.MUTED,
    }


SIGNS: dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {  # what is shown of a map that may be negative
    "signed": lambda values: values,
    "positive part": lambda values: values.clip(min=0),
    "absolute": np.abs,
}
