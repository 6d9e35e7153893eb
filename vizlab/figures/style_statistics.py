"""Curves over sizes and iterations with one in front, tables of distances in colours, histograms of several pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import mosaic
from vizlab.figures.paintings import COLUMN_PX, GAP
from vizlab.figures.parts import Heatmap, Scatter
from vizlab.figures.pictures import image_grid

ROW_PX, HEAD_PX, MOST_PX = 40, 64, 700
WRAPPED = 13  # characters of a heading
MOST_TICKS = 8  # values of x that are written where it is logarithmic; of more, round ones
Curve = tuple[Sequence[float], Sequence[float]]


def curves(
    found: Mapping[str, Curve], *, titles: tuple[str, str], chosen: str = "", at: float | None = None, logs: str = "xy",
    height_px: int = 340,
) -> go.Figure:  # fmt: skip
    """Named curves of (x, y); the chosen one in front. titles: of the axes. at: marked x. logs: which axes are logarithmic.

    What is zero has no place on a logarithmic axis and is left out.
    """
    figure = theme.figure(height_px=height_px, margin={"t": 70, "r": 14}, legend={"y": 1, "yref": "container", "yanchor": "top"})
    names = sorted(found, key=lambda name: name == chosen)
    for name in names:
        points = [(x, y) for x, y in zip(*found[name], strict=True) if y > 0 or "y" not in logs]
        figure.add_trace(_curve(name, points, list(found).index(name), in_front=chosen in ("", name)))
    figure.update_traces(cliponaxis=False)
    if at is not None:
        line = {"color": theme.MUTED, "width": 1.5, "dash": "dot"}
        figure.add_shape(type="line", x0=at, x1=at, yref="y domain", y0=0, y1=1, line=line, layer="below")
    ticks = sorted({x for xs, _ in found.values() for x in xs})
    few = {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]} if len(ticks) <= MOST_TICKS else {"dtick": "D2"}
    whole = {"type": "log", **few} if "x" in logs else {}
    figure.update_xaxes(title_text=titles[0], **whole)
    figure.update_yaxes(type="log" if "y" in logs else "linear", exponentformat="power", **({"dtick": 1} if "y" in logs else {}))
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{titles[1]}</b>", showarrow=False, yshift=4, **place)


def cells(
    values: NDArray[Any], rows: Sequence[str], columns: Sequence[str], *, noun: str, chosen: str = "", log: bool = False
) -> go.Figure:
    """Numbers (rows, columns) in cells, the darker the larger; the row `chosen` is framed. Errors: names that do not fit.

    log: colours by the order of magnitude, within each column.
    """
    values = np.asarray(values, np.float64)
    if values.shape != (len(rows), len(columns)):
        raise ValueError(f"Each row and column needs a name; got {values.shape}, {len(rows)} and {len(columns)} names.")
    shades = _shades(np.nan_to_num(values), log=log)
    hover = [[f"{row}, {column}: {noun} {v:.3g}" for column, v in zip(columns, line, strict=True)]
             for row, line in zip(rows, values.tolist(), strict=True)]  # fmt: skip
    scale = [[0.0, theme.tint(theme.CATEGORICAL[0], 0.04)], [1.0, theme.tint(theme.CATEGORICAL[0], 0.62)]]
    figure = theme.figure(height_px=ROW_PX * len(rows) + HEAD_PX, margin={"t": HEAD_PX - 10, "r": 2})
    figure.add_trace(Heatmap(
        z=shades, zmin=0, zmax=1, colorscale=scale, showscale=False, xgap=2, ygap=2, hovertext=hover, hoverinfo="text",
        text=[[_short(v) for v in line] for line in values.tolist()], texttemplate="%{text}", textfont={"size": 12},
    ))  # fmt: skip
    if chosen in rows:
        at, line = list(rows).index(chosen), {"color": theme.CATEGORICAL[1], "width": 2.5}
        figure.add_shape(type="rect", x0=-0.5, x1=len(columns) - 0.5, y0=at - 0.5, y1=at + 0.5, line=line)
    figure.update_xaxes(**_ticks([_wrapped(name) for name in columns]), side="top")
    return figure.update_yaxes(**_ticks([_wrapped(name) for name in rows]), autorange="reversed")


def histograms(values: Mapping[str, NDArray[Any]], *, title: str, bins: int = 48, height_px: int = 300) -> go.Figure:
    """How often values occur in each named set of them, as shares of the set, over one range; later sets are drawn thinner."""
    sets = {name: np.asarray(each, np.float64).ravel() for name, each in values.items()}
    low, high = (
        float(pick(each)) for pick, each in ((min, [s.min() for s in sets.values()]), (max, [s.max() for s in sets.values()]))
    )
    edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    middles = ((edges[1:] + edges[:-1]) / 2).tolist()
    found = {name: (middles, (np.histogram(each, edges)[0] / each.size).tolist()) for name, each in sets.items()}
    figure = curves(found, titles=(title, "share of the values"), logs="", height_px=height_px)
    for index, trace in enumerate(figure.traces):
        trace.update(
            mode="lines", line={"shape": "hvh", "width": 7 if index == 0 else 2.2, "dash": "dot" if index > 1 else "solid"}
        )
    return figure.update_yaxes(tickformat=".0%", rangemode="tozero")


def _curve(name: str, points: Sequence[tuple[float, float]], index: int, *, in_front: bool) -> Scatter:
    color = theme.color(index)
    return Scatter(
        x=[x for x, _ in points], y=[y for _, y in points], name=name, mode="lines+markers" if len(points) < 40 else "lines",
        line={"color": color, "width": 3 if in_front else 1.4}, opacity=1 if in_front else 0.75,
        marker={"size": 8 if in_front else 5, "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]},
        hovertemplate=f"{name}: %{{y:.3g}} at %{{x:g}}<extra></extra>",
    )  # fmt: skip


def _filling(figure: go.Figure) -> go.Figure:
    """The figure as high as its proportions are where it is `COLUMN_PX` wide, up to `MOST_PX`."""
    wide, tall = (abs(np.subtract(*figure.asked(f"{axis}axis.range"))) for axis in "xy")
    margin = figure.asked("margin")
    return figure.update_layout(height=min(round(COLUMN_PX * tall / wide), MOST_PX) + margin["t"] + margin["b"] + 4)


def _shades(values: NDArray[np.float64], *, log: bool) -> NDArray[np.float64]:
    """Each value's place between the smallest and the largest, 0-1: of all, or of its column where `log`."""
    if not log:
        return np.asarray(values / max(float(np.nanmax(values)), 1e-300))
    logs = np.log10(np.maximum(values, 1e-12))
    low, high = logs.min(axis=0), logs.max(axis=0)
    return np.asarray((logs - low) / np.maximum(high - low, 1e-9))


def _ticks(names: Sequence[str]) -> dict[str, Any]:
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "showgrid": False, "fixedrange": True}


def _wrapped(name: str) -> str:
    """The name over two lines where it is long and has a space to break at."""
    if len(name) <= WRAPPED or " " not in name:
        return name
    middle = min((at for at, letter in enumerate(name) if letter == " "), key=lambda at: abs(at - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def _short(value: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}" if value >= 0.001 else f"{value:.0e}" if value else "0"


def wall(pictures: Mapping[str, NDArray[Any]], *, columns: int) -> go.Figure:
    """Pictures (h, w, 3) under their names, in rows that fill the wide column of a page."""
    return _filling(image_grid(list(pictures.values()), list(pictures), columns=columns))


def maps(found: Mapping[str, NDArray[Any]], *, noun: str = "map", signed: bool = False) -> go.Figure:
    """Named maps (h, w), at most three in a row of the wide column, each in colours relative to its own largest value."""
    columns = min(len(found), 3)
    figure = mosaic(
        np.stack(list(found.values())), list(found), each_own=True, noun=noun, signed=signed, columns=columns
    )  # fmt: skip
    return _filling(figure)


def cell_at(x: float, y: float, count: int, side: int) -> tuple[int, int] | None:
    """Row and column of the cell at this place among `count` maps of `side` cells that `paintings.gram_maps` drew, if any."""
    column = x % (1 + 2 * GAP)
    inside = 0 <= x < count * (1 + 2 * GAP) and column < 1 and 0 <= y < 1
    return (int(y * side), int(column * side)) if inside else None
