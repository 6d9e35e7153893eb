"""Losses that data and models make: maps over two weights, gradients example by example, curves over one weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.landscapes import ground_lines
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]
PATH, SECOND, MARK = theme.color(0), theme.color(1), theme.color(2)
HIGHEST = 2.0  # what of the losses is shown at least
PANEL = 0.36  # of the height: the lower of two panels


def data_map(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    lines: Mapping[str, Array],
    marks: Mapping[str, Sequence[float]],
    *,
    floor: float,
    titles: tuple[str, str] = ("weight 1", "weight 2"),
    height_px: int = 440,
) -> go.Figure:
    """Lines (k, 2) and marked points over ground (h, w), lines of equal height as factors above the floor."""
    figure = _plane(height_px, titles)
    figure.update_xaxes(range=[float(grid_x[0]), float(grid_x[-1])])
    figure.update_yaxes(range=[float(grid_y[0]), float(grid_y[-1])])
    figure.add_trace(ground_lines(grid_x, grid_y, ground, floor))
    window = (float(grid_x[0]), float(grid_x[-1]), float(grid_y[0]), float(grid_y[-1]))
    for index, (name, points) in enumerate(lines.items()):
        figure.add_trace(_line(name, racers.near(points, window), index))
    for index, (name, (x, y)) in enumerate(marks.items()):
        marker = {"symbol": ("star", "circle-open", "diamond")[index], "size": 12, "color": (MARK, theme.MUTED, SECOND)[index]}
        hover = f"{name}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>"
        figure.add_trace(Scatter(x=[x], y=[y], mode="markers", name=name, marker=marker, hovertemplate=hover))
    return _with_legend(figure)


def sign_map(gradients: Array, batch: Array, *, shown: int = 200, height_px: int = 440) -> go.Figure:
    """The first gradients (n, 2) of single examples, the mean of all, and the batch's (2,); shaded: both parts have one sign."""
    figure = _plane(height_px, ("gradient of weight 1, share of the largest", "gradient of weight 2"))
    most = np.abs(gradients[:shown]).max(axis=0)
    for low, high in ((0.0, 1.05), (-1.05, 0.0)):
        figure.add_shape(
            type="rect", x0=low, x1=high, y0=low, y1=high, fillcolor=theme.tint(MARK, 0.14), line={"width": 0}, layer="below"
        )
    for name, points, marker in (
        ("one example", gradients[:shown], {"size": 5, "color": PATH, "opacity": 0.55}),
        ("their mean", gradients.mean(axis=0)[None], {"symbol": "cross-thin", "size": 20, "line": {"width": 3, "color": SECOND}}),
        ("gradient of the batch", batch[None], {"symbol": "diamond", "size": 8, "color": SECOND}),
    ):
        at = _short(points / most)
        figure.add_trace(Scatter(x=at[:, 0], y=at[:, 1], mode="markers", name=name, marker=marker, hoverinfo="name+x+y"))
    figure.update_xaxes(range=[-1.05, 1.05], zeroline=True).update_yaxes(range=[-1.05, 1.05], zeroline=True)
    return _with_legend(figure)


def loss_panels(
    weights: Array,
    heights: Mapping[str, Array],
    slopes: Mapping[str, Array],
    chords: Mapping[str, Array],
    *,
    height_px: int = 540,
) -> go.Figure:
    """Losses (n,) over one weight, with a chord (2, 2) each and its middle; below, how steep they are, as powers of ten."""
    figure = theme.figure(height_px=height_px, hovermode="x", uirevision="one weight", margin={"t": 26})
    figure.update_layout(yaxis={"domain": [PANEL + 0.1, 1]}, yaxis2={"domain": [0, PANEL], "type": "log", "dtick": 2})
    figure.update_layout(yaxis2_exponentformat="power")
    for name, look in racers.looks(list(heights), ()).items():
        line = {"color": look["color"], "width": 2}
        shown = {"mode": "lines", "line": line, "name": name, "legendgroup": name}
        hover = f"{name}: %{{y:.4g}}<extra></extra>"
        figure.add_trace(Scatter(x=weights, y=_short(heights[name]), hovertemplate=hover, **shown))
        steep = np.where(np.abs(slopes[name]) > 0, np.abs(slopes[name]), np.nan)
        hover = f"{name}, slope: %{{y:.3g}}<extra></extra>"
        figure.add_trace(Scatter(x=weights, y=_short(steep), yaxis="y2", showlegend=False, hovertemplate=hover, **shown))
        figure.add_trace(_chord(chords[name], look["color"], name))
    for text, top in (("loss", 1.0), ("steepness |f′|; nothing is drawn where it is 0", PANEL)):
        place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top, "yanchor": "bottom"}
        figure.add_annotation(text=f"<b>{text}</b>", showarrow=False, **place)
    highest = max(float(ends[:, 1].max()) for ends in chords.values())
    figure.update_layout(yaxis_range=[-0.06 * max(highest, HIGHEST), 1.08 * max(highest, HIGHEST)])
    figure.update_xaxes(title_text="weight", anchor="y2", range=[float(weights[0]), float(weights[-1])])
    return _with_legend(figure)


def bend_map(grid_x: Array, grid_y: Array, least: Array, *, height_px: int = 440) -> go.Figure:
    """The smaller eigenvalue (h, w) of the Hessian: blue bends down, orange up, pale is nearly flat."""
    figure = _plane(height_px, ("weight 1", "weight 2"))
    most = float(np.abs(least).max())
    figure.add_trace(
        Heatmap(
            x=grid_x,
            y=grid_y,
            z=np.float32(least),
            zmin=-most,
            zmax=most,
            colorscale=theme.scale(theme.DIVERGING),
            colorbar=theme.colorbar("smaller eigenvalue of the Hessian"),
            hovertemplate="(%{x:.2f}, %{y:.2f}): %{z:.3g}<extra></extra>",
        )
    )
    figure.asked("annotations").clear()
    figure.update_layout(margin={"t": 60}).update_yaxes(title_text="weight 2")
    return figure.update_xaxes(range=[float(grid_x[0]), float(grid_x[-1])]).update_yaxes(
        range=[float(grid_y[0]), float(grid_y[-1])]
    )


def unit_map(grid_x: Array, grid_y: Array, ground: Array, dead: Array, *, height_px: int = 440) -> go.Figure:
    """The loss (h, w) of a ReLU unit over weight and bias; shaded: where it is dead (h, w) and every derivative is 0."""
    bent = np.where(dead, np.nan, ground)
    figure = data_map(grid_x, grid_y, bent, {}, {}, floor=0.0, titles=("weight", "bias"), height_px=height_px)
    shade = [[0, theme.tint(SECOND, 0.4)], [1, theme.tint(SECOND, 0.4)]]
    figure.add_trace(
        Heatmap(
            x=grid_x,
            y=grid_y,
            z=np.where(dead, np.float32(1), np.nan),
            colorscale=shade,
            showscale=False,
            hoverongaps=False,
            hovertemplate="exactly flat<extra></extra>",
        )
    )
    return figure


def coefficient_paths(lams: Array, weights: Array, at: float, *, height_px: int = 440) -> go.Figure:
    """Weights (k, d) against λ (k,), and the λ that is looked at."""
    figure = theme.figure(height_px=height_px, hovermode="x unified", uirevision="penalty", margin={"t": 26})
    for index, values in enumerate(weights.T):
        line = {"color": theme.color(index), "width": 2}
        name = f"weight {index + 1}"
        hover = "%{y:.4g}"
        figure.add_trace(Scatter(x=lams, y=_short(values), mode="lines", name=name, line=line, hovertemplate=hover))
    figure.add_vline(at, line={"color": theme.MUTED, "dash": "dot", "width": 1.5})
    _title(figure, "weights of the best answer")
    figure.update_xaxes(title_text="strength of the penalty λ", type="log", dtick=1, exponentformat="power")
    return _with_legend(figure.update_yaxes(zeroline=True))


def _plane(height_px: int, titles: tuple[str, str]) -> go.Figure:
    """Two axes of one unit; the second's name lies level above it."""
    figure = theme.figure(height_px=height_px, hovermode="closest", dragmode="pan", uirevision="plane", margin={"t": 26})
    figure.update_xaxes(title_text=titles[0], showgrid=False, constrain="domain")
    figure.update_yaxes(scaleanchor="x", showgrid=False, constrain="domain")
    return _title(figure, titles[1], ref="domain")


def _title(figure: go.Figure, text: str, ref: str = "paper") -> go.Figure:
    x, y = ("x domain", "y domain") if ref == "domain" else ("paper", "paper")
    place = {"xref": x, "x": 0, "xanchor": "left", "yref": y, "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=text if ref == "domain" else f"<b>{text}</b>", showarrow=False, **place)


def _line(name: str, points: Array, index: int) -> Scatter:
    color = (PATH, SECOND, MARK)[index % 3]
    dots = {"marker": {"size": 6, "color": color, "maxdisplayed": 40}, "mode": "lines+markers" if index == 0 else "lines"}
    hover = f"{name}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>"
    line = {"color": color, "width": 1.8}
    return Scatter(x=points[:, 0], y=points[:, 1], name=name, line=line, hovertemplate=hover, **dots)


def _chord(ends: Array, color: str, name: str) -> Scatter:
    """A dashed line between two points (2, 2) of a curve, and its middle."""
    x, y = np.insert(ends, 1, ends.mean(axis=0), axis=0).T
    line, marker = {"color": color, "dash": "dot", "width": 2}, {"size": [0, 10, 0], "symbol": "diamond", "color": color}
    shown = {"line": line, "marker": marker, "legendgroup": name, "showlegend": False, "hoverinfo": "skip"}
    return Scatter(x=x, y=y, mode="lines+markers", name=f"{name}, chord", **shown)


def _short(values: Array) -> Array:
    return np.asarray(values, dtype=np.float32)


def _with_legend(figure: go.Figure) -> go.Figure:
    """The legend above, with as much room as it needs."""
    names = [trace["name"] for trace in figure.traces if trace.get("name") and trace.get("showlegend", True)]
    if len(names) < 2:
        return figure.update_layout(showlegend=False)
    settings, top_px = racers.legend(names)
    return figure.update_layout(legend=settings, margin={"t": top_px + 26}, height=figure.asked("height") + top_px)
