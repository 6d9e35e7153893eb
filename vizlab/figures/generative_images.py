"""A GAN on pictures: its sheet of samples as a film, samples asked for against recognised, rules broken one by one.

Pictures are grey, uint8 (n, h, w); sheets are (rows, columns, h, w).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme
from vizlab.figures.filter_why import lines
from vizlab.figures.matrices import confusion
from vizlab.figures.parts import Frame, Image, Scatter
from vizlab.figures.png import data_uri
from vizlab.figures.sheets import contact_sheet

Array = NDArray[Any]
FRAME_MS = 700
ROW_PX = 44  # of a rule
MADE, REAL = theme.CATEGORICAL[1], theme.CATEGORICAL[0]


def sheet(pictures: Array, names: Sequence[str]) -> go.Figure:
    """Pictures (rows, columns, h, w), each row under its name ("" for none)."""
    figure = contact_sheet([row[:, None] for row in pictures], list(names))
    figure.traces[0].update(source=_source(pictures))
    return figure


def sheet_film(sheets: Mapping[int, Array], names: Sequence[str], *, now: int) -> go.Figure:
    """Sheets by epoch, played; `now` is shown first. Errors: no sheet of that epoch."""
    if now not in sheets:
        raise ValueError(f"The epoch must be one of {', '.join(map(str, sheets))}; got {now}.")
    figure = sheet(sheets[now], names)
    stops = [str(epoch) for epoch in sheets]
    figure.frames = [
        Frame(data=[Image(source=_source(pictures))], traces=[0], name=stop)
        for stop, pictures in zip(stops, sheets.values(), strict=True)
    ]
    figure.update_layout(height=figure.asked("height") + film.HEIGHT_PX, margin={"b": film.HEIGHT_PX})
    active = stops.index(str(now))
    return figure.update_layout(**film.controls(stops, prefix="epoch ", active=active, frame_ms=FRAME_MS, redraw=True))


def asked_for(counts: Array, classes: Sequence[str]) -> go.Figure:
    """How many samples asked for as each class (rows) were recognised as each (columns)."""
    figure = confusion(counts, classes, noun="samples")
    return figure.update_xaxes(title_text="recognised as").update_yaxes(title_text="asked for")


def few_labels(curves: Mapping[str, Sequence[tuple[float, float]]], *, x_title: str, y_title: str) -> go.Figure:
    """Shares by number of labels, the same numbers for every curve."""
    figure = lines(curves, x_title=x_title, y_title=y_title, log="x", percent=True)
    ticks = [count for count, _ in next(iter(curves.values()))]
    return figure.update_xaxes(dtick=None, tickmode="array", tickvals=ticks, ticktext=[f"{count:g}" for count in ticks])


def beside_real(classes: Sequence[str], made: Sequence[float], real: Sequence[float], *, title: str) -> go.Figure:
    """A number of each class, of samples and of real pictures, joined by a line."""
    figure = theme.figure(height_px=32 * len(classes) + 70, margin={"t": 34})
    rows = list(range(len(classes)))
    ends = [value for pair in zip(made, real, strict=True) for value in (*pair, None)]
    line = {"width": 2, "color": theme.MUTED}
    heights = [row for row in rows for _ in range(3)]
    figure.add_trace(Scatter(x=ends, y=heights, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    for name, values, color, symbol in (("samples", made, MADE, "diamond"), ("real pictures", real, REAL, "circle")):
        marker = {"size": 11, "color": color, "symbol": symbol}
        hover = f"%{{customdata}}, {name}: %{{x:.3f}}<extra></extra>"
        figure.add_trace(
            Scatter(
                x=list(values), y=rows, mode="markers", name=name, marker=marker, customdata=list(classes), hovertemplate=hover
            )
        )
    figure.update_xaxes(title_text=title, rangemode="tozero", showgrid=True)
    return figure.update_yaxes(tickvals=rows, ticktext=list(classes), autorange="reversed", showgrid=False)


def broken_rules(names: Sequence[str], distances: Sequence[Sequence[float | None]], stable: Array, *, most: float) -> go.Figure:
    """Distances (in floors) of the networks of each row, None where one blew up; stable (rows, seeds), bool; a line at `most`.

    The first row is the one with no rule broken.
    """
    blown = any(value is None for row in distances for value in row)
    top = (1.5 if blown else 1.0) * max([value for row in distances for value in row if value is not None], default=10.0)
    figure = theme.figure(height_px=ROW_PX * len(names) + 90, margin={"t": 34})
    looks = {True: ("stable", REAL, "circle"), False: ("not stable", MADE, "x")}
    for is_stable, (label, color, symbol) in looks.items():
        places = [(r, k) for r in range(len(names)) for k in range(len(distances[r])) if bool(stable[r][k]) == is_stable]
        found = [distances[r][k] for r, k in places]
        figure.add_trace(
            Scatter(
                x=[top if value is None else value for value in found],
                y=[r + 0.14 * (k - (len(distances[r]) - 1) / 2) for r, k in places],
                mode="markers",
                name=label,
                marker={"size": 9, "color": color, "symbol": symbol},
                customdata=[
                    f"{names[r]}, seed {k}: "
                    + ("a loss stopped being a number" if value is None else f"{value:.1f} times the floor")
                    for (r, k), value in zip(places, found, strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
    figure.add_shape(type="line", x0=most, x1=most, yref="y domain", y0=0, y1=1, line=line, layer="below")
    known = [value for row in distances for value in row if value is not None]
    span = [np.log10(0.85 * min([*known, most])), np.log10(1.15 * max([top, most]))]
    figure.update_layout(showlegend=True)
    figure.update_xaxes(
        type="log", title_text="distance ÷ floor", range=span, showgrid=True, tickvals=[1, 2, 5, 10, 20, 50, 100, 200]
    )
    rows = list(range(len(names)))
    return figure.update_yaxes(tickvals=rows, ticktext=list(names), autorange="reversed", showgrid=False)


def _source(pictures: Array) -> str:
    """The pictures of a contact sheet in grey, with nothing between them: half as long an address as in colour."""
    rows, columns, h, w = pictures.shape
    wall = np.zeros((rows, h + max(1, h // 16), columns, w + max(1, w // 16), 2), np.uint8)
    wall[:, :h, :, :w, 0] = pictures.transpose(0, 2, 1, 3)
    wall[:, :h, :, :w, 1] = 255
    return data_uri(wall.reshape(rows * wall.shape[1], columns * wall.shape[3], 2))
