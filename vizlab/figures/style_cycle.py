"""Two worlds carried into each other: a film of clouds there and back, sheets of digits, what the cycle does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import controls
from vizlab.figures.parts import Frame, Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

Array = NDArray[Any]
LEVELS, GAP, HEAD = 256, 14, 72  # of a panel's side; between panels, and above them
PITCH, RISE = LEVELS + GAP, LEVELS + HEAD
FRAME_MS, CONTROLS_PX = 220, 78
STUDENT = {2: 12.706, 3: 4.303, 4: 3.182, 6: 2.571, 8: 2.365, 12: 2.201, 16: 2.131, 32: 2.040, 64: 1.998}  # by values
EDGE_GREY = 150
HEAD_PX = 8  # above a row of small pictures, in their pixels
WORLDS = (("A", "B"), ("B", "A"))
REAL, MADE = theme.CATEGORICAL[:2]
HUES = [hue for hue in theme.CATEGORICAL if hue != theme.MUTED]  # grey is the other cloud
VERDICT = [[0.0, theme.tint(MADE, 0.35)], [0.5, theme.tint(MADE, 0)], [0.5, theme.tint(REAL, 0)], [1.0, theme.tint(REAL, 0.35)]]


def film(
    stops: Sequence[int],
    moments: Sequence[Mapping[str, Array]],
    rows: Sequence[str],
    *,
    start: Array,
    parts: Array,
    direction: int = 0,
    now: int | None = None,
) -> go.Figure:
    """Points of one world, where they are carried, and where the way back leads, for two runs above each other, played.

    Of each moment, for the first run and the second: made, back (4, n, 2) and field (4, g, g) in per cent, of which entries
    2 · direction and 2 · direction + 1 are drawn. start, parts: both worlds (2, n, 2), (2, n). rows: what the runs are called.
    All places are whole numbers from 0 to 255. direction: 0 from A, 1 from B. now: the step shown first, by default the last.
    """
    active = list(stops).index(stops[-1] if now is None else now)
    figure = theme.figure(height_px=CONTROLS_PX + round(880 * share()), margin={"t": CONTROLS_PX, "b": 0, "l": 0, "r": 0})
    _heads(figure, rows, WORLDS[direction])
    for row, field in enumerate(_pair(moments[active]["field"], direction)):
        figure.add_trace(_field(field, row))
    ghosts = [_placed(start[world], column, row) for row in (0, 1) for column, world in ((1, 1 - direction), (2, direction))]
    figure.add_trace(_dots(np.concatenate(ghosts), theme.MUTED, 3, 0.35))
    colors = [HUES[int(part) % len(HUES)] for part in parts[direction]]
    figure.add_trace(_dots(np.concatenate([_placed(start[direction], 0, row) for row in (0, 1)]), 2 * colors, 5, 0.9))
    figure.add_trace(_dots(_moving(moments[active], direction), 4 * colors, 5, 0.9))
    figure.frames = [_moment(str(stop), moment, direction) for stop, moment in zip(stops, moments, strict=True)]
    figure.update_layout(**_on_top(controls([str(stop) for stop in stops], active=active, frame_ms=FRAME_MS, redraw=True)))
    figure.update_xaxes(range=[-2, 3 * PITCH - GAP + 2], constrain="domain", constraintoward="left")
    figure.update_yaxes(range=[2 * RISE, 0], scaleanchor="x", constrain="domain", constraintoward="top")
    return theme.hide_axes(figure)


def share() -> float:
    """The height of the panels of a film as a share of their width."""
    return 2 * RISE / (3 * PITCH - GAP + 4)


def trade(
    weights: Sequence[float], values: Mapping[str, Array], *, levels: Mapping[str, float], title: str, x_title: str
) -> go.Figure:
    """Values by name (weights, seeds) against a weight: a dot for each seed, means with 95 % intervals joined by a line.

    levels: name -> a dotted level. Weights are named, not measured along the axis: zero has its place too.
    """
    figure = theme.figure(height_px=320, margin={"t": 64}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    figure.update_layout(showlegend=len(values) > 1)
    for index, (name, each) in enumerate(values.items()):
        _summary(figure, name, each, index, (index - (len(values) - 1) / 2) * 0.16)
    for name, level in levels.items():
        label = {"text": name, "textposition": "middle", "yanchor": "bottom", "font": {"size": 12}}
        line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(type="line", xref="x domain", x0=0, x1=1, y0=level, y1=level, line=line, label=label, layer="below")
    figure.add_annotation(
        text=f"<b>{title}</b>", showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom"
    )
    names = [f"{weight:g}" for weight in weights]
    figure.update_xaxes(title_text=x_title, tickvals=list(range(len(names))), ticktext=names, range=[-0.5, len(names) - 0.5])
    return figure.update_yaxes(rangemode="tozero")


def student(n: int) -> float:
    """How many standard errors a 95 % interval of the mean of n values reaches; of fewer values where n is not listed."""
    return STUDENT[max(known for known in STUDENT if known <= n)]


def sheet(rows: Mapping[str, Array]) -> go.Figure:
    """Pictures (n, h, w, 3), uint8, in rows, each row under its title."""
    wide, (tall, side) = len(next(iter(rows.values()))), next(iter(rows.values())).shape[1:3]
    pitch, rise = side + 1, tall + HEAD_PX + 2
    figure = theme.figure(height_px=round(880 * rise * len(rows) / (wide * pitch)), margin=dict.fromkeys("lrtb", 0))
    for row, (title, pictures) in enumerate(rows.items()):
        line = np.full((tall + 2, wide * pitch + 1, 3), EDGE_GREY, np.uint8)  # so that white pictures are seen on white
        for place, picture in enumerate(pictures):
            line[1:-1, place * pitch + 1 : (place + 1) * pitch] = picture
        figure.add_trace(Image(source=data_uri(line), y0=row * rise + HEAD_PX + 0.5, x0=0.5, hoverinfo="skip"))
        figure.add_annotation(x=0, y=row * rise + HEAD_PX, text=title, xanchor="left", yanchor="bottom", showarrow=False)
    figure.update_xaxes(range=[0, wide * pitch + 1], constrain="domain", constraintoward="left")
    figure.update_yaxes(range=[rise * len(rows), 0], scaleanchor="x", constrain="domain", constraintoward="top")
    return theme.hide_axes(figure)


def sheet_share(rows: int, pictures: int, side: int) -> float:
    """The height of a sheet as a share of its width."""
    return rows * (side + HEAD_PX + 2) / (pictures * (side + 1) + 1)


def _summary(figure: go.Figure, name: str, values: Array, index: int, shift: float) -> None:
    values = np.asarray(values, np.float64)
    n, mean = values.shape[1], values.mean(1)
    half = student(n) * values.std(1, ddof=1) / np.sqrt(n) if n > 1 else np.zeros(len(values))
    x = np.arange(len(values)) + shift
    color = theme.color(index)
    dots = {"size": 6, "color": theme.tint(color, 0.45)}
    figure.add_trace(
        Scatter(
            x=np.repeat(x + 0.07, n), y=values.ravel(), mode="markers", marker=dots, showlegend=False,
            hovertemplate=f"{name}, one seed: %{{y:.3g}}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(
        Scatter(
            x=x, y=mean, name=name, mode="lines+markers", error_y={"array": half, "width": 4, "thickness": 2},
            line={"color": color, "width": 2, "dash": "solid" if index == 0 else "dash"}, marker={"size": 8, "color": color},
            hovertemplate=f"{name}, mean: %{{y:.3g}}<extra></extra>",
        )
    )  # fmt: skip


def _heads(figure: go.Figure, rows: Sequence[str], worlds: tuple[str, str]) -> None:
    here, there = worlds
    names = (f"{here}", f"carried to {there}", f"and back to {here}")
    for row, title in enumerate(rows):
        for column, name in enumerate(names):
            figure.add_annotation(
                x=column * PITCH, y=row * RISE + HEAD, text=f"<b>{title}</b><br>{name}" if column == 0 else name,
                xanchor="left", yanchor="bottom", align="left", showarrow=False, font={"size": 12},
            )  # fmt: skip


def _on_top(layout: dict[str, Any]) -> dict[str, Any]:
    """Controls above the panels: below them they would leave a hole on a narrow screen."""
    layout["updatemenus"][0] |= {"y": 1, "yanchor": "bottom", "pad": {"b": 22, "t": 0}}
    pad = layout["sliders"][0]["pad"]
    layout["sliders"][0] |= {"y": 1, "yanchor": "bottom", "pad": pad | {"b": 0, "t": 0}}
    return layout


def _pair(values: Array, direction: int) -> Array:
    return values[2 * direction : 2 * direction + 2]


def _placed(points: Array, column: int, row: int) -> NDArray[np.int16]:
    """Places (n, 2) in a panel of their own, on the sheet whose rows run down."""
    x = points[:, 0].astype(np.int16) + column * PITCH
    return np.stack([x, row * RISE + HEAD + LEVELS - 1 - points[:, 1].astype(np.int16)], 1).astype(np.int16)


def _moving(moment: Mapping[str, Array], direction: int) -> NDArray[np.int16]:
    made, back = _pair(moment["made"], direction), _pair(moment["back"], direction)
    return np.concatenate([_placed(points[row], column, row) for row in (0, 1) for column, points in ((1, made), (2, back))])


def _dots(places: Array, color: Any, size: int, opacity: float) -> Scatter:
    marker = {"size": size, "color": color, "opacity": opacity}
    return Scatter(x=places[:, 0], y=places[:, 1], mode="markers", marker=marker, showlegend=False, hoverinfo="skip")


def _field(field: Array, row: int) -> Heatmap:
    g = field.shape[0]
    step = (LEVELS - 1) / (g - 1)
    return Heatmap(
        z=field, x0=PITCH, dx=step, y0=row * RISE + HEAD + LEVELS - 1, dy=-step, zmin=0, zmax=100, colorscale=VERDICT,
        showscale=False, zsmooth="best", hovertemplate="real: %{z} %<extra></extra>",
    )  # fmt: skip


def _moment(name: str, moment: Mapping[str, Array], direction: int) -> Frame:
    fields = [Heatmap(z=field) for field in _pair(moment["field"], direction)]
    places = _moving(moment, direction)
    return Frame(name=name, traces=[0, 1, 4], data=[*fields, Scatter(x=places[:, 0], y=places[:, 1])])
