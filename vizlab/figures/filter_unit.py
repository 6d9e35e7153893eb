"""One unit of a network: what it saw, which classes it answers to, how strongly, and what the network is without it.

A tile is pixels with alpha, (h, w, 4), uint8; on the axes of a wall of tiles, a tile is one unit wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Bar, Box, Image, Scatter
from vizlab.figures.png import data_uri

GAP, HEAD = 0.08, 0.2  # between tiles; room for a line of text above one; of a tile's width
WIDE_PX, MOST_PX = 420, 560  # the width that a wall is laid out for, and its greatest height
MOST_BARS, BAR_PX = 12, 26
LEVEL_NAMES = 3  # layers whose names stand level below them, even where there is little room
Frame = tuple[int, int, int, int]


def wall(
    tiles: Sequence[NDArray[Any]],
    labels: Sequence[str],
    *,
    hover: Sequence[str],
    columns: int = 3,
    frames: Sequence[Frame] | None = None,
    wide_px: int = WIDE_PX,
) -> go.Figure:
    """Tiles of one size in rows, each under its label. frames: top, left, bottom, right of a part of each, ends excluded.

    Errors: no tiles, tiles of different sizes, or not a label for each.
    """
    shapes = {np.shape(tile) for tile in tiles}
    if len(shapes) != 1 or len(labels) != len(tiles) or len(hover) != len(tiles):
        raise ValueError(f"Tiles of one size need a label each; got the shapes {shapes} and {len(labels)} labels.")
    h, w = next(iter(shapes))[:2]
    columns = min(columns, len(tiles))
    rows, pitch = -(-len(tiles) // columns), h / w + HEAD
    width, height = columns * (1 + GAP) - GAP, rows * pitch
    corners = [((at % columns) * (1 + GAP), (at // columns) * pitch + HEAD) for at in range(len(tiles))]
    figure = canvas(int(np.clip(height / width * wide_px, 60, MOST_PX)) + 8)
    figure.add_traces([_tile(tile, *corner) for tile, corner in zip(tiles, corners, strict=True)])
    figure.add_trace(_hovering(corners, hover, h / w))
    if frames is not None:
        figure.add_traces(_frames(frames, corners, w))
    at = {"x": [x + 0.5 for x, _ in corners], "y": [y - HEAD / 2 for _, y in corners]}
    figure.add_trace(Scatter(**at, text=list(labels), mode="text", textfont={"size": 12}, hoverinfo="skip", showlegend=False))
    figure.update_xaxes(range=[-0.02, width + 0.02])
    return figure.update_yaxes(range=[height + 0.02, 0], autorange=False)


def class_means(names: Sequence[str], means: Sequence[float]) -> go.Figure:
    """The mean activation of a unit by class, largest first, the largest in the accent colour; at most twelve classes."""
    order = [at for at in np.argsort(-np.asarray(means, np.float64), kind="stable") if not np.isnan(means[at])][:MOST_BARS]
    shown = [float(means[at]) for at in order]
    colors = [theme.color(0) if rank == 0 else theme.MUTED for rank in range(len(order))]
    figure = theme.figure(height_px=BAR_PX * len(order) + 16, bargap=0.3, margin={"t": 4})
    bars = {"x": shown, "y": list(range(len(order))), "text": [f"{value:.3g}" for value in shown]}
    hover = "%{customdata}: mean activation %{x:.4g}<extra></extra>"
    figure.add_trace(
        Bar(
            **bars,
            orientation="h",
            textposition="outside",
            cliponaxis=False,
            marker={"color": colors, "cornerradius": 3},
            customdata=[names[at] for at in order],
            hovertemplate=hover,
        )
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1.2 * max([*shown, 1e-9])])
    return _named_rows(figure, [names[at] for at in order])


def selectivity_by_layer(layers: Mapping[str, NDArray[Any]], *, layer: str, index: float) -> go.Figure:
    """The selectivity index of all units, layer by layer: quartiles as boxes, with this unit's as a diamond."""
    figure = theme.figure(height_px=320, showlegend=False, margin={"t": 8})
    for name, values in layers.items():
        own = name == layer
        color = theme.color(0) if own else theme.MUTED
        low, first, middle, third, high = np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).tolist()
        box = {"lowerfence": [low], "q1": [first], "median": [middle], "q3": [third], "upperfence": [high]}
        figure.add_trace(Box(x=[name], **box, name=name, line={"color": color, "width": 2}, fillcolor=theme.tint(color, 0.2)))
    if layer in layers and np.isfinite(index):
        marker = {"size": 13, "symbol": "diamond", "color": theme.color(1), "line": {"width": 1.5, "color": "#ffffff"}}
        hover = f"this unit: {index:.3f}<extra></extra>"
        figure.add_trace(Scatter(x=[layer], y=[index], mode="markers", marker=marker, hovertemplate=hover))
    few = len(layers) <= LEVEL_NAMES
    texts = [name.replace(".", "<br>") for name in layers] if few else list(layers)
    figure.update_xaxes(tickmode="array", tickvals=list(layers), ticktext=texts, tickangle=0 if few else -90, fixedrange=True)
    return figure.update_yaxes(title_text="selectivity index", range=[-0.02, 1.02], fixedrange=True)


def peak_histogram(edges: Sequence[float], counts: Sequence[int], *, ninth: float, best: float) -> go.Figure:
    """How many pictures excite a unit how strongly at their strongest place; dotted where the nine listed ones begin."""
    low, high = edges
    width = (high - low) / len(counts)
    middles = [low + (at + 0.5) * width for at in range(len(counts))]
    figure = theme.figure(height_px=300, bargap=0.06, margin={"t": 22})
    hover = "about %{x:.3g}: %{y:,} pictures<extra></extra>"
    figure.add_trace(Bar(x=middles, y=list(counts), marker={"color": theme.color(0)}, hovertemplate=hover))
    line = {"color": theme.color(1), "width": 2, "dash": "dot"}
    figure.add_shape(type="line", x0=ninth, x1=ninth, yref="y domain", y0=0, y1=1, line=line)
    figure.add_annotation(
        x=ninth, yref="paper", y=1, yanchor="bottom", xanchor="right", text="the nine strongest →", showarrow=False
    )
    figure.update_xaxes(title_text="strongest activation in the picture", range=[low, max(high, best) + width / 2])
    return figure.update_yaxes(title_text="pictures", rangemode="tozero")


def accuracy_without(
    names: Sequence[str], on: NDArray[Any], off: NDArray[Any], without: NDArray[Any], *, unit: str, group: int
) -> go.Figure:
    """Right answers by class with all units, without one, and without groups of others (draws, classes): their range and mean.

    The classes that lose most by the one come first; at most twelve.
    """
    known = [at for at in range(len(names)) if not np.isnan(on[at])]
    order = sorted(known, key=lambda at: float(off[at] - on[at]))[:MOST_BARS]
    rows = list(range(len(order)))
    figure = theme.figure(
        height_px=BAR_PX * len(order) + 96, margin={"t": 44}, legend={"yref": "container", "y": 1, "yanchor": "top"}
    )
    spread = np.asarray(without, np.float64)[:, order]
    middle = spread.mean(axis=0)
    error = {"type": "data", "array": spread.max(axis=0) - middle, "arrayminus": middle - spread.min(axis=0), "thickness": 2}
    groups = {"x": middle, "error_x": error | {"color": theme.MUTED, "width": 4}, "name": f"without {group} random ones"}
    figure.add_trace(_marks(rows, theme.MUTED, "square", 9, legendrank=3, **groups))
    figure.add_trace(_marks(rows, theme.color(0), "circle-open", 13, legendrank=1, x=np.asarray(on)[order], name="all units"))
    without_it = {"x": np.asarray(off)[order], "name": f"without {unit}"}
    figure.add_trace(_marks(rows, theme.color(1), "diamond", 8, legendrank=2, **without_it))
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.03], showgrid=True, fixedrange=True)
    return _named_rows(figure, [names[at] for at in order])


def _marks(rows: list[int], color: str, symbol: str, size: int, **data: Any) -> Scatter:
    marker = {"color": color, "symbol": symbol, "size": size, "line": {"width": 2, "color": color} if "open" in symbol else {}}
    hover = f"{data['name']}: %{{x:.1%}}<extra></extra>"
    return Scatter(y=rows, mode="markers", marker=marker, hovertemplate=hover, **data)


def _named_rows(figure: go.Figure, names: Sequence[str]) -> go.Figure:
    """Rows at numbers, not at names: two classes of one name stay two rows."""
    rows = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": list(names)}
    return figure.update_yaxes(**rows, range=[len(names) - 0.4, -0.6], autorange=False, showgrid=False, fixedrange=True)


def _tile(pixels: NDArray[Any], left: float, top: float) -> Image:
    step = 1 / pixels.shape[1]
    place = {"x0": left + step / 2, "y0": top + step / 2, "dx": step, "dy": step}
    return Image(source=data_uri(np.ascontiguousarray(pixels)), zsmooth=False, hoverinfo="skip", **place)


def _hovering(corners: Sequence[tuple[float, float]], texts: Sequence[str], ratio: float) -> Scatter:
    """An unseen mark in the middle of each tile, which says what it is."""
    x, y = [left + 0.5 for left, _ in corners], [top + ratio / 2 for _, top in corners]
    marker = {"size": 40, "opacity": 0}
    hover = "%{customdata}<extra></extra>"
    return Scatter(x=x, y=y, mode="markers", marker=marker, customdata=list(texts), hovertemplate=hover, showlegend=False)


def _frames(frames: Sequence[Frame], corners: Sequence[tuple[float, float]], width: int) -> list[Scatter]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (top, left, bottom, right), (x, y) in zip(frames, corners, strict=True):
        xs += [x + edge / width for edge in (left, right, right, left, left)] + [None]
        ys += [y + edge / width for edge in (top, top, bottom, bottom, top)] + [None]
    lines = ({"width": 4, "color": "#ffffff"}, {"width": 2, "color": theme.CATEGORICAL[1]})
    return [Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False) for line in lines]


def falls(marked: Sequence[float], random: Sequence[float]) -> go.Figure:
    """How far each of some activations falls (fractions) without the pixels marked most, and without as many random ones."""
    figure = theme.figure(height_px=300, margin={"t": 44}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    numbers = [str(rank) for rank in range(1, len(marked) + 1)]
    for name, values, color in (("marked pixels wiped out", marked, theme.color(1)), ("random ones", random, theme.MUTED)):
        hover = f"{name}: falls by %{{y:.0%}}<extra></extra>"
        figure.add_trace(Bar(x=numbers, y=list(values), name=name, marker={"color": color}, hovertemplate=hover))
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_xaxes(title_text="patch, strongest first", type="category", fixedrange=True)
    return figure.update_yaxes(title_text="fall of the activation", tickformat=".0%", fixedrange=True)
