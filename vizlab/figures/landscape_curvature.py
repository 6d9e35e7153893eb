"""Curvature: its axes on the map, the quadratic over the surface, a cut with its chord, chords, differences, and iterated maps.

What bends upward is the first colour, what bends downward the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.landscapes import ground_lines, landmarks
from vizlab.figures.parts import Heatmap, Scatter, Surface

UP, DOWN = theme.color(0), theme.color(1)
SHADES = ("#dfe4e8", "#8b959e")
CHORDS = 40  # drawn
Array = NDArray[Any]


def curvature_map(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    *,
    floor: float | None,
    place: Array,
    axes: Array,
    values: Array,
    line: Array,
    marks: Sequence[tuple[str, float, float]] = (),
    height_px: int = 500,
) -> go.Figure:
    """The two eigenvectors of the Hessian at a place (2,) as arrows axes (2, 2), and the line (2, 2) of a cut, on the map.

    values (2,): the eigenvalues. Where both have one sign, the arrows are the half-axes of an ellipse, which is drawn.
    """
    figure = _map(grid_x, grid_y, height_px)
    figure.add_trace(ground_lines(grid_x, grid_y, ground, floor, hint="click to look here"))
    figure.add_traces(landmarks(marks, place))
    figure.add_trace(_line("the cut", line, {"color": theme.MUTED, "width": 1.5, "dash": "dot"}))
    if values[0] * values[1] > 0:
        turn = np.linspace(0, 2 * np.pi, 73)[:, None]
        ring = place + np.cos(turn) * axes[0] + np.sin(turn) * axes[1]
        figure.add_trace(_line("level line of the quadratic", ring, {"color": UP if values[0] > 0 else DOWN, "width": 1.5}))
    figure.add_traces([_axis(place, arrow, float(value)) for arrow, value in zip(axes, values, strict=True)])
    return figure


def _axis(place: Array, arrow: Array, value: float) -> Scatter:
    ends = np.array([place, place + arrow, [np.nan, np.nan], place, place - arrow])
    name = f"{'curves up' if value > 0 else 'curves down' if value < 0 else 'straight'}, λ = {minus(value)}"
    return Scatter(
        x=_plain(ends[:, 0]),
        y=_plain(ends[:, 1]),
        mode="lines+markers",
        name=name,
        line={"color": UP if value > 0 else DOWN, "width": 3, "dash": "solid" if value > 0 else "dash"},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 13, 0, 0, 13],
            "color": UP if value > 0 else DOWN,
            "line": {"width": 0},
        },
        unselected={"marker": {"opacity": 1}},
        hovertemplate=f"{name}<extra></extra>",
    )


def _line(name: str, points: Array, look: dict[str, Any]) -> Scatter:
    return Scatter(x=_plain(points[:, 0]), y=_plain(points[:, 1]), mode="lines", name=name, line=look, hoverinfo="skip")


def model_relief(x: Array, y: Array, surface: Array, model: Array, *, height_px: int = 360) -> go.Figure:
    """The heights (n, n) of a surface at y (n,) and x (n,), and the quadratic over it, which shows through."""
    low, high = float(np.nanmin(surface)), float(np.nanmax(surface))
    margin = 0.35 * ((high - low) or 1.0)
    near = np.where((model >= low - margin) & (model <= high + margin), model, np.nan)
    figure = theme.figure(height_px=height_px, uirevision="model", showlegend=False)
    for name, heights, colors, opacity in (("surface", surface, SHADES, 1.0), ("quadratic", near, (DOWN, DOWN), 0.55)):
        figure.add_trace(
            Surface(
                x=_plain(x),
                y=_plain(y),
                z=np.asarray(heights, dtype=np.float32),
                name=name,
                colorscale=[[0, colors[0]], [1, colors[1]]],
                opacity=opacity,
                showscale=False,
                lighting={"ambient": 0.7, "diffuse": 0.5, "specular": 0.03, "roughness": 1},
                hovertemplate=f"{name} %{{z:.4g}}<extra></extra>",
            )
        )
    axis = {"backgroundcolor": theme.CLEAR, "gridcolor": theme.tint(theme.MUTED, 0.35), "showspikes": False, "nticks": 5}
    scene = {f"{name}axis": axis | {"title": {"text": title}} for name, title in (("x", "x"), ("y", "y"), ("z", "loss"))}
    scene["zaxis"] |= {"range": [low - margin, high + margin]}
    camera = {"eye": {"x": -1.1, "y": -1.2, "z": 0.75}, "center": {"x": 0, "y": 0, "z": -0.1}}
    return figure.update_layout(
        scene={**scene, "aspectmode": "manual", "aspectratio": {"x": 1, "y": 1, "z": 0.7}, "camera": camera}
    )


def cut_curve(distance: Array, height: Array, model: Array, bend: Array, chord: Array, *, height_px: int = 380) -> go.Figure:
    """A surface (k,) along a line, its quadratic (k,) and the chord (k,) between its ends; bend (k,): its second derivative."""
    figure = _axes("distance from the point", "loss", height_px)
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    margin = 0.25 * ((high - low) or 1.0)
    down = bend < 0
    for name, shown, color, dash in (("bends up", ~down, UP, "solid"), ("bends down", down, DOWN, "solid")):
        wide = shown | np.roll(shown, 1) & (np.arange(len(shown)) > 0)  # so that the parts meet
        figure.add_trace(_curve(name, distance, np.where(wide, height, np.nan), color, dash, 3))
    figure.add_trace(
        _curve("quadratic", distance, np.clip(model, low - 9 * margin, high + 9 * margin), theme.color(2), "dash", 2)
    )
    figure.add_trace(_curve("chord", distance, chord, theme.MUTED, "dot", 2))
    figure.add_trace(
        Scatter(x=[0.0], y=[float(height[len(height) // 2])], mode="markers", showlegend=False, hoverinfo="skip")
        .update(marker={"symbol": "circle-open", "size": 13, "color": theme.MUTED, "line": {"width": 2.5}})
    )  # fmt: skip
    return figure.update_layout(yaxis={"range": [low - margin, high + margin]})


def error_curve(radii: Array, errors: Array, *, height_px: int = 260) -> go.Figure:
    """Errors (k,) against radii (k,), both logarithmic, beside the cube of the radius through the middle one."""
    figure = _axes("radius", "largest error", height_px)
    figure.add_trace(_curve("of the quadratic", radii, errors, DOWN, "solid", 2).update(mode="lines+markers", marker={"size": 8}))
    middle = len(radii) // 2
    figure.add_trace(_curve("radius cubed", radii, errors[middle] * (radii / radii[middle]) ** 3, theme.MUTED, "dot", 2))
    return _logarithmic(figure)


def difference_curves(distances: Array, errors: Mapping[str, Array], *, height_px: int = 380) -> go.Figure:
    """Errors (k,) of finite differences against how far apart (k,) their points are, both logarithmic."""
    figure = _axes("distance h of the points", "error, share of the slope", height_px)
    for index, (name, values) in enumerate(errors.items()):
        shown = np.where(values > 0, values, np.nan)
        figure.add_trace(_curve(name, distances, shown, theme.color(index), "solid", 2).update(mode="lines+markers"))
        figure.traces[-1].update(marker={"symbol": theme.SYMBOLS[index], "size": 6})
    return _logarithmic(figure)


def chord_map(
    grid_x: Array,
    grid_y: Array,
    ground: Array,
    *,
    floor: float | None,
    ends: Array,
    above: Array,
    bent: Array,
    height_px: int = 440,
) -> go.Figure:
    """Chords (n, 2, 2) on the map, by whether the graph rises above them (above (n,) > 0); bent (h, w): where it bends down."""
    figure = _map(grid_x, grid_y, height_px)
    # lines only: grey below the shading would hide it
    figure.add_trace(ground_lines(grid_x, grid_y, ground, floor).update(contours={"coloring": "none"}, showlegend=False))
    rows, columns = bent.shape
    figure.add_trace(
        Heatmap(
            x=np.linspace(grid_x[0], grid_x[-1], columns),
            y=np.linspace(grid_y[0], grid_y[-1], rows),
            z=np.where(bent, 1, np.nan).astype(np.float32),
            colorscale=[[0, theme.tint(DOWN, 0.25)], [1, theme.tint(DOWN, 0.25)]],
            showscale=False,
            hoverinfo="skip",
        )
    )
    some, over = ends[:CHORDS], above[:CHORDS] > 0
    for name, shown, color, dash in (("above the graph", ~over, UP, "solid"), ("cut by the graph", over, DOWN, "dash")):
        lines = np.concatenate([some[shown], np.full((int(shown.sum()), 1, 2), np.nan)], axis=1).reshape(-1, 2)
        figure.add_trace(_line(f"chords {name}", lines, {"color": color, "width": 1.3, "dash": dash}))
    return figure


def wall_curves(y: Array, states: Mapping[int, Array], at: float | None, *, height_px: int = 380) -> go.Figure:
    """The state (k,) of a recurrent unit after so many turns over its bias y (k,); at: where it repels."""
    figure = _axes("bias y", "state h", height_px)
    for index, (turns, state) in enumerate(states.items()):
        name = "1 turn" if turns == 1 else f"{turns} turns"
        figure.add_trace(_curve(name, y, state, theme.color(index), "solid", 2))
    if at is not None:
        figure.add_vline(x=at, line={"color": theme.MUTED, "width": 1.5, "dash": "dot"})
    return figure


def _map(grid_x: Array, grid_y: Array, height_px: int) -> go.Figure:
    figure = theme.figure(
        height_px=height_px, uirevision="map", clickmode="event", hovermode="closest", dragmode="pan", margin={"t": 50, "b": 28}
    )
    figure.update_layout(showlegend=True, legend={"itemclick": False, "itemdoubleclick": False})
    figure.update_xaxes(range=[grid_x[0], grid_x[-1]], constrain="domain", showgrid=False)
    upright = {"constrain": "domain", "constraintoward": "top", "scaleanchor": "x", "showgrid": False}
    return figure.update_yaxes(range=[grid_y[0], grid_y[-1]], **upright)


def _axes(x_title: str, y_title: str, height_px: int) -> go.Figure:
    figure = theme.figure(height_px=height_px, hovermode="x", margin={"t": 46})
    return figure.update_layout(xaxis={"title": {"text": x_title}}, yaxis={"title": {"text": y_title}}, showlegend=True)


def _logarithmic(figure: go.Figure) -> go.Figure:
    for update, values in ((figure.update_xaxes, figure.traces[0]["x"]), (figure.update_yaxes, figure.traces[0]["y"])):
        seen = np.log10([value for value in values if value]) if any(values) else np.zeros(1)
        update(type="log", exponentformat="power", dtick=max(1, int(np.ptp(seen)) // 4))
    return figure


def _curve(name: str, x: Array, y: Array, color: str, dash: str, width: float) -> Scatter:
    look = {"color": color, "width": width, "dash": dash}
    return Scatter(
        x=_plain(x), y=_plain(y), mode="lines", name=name, line=look, hovertemplate=f"{name} %{{y:.4g}}<extra></extra>"
    )


def minus(value: float) -> str:
    """Four digits, with a minus sign and not a hyphen."""
    return f"{value:.4g}".replace("-", "−")


def _plain(values: Array) -> list[float | None]:
    """Numbers of seven digits, and nothing where there is none: JSON knows no NaN."""
    return [float(f"{value:.7g}") if np.isfinite(value) else None for value in values]
