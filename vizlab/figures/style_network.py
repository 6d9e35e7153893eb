"""Networks compared by what they can tell apart: rates with intervals, rates by layer, and the spread of draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.matrices import INK, SHARE_SCALE
from vizlab.figures.parts import Heatmap, Scatter
from vizlab.figures.robustness_crowd import HALF_PX, gallery

ROW_PX, HEAD_PX, FOOT_PX, WIDE_PX = 34, 30, 52, 700
Interval = tuple[float, float, float]  # low, value, high


def rates(rows: Mapping[str, Interval], *, kinds: Sequence[str], chance: float, chosen: str = "") -> go.Figure:
    """Shares with their intervals, a row each, highest first; colour and symbol say the kind; chance is a dotted line."""
    order = sorted(range(len(rows)), key=lambda at: -list(rows.values())[at][1])
    names = list(rows)
    figure = theme.figure(height_px=ROW_PX * len(rows) + HEAD_PX + FOOT_PX, margin={"t": HEAD_PX, "r": 48})
    for index, kind in enumerate(dict.fromkeys(kinds)):
        own = [(place, names[at]) for place, at in enumerate(order) if kinds[at] == kind]
        values = [rows[name] for _, name in own]
        error = {"type": "data", "array": [high - value for _, value, high in values], "thickness": 2, "width": 5}
        error |= {"arrayminus": [value - low for low, value, _ in values]}
        size = [14 if name == chosen else 10 for _, name in own]
        marks: dict[str, Any] = {"x": [value for _, value, _ in values], "y": [place for place, _ in own], "error_x": error}
        look = {"color": theme.color(index), "symbol": theme.SYMBOLS[index], "size": size}
        text = [
            f"<b>{value:.0%}</b>" if name == chosen else f"{value:.0%}"
            for (_, name), (_, value, _) in zip(own, values, strict=True)
        ]
        hover = "%{customdata}<extra></extra>"
        said = [f"{name}: {value:.1%}, 95 % interval {low:.1%} to {high:.1%}"
                for (_, name), (low, value, high) in zip(own, values, strict=True)]  # fmt: skip
        figure.add_trace(Scatter(**marks, mode="markers", name=kind, marker=look, customdata=said, hovertemplate=hover))
        for (place, _), (_, _, high), word in zip(own, values, text, strict=True):
            at = {"x": high, "y": place, "xanchor": "left", "xshift": 8, "showarrow": False}
            figure.add_annotation(**at, text=word, font={"size": 12})
    figure.add_vline(x=chance, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    figure.update_xaxes(tickformat=".0%", range=[0, 1.08], title_text="patches given to their own texture", fixedrange=True)
    ticks = [f"<b>{names[at]}</b>" if names[at] == chosen else names[at] for at in order]
    return figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=ticks, range=[len(rows) - 0.5, -0.5], showgrid=False, fixedrange=True
    )


def by_layer(networks: Mapping[str, Sequence[float]], *, levels: Mapping[str, float], height_px: int = 320) -> go.Figure:
    """Shares by the number of the layer, 0 the pixels; `levels` are dotted lines with their names."""
    figure = theme.figure(height_px=height_px, margin={"t": 44, "r": 12})
    for index, (name, values) in enumerate(networks.items()):
        look = {"color": theme.color(index), "width": 3 if index == 0 else 2}
        mark = {"size": 8, "symbol": theme.SYMBOLS[index]}
        line: dict[str, Any] = {"x": list(range(len(values))), "y": list(values), "line": look, "marker": mark, "name": name}
        figure.add_trace(Scatter(**line, mode="lines+markers", hovertemplate=f"{name}, layer %{{x}}: %{{y:.1%}}<extra></extra>"))
    for name, level in levels.items():
        _level(figure, name, level)
    last = max(len(values) for values in networks.values()) - 1
    ticks = ["pixels", *(str(number) for number in range(1, last + 1))]
    figure.update_xaxes(
        title_text="layer, shallow to deep", tickvals=list(range(last + 1)), ticktext=ticks, range=[-0.2, last + 0.2]
    )
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.05])


def spread(groups: Mapping[str, Sequence[float]], *, levels: Mapping[str, float]) -> go.Figure:
    """Shares in rows, a point for each draw and a bar at their mean; `levels` are dotted lines with their names."""
    figure = theme.figure(
        height_px=(ROW_PX + 8) * len(groups) + HEAD_PX + FOOT_PX, margin={"t": HEAD_PX, "r": 14}, showlegend=False
    )
    for row, (name, values) in enumerate(groups.items()):
        mean = sum(values) / len(values)
        heights = [row + 0.36 * ((index + 0.5) / len(values) - 0.5) for index in range(len(values))]
        color = theme.color(0) if row == 0 else theme.color(1)
        dots = {"color": theme.tint(color, 0.7), "size": 9}
        hover = f"{name}, draw %{{customdata}}: %{{x:.1%}}<extra></extra>"
        numbers = list(range(1, len(values) + 1))
        figure.add_trace(Scatter(x=list(values), y=heights, mode="markers", marker=dots, customdata=numbers, hovertemplate=hover))
        line = {"x": [mean, mean], "y": [row - 0.32, row + 0.32], "line": {"color": color, "width": 3}}
        figure.add_trace(Scatter(**line, mode="lines", hoverinfo="skip"))
        at = {"x": mean, "y": row - 0.32, "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
        figure.add_annotation(**at, text=f"{mean:.0%}")
    for name, level in levels.items():
        place = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": theme.MUTED}}
        figure.add_vline(x=level, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
        figure.add_annotation(x=level, text=name, **place)
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02], title_text="patches given to their own texture", fixedrange=True)
    names = [name.replace(" ", "<br>", 1) for name in groups]
    return figure.update_yaxes(
        tickvals=list(range(len(groups))), ticktext=names, range=[len(groups) - 0.4, -0.7], showgrid=False, fixedrange=True
    )


def paintings(tiles: Sequence[NDArray[Any]], titles: Sequence[str], *, columns: int) -> go.Figure:
    """Pictures of one size in rows, each under its title, as wide as three quarters of a page."""
    figure = gallery(tiles, titles, columns=columns)
    return figure.update_layout(height=round(WIDE_PX / HALF_PX * figure.asked("height")))


def along(curve: Mapping[int, float], *, chosen: int, height_px: int = 240) -> go.Figure:
    """A share by epoch; the epoch that is looked at is marked."""
    figure = theme.figure(height_px=height_px, margin={"t": 12}, showlegend=False)
    sizes = [13 if epoch == chosen else 8 for epoch in curve]
    line: dict[str, Any] = {"x": list(curve), "y": list(curve.values()), "line": {"color": theme.color(0), "width": 2}}
    hover = "epoch %{x}: %{y:.1%}<extra></extra>"
    figure.add_trace(Scatter(**line, mode="lines+markers", marker={"size": sizes}, hovertemplate=hover))
    figure.update_xaxes(title_text="epoch")
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.05])


def verdicts(left: NDArray[Any], judges: Sequence[str], painters: Sequence[str], *, percent: bool = True) -> go.Figure:
    """What each judge (rows) says of each painting (columns): losses, darker is more; its own painting has a frame.

    percent: shares, else numbers.
    """
    most = max(float(np.max(left)), 1e-9)
    figure = theme.figure(height_px=44 * len(judges) + 84, margin={"t": 26})
    words = [[f"{value:.0%}" if percent else f"{value:.2f}" for value in row] for row in left.tolist()]
    said = [[f"{judge} of the painting by {painter}: {word}" for painter, word in zip(painters, row, strict=True)]
            for judge, row in zip(judges, words, strict=True)]  # fmt: skip
    figure.add_trace(
        Heatmap(
            z=np.asarray(left) / most, zmin=0, zmax=1, colorscale=SHARE_SCALE, xgap=2, ygap=2, showscale=False, customdata=said,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    for is_dark in (False, True):
        cells = [(y, x) for y in range(len(judges)) for x in range(len(painters)) if (left[y][x] / most >= INK) == is_dark]
        font = {"size": 13} | ({"color": "#ffffff"} if is_dark else {})
        at = {"x": [x for _, x in cells], "y": [y for y, _ in cells], "text": [words[y][x] for y, x in cells]}
        figure.add_trace(Scatter(**at, mode="text", textfont=font, hoverinfo="skip", showlegend=False))
    for y, judge in enumerate(judges):
        if judge in painters:
            x = list(painters).index(judge)
            corners = {"x0": x - 0.48, "x1": x + 0.48, "y0": y - 0.46, "y1": y + 0.46}
            figure.add_shape(type="rect", **corners, line={"color": theme.color(1), "width": 2})
    names = [name.replace("-", "-<br>", 1).replace(" ", "<br>", 1) for name in painters]
    look = {"showgrid": False, "fixedrange": True, "tickangle": 0, "tickfont": {"size": 11}}
    figure.update_xaxes(tickvals=list(range(len(painters))), ticktext=names, range=[-0.5, len(painters) - 0.5], **look)
    rows = [name.replace(" ", "<br>", 1).replace("-robust", "-<br>robust").replace("-resnet", "-<br>resnet") for name in judges]
    figure.update_yaxes(tickvals=list(range(len(judges))), ticktext=rows, range=[len(judges) - 0.5, -0.5], **look)
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return figure.add_annotation(text="<b>rows judge, columns painted</b>", **place)


def _level(figure: go.Figure, name: str, level: float) -> None:
    figure.add_hline(y=level, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": level, "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(**place, text=name, font={"size": 12, "color": theme.MUTED})
