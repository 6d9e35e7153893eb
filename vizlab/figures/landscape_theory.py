"""Theory beside measurement on bowls: lines are what is known on paper, dots are what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.landscapes import height_scale, levels
from vizlab.figures.parts import Bar, Contour, Heatmap, Scatter
from vizlab.figures.racers import Window, looks, near

Array = NDArray[Any]
Numbers = Sequence[float | None]
Curve = tuple[Sequence[float], Numbers | None, Numbers | None]  # x, theory, measured
DOTS = 60  # along a curve: more hide the line
SMALLEST, LARGEST = 1e-30, 1e15  # a logarithmic axis draws what is smaller as this, and nothing larger
TICKS = 6
COLORS = {"decays": 0, "swings and decays": 2, "never settles": 4, "diverges": 1}


def against(
    curves: Mapping[str, Curve],
    *,
    x_title: str,
    y_title: str,
    log: str = "",
    order: Sequence[str] = (),
    at: float | None = None,
    height_px: int = 380,
    **y_axis: Any,
) -> go.Figure:
    """Named curves, theory as a line and measurement as dots of one colour. log: the logarithmic axes, such as "xy".

    order: all names there are, so that each keeps its look. at: an x to mark. y_axis: further settings of the axis.
    """
    drawn = looks(list(curves), order)
    figure = _axes(height_px, x_title, y_title, log, rows=-(-len(curves) // 3) if len(curves) > 1 else 0)
    for name, curve in curves.items():
        _add(figure, name, curve, drawn[name], measured_line=curve[1] is None, log="y" in log)
    if "y" in log:
        figure.update_yaxes(dtick=_decades_a_tick([value for trace in figure.traces for value in trace["y"] if value]))
    if "x" in log:
        figure.update_xaxes(dtick=1)
    if at is not None:
        figure.add_vline(at, line={"color": theme.MUTED, "dash": "dot", "width": 1.5})
    return figure.update_yaxes(**y_axis)


def directions(shares: Array, exact: Array, titles: Sequence[str], regimes: Sequence[str], *, height_px: int = 430) -> go.Figure:
    """The coordinates (k + 1, 2) along both eigenvectors, in shares of their start, a panel each, coloured by regime.

    titles: what stands over the panels, the steeper direction (the second) above.
    """
    figure = theme.figure(height_px=height_px, hovermode="x", margin={"t": 26}, showlegend=False)
    for panel, index in enumerate((1, 0)):
        axis, top = ("y", "y2")[panel], (1.0, 0.43)[panel]
        color = theme.color(COLORS[regimes[index]])
        figure.update_layout({("yaxis", "yaxis2")[panel]: {"domain": [top - 0.43, top], "nticks": 5, "zeroline": True}})
        curve = (range(len(exact)), _finite(exact[:, index]), _finite(shares[:, index]))
        _add(figure, ("across", "along")[panel], curve, {"color": color, "symbol": "circle"}, axis=axis)
        figure.add_annotation(
            text=f"<b>{titles[index]}</b>",
            showarrow=False,
            xref="paper",
            x=0,
            xanchor="left",
            yref="paper",
            y=top,
            yanchor="bottom",
        )
    return figure.update_xaxes(title_text="step", anchor="y2", rangemode="tozero")


def changes(losses: Array, *, height_px: int = 190) -> go.Figure:
    """How many powers of ten each step changes the loss (k + 1,) by: bars below zero lower it, bars above raise it."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        steps = np.diff(np.log10(losses))
    falls = np.nan_to_num(steps) <= 0
    figure = theme.figure(height_px=height_px, bargap=0.2, margin={"t": 26}, showlegend=False)
    figure.add_trace(
        Bar(
            x=np.arange(1, len(losses)),
            y=_finite(steps),
            marker={"color": [theme.color(0) if fall else theme.color(1) for fall in falls]},
            hovertemplate="step %{x}: %{y:.3g} powers of ten<extra></extra>",
        )
    )
    figure.add_annotation(
        text="<b>change of the loss in each step, powers of ten</b>",
        showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom",
    )  # fmt: skip
    return figure.update_yaxes(zeroline=True, nticks=4).update_xaxes(title_text="step")


def contraction_map(
    x: Array, y: Array, left: Array, bound: Array, *, best: tuple[float, float], here: tuple[float, float], height_px: int = 520
) -> go.Figure:
    """What a step leaves over (h, w) at momenta y (h,) and rates times λmax x (w,); bound (h,): of the rates, by theory."""
    figure = theme.figure(
        height_px=height_px, margin={"t": 60}, legend={"yref": "container", "y": 0, "yanchor": "bottom"}, hovermode="closest"
    )
    figure.add_trace(
        Heatmap(
            x=x,
            y=y,
            z=np.where(left < 1, left, np.nan).astype(np.float32),
            zmin=float(left.min()),
            zmax=1,
            zsmooth=False,
            colorscale=theme.scale(theme.SEQUENTIAL),
            colorbar=theme.colorbar("measured: what one step leaves of the distance; empty: it diverges"),
            hovertemplate="αλmax = %{x:.2f}, β = %{y:.2f}<br>leaves %{z:.3f}<extra></extra>",
            hoverongaps=False,
        )
    )
    line = {"color": theme.color(1), "width": 3}
    figure.add_trace(Scatter(x=bound, y=y, mode="lines", name="theory: αλmax = 2 (1 + β)", line=line, hoverinfo="skip"))
    for name, (at_x, at_y), symbol in (("best found", best, "star"), ("your setting", here, "x")):
        marker = {"symbol": symbol, "size": 15, "color": "#ffffff", "line": {"color": "#1f2933", "width": 1.6}}
        hover = f"{name}<br>αλmax = %{{x:.3g}}, β = %{{y:.3g}}<extra></extra>"
        figure.add_trace(Scatter(x=[at_x], y=[at_y], mode="markers", name=name, marker=marker, hovertemplate=hover))
    figure.update_xaxes(title_text="learning rate × λmax", range=[float(x[0]), float(x[-1])])
    return figure.update_yaxes(title_text="momentum β", range=[float(y[0]), float(y[-1])], showgrid=False)


def bowl_map(
    grid: Array,
    ground: Array,
    paths: Mapping[str, Array],
    *,
    axes: Array,
    order: Sequence[str] = (),
    marks: Mapping[str, tuple[float, float]] | None = None,
    centre: tuple[float, float] = (0.0, 0.0),
    height_px: int = 430,
) -> go.Figure:
    """Paths (k + 1, 2) over a bowl: ground (n, n) at grid (n,) both ways, eigenvectors (rows) dotted through the centre.

    marks: named points. order: as in `against`.
    """
    window: Window = (float(grid[0]), float(grid[-1]), float(grid[0]), float(grid[-1]))
    figure = _square(window, height_px, rows=-(-(len(paths) + len(marks or {})) // 3))
    figure.add_trace(_ground(grid, ground))
    for row in axes:
        ends = np.array(centre) + np.outer([-10.0, 10.0], row)
        dotted = {"color": theme.MUTED, "dash": "dot", "width": 1}
        figure.add_trace(Scatter(x=ends[:, 0], y=ends[:, 1], mode="lines", line=dotted, showlegend=False, hoverinfo="skip"))
    drawn = looks(list(paths), order)
    figure.add_traces(
        [_path(name, near(path[np.isfinite(path).all(axis=1)], window), drawn[name]) for name, path in paths.items()]
    )
    for index, (name, (x, y)) in enumerate((marks or {}).items()):
        marker = {"symbol": ("star", "diamond", "x", "circle-open")[index], "size": 13, "color": theme.color(4 + index)}
        hover = f"{name}<br>(%{{x:.4f}}, %{{y:.4f}})<extra></extra>"
        figure.add_trace(Scatter(x=[x], y=[y], mode="markers", name=name, marker=marker, hovertemplate=hover))
    return figure


def _axes(height_px: int, x_title: str, y_title: str, log: str, *, rows: int) -> go.Figure:
    top = 44 + 20 * rows
    figure = theme.figure(height_px=height_px, hovermode="closest", margin={"t": top}, uirevision="theory")
    figure.update_layout(legend={"yref": "container", "y": 1, "yanchor": "top"}, showlegend=rows > 0)
    figure.add_annotation(
        text=f"<b>{y_title}</b>", showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom"
    )
    figure.update_xaxes(title_text=x_title, showgrid=False)
    for update, axis in ((figure.update_xaxes, "x"), (figure.update_yaxes, "y")):
        if axis in log:
            update(type="log", exponentformat="power")
    return figure


def _add(
    figure: go.Figure,
    name: str,
    curve: Curve,
    look: Mapping[str, str],
    *,
    measured_line: bool = False,
    log: bool = False,
    axis: str = "y",
) -> None:
    """A line for theory, dots for what was measured; where there is no theory, the dots are joined."""
    x, theory, measured = curve
    shared = {"yaxis": axis, "legendgroup": name, "name": name}
    if theory is not None:
        figure.add_trace(
            Scatter(
                x=list(x),
                y=_drawable(theory, log),
                mode="lines",
                line={"color": look["color"], "width": 1.8},
                showlegend=measured is None,
                hovertemplate=f"{name}, theory: %{{y:.4g}}<extra></extra>",
                **shared,
            )
        )
    if measured is not None:
        figure.add_trace(
            Scatter(
                x=list(x),
                y=_drawable(measured, log),
                mode="lines+markers" if measured_line else "markers",
                line={"color": look["color"], "width": 1.8},
                marker={"color": look["color"], "symbol": look["symbol"], "size": 7, "maxdisplayed": DOTS},
                hovertemplate=f"{name}, measured: %{{y:.4g}}<extra></extra>",
                **shared,
            )
        )


def _drawable(values: Sequence[float | None], log: bool) -> list[float | None]:
    """What an axis can draw; gaps elsewhere."""
    found = _finite(np.array([np.nan if value is None else value for value in values], dtype=np.float64))
    return [value if value is None or not log else max(value, SMALLEST) for value in found]


def _decades_a_tick(values: Sequence[float]) -> int:
    """So many powers of ten from one tick of a logarithmic axis to the next that there are about `TICKS`."""
    low, high = np.log10([min(values, default=1.0), max(values, default=1.0)])
    return max(int(np.ceil((high - low) / TICKS)), 1)


def _finite(values: Array) -> list[float | None]:
    return [float(f"{value:.6g}") if np.isfinite(value) and abs(value) < LARGEST else None for value in values]


def _square(window: Window, height_px: int, *, rows: int) -> go.Figure:
    left, right, low, high = window
    return theme.figure(
        height_px=height_px,
        hovermode="closest",
        margin={"t": 14 + 20 * rows},
        legend={"yref": "container", "y": 1, "yanchor": "top"},
        xaxis={"range": [left, right], "constrain": "domain", "showgrid": False},
        yaxis={"range": [low, high], "constrain": "domain", "constraintoward": "top", "scaleanchor": "x", "showgrid": False},
    )


def _ground(grid: Array, ground: Array) -> Contour:
    scaled = height_scale(ground, 0.0)
    return Contour(
        x=grid,
        y=grid,
        z=np.asarray(scaled, dtype=np.float32),
        contours=levels(scaled),
        colorscale=[[0, theme.tint(theme.MUTED, 0.0)], [1, theme.tint(theme.MUTED, 0.42)]],
        line={"color": theme.tint(theme.MUTED, 0.55), "width": 0.8},
        showscale=False,
        hoverinfo="skip",
    )


def _path(name: str, points: Array, look: Mapping[str, str]) -> Scatter:
    return Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="lines+markers",
        name=name,
        line={"color": look["color"], "width": 1.6},
        marker={"color": look["color"], "symbol": look["symbol"], "size": 6, "maxdisplayed": 30},
        customdata=np.arange(len(points), dtype=np.int16),
        hovertemplate=f"{name}, step %{{customdata}}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    )
