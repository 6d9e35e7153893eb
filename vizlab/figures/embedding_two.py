"""Two maps of the same points, and new points on an old map: rings and lines laid over a map of points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.maps import LEVELS, Look, point_map
from vizlab.figures.parts import Scatter

HEIGHT_PX = 520
ACCENT = theme.CATEGORICAL[1]


def moved(
    aligned: NDArray[Any],
    first: NDArray[Any],
    labels: NDArray[Any],
    classes: Sequence[str],
    *,
    farthest: Sequence[int],
    look: Look,
) -> go.Figure:
    """The second map (n, 2), laid on the first (n, 2); of those that moved farthest, lines from where they were on the first.

    What is drawn are the points of `look.ids`, as on all maps.
    """
    ids = np.arange(len(aligned)) if look.ids is None else np.asarray(look.ids)
    labels = np.asarray(labels)
    figure = point_map(aligned[ids], labels[ids], classes, look=look, height_px=HEIGHT_PX)
    then, now = (_placed(at[np.asarray(farthest, int)], aligned[ids]) for at in (first, aligned))
    gap = np.full(len(then), np.nan)
    x, y = (np.stack([then[:, axis], now[:, axis], gap], 1).ravel() for axis in (0, 1))
    line = {"color": theme.MUTED, "width": 1.2}
    figure.add_trace(Scatter(x=x, y=y, mode="lines", line=line, showlegend=False, hoverinfo="skip"))
    return _wide_enough(figure)


def landed(
    positions: NDArray[Any],
    labels: NDArray[Any],
    classes: Sequence[str],
    groups: Mapping[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]],
    *,
    noun: str = "picture",
) -> go.Figure:
    """A map (n, 2) with labels (n,), and new points on it as rings in the colour of their class.

    groups: name -> positions (m, 2), labels (m,) and ids (m,) of new points; each group has a symbol of its own.
    """
    labels = np.asarray(labels)
    figure = point_map(positions, labels, classes, look=Look(noun=noun), height_px=HEIGHT_PX)
    figure.update_traces(marker={"size": 5}, opacity=0.4)
    for (name, (at, of, ids)), symbol in zip(groups.items(), ("circle-open", "x-thin-open"), strict=False):
        whole = _placed(np.asarray(at, np.float64), positions)
        colors = [theme.color(int(label)) if label >= 0 else ACCENT for label in of]
        marker = {"symbol": symbol, "size": 11, "color": colors, "line": {"width": 2.2, "color": colors}}
        if -1 in of:  # without a class
            marker |= {"symbol": "star", "size": 20, "line": {"width": 1.5, "color": "#ffffff"}}
        hover = [f"{classes[int(label)] if label >= 0 else 'new'}, {name}" for label in of]
        figure.add_trace(
            Scatter(
                x=whole[:, 0], y=whole[:, 1], mode="markers", name=name, marker=marker, customdata=np.asarray(ids, np.int64),
                text=hover, hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    return _wide_enough(figure)


def _wide_enough(figure: go.Figure) -> go.Figure:
    """With all that was laid over the map in sight."""
    reach = 1.04 * max(float(np.nanmax(np.abs([trace["x"], trace["y"]]))) for trace in figure.traces if len(trace["x"]))
    return figure.update_xaxes(range=[-reach, reach]).update_yaxes(range=[-reach, reach])


def _placed(positions: NDArray[Any], among: NDArray[Any]) -> NDArray[np.float64]:
    """Positions in the units in which `maps` draws the points `among`: these fill -`LEVELS` to `LEVELS`."""
    among = np.asarray(among, np.float64)
    middle = (among.max(0) + among.min(0)) / 2
    found: NDArray[np.float64] = np.rint((positions - middle) / (np.abs(among - middle).max() or 1.0) * LEVELS)
    return found
