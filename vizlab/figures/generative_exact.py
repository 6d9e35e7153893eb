"""Models small enough to be integrated: densities over one line, parts of a bound, maps that answer a click, bands over runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.latent import GREYS, MARKED
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Bar, Contour, Heatmap, Scatter

Array = NDArray[Any]
HEAD_PX, ROW_PX, LONG_ROW_PX = 24, 34, 24
SHOWN_ERROR = 1e-6  # an estimate nearer to the truth than this is drawn here


def beliefs(z: Array, curves: Mapping[str, Array], *, x_title: str = "z", height_px: int = 330) -> go.Figure:
    """Densities over z (n,): the first dotted and grey, the last thick, those between filled."""
    figure = _headed("density", list(curves), height_px)
    last = len(curves) - 1
    for index, (name, values) in enumerate(curves.items()):
        color = theme.MUTED if index == 0 else theme.color(index - 1)
        look: dict[str, Any] = {
            "line": {"color": color, "width": 3 if index == last else 2, "dash": "dot" if index == 0 else "solid"}
        }
        if 0 < index < last:
            look |= {"fill": "tozeroy", "fillcolor": theme.tint(color, 0.13)}
        hover = f"{name} %{{y:.3g}}<extra></extra>"
        figure.add_trace(Scatter(x=_short(z), y=_short(values), name=name, mode="lines", hovertemplate=hover, **look))
    figure.update_xaxes(title_text=x_title, range=[float(z[0]), float(z[-1])])
    return figure.update_yaxes(rangemode="tozero")


def ledger(steps: Sequence[tuple[str, float]], totals: Sequence[tuple[str, float]], *, height_px: int = 0) -> go.Figure:
    """Parts of a sum as bars that begin where the one before ends; totals (name, value) as diamonds in rows below. Nats."""
    rows = [name for name, _ in (*steps, *totals)]
    figure = theme.figure(height_px=height_px or ROW_PX * len(rows) + 44, showlegend=False, bargap=0.35, margin={"t": 4})
    start = 0.0
    for row, (name, value) in enumerate(steps):
        look = {"color": theme.color(row), "cornerradius": 2}
        text = {"text": f"{value:+.3f}".replace("-", "−"), "textposition": "outside", "cliponaxis": False}
        hover = f"{name}: %{{x:.6f}} nats<extra></extra>"
        bar = {"base": start, "x": [value], "y": [row], "orientation": "h", "width": 0.6, "marker": look}
        figure.add_trace(Bar(**bar, **text, hovertemplate=hover))
        start += value
    for at, (name, value) in enumerate(totals):
        row = len(steps) + at
        dot = {"size": 13, "symbol": "diamond", "color": MARKED, "line": {"width": 1, "color": "#ffffff"}}
        hover = f"{name}: %{{x:.6f}} nats<extra></extra>"
        text = {"text": [f"{value:.3f}".replace("-", "−")], "textposition": "middle right", "cliponaxis": False}
        figure.add_trace(Scatter(x=[value], y=[row], mode="markers+text", marker=dot, hovertemplate=hover, **text))
        line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(type="line", x0=value, x1=value, y0=-0.5, y1=row, line=line, layer="below")
    low, high = _span(steps, totals)
    room = 0.17 * (high - low)
    figure.update_xaxes(title_text="nats", range=[low - room, high + room], zeroline=True, zerolinecolor=theme.MUTED)
    return figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=rows, range=[len(rows) - 0.45, -0.6], showgrid=False, fixedrange=True
    )


def readings(values: Mapping[str, float], *, truth: float, name: str, height_px: int = 0) -> go.Figure:
    """What several formulas give, as bars from 0, against a dotted line at what they should; those that hit it are blue."""
    figure = theme.figure(height_px=height_px or 44 * len(values) + 60, showlegend=False, bargap=0.55, margin={"t": 22})
    rows, numbers = list(range(len(values))), list(values.values())
    colors = [theme.color(0) if abs(value - truth) < SHOWN_ERROR else theme.color(1) for value in numbers]
    texts = [f"{value:.6f}".replace("-", "−") for value in numbers]
    hover = "%{customdata}: %{x:.6f} nats<extra></extra>"
    figure.add_trace(
        Bar(
            x=numbers, y=rows, orientation="h", marker={"color": colors, "cornerradius": 2}, customdata=list(values),
            hovertemplate=hover,
        )
    )  # fmt: skip
    for row, (title, text) in enumerate(zip(values, texts, strict=True)):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=row - 0.42, yanchor="middle", text=f"{title}: <b>{text}</b>", showarrow=False
        )
    line = {"color": theme.MUTED, "dash": "dot", "width": 2}
    figure.add_shape(type="line", x0=truth, x1=truth, yref="paper", y0=0, y1=1, line=line)
    side = "left" if truth < (min(*numbers, 0) + max(*numbers, 0)) / 2 else "right"  # where there is room
    figure.add_annotation(
        text=name, x=truth, xanchor=side, yref="paper", y=1, yanchor="bottom", showarrow=False, font={"size": 12}
    )
    figure.update_xaxes(title_text="nats", zeroline=True, zerolinecolor=theme.MUTED)
    return figure.update_yaxes(visible=False, range=[len(rows) - 0.6, -0.75])


def ground(
    x: Array,
    y: Array,
    values: Array,
    *,
    titles: tuple[str, str],
    name: str,
    marks: Sequence[tuple[str, float, float]] = (),
    lines: Mapping[str, Array] | None = None,
    low: float | None = None,
    square: bool = False,
    height_px: int = 420,
) -> go.Figure:
    """A map of values (h, w) at y (h,) and x (w,) that can be clicked, with marks (name, x, y): the first is the chosen place.

    lines: curves (n, 2) upon it. low: where the colours begin. square: one unit is as long both ways.
    """
    reach: dict[str, Any] = {} if low is None else {"zmin": low, "zmax": float(np.max(values))}
    figure = theme.figure(height_px=height_px, margin={"t": 46}, showlegend=False, clickmode="event")
    hover = f"{titles[0]} %{{x:.2f}}, {titles[1]} %{{y:.2f}}<br>{name} %{{z:.3f}}<extra></extra>"
    figure.add_trace(
        Contour(
            x=_short(x), y=_short(y), z=_short(values), colorscale=theme.scale(theme.SEQUENTIAL), ncontours=22,
            line={"width": 0.5, "color": theme.tint("#ffffff", 0.4)}, colorbar=theme.colorbar(name), hovertemplate=hover,
            contours={"coloring": "heatmap"}, **reach,
        )
    )  # fmt: skip
    for title, points in (lines or {}).items():
        line = {"color": "#ffffff", "width": 1.5}
        at = {"x": _short(points[:, 0]), "y": _short(points[:, 1])}
        figure.add_trace(Scatter(**at, mode="lines", line=line, name=title, hoverinfo="skip"))
    for index, (title, at_x, at_y) in enumerate(marks):
        edge = {"width": 1.5, "color": "#ffffff"}
        look: dict[str, Any] = {
            "size": 14,
            "symbol": ("x", "diamond", "circle")[index % 3],
            "color": (MARKED, "#ffffff", theme.MUTED)[index % 3],
        }
        look |= {"line": edge if index != 1 else {"width": 1.5, "color": theme.TEXT}}
        told = f"{title}: %{{x:.3f}}, %{{y:.3f}}<extra></extra>"
        figure.add_trace(Scatter(x=[at_x], y=[at_y], mode="markers", marker=look, name=title, hovertemplate=told))
    figure.update_xaxes(title_text=titles[0], range=[float(x[0]), float(x[-1])], constrain="domain")
    tied = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"} if square else {}
    return figure.update_yaxes(title_text=titles[1], range=[float(y[0]), float(y[-1])], **tied)


def over(side: Array, posterior: Array, q: Array, *, height_px: int = 400) -> go.Figure:
    """A posterior (n, n) of two numbers as a map, and lines of equal height of q (n, n) upon it."""
    figure = theme.figure(height_px=height_px, margin={"t": 46}, showlegend=False)
    shared = {"x": _short(side), "y": _short(side)}
    figure.add_trace(
        Heatmap(
            **shared, z=_short(posterior), colorscale=theme.scale(theme.SEQUENTIAL), zsmooth="best",
            colorbar=theme.colorbar("posterior p(z|x)"), hovertemplate="z₁ %{x:.2f}, z₂ %{y:.2f}<br>%{z:.3f}<extra></extra>",
        )
    )  # fmt: skip
    top = float(q.max())
    line = {"color": MARKED, "width": 2.5}
    levels = {"start": 0.1 * top, "end": 0.9 * top, "size": 0.2 * top, "coloring": "none"}
    figure.add_trace(Contour(**shared, z=_short(q), contours=levels, line=line, showscale=False, hoverinfo="skip", name="q(z)"))
    edges = [float(side[0]), float(side[-1])]
    figure.update_xaxes(title_text="z₁", range=edges, constrain="domain")
    return figure.update_yaxes(title_text="z₂", range=edges, scaleanchor="x", constrain="domain", constraintoward="top")


def approach(sizes: Sequence[int], errors: Mapping[str, Array], *, height_px: int = 330) -> go.Figure:
    """How far estimates are from the truth, (runs, sizes) by name, both axes logarithmic: faint runs, and a bold median."""
    figure = _headed("|estimate − log p(x)|, nats", list(errors), height_px)
    for index, (name, values) in enumerate(errors.items()):
        drawn, color = np.maximum(values, SHOWN_ERROR), theme.color(index)
        gaps = np.concatenate([drawn, np.full((len(drawn), 1), np.nan)], axis=1)
        x = np.tile([*map(float, sizes), np.nan], len(drawn))
        faint = {"color": theme.tint(color, 0.3), "width": 1}
        figure.add_trace(Scatter(x=x, y=_short(gaps.ravel()), mode="lines", line=faint, hoverinfo="skip", showlegend=False))
        middle = np.median(drawn, axis=0)
        bold = {"color": color, "width": 3, "dash": ("solid", "dash", "dot")[index % 3]}
        hover = f"{name}, %{{x:,}} samples: %{{y:.2g}} (median of {len(values)})<extra></extra>"
        figure.add_trace(Scatter(x=list(sizes), y=_short(middle), mode="lines", line=bold, name=name, hovertemplate=hover))
    figure.update_xaxes(type="log", dtick=1, title_text="samples", exponentformat="power")
    return figure.update_yaxes(type="log", dtick=1, exponentformat="power", rangemode="normal")


def banded(
    series: Mapping[str, Sequence[tuple[float, float, float]]],
    *,
    x_title: str,
    y_title: str,
    percent: bool = False,
    level: tuple[str, float] | None = None,
    faint: Sequence[str] = (),
    height_px: int = 360,
) -> go.Figure:
    """Named curves (x, mean, spread) on a logarithmic x axis, with a band of one spread around them; those in `faint` dotted."""
    figure = _headed(y_title, list(series), height_px)
    for index, (name, points) in enumerate(series.items()):
        x, mean, spread = (np.array(part, np.float64) for part in zip(*points, strict=True))
        color = theme.color(index)
        if name not in faint:
            around = {"x": [*x, *x[::-1]], "y": _short(np.concatenate([mean + spread, (mean - spread)[::-1]]))}
            band = {"fill": "toself", "fillcolor": theme.tint(color, 0.15), "line": {"width": 0}}
            figure.add_trace(Scatter(**around, **band, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=name))
        value = "%{y:.1%} ± %{customdata:.1%}" if percent else "%{y:.4g} ± %{customdata:.2g}"
        line = {"color": color, "width": 2.5, "dash": "dot" if name in faint else "solid"}
        marker = {"symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)], "size": 7}
        hover = f"{name}, {x_title} %{{x:,}}: {value}<extra></extra>"
        trace = Scatter(x=x, y=_short(mean), customdata=_short(spread), mode="lines+markers", name=name, line=line, marker=marker)
        figure.add_trace(trace.update(hovertemplate=hover, legendgroup=name))
    if level is not None:
        label = {"text": level[0], "textposition": "end", "yanchor": "top", "font": {"size": 12}}
        figure.add_hline(y=level[1], line={"dash": "dot", "width": 1.5, "color": theme.MUTED}, label=label)
    ticks = [x for x, _, _ in next(iter(series.values()))]
    sparse = ticks if len(ticks) < 9 else [x for x in ticks if np.log10(x) % 1 == 0]
    figure.update_xaxes(type="log", title_text=x_title, tickvals=sparse, ticktext=[f"{x:,.0f}" for x in sparse])
    return figure.update_yaxes(tickformat=".0%", rangemode="tozero") if percent else figure


def by_width(
    series: Mapping[str, Sequence[tuple[float, float]]], *, x_title: str, y_title: str, height_px: int = 360
) -> go.Figure:
    """Curves (x, y) over logarithmic axes with written-out numbers; the last is a line on paper, the one before rings upon it."""
    figure, last = _headed(y_title, list(series), height_px), len(series) - 1
    for index, (name, points) in enumerate(series.items()):
        x, y = zip(*points, strict=True)
        color = theme.color(index)
        ring = {"size": 12, "color": theme.CLEAR, "line": {"width": 2, "color": color}}
        look: dict[str, Any] = {
            "mode": "lines+markers",
            "marker": {"size": 8, "color": color},
            "line": {"width": 2.5, "color": color},
        }
        if index == last:
            look = {"mode": "lines", "line": {"width": 2, "color": theme.MUTED}}
        elif index == last - 1:
            look = {"mode": "markers", "marker": ring}
        hover = f"{name}, {x_title} %{{x}}: %{{y:.5f}}<extra></extra>"
        figure.add_trace(Scatter(x=list(x), y=_short(y), name=name, hovertemplate=hover, **look))
    values = [value for points in series.values() for _, value in points]
    decades = range(int(np.floor(np.log10(min(values)))), int(np.ceil(np.log10(max(values)))) + 1)
    ticks = [step * 10.0**decade for decade in decades for step in (1, 2, 5)]
    widths = [x for x, _ in next(iter(series.values()))]
    figure.update_xaxes(type="log", title_text=x_title, tickvals=widths, ticktext=[f"{width:g}" for width in widths])
    return figure.update_yaxes(type="log", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks])


def falling(
    series: Mapping[str, Sequence[tuple[float, float]]],
    *,
    x_title: str,
    y_title: str,
    floor: float | None = None,
    height_px: int = 330,
) -> go.Figure:
    """Named curves (x, y) over a logarithmic x axis; what falls below the floor leaves the picture."""
    figure = _headed(y_title, list(series), height_px).update_layout(hovermode="x unified")
    for index, (name, points) in enumerate(series.items()):
        x, y = zip(*points, strict=True)
        look = {"color": theme.color(index), "width": 2.5, "dash": ("solid", "dash", "dot")[index % 3]}
        hover = f"{name} %{{y:.4g}}<extra></extra>"
        figure.add_trace(Scatter(x=_short(x), y=_short(y), name=name, mode="lines", line=look, hovertemplate=hover))
    figure.update_xaxes(type="log", dtick=1, exponentformat="power", title_text=x_title)
    highest = max(value for points in series.values() for _, value in points)
    return figure if floor is None else figure.update_yaxes(range=[floor, highest + 0.08 * (highest - floor)])


def on_paper(
    series: Mapping[str, Sequence[tuple[float, float]]], *, x_title: str, y_title: str, height_px: int = 330
) -> go.Figure:
    """What was measured, the first of both series (x, y), as dots on what it should be, a line; both axes logarithmic."""
    figure = _headed(y_title, list(series), height_px)
    for index, (name, points) in enumerate(series.items()):
        x, y = zip(*points, strict=True)
        look = {"mode": "lines", "line": {"color": theme.MUTED, "width": 2}} if index else {"mode": "markers"}
        marker = {"size": 9, "color": theme.color(0)}
        hover = f"{name}, {x_title} %{{x:.3g}}: %{{y:.5g}}<extra></extra>"
        figure.add_trace(Scatter(x=_short(x), y=_short(y), name=name, marker=marker, hovertemplate=hover, **look))
    figure.update_xaxes(type="log", dtick=1, exponentformat="power", title_text=x_title)
    return figure.update_yaxes(type="log", dtick=1, exponentformat="power")


def wall(pictures: Array, *, columns: int, height_px: int = 0) -> go.Figure:
    """Grey pictures (n, h, w), uint8, in rows, with a gap of one pixel between them."""
    n, h, w = pictures.shape
    rows = -(-n // columns)
    pixels = np.full((rows * columns, h + 1, w + 1), np.nan, np.float32)
    pixels[:n, :h, :w] = pictures
    sheet = pixels.reshape(rows, columns, h + 1, w + 1).swapaxes(1, 2).reshape(rows * (h + 1), columns * (w + 1))
    figure = canvas(height_px or round(440 * rows * (h + 1) / (columns * (w + 1))) + 4)
    hover = "grey level %{z}<extra></extra>"
    look = {"zmin": 0, "zmax": 255, "colorscale": GREYS, "showscale": False, "zsmooth": False, "hoverongaps": False}
    figure.add_trace(Heatmap(z=sheet[:-1, :-1], **look, hovertemplate=hover))
    figure.update_xaxes(range=[-0.5, columns * (w + 1) - 1.5])
    return figure.update_yaxes(range=[rows * (h + 1) - 1.5, -0.5], autorange=False)


def shares(rows: Mapping[str, Mapping[str, float]], *, height_px: int = 0) -> go.Figure:
    """Several shares of each row as marks on one line of 0-100 %; the row's name stands above its line."""
    names = list(next(iter(rows.values())))
    legend, head_px = racers.legend(names)
    figure = theme.figure(height_px=height_px or 44 * len(rows) + head_px + 40, margin={"t": head_px}, legend=legend)
    places = list(range(len(rows)))
    for index, name in enumerate(names):
        marker = {
            "symbol": theme.SYMBOLS[index],
            "size": 12,
            "color": theme.color(index),
            "line": {"width": 1, "color": "#ffffff"},
        }
        hover = f"%{{customdata}}<br>{name}: %{{x:.1%}}<extra></extra>"
        values = [row[name] for row in rows.values()]
        dots = {"x": values, "y": places, "customdata": list(rows), "mode": "markers", "name": name, "cliponaxis": False}
        figure.add_trace(Scatter(**dots, marker=marker, hovertemplate=hover))
    for place, title in enumerate(rows):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=place - 0.42, yanchor="middle", text=title, showarrow=False, font={"size": 12}
        )
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1], showgrid=True, fixedrange=True)
    return figure.update_yaxes(
        tickvals=places, showticklabels=False, range=[len(rows) - 0.5, -0.75], showgrid=True, fixedrange=True
    )


def _span(steps: Sequence[tuple[str, float]], totals: Sequence[tuple[str, float]]) -> tuple[float, float]:
    ends = np.cumsum([0.0, *(value for _, value in steps)])
    values = [*ends.tolist(), *(value for _, value in totals)]
    return min(values), max(values)


def _headed(title: str, names: Sequence[str], height_px: int) -> go.Figure:
    """An empty figure with the name of its y axis over the upper left corner and a legend above that."""
    legend, head_px = racers.legend(names)
    if max(map(len, names)) > 19:
        legend, head_px = legend | {"entrywidth": 0.95}, 18 + LONG_ROW_PX * len(names)
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX + head_px}, legend=legend, showlegend=True)
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, **place)


def _short(values: Array | Sequence[float]) -> NDArray[np.float32]:
    """Half the bytes; more than a screen can show."""
    return np.asarray(values, np.float32)
