"""The map of a race: every path over the lines of equal height, played in the browser.

Heights are drawn on a scale of factors: the logarithm of what is above the floor, the least height there is; where there is no
floor, the logarithm on either side of zero (`SIGNED_UNIT` is its linear middle).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.film import STEPPING_PX
from vizlab.figures.parts import Contour, Scatter

SIGNED_UNIT = 0.01
LEVELS_A_DECADE, FEW_LEVELS = (2, 5, 10), 8  # the first of them that gives so many lines
TINY = 1e-12
AXIS_PX = 34  # room for the numbers of the upright axis
MARKS = {  # kind -> symbol, what it is called
    "minimum": ("cross-thin", "minimum"),
    "saddle": ("x-thin", "saddle point"),
    "maximum": ("asterisk", "maximum"),
}
Array = NDArray[Any]


def race_map(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    paths: Mapping[str, Array],
    *,
    floor: float | None,
    marks: Sequence[tuple[str, float, float]] = (),
    order: Sequence[str] = (),
    height_px: int = 560,
) -> go.Figure:
    """Paths (k + 1, 2) over ground (h, w) at grid_y (h,) and grid_x (w,), as a film of the steps.

    marks: (kind, x, y) of critical points. order: all names that could take part, so that each keeps its look; by default those
    in paths. height_px: without the legend.
    """
    window = (float(grid_x[0]), float(grid_x[-1]), float(grid_y[0]), float(grid_y[-1]))
    drawn, found = racers.looks(list(paths), order), {name: racers.near(path, window) for name, path in paths.items()}
    figure = _empty_map(window, list(paths), height_px)
    figure.add_trace(ground_lines(grid_x, grid_y, ground, floor, hint="click to start here"))
    figure.add_traces(landmarks(marks, next(iter(paths.values()))[0]))
    figure.add_traces([_whole(name, found[name], drawn[name]) for name in paths])
    figure.add_trace(racers.comet_trace(list(found.values()), list(drawn.values())))
    return racers.play(figure, list(found.values()), top_px=28)


def signed_log(values: Array) -> Array:
    """The sign times log10(1 + |value| / SIGNED_UNIT): factors far from zero, steps close to it."""
    found: Array = np.sign(values) * (np.log10(SIGNED_UNIT + np.abs(values)) - np.log10(SIGNED_UNIT))
    return found


def height_scale(ground: Array, floor: float | None) -> Array:
    """Heights as the map shades them: log10 above the floor, or the signed logarithm; what is no number stays a hole."""
    ground = np.where(np.isfinite(ground), ground, np.nan)
    if floor is None:
        return signed_log(ground)
    above = ground - floor
    least = max(float(above[above > 0].min()), TINY * float(np.nanmax(above)))
    found: Array = np.log10(np.maximum(above, least))
    return found


def levels_a_decade(scaled: Array) -> int:
    """How many lines of equal height there are for each power of ten (or unit) of heights on `height_scale`."""
    span = float(np.nanmax(scaled) - np.nanpercentile(scaled, 0.5))
    return next((n for n in LEVELS_A_DECADE if n * span >= FEW_LEVELS), LEVELS_A_DECADE[-1])


def levels(scaled: Array) -> dict[str, float]:
    """The lines of equal height of heights on `height_scale`: the first, the last, and how far they are apart."""
    n, lowest, highest = levels_a_decade(scaled), np.nanpercentile(scaled, 0.5), np.nanmax(scaled)
    return {"start": float(np.floor(lowest * n) / n), "end": float(np.ceil(highest * n) / n), "size": 1 / n}


def _empty_map(window: racers.Window, names: Sequence[str], height_px: int) -> go.Figure:
    left, right, low, high = window
    legend, top_px = racers.legend(names)
    return theme.figure(
        height_px=height_px + top_px,
        uirevision="map",
        clickmode="event",
        hovermode="closest",
        dragmode="pan",
        margin={"l": AXIS_PX, "t": top_px, "b": 28 + STEPPING_PX, "autoexpand": False},  # else all is laid out and drawn twice
        legend=legend,
        xaxis={"range": [left, right], "constrain": "domain", "showgrid": False},
        yaxis={"range": [low, high], "constrain": "domain", "constraintoward": "top", "scaleanchor": "x", "showgrid": False},
    )


def ground_lines(grid_x: Array, grid_y: Array, ground: Array, floor: float | None, *, hint: str = "") -> Contour:
    """Grey, darker where it is higher: colours belong to the racers. Lines as in `levels`. hint: what a click does."""
    z = height_scale(ground, floor)
    return Contour(
        x=grid_x,
        y=grid_y,
        z=np.asarray(z, dtype=np.float32),
        contours=levels(z),
        colorscale=[[0, theme.tint(theme.MUTED, 0.0)], [1, theme.tint(theme.MUTED, 0.42)]],
        line={"color": theme.tint(theme.MUTED, 0.55), "width": 0.8},
        showscale=False,
        **pointed_at(hint),
    )


def pointed_at(hint: str) -> dict[str, str]:
    """What a contour says under the pointer: the place, and what a click does; nothing if a click does nothing."""
    return {"hovertemplate": f"(%{{x:.2f}}, %{{y:.2f}})<br>{hint}<extra></extra>"} if hint else {"hoverinfo": "skip"}


def landmarks(marks: Sequence[tuple[str, float, float]], start: Array) -> list[Scatter]:
    """Critical points by kind, and the start."""
    traces = []
    for kind in dict.fromkeys(kind for kind, _, _ in marks):
        symbol, label = MARKS[kind]
        places = [(x, y) for known, x, y in marks if known == kind]
        traces.append(_spots(label, places, {"symbol": symbol, "size": 13, "line": {"width": 2.5, "color": theme.MUTED}}))
    ring = {"symbol": "circle-open", "size": 15, "color": theme.MUTED, "line": {"width": 2.5}}
    return [*traces, _spots("start", [(float(start[0]), float(start[1]))], ring)]


def _spots(label: str, places: Sequence[tuple[float, float]], marker: dict[str, Any]) -> Scatter:
    return Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        name=label,
        showlegend=False,
        marker=marker,
        unselected={"marker": {"opacity": 1}},
        hovertemplate=f"{label}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )


def _whole(name: str, path: Array, look: dict[str, str]) -> Scatter:
    return Scatter(
        x=path[:, 0],
        y=path[:, 1],
        mode="lines+markers",
        name=name,
        line={"color": look["color"], "dash": look["dash"], "width": 1.6},
        marker={"color": look["color"], "symbol": look["symbol"], "size": 6, "maxdisplayed": 25},
        unselected={"marker": {"opacity": 1}},
        customdata=np.arange(len(path), dtype=np.int16),
        hovertemplate=f"{name}, step %{{customdata}}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )
