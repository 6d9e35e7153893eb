"""What a map is worth, drawn: distances against distances, neighbours kept at every k, toys beside their maps, and small maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import maps, theme
from vizlab.figures.parts import Heatmap, Scatter

DRAWN = 90  # values of k on a curve
# The page's own background where no pair lies; steep at first, for most cells hold few.
INK = [[share, theme.tint(theme.CATEGORICAL[0], alpha)] for share, alpha in ((0, 0), (0.02, 0.25), (0.2, 0.6), (1, 1))]


def shepard(counts: NDArray[Any], true: NDArray[Any], seen: NDArray[Any], *, height_px: int = 460) -> go.Figure:
    """How many pairs lie in each cell: counts (seen, true), edges of both axes; on the dotted line map and truth agree."""
    figure = theme.figure(height_px=height_px)
    centres = [(edges[:-1] + edges[1:]) / 2 for edges in (np.asarray(true), np.asarray(seen))]
    hover = "true distance %{x:.3g}, on the map %{y:.3g}: %{z:,} pairs<extra></extra>"
    cells = {"x": centres[0], "y": centres[1], "z": np.asarray(counts, np.int32)}
    figure.add_trace(Heatmap(**cells, colorscale=INK, zmin=0, showscale=False, hovertemplate=hover))
    end = float(min(true[-1], seen[-1]))
    line = {"color": theme.MUTED, "dash": "dot", "width": 2}
    figure.add_shape(type="line", x0=0, y0=0, x1=end, y1=end, line=line)
    figure.update_xaxes(title_text="true distance", range=[0, float(true[-1])], constrain="domain")
    return figure.update_yaxes(title_text="distance on the map, best scale", range=[0, float(seen[-1])])


def kept_curves(curves: Mapping[str, NDArray[Any]], *, height_px: int = 400) -> go.Figure:
    """Share of the k nearest that each map keeps, (n - 1,) each, against k drawn logarithmically; chance is dotted."""
    figure = theme.figure(height_px=height_px, legend={"orientation": "h"}, hovermode="x unified")
    for index, (name, kept) in enumerate(curves.items()):
        k, shares = thinned(kept)
        line = {"color": theme.color(index), "width": 2.5}
        hover = f"{name}: %{{y:.1%}}<extra></extra>"
        figure.add_trace(Scatter(x=k, y=shares, mode="lines", name=name, line=line, hovertemplate=hover))
    longest = max(len(kept) for kept in curves.values())
    k, shares = thinned(np.arange(1, longest + 1) / longest)
    line = {"color": theme.MUTED, "dash": "dot", "width": 2}
    figure.add_trace(
        Scatter(x=k, y=shares, mode="lines", name="chance", line=line, hovertemplate="chance: %{y:.1%}<extra></extra>")
    )
    decades = [10**power for power in range(6) if 10**power <= longest]
    figure.update_xaxes(type="log", title_text="k, nearest neighbours", tickvals=decades, ticktext=[f"{k:,}" for k in decades])
    return figure.update_yaxes(title_text="share of them kept", tickformat=".0%", range=[0, 1.02])


def thinned(kept: NDArray[Any]) -> tuple[list[int], list[float]]:
    """At most about `DRAWN` values of k, evenly on a logarithmic axis, and the shares there."""
    k = np.unique(np.geomspace(1, len(kept), DRAWN).round().astype(int))
    return k.tolist(), np.asarray(kept, np.float64)[k - 1].round(4).tolist()


def little_map(
    positions: NDArray[Any], labels: NDArray[Any], classes: Sequence[str], *, noun: str = "picture", height_px: int = 260
) -> go.Figure:
    """One of several maps beside each other: no legend, no buttons, its points small."""
    look = maps.Look(noun=noun)
    figure = maps.point_map(positions, labels, classes, look=look, height_px=height_px)
    size = 3 if len(positions) > 800 else 5
    figure.update_traces(marker_size=size)
    return figure.update_layout(showlegend=False, dragmode=False, margin={"t": 4, "b": 4, "r": 4})


def toy(points: NDArray[Any], labels: NDArray[Any], classes: Sequence[str], *, height_px: int = 420) -> go.Figure:
    """A toy as it is: points (n, 2), flat, or (n, 3), in a room that can be turned."""
    look = maps.Look(noun="point")
    figure = maps.point_map(points, labels, classes, look=look, height_px=height_px)
    return figure.update_layout(dragmode="orbit" if points.shape[1] == 3 else False)


def toy_film(
    moments: Sequence[tuple[str, NDArray[Any]]], labels: NDArray[Any], classes: Sequence[str], *, height_px: int = 420
) -> go.Figure:
    """How the map of a toy came about: (name, positions (n, 2)) moment by moment."""
    figure = maps.film(moments, labels, classes, look=maps.Look(noun="point"), height_px=height_px)
    return figure.update_layout(dragmode=False)


def gap_lines(
    distances: Sequence[float], gaps: Mapping[str, Sequence[float]], *, chosen: float, height_px: int = 380
) -> go.Figure:
    """The gap on each map against the true one, both as multiples of the first; on the dotted line a gap means what it says."""
    figure = theme.figure(height_px=height_px, legend={"orientation": "h"})
    line = {"color": theme.MUTED, "dash": "dot", "width": 2}
    hover = "%{fullData.name}: %{y:.3g} times the first gap, in truth %{x:.3g}<extra></extra>"
    truth = [distance / distances[0] for distance in distances]
    figure.add_trace(Scatter(x=truth, y=truth, mode="lines", name="as in truth", line=line, hoverinfo="skip"))
    for index, (name, values) in enumerate(gaps.items()):
        marker = {"size": [13 if distance == chosen else 7 for distance in distances]}
        own = {"color": theme.color(index), "width": 2.5}
        relative = [value / values[0] for value in values]
        figure.add_trace(
            Scatter(x=truth, y=relative, mode="lines+markers", name=name, line=own, marker=marker, hovertemplate=hover)
        )
    figure.update_xaxes(title_text="true distance of the centres, times the first", rangemode="tozero")
    return figure.update_yaxes(title_text="on the map, times the first", rangemode="tozero")


def numbers(names: Sequence[str], series: Mapping[str, Sequence[float]], *, height_px: int = 320) -> go.Figure:
    """Numbers from 0 to 1 of maps side by side, a line each: what changes from map to map, and what does not."""
    figure = theme.figure(height_px=height_px, legend={"orientation": "h"})
    places = list(range(len(names)))
    for index, (name, values) in enumerate(series.items()):
        hover = f"{name}: %{{y:.3f}}, %{{customdata}}<extra></extra>"
        look: dict[str, Any] = {"line": {"color": theme.color(index), "width": 2}, "marker": {"size": 8}}
        figure.add_trace(
            Scatter(
                x=places, y=list(values), mode="lines+markers", name=name, customdata=list(names), hovertemplate=hover, **look
            )
        )
    figure.update_xaxes(tickvals=places, ticktext=[name.split()[-1] for name in names], title_text=names[0].split()[0])
    return figure.update_yaxes(range=[-0.04, 1.04])
