"""A race against its steps: loss, distance to the nearest minimum, whether each step went down, and the learning rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.landscapes import TINY, signed_log
from vizlab.figures.parts import Heatmap, Scatter

TICKS = (-1e6, -1e4, -100, -1, 0, 1, 100, 1e4, 1e6)
FELL, ROSE, STAYED = theme.color(0), theme.color(1), theme.tint(theme.MUTED, 0.25)
NUMBERS_PX, STEPS_PX = 46, 46  # room for powers of ten on the left, for numbers and title below
MOST = 1e6  # times the highest start: what flies off does not press the others flat
ROW_PX = 26
Array = NDArray[Any]


def loss_curves(
    losses: Mapping[str, Array], *, floor: float | None, order: Sequence[str] = (), height_px: int = 300
) -> go.Figure:
    """Losses (k + 1,) against steps: above the floor on a logarithmic axis, or on the signed scale where there is no floor."""
    figure = _against_steps(
        list(losses), "loss above the minimum" if floor is not None else "loss (log on either side of 0)", height_px
    )
    drawn = racers.looks(list(losses), order)

    def scaled(values: Array) -> Array:
        return signed_log(values) if floor is None else _above(values - floor)

    figure.add_traces([_curve(name, np.asarray(values), scaled, drawn[name]) for name, values in losses.items()])
    highest = max(abs(float(values[0])) for values in losses.values())
    if floor is None:
        top = float(signed_log(np.array([MOST * max(highest, 1.0)]))[0])
        axis = {"tickvals": signed_log(np.array(TICKS)), "ticktext": [f"{tick:g}" for tick in TICKS]}
        return figure.update_layout(yaxis=axis | {"autorangeoptions": {"clipmin": -top, "clipmax": top}})
    return figure.update_layout(yaxis=_decades([values - floor for values in losses.values()]))


def distance_curves(distances: Mapping[str, Array], *, order: Sequence[str] = (), height_px: int = 300) -> go.Figure:
    """Distances (k + 1,) to the nearest minimum against steps, on a logarithmic axis."""
    figure = _against_steps(list(distances), "distance to the nearest minimum", height_px)
    drawn = racers.looks(list(distances), order)
    figure.add_traces([_curve(name, np.asarray(values), _above, drawn[name]) for name, values in distances.items()])
    return figure.update_layout(yaxis=_decades(list(distances.values())))


def change_strip(losses: Mapping[str, Array]) -> go.Figure:
    """A row a racer, a column a step: whether the loss fell, rose or stayed; the names say how many steps rose."""
    most = max(map(len, losses.values())) - 1
    signs = np.full((len(losses), max(most, 1)), np.nan)
    for row, values in zip(signs, losses.values(), strict=True):
        row[: len(values) - 1] = np.sign(np.diff(values))
    names = [f"{name}: {np.nansum(row > 0):.0f} rose" for name, row in zip(losses, signs, strict=True)]
    figure = theme.figure(height_px=96 + ROW_PX * len(losses), margin={"t": 34})
    figure.add_trace(
        Heatmap(
            z=np.asarray(signs, dtype=np.float32),
            x=np.arange(1, signs.shape[1] + 1, dtype=np.int16),
            y=names,
            zmin=-1,
            zmax=1,
            colorscale=[[0, FELL], [0.34, FELL], [0.34, STAYED], [0.66, STAYED], [0.66, ROSE], [1, ROSE]],
            showscale=False,
            ygap=3,
            hovertemplate="%{y}<br>step %{x}<extra></extra>",
        )
    )
    for label, color in (("the loss fell", FELL), ("it rose", ROSE), ("it stayed", STAYED)):
        marker = {"color": color, "symbol": "square", "size": 11}
        figure.add_trace(Scatter(x=[None], y=[names[0]], mode="markers", name=label, marker=marker))
    return figure.update_layout(
        xaxis={"title": {"text": "step"}, "range": [0.5, signs.shape[1] + 0.5]}, yaxis={"autorange": "reversed"}
    )


def rate_curves(rates: Mapping[str, Array], *, order: Sequence[str] = (), height_px: int = 200) -> go.Figure:
    """The learning rate of each step (k,) as a share of the one that was chosen; one line where it is the same for all."""
    longest = max(rates.values(), key=len)
    drawn = racers.looks(list(rates), order)
    if all(np.array_equal(values, longest[: len(values)]) for values in rates.values()):
        rates, drawn = {"all": longest}, {"all": {"color": theme.MUTED, "symbol": "circle", "dash": "solid"}}
    figure = _against_steps(list(rates), "learning rate, as a share of what was chosen", height_px)
    figure.add_traces([_curve(name, np.asarray(values), np.asarray, drawn[name], first=1) for name, values in rates.items()])
    return figure.update_layout(yaxis={"rangemode": "tozero"}, showlegend=len(rates) > 1)


def _against_steps(names: Sequence[str], title: str, height_px: int) -> go.Figure:
    legend, top_px = racers.legend(names)
    figure = theme.figure(
        height_px=height_px + top_px,
        hovermode="x",
        uirevision=title,
        margin={"l": NUMBERS_PX, "t": top_px + 22, "b": STEPS_PX, "autoexpand": False},  # else plotly draws all of it twice
        legend=legend,
        xaxis={"title": {"text": "step"}, "rangemode": "tozero"},
    )
    where = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{title}</b>", showarrow=False, **where)


def _above(values: Array) -> Array:
    """What a logarithmic axis can show: a gap where nothing is left."""
    return np.where(values > 0, values, np.nan)


def _curve(name: str, values: Array, scaled: Callable[[Array], Array], look: dict[str, str], *, first: int = 0) -> Scatter:
    return Scatter(
        x=np.arange(first, first + len(values), dtype=np.int16),
        y=np.asarray(scaled(values), dtype=np.float64),
        customdata=np.asarray(values, dtype=np.float64),
        mode="lines+markers",
        name=name,
        line={"color": look["color"], "dash": look["dash"], "width": 1.8},
        marker={"color": look["color"], "symbol": look["symbol"], "size": 7, "maxdisplayed": 12},
        hovertemplate=f"{name} %{{customdata:.4g}}<extra></extra>",
    )


def _decades(curves: Sequence[Array]) -> dict[str, Any]:
    """A logarithmic axis over the powers of ten that hold the curves, from `TINY` to `MOST` times the highest start."""
    highest, values = max(float(curve[0]) for curve in curves), np.concatenate(curves)
    seen = values[(values > TINY) & (values < MOST * max(highest, TINY))]
    low, high = (np.floor(np.log10(seen.min())), np.ceil(np.log10(seen.max()))) if len(seen) else (-1, 1)
    high = max(int(high), int(low) + 1)
    span = [int(low), high + 0.04 * (high - int(low))]
    return {"type": "log", "range": span, "dtick": -(-(high - int(low)) // 6), "exponentformat": "power"}
