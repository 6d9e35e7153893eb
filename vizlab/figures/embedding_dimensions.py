"""Many dimensions in curves: what was measured as dots or bars, what is known on paper as a line through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

Points = tuple[Sequence[float] | NDArray[Any], Sequence[float] | NDArray[Any]]
HEAD_PX, ROW_PX, SHORT = 20, 20, 18  # above a chart: the name of the axis, a row of the legend; letters of which two fit a row


def densities(bars: Points, lines: Mapping[str, Points], *, name: str, x_title: str, height_px: int = 330) -> go.Figure:
    """A histogram (middles, densities) under curves by name: the first in full, what follows dotted. name: of the bars."""
    figure = _headed("density", [name, *lines], height_px, bargap=0)
    hover = "%{x:.2f}: density %{y:.3g}<extra></extra>"
    marker = {"color": theme.tint(theme.color(0), 0.45), "line": {"width": 0}}
    figure.add_trace(Bar(x=_short(bars[0]), y=_short(bars[1]), name=name, marker=marker, hovertemplate=hover))
    for index, (title, (x, y)) in enumerate(lines.items()):
        line = {"color": theme.color(index + 1), "width": 2.5, "dash": "dot" if index else "solid"}
        figure.add_trace(Scatter(x=_short(x), y=_short(y), name=title, mode="lines", line=line, hovertemplate=hover))
    figure.update_xaxes(title_text=x_title)
    return figure.update_yaxes(rangemode="tozero", range=[0, 1.08 * _highest(bars, list(lines.values()))])


def against(
    paper: Mapping[str, Points],
    measured: Mapping[str, Points],
    *,
    x_title: str,
    y_title: str,
    log: str = "",
    at: float | None = None,
    percent: bool = False,
    joined: bool = False,
    levels: Mapping[str, float] | None = None,
    height_px: int = 330,
) -> go.Figure:
    """Lines on paper and dots measured, by name; what has one name in both has one colour, and one entry in the legend.

    log: logarithmic axes, such as "x". at: a dotted upright line where one stands. joined: lines through the dots. levels: dotted
    level lines by name.
    """
    names = [*paper, *(name for name in measured if name not in paper)]
    figure = _headed(y_title, names, height_px)
    style = ".1%" if percent else ".4g"
    for index, name in enumerate(names):
        look = {"color": theme.color(index), "width": 2}
        hover = f"{name}, {x_title} %{{x:.4g}}: %{{y:{style}}}"
        if name in paper:
            x, y = paper[name]
            on_paper = hover + ", on paper<extra></extra>"
            trace = Scatter(x=_short(x), y=_short(y), name=name, mode="lines", line=look, legendgroup=name)
            figure.add_trace(trace.update(hovertemplate=on_paper))
        if name in measured:
            x, y = measured[name]
            marker = {"color": theme.color(index), "size": 8, "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]}
            more = {"marker": marker, "line": look, "legendgroup": name, "showlegend": name not in paper}
            mode = "lines+markers" if joined else "markers"
            figure.add_trace(
                Scatter(x=_short(x), y=_short(y), name=name, mode=mode, hovertemplate=hover + "<extra></extra>", **more)
            )
    if at is not None:
        figure.add_vline(x=at, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    for name, level in (levels or {}).items():
        label = {"text": name, "textposition": "start", "yanchor": "bottom", "font": {"size": 12}}
        figure.add_hline(y=level, line={"dash": "dot", "width": 1.5, "color": theme.MUTED}, label=label)
    figure.update_xaxes(title_text=x_title, **({"type": "log", "dtick": 1} if "x" in log else {"rangemode": "tozero"}))
    if "y" in log:
        return figure.update_yaxes(**_decades([y for _, y in [*paper.values(), *measured.values()]]))
    return figure.update_yaxes(rangemode="tozero", tickformat=".0%" if percent else None)


def ranked(values: Mapping[str, Mapping[str, float]], *, x_title: str, height_px: int = 330) -> go.Figure:
    """Numbers by name (rows) and by way (dots of one colour and symbol each), on a logarithmic axis."""
    ways = list(dict.fromkeys(way for row in values.values() for way in row))
    figure = _headed("", ways, height_px)
    rows = list(range(len(values)))
    for index, way in enumerate(ways):
        found = [row.get(way) for row in values.values()]
        marker = {"color": theme.color(index), "size": 10, "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)]}
        hover = f"%{{customdata}}, {way}: %{{x:.1f}}<extra></extra>"
        dots = {"x": found, "y": rows, "customdata": list(values), "mode": "markers", "name": way}
        figure.add_trace(Scatter(**dots, marker=marker, hovertemplate=hover))
    figure.update_xaxes(title_text=x_title, showgrid=True, **_decades([list(row.values()) for row in values.values()]))
    return figure.update_yaxes(tickvals=rows, ticktext=list(values), range=[len(values) - 0.4, -0.6], fixedrange=True)


def _headed(y_title: str, entries: Sequence[str], height_px: int, **layout: Any) -> go.Figure:
    """An empty figure with the name of its y axis over the upper end, where it costs no width, and a legend above it."""
    legend = {"y": 1, "yref": "container", "yanchor": "top", "itemsizing": "constant"}
    rows = -(-len(entries) // (2 if max(map(len, entries)) <= SHORT else 1))  # on a phone
    figure = theme.figure(
        height_px=height_px, margin={"t": HEAD_PX + ROW_PX * rows + 6}, legend=legend, showlegend=True, **layout
    )
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{y_title}</b>", showarrow=False, **place) if y_title else figure


def _decades(values: Sequence[Sequence[float] | NDArray[Any]]) -> dict[str, Any]:
    """A logarithmic axis with written-out numbers: whole decades, of a short one 1, 2 and 5 too."""
    found = np.concatenate([np.asarray(part, np.float64) for part in values])
    low, high = np.log10(found[found > 0].min()), np.log10(found.max())
    steps = (1, 2, 5) if high - low < 2.5 else (1,)
    ticks = [step * 10.0**decade for decade in range(int(low) - 2, int(high) + 2) for step in steps]
    shown = ticks if len(steps) > 1 else ticks[:: max(1, round((high - low) / 5))]
    return {"type": "log", "tickvals": shown, "ticktext": [f"{tick:g}" for tick in shown]}


def _highest(bars: Points, lines: Sequence[Points]) -> float:
    """The highest bar, or point of a curve away from its ends, where it may have no bounds."""
    return float(max([np.max(bars[1]), *(np.max(np.asarray(y)[3:-3]) for _, y in lines)]))


def _short(values: Sequence[float] | NDArray[Any]) -> NDArray[np.float32]:
    """Half the bytes; more than a screen can show."""
    return np.asarray(values, np.float32)
