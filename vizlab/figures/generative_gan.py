"""Around a GAN in the plane: its moves one by one, losses by logit, the best discriminator, two players, many seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import HEIGHT_PX, controls
from vizlab.figures.parts import Bar, Frame, Scatter

Array = NDArray[Any]
DATA, MADE = theme.CATEGORICAL[:2]
PLAYER = {"D": (DATA, "circle"), "G": (MADE, "diamond")}  # whose move it was
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
GAME_FRAMES, GAME_MS = 60, 60


def turns(kinds: Sequence[str], series: Mapping[str, Sequence[float]], *, y_title: str, percent: bool = False) -> go.Figure:
    """Curves (n,) over the moves of a game; the first curve has a mark for each, blue after D's and orange after G's."""
    names = [*series, *(f"after a step of {kind}" for kind in PLAYER)]
    figure = _titled(y_title, hovermode="x unified", uirevision="turns", margin={"t": theme.room_above(names)})
    count = list(range(len(kinds)))
    for index, (name, values) in enumerate(series.items()):
        line = {"color": theme.color(index + 2), "width": 1.5, "dash": DASHES[index]}
        value = "%{y:.1%}" if percent else "%{y:.3f}"
        hover = f"{name} {value}<extra></extra>"
        figure.add_trace(Scatter(x=count, y=list(values), mode="lines", name=name, line=line, hovertemplate=hover))
    values = next(iter(series.values()))
    for kind, (color, symbol) in PLAYER.items():
        own = [place for place in count if kinds[place] == kind]
        marker = {"color": color, "symbol": symbol, "size": 7}
        figure.add_trace(
            Scatter(
                x=own,
                y=[values[place] for place in own],
                mode="markers",
                name=f"after a step of {kind}",
                marker=marker,
                hoverinfo="skip",
            )
        )
    figure.update_xaxes(title_text="move", rangemode="tozero")
    return figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.05]) if percent else figure


def by_logit(x: Array, curves: Mapping[str, Array], now: float, *, y_title: str, height_px: int = 340) -> go.Figure:
    """Curves (n,) over the discriminator's output x (n,), with their values at `now`."""
    figure = _titled(y_title, height_px=height_px, margin={"t": theme.room_above(list(curves))})
    figure.add_shape(
        type="line", x0=now, x1=now, yref="y domain", y0=0, y1=1, line={"color": theme.MUTED, "dash": "dot", "width": 1.5}
    )
    for index, (name, y) in enumerate(curves.items()):
        line = {"color": theme.color(index), "width": 2, "dash": DASHES[index]}
        hover = f"{name} %{{y:.4f}}<extra></extra>"
        figure.add_trace(Scatter(x=x, y=y, mode="lines", name=name, line=line, hovertemplate=hover))
        marker = {"color": theme.color(index), "size": 9, "symbol": theme.SYMBOLS[index]}
        at = [float(np.interp(now, x, y))]
        figure.add_trace(Scatter(x=[now], y=at, mode="markers", name=name, marker=marker, showlegend=False, hovertemplate=hover))
    return figure.update_xaxes(title_text="output of D at a generated point")


def verdicts(x: Array, p: Array, q: Array, formula: Array, trained: Array, *, height_px: int = 380) -> go.Figure:
    """Densities p and q over places x (n,), the best discriminator by formula and the trained one."""
    figure = _titled("density, and what D says", height_px=height_px, hovermode="x unified")
    for name, density, color in (("p, the data", p, DATA), ("q, generated", q, MADE)):
        fill = theme.tint(color, 0.2)
        hover = f"{name} %{{y:.3f}}<extra></extra>"
        figure.add_trace(
            Scatter(
                x=x, y=density, mode="lines", name=name, fill="tozeroy", fillcolor=fill, line={"color": color, "width": 1},
                hovertemplate=hover,
            )
        )  # fmt: skip
    looks = {"p / (p + q)": (formula, theme.color(4), "dash", 2), "trained D": (trained, theme.color(2), "solid", 2.5)}
    for name, (values, color, dash, width) in looks.items():
        line = {"color": color, "dash": dash, "width": width}
        hover = f"{name} %{{y:.3f}}<extra></extra>"
        figure.add_trace(Scatter(x=x, y=values, mode="lines", name=name, line=line, hovertemplate=hover))
    return figure.update_xaxes(title_text="x").update_yaxes(rangemode="tozero")


def against_distance(distances: Array, values: Array, now: tuple[float, float], *, y_title: str, level: str = "") -> go.Figure:
    """A number (n,) over the distance between two densities, and where we stand; level: the name of the dotted line at log 2."""
    figure = _titled(y_title, height_px=250, showlegend=False, margin={"t": 34})
    hover = "distance %{x:.2f}: %{y:.3f}<extra></extra>"
    line = {"color": theme.color(0), "width": 2}
    figure.add_trace(Scatter(x=distances, y=values, mode="lines", line=line, hovertemplate=hover))
    marker = {"color": theme.color(1), "size": 11}
    figure.add_trace(Scatter(x=[now[0]], y=[now[1]], mode="markers", marker=marker, hovertemplate=hover))
    if level:
        label = {"text": level, "textposition": "start", "yanchor": "top", "font": {"size": 12}}
        dotted = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(
            type="line", xref="x domain", x0=0, x1=1, y0=np.log(2), y1=np.log(2), line=dotted, label=label, layer="below"
        )
    return figure.update_xaxes(title_text="distance of the means").update_yaxes(rangemode="tozero")


def pushed(edges: Array, histogram: Array, formula: Array, *, height_px: int = 360) -> go.Figure:
    """Density of samples (n,) as bars over edges (n + 1,), and what the formula says of the same bins as a line."""
    middle = (edges[1:] + edges[:-1]) / 2
    figure = _titled("density of x = G(z)", height_px=height_px, bargap=0, hovermode="x unified")
    bars = {"color": theme.tint(MADE, 0.45), "line": {"width": 0}}
    figure.add_trace(Bar(x=middle, y=histogram, name="samples", marker=bars, hovertemplate="samples %{y:.3f}<extra></extra>"))
    line = {"color": theme.color(0), "width": 2, "shape": "hvh"}
    hover = "formula %{y:.3f}<extra></extra>"
    figure.add_trace(Scatter(x=middle, y=formula, mode="lines", name="p(z) / |G′(z)|", line=line, hovertemplate=hover))
    return figure.update_xaxes(title_text="x")


def carried_line(z: Array, x: Array, *, height_px: int = 360) -> go.Figure:
    """Where a generator carries each code: x (n,) over z (n,), and even codes with where they land on the left edge."""
    figure = _titled("x = G(z)", height_px=height_px)
    hover = "z = %{x:.2f}, x = %{y:.2f}<extra></extra>"
    line = {"color": theme.color(0), "width": 2}
    figure.add_trace(Scatter(x=z, y=x, mode="lines", name="G", line=line, hovertemplate=hover))
    even = np.interp((np.arange(40) + 0.5) / 40, np.cumsum(np.exp(-(z**2) / 2)) / np.exp(-(z**2) / 2).sum(), z)
    marks = {"color": MADE, "size": 9, "symbol": "line-ew-open"}
    landed = np.interp(even, z, x)
    figure.add_trace(
        Scatter(
            x=np.full(len(even), z.min()),
            y=landed,
            mode="markers",
            name="where 40 equally likely codes land",
            marker=marks,
            hovertemplate="x = %{y:.2f}<extra></extra>",
        )
    )
    return figure.update_xaxes(title_text="z")


def play(paths: Mapping[str, Array], *, height_px: int = 560) -> go.Figure:
    """Ways (k, 2) of two players around (0, 0), side by side in one plane, played in the browser."""
    names, k = list(paths), len(next(iter(paths.values())))
    stops = np.unique(np.linspace(0, k - 1, min(k, GAME_FRAMES)).round().astype(int))
    reach = float(min(3.0, max(1.15, *(np.abs(path).max() * 1.05 for path in paths.values()))))
    figure = theme.figure(height_px=height_px, uirevision="play", margin={"t": 60, "b": HEIGHT_PX + 30})
    for index, name in enumerate(names):
        line = {"color": theme.color(index), "width": 1.5, "dash": DASHES[index]}
        figure.add_trace(_way(paths[name], name=name, mode="lines", line=line))
    for index, name in enumerate(names):
        marker = {"color": theme.color(index), "size": 11, "symbol": theme.SYMBOLS[index]}
        figure.add_trace(_way(paths[name][k - 1 :], name=name, mode="markers", marker=marker, showlegend=False))
    cross = {"color": theme.MUTED, "size": 12, "symbol": "cross-thin-open"}
    figure.add_trace(Scatter(x=[0], y=[0], mode="markers", name="equilibrium", marker=cross, hoverinfo="skip"))
    figure.frames = [Frame(name=str(stop), data=_moment(paths, int(stop)), traces=[*range(2 * len(names))]) for stop in stops]
    figure.update_layout(**controls([str(stop) for stop in stops], frame_ms=GAME_MS, top_px=34))
    figure.update_xaxes(title_text="x, wants x · y small", range=[-reach, reach], constrain="domain", zeroline=True)
    return figure.update_yaxes(
        title_text="y, wants it large", range=[-reach, reach], scaleanchor="x", constraintoward="top", constrain="domain"
    )


def outcomes(rows: Mapping[str, Sequence[float]], *, modes: int, collapsed: float) -> go.Figure:
    """Effective modes of each seed as a dot, a row for each cure; the ground is tinted where it counts as collapse."""
    names = list(rows)
    figure = theme.figure(height_px=48 * len(names) + 96, showlegend=False, margin={"t": 30})
    tint = theme.tint(MADE, 0.14)
    figure.add_shape(
        type="rect", x0=0.5, x1=collapsed, yref="y domain", y0=0, y1=1, fillcolor=tint, line={"width": 0}, layer="below"
    )
    label = {"showarrow": False, "yref": "y domain", "y": 1, "yanchor": "bottom", "font": {"size": 12}}
    figure.add_annotation(text="collapse", x=0.5, xanchor="left", **label)
    figure.add_annotation(text=f"all {modes} evenly", x=modes, xanchor="right", **label)
    for index, name in enumerate(names):
        values = np.asarray(rows[name], float)
        up = (np.arange(len(values)) / max(len(values) - 1, 1) - 0.5) * 0.5  # dots of a row side by side, not on each other
        marker = {"color": theme.color(0 if index else 1), "size": 9, "opacity": 0.85}
        hover = "%{customdata}<br>%{x:.2f} effective modes<extra></extra>"
        told = [f"{name}, seed {place}" for place in range(len(values))]
        figure.add_trace(Scatter(x=values, y=index + up, mode="markers", marker=marker, customdata=told, hovertemplate=hover))
    figure.update_xaxes(title_text="effective modes", range=[0.5, modes + 0.4], dtick=1, showgrid=True)
    return figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=names, autorange="reversed", showgrid=False, range=None
    )


def many(clouds: Sequence[Array], real: Array, titles: Sequence[str], edge: float, *, columns: int = 5) -> go.Figure:
    """Points (n, 2) of several runs in a grid of squares [-edge, edge]², each over the same data (m, 2)."""
    rows = -(-len(clouds) // columns)
    figure = theme.figure(height_px=140 * rows + 60, margin={"t": 34})
    corners = np.array([(index % columns * 2.2, -(index // columns) * 2.4) for index in range(len(clouds))]) * edge
    ground = np.concatenate([np.asarray(real, np.float32) + corner for corner in corners])
    made = np.concatenate([_inside(points, edge) + corner for points, corner in zip(clouds, corners, strict=True)])
    for name, points, color, size in (("data", ground, DATA, 3), ("generated", made, MADE, 4)):
        x, y = points.astype(np.float32).T
        marker = {"color": color, "size": size, "opacity": 0.75}
        figure.add_trace(Scatter(x=x, y=y, mode="markers", name=name, marker=marker, hoverinfo="skip"))
    for corner, title in zip(corners, titles, strict=True):
        figure.add_annotation(
            x=corner[0], y=corner[1] + edge * 1.02, text=title, showarrow=False, yanchor="middle", font={"size": 12}
        )
    figure.update_xaxes(visible=False, range=[-1.1 * edge, corners[:, 0].max() + 1.1 * edge], constrain="domain")
    low, high = corners[:, 1].min() - 1.1 * edge, 1.2 * edge
    return figure.update_yaxes(visible=False, range=[low, high], scaleanchor="x", constraintoward="top")


def _inside(points: Array, edge: float) -> Array:
    """Those in the square: others would lie on a neighbour's."""
    points = np.asarray(points, np.float32)
    return points[(np.abs(points) <= edge).all(axis=1)]


def _moment(paths: Mapping[str, Array], stop: int) -> list[Scatter]:
    """The ways up to a step, then where the players stand."""
    return [*(_way(path[: stop + 1]) for path in paths.values()), *(_way(path[stop : stop + 1]) for path in paths.values())]


def _way(path: Array, **looks: Any) -> Scatter:
    seen = np.clip(np.asarray(path, np.float32), -9, 9)  # far ones leave the picture anyway
    return Scatter(x=seen[:, 0], y=seen[:, 1], **({"hoverinfo": "skip"} | looks))


def _titled(y_title: str, *, height_px: int = 300, **layout: Any) -> go.Figure:
    legend = {"yref": "container", "y": 1, "yanchor": "top"}
    figure = theme.figure(height_px=height_px, **({"margin": {"t": 64}, "legend": legend} | layout))
    return figure.add_annotation(
        text=f"<b>{y_title}</b>", showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom"
    )
