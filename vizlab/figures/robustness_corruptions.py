"""What corruption does to a network: errors by corruption and severity, against a baseline, and along its training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Heatmap, Scatter

ROW_PX, HEAD_PX = 30, 34  # a row of a table; room for a legend
INK = 0.55  # from here on a cell is dark enough for white text
FRAME = theme.CATEGORICAL[1]


def errors(wrong: NDArray[Any], names: Sequence[str], clean: float, *, chosen: tuple[int, int], noun: str = "wrong") -> go.Figure:
    """Shares of wrong answers (corruptions, severities), each cell with its per cent, and the clean share on top.

    A cell can be clicked: `customdata` is (corruption, severity). chosen: row and severity with a frame. NaN: not there yet.
    """
    wrong = np.asarray(wrong, np.float64)
    rows, columns = wrong.shape
    everything = np.vstack([np.full(columns, clean), wrong])
    labels = ["no corruption", *names]
    scale = [[0, theme.tint(theme.color(0), 0.02)], [1, theme.color(0)]]
    hover = f"%{{customdata[0]}}, severity %{{x}}<br>%{{z:.1%}} {noun}<extra></extra>"
    which = [[[label, severity + 1] for severity in range(columns)] for label in labels]
    x, y = list(range(1, columns + 1)), list(range(rows + 1))
    cells = {"z": everything, "zmin": 0, "zmax": 1, "colorscale": scale, "xgap": 2, "ygap": 2, "showscale": False}
    figure = theme.figure(height_px=ROW_PX * (rows + 1) + 40, margin={"t": 36, "b": 4})
    figure.add_trace(Heatmap(x=x, y=y, customdata=which, hovertemplate=hover, **cells))
    figure.add_traces([_written(everything, everything < INK), _written(everything, everything >= INK, color="#ffffff")])
    row, severity = chosen
    box = {"x0": severity - 0.48, "x1": severity + 0.48, "y0": row + 0.54, "y1": row + 1.46}
    figure.add_shape(type="rect", **box, line={"width": 3, "color": FRAME})
    still = {"showgrid": False, "fixedrange": True}
    figure.update_xaxes(title_text="severity", side="top", tickvals=x, range=[0.5, columns + 0.5], **still)
    return figure.update_yaxes(tickvals=y, ticktext=labels, range=[rows + 0.5, -0.5], **still)


def place_at(x: float, y: float, rows: int, severities: int) -> tuple[int, int] | None:
    """The corruption's row and the severity at a place of `errors`; None beside the table."""
    row, severity = round(y) - 1, round(x)
    return (row, severity) if 0 <= row < rows and 1 <= severity <= severities else None


def ratios(names: Sequence[str], series: Mapping[str, Sequence[float]], *, chosen: str = "") -> go.Figure:
    """By corruption the errors over the baseline's, as bars beside each other; 1, the baseline itself, is a dotted line."""
    height_px = max(260, (ROW_PX + 2) * len(names)) + HEAD_PX
    figure = theme.figure(height_px=height_px, barmode="group", bargap=0.3, margin={"t": HEAD_PX})
    rows = list(range(len(names)))
    for index, (label, values) in enumerate(series.items()):
        shown = [value if np.isfinite(value) else None for value in values]
        hover = f"%{{customdata}}, {label}: %{{x:.2f}}<extra></extra>"
        look = {"color": theme.color(index), "cornerradius": 2}
        bar = {"x": shown, "y": rows, "customdata": list(names), "hovertemplate": hover}
        figure.add_trace(Bar(**bar, orientation="h", name=label, marker=look))
    figure.add_vline(x=1, line={"dash": "dot", "width": 2, "color": theme.MUTED})
    ticks = [f"<b>{name}</b>" if name == chosen else name for name in names]
    figure.update_xaxes(title_text="errors, of the baseline's", rangemode="tozero", fixedrange=True)
    return figure.update_yaxes(tickvals=rows, ticktext=ticks, range=[len(names) - 0.5, -0.5], showgrid=False, fixedrange=True)


def along(epochs: Sequence[int], curves: Mapping[str, Sequence[float]], *, chosen: int | None, height_px: int = 320) -> go.Figure:
    """Ratios to a baseline against epochs, one curve a name; 1 is dotted, the epoch `chosen` has an upright line."""
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX}, hovermode="x unified")
    for index, (name, values) in enumerate(curves.items()):
        look = {"color": theme.color(index), "width": 2.5}
        marks = {"size": 8, "symbol": theme.SYMBOLS[index]}
        line = {"x": list(epochs), "y": list(values), "mode": "lines+markers", "line": look, "marker": marks}
        figure.add_trace(Scatter(**line, name=name, hovertemplate=f"{name} %{{y:.2f}}<extra></extra>"))
    figure.add_hline(y=1, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    if chosen is not None:
        figure.add_vline(x=chosen, line={"width": 1.5, "color": theme.MUTED})
    figure.update_xaxes(title_text="epoch", rangemode="tozero")
    return figure.update_yaxes(title_text="of the baseline's", rangemode="tozero")


def _written(shares: NDArray[np.float64], where: NDArray[np.bool_], **font: Any) -> Scatter:
    """Per cent of some cells. Not the heat map's own text: its automatic colour takes a clear cell for a light one."""
    rows, columns = np.nonzero(where & np.isfinite(shares))
    text = [f"{100 * shares[row, column]:.0f}" for row, column in zip(rows, columns, strict=True)]
    look = {"size": 12} | font
    place = {"x": (columns + 1).tolist(), "y": rows.tolist()}
    return Scatter(**place, text=text, mode="text", textfont=look, hoverinfo="skip", showlegend=False)
