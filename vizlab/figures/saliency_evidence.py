"""Evidence as pictures: deletion and insertion, maps beside each other, how alike they are, and rankings with their intervals.

A method has the colour and the symbol of its place in the mapping that it comes in. Maps are (h, w).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import canvas, painted
from vizlab.figures.parts import Contour, Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

CLIP = 99.0  # percentile of a map's absolute values from which on a colour is the strongest
ROW_PX, PICTURE_PX, STRIPS_PX = 34, 360, 540
CHANCE = "dice"
INK = 0.6  # of a correlation: from here on a cell is dark enough for white text in both themes
AGREEMENT = [  # from blue through the page's own background to orange
    *([(1 - size) / 2, theme.tint(theme.DIVERGING[1], ink)] for size, ink in ((1.0, 1.0), (INK, 0.85), (0.0, 0.0))),
    *([(1 + size) / 2, theme.tint(theme.DIVERGING[8], ink)] for size, ink in ((0.0, 0.0), (INK, 0.85), (1.0, 1.0))),
]
TILE_SIDE, SHADES = 64, 16  # pixels of a tile, of larger maps every second, third ...; colours to each side of zero: small files


def probability_curves(
    shares: NDArray[Any], curves: Mapping[str, NDArray[Any]], *, chance: NDArray[Any], way: str, height_px: int = 400
) -> go.Figure:
    """A class's probability (k,) by method, against the share (k,) of pixels that have gone or come. way: "deleted", "inserted".

    chance: the same by dice, (draws, k), drawn as a band from the lowest to the highest.
    """
    figure = theme.figure(height_px=height_px, **_legend_below(len(curves) + 1))
    edges = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "legendgroup": CHANCE}
    figure.add_trace(Scatter(x=shares, y=chance.min(axis=0), showlegend=False, **edges))
    band = theme.tint(theme.MUTED, 0.35)
    figure.add_trace(Scatter(x=shares, y=chance.max(axis=0), name=CHANCE, fill="tonexty", fillcolor=band, **edges))
    for index, (name, values) in enumerate(curves.items()):
        figure.add_trace(_line(shares, np.round(values, 4), name, index))
    figure.update_xaxes(title_text=f"pixels {way}", tickformat=".0%", range=[-0.02, 1.02])
    return figure.update_yaxes(title_text="probability", tickformat=".0%", range=[-0.03, 1.03])


def wall(maps: Mapping[str, NDArray[Any]], *, outline: NDArray[np.bool_] | None = None, columns: int = 3) -> go.Figure:
    """Maps by name, each in its own colours; those with negative values have zero in the middle. outline: a mask to draw."""
    columns = min(columns, len(maps))
    ratio, head = _ratio(maps), 0.26
    pitch = (1.05, ratio + head + 0.04)
    rows = -(-len(maps) // columns)
    wide = columns * pitch[0] - 0.05
    figure = canvas(round(125 * columns * rows * pitch[1] / wide) + 4)
    for index, (name, values) in enumerate(maps.items()):
        left, top = index % columns * pitch[0], index // columns * pitch[1] + head
        figure.add_trace(_tile(values, left, top, name))
        if outline is not None:
            figure.add_trace(_edge(outline, left, top, step=1 / outline.shape[1]))
    places = [(i % columns * pitch[0], i // columns * pitch[1] + head - 0.02) for i in range(len(maps))]
    figure.add_trace(_names([_two_lines(name) for name in maps], places))
    figure.update_xaxes(range=[0, wide])
    figure.update_layout(showlegend=False)
    return figure.update_yaxes(range=[rows * pitch[1] - 0.04, 0], autorange=False)


def agreement(correlations: NDArray[Any], names: Sequence[str]) -> go.Figure:
    """The rank correlation of each map with each, (m, m), -1 to 1, written into the cells; NaN cells stay empty."""
    figure = theme.figure(height_px=ROW_PX * len(names) + 110, margin={"t": 4})
    trace = Heatmap(
        z=np.round(correlations, 3),
        zmin=-1,
        zmax=1,
        colorscale=AGREEMENT,
        showscale=False,
        xgap=1,
        ygap=1,
        customdata=[[f"{row} and {column}" for column in names] for row in names],
        hovertemplate="%{customdata}: %{z:.2f}<extra></extra>",
    )
    figure.add_trace(trace)
    values = np.asarray(correlations, np.float64)
    figure.add_traces([_written(values, np.abs(values) > INK, color="#ffffff"), _written(values, np.abs(values) <= INK)])
    ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "showgrid": False, "tickfont": {"size": 11}}
    texts = [_two_lines(name) for name in names]
    figure.update_xaxes(**ticks, ticktext=texts, tickangle=-45, constrain="domain")
    return figure.update_yaxes(**ticks, ticktext=texts, autorange="reversed")


def forgetting(
    stages: Sequence[str], likeness: Mapping[str, NDArray[Any]], *, at: int, noun: str, height_px: int = 420
) -> go.Figure:
    """How alike each method's map still is (stages,), the more layers have forgotten; at: the stage that is looked at."""
    figure = theme.figure(height_px=height_px, **_legend_below(len(likeness)))
    texts = ["as trained", *stages[1:]]
    for index, (name, values) in enumerate(likeness.items()):
        figure.add_trace(_line(np.arange(len(stages)), np.round(values, 4), name, index))
    figure.add_hline(y=0, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
    figure.add_vline(x=at, line={"color": theme.MUTED, "width": 10}, opacity=0.3, layer="below")
    ticks = {"tickmode": "array", "tickvals": list(range(len(stages))), "ticktext": texts, "tickfont": {"size": 11}}
    figure.update_xaxes(title_text="random from the top down to", range=[-0.3, len(stages) - 0.55], **ticks)
    return figure.update_yaxes(title_text=noun, range=[-0.45, 1.05])


def strips(maps: Mapping[str, NDArray[Any]], stages: Sequence[str], *, at: int) -> go.Figure:
    """The maps (stages, h, w) of each method as a row, under its name; a frame around the stage that is looked at."""
    n, ratio, head = len(stages), _ratio({name: each[0] for name, each in maps.items()}), 0.3
    pitch, wide = (1.05, ratio + head + 0.06), len(stages) * 1.05 - 0.05
    figure = canvas(round(STRIPS_PX * len(maps) * pitch[1] / wide) + 4)
    for row, (name, each) in enumerate(maps.items()):
        for stage, values in enumerate(each):
            where = "as trained" if stage == 0 else f"random down to {stages[stage]}"
            figure.add_trace(_tile(values, stage * pitch[0], row * pitch[1] + head, f"{name}, {where}"))
    figure.add_trace(_names(list(maps), [(0.0, row * pitch[1] + head - 0.03) for row in range(len(maps))]))
    line = {"width": 3, "color": theme.CATEGORICAL[1]}
    box = {"x0": at * pitch[0] - 0.02, "x1": at * pitch[0] + 1.02}
    tops = [row * pitch[1] + head for row in range(len(maps))]
    figure.update_layout(
        shapes=[{"type": "rect", **box, "y0": top - 0.02, "y1": top + ratio + 0.02, "line": line} for top in tops]
    )
    figure.update_xaxes(range=[-0.04, n * pitch[0] - 0.01])
    return figure.update_yaxes(range=[len(maps) * pitch[1] - 0.03, 0], autorange=False)


def ranking(
    names: Sequence[str], summary: NDArray[Any], *, title: str, chance: float | None = None, percent: bool = False
) -> go.Figure:
    """Methods from top to bottom in the order given: mean and 95 % interval, (m, 3). chance: a level to compare with."""
    figure = theme.figure(height_px=ROW_PX * len(names) + 60, margin={"t": 8})
    mean, low, high = np.round(np.asarray(summary, np.float64), 5).T
    known = np.isfinite(low) & np.isfinite(high)
    reach = {"array": np.where(known, high - mean, 0), "arrayminus": np.where(known, mean - low, 0)}
    shown = "%{x:.1%}" if percent else "%{x:.3g}"
    trace = Scatter(
        x=mean,
        y=list(range(len(names))),
        mode="markers",
        marker={"size": 11, "color": theme.color(0)},
        error_x={"type": "data", "symmetric": False, "thickness": 2, "width": 6, **reach},
        customdata=list(names),
        hovertemplate=f"%{{customdata}}: {shown}<extra></extra>",
    )
    figure.add_trace(trace)
    if chance is not None:
        line = {"color": theme.MUTED, "dash": "dot", "width": 2}
        figure.add_vline(x=chance, line=line, annotation={"text": "chance", "font": {"size": 12}, "yanchor": "bottom", "y": 1})
        figure.update_layout(margin_t=22)
    ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": list(names)}
    figure.update_xaxes(title_text=title, showgrid=True, tickformat=".0%" if percent else None)
    return figure.update_yaxes(**ticks, range=[len(names) - 0.5, -0.5], autorange=False, showgrid=False)


def sketchpad(pixels: NDArray[np.uint8], points: Sequence[tuple[float, float]], *, pen: str = "freehand") -> go.Figure:
    """A picture (h, w, 3) or (h, w) to draw on with one of `PENS`, and the outline drawn so far."""
    figure, color = _picture(pixels), theme.CATEGORICAL[1]
    look = {"line": {"color": color, "width": 3}, "fillcolor": theme.tint(color, 0.25)}
    if points:
        x, y = zip(*points, points[0], strict=True)
        figure.add_trace(Scatter(x=x, y=y, mode="lines", fill="toself", hoverinfo="skip", **look))
    return figure.update_layout(dragmode=PENS[pen], newshape=look)


def _picture(pixels: NDArray[np.uint8]) -> go.Figure:
    pixels = np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels
    h, w = pixels.shape[:2]
    figure = canvas(PICTURE_PX).add_trace(Image(source=data_uri(pixels), zsmooth=False, hoverinfo="skip"))
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[-0.5, w - 0.5], fixedrange=True)
    return figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False, fixedrange=True)


def _legend_below(n: int) -> dict[str, Any]:
    """Layout with room for n names under the axis, two in a row on a phone."""
    legend = {"yref": "container", "y": 0, "yanchor": "bottom", "font": {"size": 12}}
    return {"legend": legend, "hovermode": "x unified", "margin": {"t": 8, "b": 50 + 19 * -(-n // 2)}}


def _line(x: NDArray[Any], y: NDArray[Any], name: str, index: int) -> Scatter:
    marker = {"symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)], "size": 7, "maxdisplayed": 9}
    line = {"color": theme.color(index), "width": 2, "dash": "solid" if index < len(theme.CATEGORICAL) else "dash"}
    hover = f"{name} %{{y:.2f}}<extra></extra>"
    return Scatter(x=x, y=y, name=name, mode="lines+markers", line=line, marker=marker, hovertemplate=hover)


def _ratio(maps: Mapping[str, NDArray[Any]]) -> float:
    """Height by width of the maps, which are of one size."""
    h, w = np.shape(next(iter(maps.values())))
    return float(h / w)


def _tile(values: NDArray[Any], left: float, top: float, name: str) -> Image:
    """A map as a picture one unit wide, its upper left corner there."""
    values = np.asarray(values, np.float32)
    values = values[:: -(-values.shape[0] // TILE_SIDE), :: -(-values.shape[1] // TILE_SIDE)]
    reach = float(np.percentile(np.abs(values), CLIP)) or float(np.abs(values).max()) or 1.0
    step = 1 / values.shape[1]
    shades = np.round(values / reach * SHADES) / SHADES
    source = data_uri(painted(shades, 1.0, signed=bool((values < 0).any())))
    place = {"x0": left + step / 2, "y0": top + step / 2, "dx": step, "dy": step}
    return Image(source=source, zsmooth=False, name=name, hovertemplate=f"{name}<extra></extra>", **place)


def _edge(mask: NDArray[np.bool_], left: float, top: float, *, step: float) -> Contour:
    """The edge of a mask whose pixels are `step` wide, its upper left corner there."""
    edge = {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"}
    line = {"color": theme.CATEGORICAL[1], "width": 2}
    place = {"x0": left + step / 2, "y0": top + step / 2, "dx": step, "dy": step}
    return Contour(z=mask.astype(np.uint8), contours=edge, line=line, showscale=False, hoverinfo="skip", **place)


def _names(names: Sequence[str], places: Sequence[tuple[float, float]]) -> Scatter:
    x, y = zip(*places, strict=True)
    shown = {"mode": "text", "textposition": "top right", "textfont": {"size": 11}, "hoverinfo": "skip", "showlegend": False}
    return Scatter(x=x, y=y, text=list(names), **shown)


def _written(values: NDArray[np.float64], where: NDArray[np.bool_], **font: Any) -> Scatter:
    """The numbers of some cells; those without a value stay empty."""
    rows, columns = np.nonzero(np.isfinite(values) & where)
    text = [f"{value:.1f}".replace("-", "−") for value in np.round(values[rows, columns], 1) + 0.0]
    font = {"size": 10} | font
    return Scatter(x=columns, y=rows, text=text, mode="text", textfont=font, hoverinfo="skip", showlegend=False)


def _two_lines(name: str) -> str:
    """A long name broken at its last space."""
    return "<br>".join(name.rsplit(" ", 1)) if len(name) > 14 else name


PENS: dict[str, str] = {"freehand": "drawclosedpath", "box": "drawrect"}  # what one draws with -> plotly's name of it
