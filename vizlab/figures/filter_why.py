"""Why networks convolve: matrices with stripes, curves beside each other, costs on logarithmic axes, windows of units.

A curve is a list of (x, y). Colour and symbol of a curve follow its place in the mapping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, racers, theme
from vizlab.figures.mosaics import ACCENT, framed
from vizlab.figures.parts import Bar, Scatter

Curve = Sequence[tuple[float, float]]
Array = NDArray[Any]
HEAD_PX = 26  # for the name of the axis, above a chart
LONG = 19  # characters of a name
MOST_CLICKS = 40  # places along a side of a map that can be clicked


def stripes(matrix: Array, side: int, *, row: int | None = None, height_px: int = 400) -> go.Figure:
    """A layer's matrix (side², side²): a row for each output, a column for each input; `row` has a frame."""
    figure = pictures.heat(matrix, title="weight", signed=True, height_px=height_px)
    outputs, inputs = np.divmod(np.arange(len(matrix)), side)
    place = np.char.add(np.char.add(outputs.astype(str), ","), inputs.astype(str))
    figure.traces[0].update(x=np.arange(len(matrix)), y=np.arange(len(matrix)))
    hover = "output %{customdata[0]}, input %{customdata[1]} (row, column)<br>weight %{z:.4g}<extra></extra>"
    both = np.stack(np.broadcast_arrays(place[:, None], place[None, :]), axis=-1).tolist()
    figure.traces[0].update(customdata=both, hovertemplate=hover)
    figure.update_xaxes(range=[-0.5, len(matrix) - 0.5])
    figure.update_yaxes(range=[len(matrix) - 0.5, -0.5], autorange=False)
    return figure if row is None else framed(figure, (row, 0, row + 1, len(matrix)))


def lines(
    curves: Mapping[str, Curve],
    *,
    x_title: str,
    y_title: str,
    log: str = "",
    chosen: str = "",
    at: float | None = None,
    percent: bool = False,
    height_px: int = 320,
) -> go.Figure:
    """Curves by name. log: which axes are logarithmic, such as "xy". chosen: drawn thicker. at: a dotted upright line."""
    legend, head_px = racers.legend(list(curves))
    if max(map(len, curves)) > LONG:  # two of them do not stand side by side on a phone
        legend, head_px = legend | {"entrywidth": 0.95}, 18 + racers.ROW_PX * len(curves)
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX + head_px}, legend=legend, hovermode="x unified")
    for index, (name, curve) in enumerate(curves.items()):
        look = {"color": theme.color(index), "width": 3.5 if name == chosen else 2}
        few = len(curve) <= 30
        figure.add_trace(
            Scatter(
                x=[x for x, _ in curve],
                y=[y for _, y in curve],
                name=name,
                mode="lines+markers" if few else "lines",
                line=look,
                marker={"symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)], "size": 7},
                hovertemplate=f"{name} %{{y:{'.1%' if percent else '.3g'}}}<extra></extra>",
            )
        )
    if at is not None:
        figure.add_vline(x=at, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    figure.update_xaxes(title_text=x_title, **({"type": "log", "dtick": 1} if "x" in log else {}))
    figure.update_yaxes(**_upright("y" in log, percent))
    return _named(figure, y_title)


def bars(values: Mapping[str, int], *, y_title: str, height_px: int | None = None) -> go.Figure:
    """Counts on a logarithmic axis, a bar each with its name above it and its number."""
    figure = theme.figure(height_px=height_px or 52 * len(values) + 30, bargap=0.55, margin={"t": 24, "r": 8})
    rows = list(range(len(values)))
    high = max(np.log10(max(value, 10)) for value in values.values())
    look = {"color": [theme.color(index) for index in rows], "cornerradius": 3}
    hover = "%{customdata}: %{x:,}<extra></extra>"
    names = list(values)
    bar = {"y": rows, "x": list(values.values()), "orientation": "h", "marker": look, "customdata": names, "hovertemplate": hover}
    figure.add_trace(Bar(**bar))
    for row, (name, value) in enumerate(values.items()):
        text = f"{name}: <b>{value:,}</b>"
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=row - 0.42, yanchor="middle", text=text, showarrow=False)
    figure.update_xaxes(type="log", range=[0, high * 1.02], dtick=_decade(high), exponentformat="power", title_text=y_title)
    return figure.update_yaxes(visible=False, range=[len(rows) - 0.6, -0.75])


def built(names: Sequence[str], ways: Mapping[str, Sequence[int]], *, y_title: str, height_px: int = 360) -> go.Figure:
    """What each layer costs if it is built in several ways: bars side by side, on a logarithmic axis."""
    legend, head_px = racers.legend(list(ways))
    figure = theme.figure(height_px=height_px, barmode="group", bargap=0.25, margin={"t": HEAD_PX + head_px}, legend=legend)
    places = list(range(1, len(names) + 1))
    for index, (way, values) in enumerate(ways.items()):
        hover = f"%{{customdata}}, {way}: %{{y:,}}<extra></extra>"
        look = {"color": theme.color(index), "cornerradius": 2}
        figure.add_trace(Bar(x=places, y=list(values), name=way, marker=look, customdata=list(names), hovertemplate=hover))
    figure.update_xaxes(title_text="layer", dtick=max(1, len(names) // 12))
    low = min(min(values) for values in ways.values())
    high = max(max(values) for values in ways.values())
    span = [np.floor(np.log10(max(low, 1))) - 0.3, np.log10(max(high, 10)) + 0.2]
    figure.update_yaxes(type="log", range=span, dtick=_decade(span[1] - span[0]), exponentformat="power")
    return _named(figure, y_title)


def starts(groups: Mapping[str, Sequence[float]], *, y_title: str, height_px: int = 320) -> go.Figure:
    """Fractions in groups, a point for each start and a line at their mean; neighbouring groups of a pair share a colour."""
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX}, showlegend=False)
    for place, (name, values) in enumerate(groups.items()):
        color, n = theme.color(place // 2), len(values)
        spread = [place + 0.36 * ((index + 0.5) / n - 0.5) for index in range(n)]
        dots = {"color": theme.tint(color, 0.75), "size": 9, "symbol": theme.SYMBOLS[place % 2]}
        hover = f"{name.replace('<br>', ', ')}: %{{y:.1%}}<extra></extra>"
        figure.add_trace(Scatter(x=spread, y=list(values), mode="markers", marker=dots, hovertemplate=hover))
        mean = float(np.mean(values))
        line = {"x": [place - 0.3, place + 0.3], "y": [mean, mean], "line": {"color": color, "width": 3}}
        figure.add_trace(Scatter(**line, mode="lines", hoverinfo="skip"))
        label = {"x": place + 0.3, "y": mean, "xanchor": "left", "yanchor": "middle", "showarrow": False}
        figure.add_annotation(**label, text=f"{mean:.1%}", font={"size": 12}, xshift=3)
    figure.update_xaxes(tickvals=list(range(len(groups))), ticktext=list(groups), range=[-0.5, len(groups) - 0.3])
    figure.update_yaxes(tickformat=".0%")
    return _named(figure, y_title)


def seen(pixels: Array, counts: Array, window: tuple[int, int, int, int], *, height_px: int = 400) -> go.Figure:
    """How much each pixel of a picture (h, w, 3) counts for a unit, (h, w), with the frame of its window on paper."""
    share = counts / max(float(counts.max()), 1e-12)
    figure = pictures.overlay(pixels, share, opacity=0.75, title="share of the pixel that counts most", height_px=height_px)
    h, w = counts.shape
    figure.update_xaxes(range=[-0.5, w - 0.5])
    figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)
    return framed(figure, window)


def read(
    pixels: Array, shares: Array, found: Sequence[tuple[int, int, int]], *, digit: int, side: int, jump: int, height_px: int = 370
) -> go.Figure:
    """A canvas (h, w, 3) under the probability of a digit in each window (rows, columns), and what was read in it.

    found: digit, row and column of each window in which one was read. side, jump: of a window and between two, in px.
    """
    figure = pictures.image(pixels, height_px=height_px)
    middle = (side - 1) / 2
    trace = pictures.heat(shares, title=f"probability of {digit}", limits=(0.0, 1.0)).traces[0]
    trace.update(x0=middle, dx=jump, y0=middle, dy=jump, colorscale=[[0, theme.tint(ACCENT, 0.0)], [1, theme.tint(ACCENT, 0.85)]])
    rows, columns = np.indices(np.shape(shares)).astype(np.int16)
    trace.update(customdata=np.stack([rows, columns], axis=-1))
    where = "window in row %{customdata[0]}, column %{customdata[1]}"
    trace.update(hovertemplate=f"{where}<br>probability of {digit} %{{z:.4g}}<extra></extra>")
    figure.add_trace(trace)
    colors = [ACCENT if name == digit else theme.color(6) for name, _, _ in found]
    for (name, row, column), color in zip(found, colors, strict=True):
        top, left = row * jump - 0.5, column * jump - 0.5
        figure.add_shape(type="rect", x0=left, x1=left + side, y0=top, y1=top + side, line={"width": 2, "color": color})
        label = {"x": left, "y": top, "xanchor": "left", "yanchor": "top", "showarrow": False, "borderpad": 2}
        figure.add_annotation(**label, text=f"<b>{name}</b>", bgcolor=color)  # the page's text is read on both colours
    h, w = np.shape(pixels)[:2]
    figure.update_xaxes(range=[-0.5, w - 0.5])
    return figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)


def clickable(values: Array, at: tuple[int, int], *, title: str, height_px: int = 400) -> go.Figure:
    """A map (h, w) whose places can be clicked, `customdata` (row, column), with a frame around one of them."""
    figure = pictures.heat(values, title=title, signed=bool((values < 0).any()), height_px=height_px)
    h, w = values.shape
    rows, columns = (np.arange(0, n, -(-n // MOST_CLICKS)) for n in (h, w))
    grid = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
    marks = {"size": int(np.clip(280 / max(h, w), 6, 30)), "color": theme.MUTED, "opacity": 0.01, "symbol": "square"}
    shown = values[grid[:, 0], grid[:, 1]]
    figure.add_trace(
        Scatter(
            x=grid[:, 1],
            y=grid[:, 0],
            customdata=grid,
            text=[f"{value:.4g}" for value in shown],
            mode="markers",
            marker=marks,
            selected={"marker": {"opacity": 0.01}},
            unselected={"marker": {"opacity": 0.01}},
            hovertemplate=f"row %{{y}}, column %{{x}}<br>{title} %{{text}}<extra></extra>",
            showlegend=False,
        )
    )
    figure.update_layout(hovermode="closest", clickmode="event", dragmode=False)
    figure.update_xaxes(range=[-0.5, w - 0.5])
    figure.update_yaxes(range=[h - 0.5, -0.5], autorange=False)
    return framed(figure, (at[0], at[1], at[0] + 1, at[1] + 1))


def profile(measured: Array, bell: Array, window: tuple[int, int], *, height_px: int = 320) -> go.Figure:
    """How much each column of pixels counts (w,), a bell of the same width, and the window from its first to its last column."""
    legend, head_px = racers.legend(["measured", "bell of this width"])
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX + head_px}, legend=legend, hovermode="x unified")
    x = list(range(len(measured)))
    look = {"color": theme.tint(theme.color(0), 0.7)}
    hover = "%{y:.2%}<extra></extra>"
    figure.add_trace(Bar(x=x, y=measured.tolist(), name="measured", marker=look, hovertemplate=hover))
    bell_look = {"color": theme.color(1), "width": 2.5}
    figure.add_trace(Scatter(x=x, y=bell.tolist(), name="bell of this width", line=bell_look, hovertemplate=hover))
    for edge in (window[0] - 0.5, window[1] - 0.5):
        figure.add_vline(x=edge, line={"width": 2, "color": ACCENT, "dash": "dot"})
    figure.update_xaxes(title_text="column of the picture, px", range=[-0.7, len(measured) - 0.3])
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return _named(figure, "share of what counts")


def growth(paper: Sequence[tuple[str, int]], measured: Sequence[tuple[str, int]], chosen: str, height_px: int = 320) -> go.Figure:
    """The side of the window by layer, on paper as bars and measured as points; the layer `chosen` has the accent."""
    legend, head_px = racers.legend(["on paper", "by gradient"])
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX + head_px}, legend=legend, bargap=0.3)
    places, names = list(range(1, len(paper) + 1)), [name for name, _ in paper]
    colors = [ACCENT if name == chosen else theme.tint(theme.color(0), 0.7) for name in names]
    hover = "%{customdata}, on paper: %{y} px<extra></extra>"
    bar = {"x": places, "y": [side for _, side in paper], "customdata": names, "marker": {"color": colors, "cornerradius": 2}}
    figure.add_trace(Bar(**bar, name="on paper", hovertemplate=hover))
    if measured:
        dots = {"color": theme.MUTED, "symbol": "diamond", "size": 10, "line": {"width": 1.5, "color": "#ffffff"}}
        hover = "%{customdata}, by gradient: %{y} px<extra></extra>"
        point = {"x": places, "y": [side for _, side in measured], "customdata": names, "marker": dots}
        figure.add_trace(Scatter(**point, mode="markers", name="by gradient", hovertemplate=hover))
    figure.update_xaxes(title_text="layer", dtick=max(1, len(places) // 12))
    figure.update_yaxes(rangemode="tozero")
    return _named(figure, "side of the window, px")


def _named(figure: go.Figure, title: str) -> go.Figure:
    """The title of the y axis over its upper end, where it costs no width."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, **place)


def _upright(log: bool, percent: bool) -> dict[str, Any]:
    if log:
        return {"type": "log", "nticks": 6, "tickformat": ".2~%" if percent else None}
    return {"rangemode": "tozero", "tickformat": ".0%" if percent else None}


def _decade(decades: float) -> int:
    return max(1, round(decades / 5))
