"""Two networks against each other in the plane: a film of points, discriminator and pushes, and the geometry of the generator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import controls
from vizlab.figures.parts import Frame, Heatmap, Scatter

Array = NDArray[Any]
FRAME_MS = 160
REAL, FAKE = theme.CATEGORICAL[:2]
PUSHES = 60  # drawn of those that there are: a film must stay small
PUSH_LENGTH = 0.12  # of the side of the square: what a push of the 95th percentile of the whole film measures
# The discriminator's per cent "real": the data's colour where it says so, the generated points' colour where it says not.
VERDICT = [
    [0.0, theme.tint(FAKE, 0.4)],
    [0.5, theme.tint(FAKE, 0)],
    [0.5, theme.tint(REAL, 0)],
    [1.0, theme.tint(REAL, 0.4)],
]


def film(
    stops: Sequence[Any],
    moments: Sequence[Mapping[str, Array]],
    real: Array,
    edge: float,
    *,
    now: Any = None,
    frame_ms: int = FRAME_MS,
    prefix: str = "step ",
    height_px: int = 540,
) -> go.Figure:
    """Moments (points (n, 2), field (g, g) in whole per cent, pushes (m, 2) of the first m points) at the steps `stops`, played.

    real: data (n, 2). Of the pushes, 60 are drawn. edge: half the side of the square that is shown, which the field covers;
    what lies outside is not drawn. now: the step that is shown first, by default the last. prefix: what a step is called.
    """
    active = list(stops).index(stops[-1] if now is None else now)
    shown = moments[active]
    figure = theme.figure(height_px=height_px, uirevision="film", margin={"t": 34, "b": 8})
    line = np.linspace(-edge, edge, len(shown["field"]))
    unit = push_unit(moments, edge)
    figure.add_trace(_field(shown["field"], line))
    figure.add_trace(_dots(real, "data", REAL, 4, 0.8))
    figure.add_trace(_pushes(shown, unit))
    figure.add_trace(_dots(shown["points"], "generated", FAKE, 5, 0.9))
    figure.frames = [_moment(stop, moment, unit) for stop, moment in zip(stops, moments, strict=True)]
    names = [str(stop) for stop in stops]
    figure.update_layout(**controls(names, prefix=prefix, active=active, frame_ms=frame_ms, redraw=True, top_px=28))
    span = {"range": [-edge, edge], "showgrid": False, "constrain": "domain"}
    figure.update_xaxes(**span)
    return figure.update_yaxes(scaleanchor="x", constraintoward="top", **span)


def push_unit(moments: Sequence[Mapping[str, Array]], edge: float) -> float:
    """What a push must be multiplied by, the same for the whole film, so that few are long."""
    lengths = np.concatenate([np.linalg.norm(moment["pushes"].astype(np.float32), axis=1) for moment in moments])
    return float(PUSH_LENGTH * 2 * edge / max(np.quantile(lengths, 0.95), 1e-12))


def slopes(logits: Array, *, height_px: int = 300) -> go.Figure:
    """How steep both generator losses are against the discriminator's logit, and where the generated points (n,) stand."""
    reach = float(np.ceil(max(6.0, np.abs(logits).max())))
    x = np.linspace(-reach, reach, 161)
    sure = 1 / (1 + np.exp(-x))
    figure = theme.figure(height_px=height_px, margin={"t": 64}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    for index, (name, y) in enumerate({"non-saturating": 1 - sure, "minimax": sure}.items()):
        line = {"color": theme.color(index), "width": 2, "dash": "solid" if index == 0 else "dash"}
        figure.add_trace(Scatter(x=x, y=y, mode="lines", name=name, line=line, hovertemplate="%{y:.4f}<extra></extra>"))
    figure.add_trace(
        Scatter(
            x=np.asarray(logits, np.float32),
            y=np.full(len(logits), -0.06, np.float32),
            mode="markers",
            name="generated points",
            showlegend=False,
            marker={"symbol": "line-ns-open", "size": 9, "color": theme.color(2)},
            hovertemplate="logit %{x:.2f}<extra></extra>",
        )
    )
    figure.add_annotation(
        text="<b>slope of the loss in the logit</b>",
        showarrow=False, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom",
    )  # fmt: skip
    return figure.update_xaxes(title_text="logit of D at the point").update_yaxes(range=[-0.12, 1.05])


def carried_grid(lines: Array, real: Array, edge: float, *, height_px: int = 440) -> go.Figure:
    """Where a generator carries the lines (k, m, 2) of a grid of codes, over the data (n, 2)."""
    figure = theme.figure(height_px=height_px, margin={"t": 34})
    figure.add_trace(_dots(real, "data", REAL, 4, 0.8))
    half = len(lines) // 2
    for index, part in enumerate((lines[:half], lines[half:])):
        path = np.concatenate([part, np.full((len(part), 1, 2), np.nan, part.dtype)], axis=1).reshape(-1, 2)
        name = f"lines of equal z{'₁₂'[index]}"
        line = {"width": 1, "color": theme.color(1 + 3 * index)}
        figure.add_trace(Scatter(x=path[:, 0], y=path[:, 1], mode="lines", name=name, line=line, hoverinfo="skip"))
    span = {"range": [-edge, edge], "showgrid": False, "constrain": "domain"}
    figure.update_xaxes(**span)
    return figure.update_yaxes(scaleanchor="x", constraintoward="top", **span)


def _field(field: Array, line: Array) -> Heatmap:
    return Heatmap(
        x=line.astype(np.float32),
        y=line.astype(np.float32),
        z=field,
        zmin=0,
        zmax=100,
        colorscale=VERDICT,
        showscale=False,
        zsmooth="fast",
        hovertemplate="(%{x:.2f}, %{y:.2f})<br>D says %{z} % real<extra></extra>",
    )


def _dots(points: Array, name: str, color: str, size: int, opacity: float) -> Scatter:
    marker = {"size": size, "color": color, "opacity": opacity}
    hover = f"{name} (%{{x:.2f}}, %{{y:.2f}})<extra></extra>"
    return Scatter(**_at(points), mode="markers", name=name, marker=marker, hovertemplate=hover)


def _pushes(moment: Mapping[str, Array], unit: float) -> Scatter:
    line = {"width": 1.5, "color": theme.MUTED}
    return Scatter(**_at(_arrows(moment, unit)), mode="lines", name="push on a point", line=line, hoverinfo="skip")


def _moment(stop: int, moment: Mapping[str, Array], unit: float) -> Frame:
    changed = [
        Heatmap(z=moment["field"]),
        Scatter(**_at(_arrows(moment, unit))),
        Scatter(**_at(moment["points"])),
    ]
    return Frame(name=str(stop), traces=[0, 2, 3], data=changed)


def _arrows(moment: Mapping[str, Array], unit: float) -> Array:
    """From each pushed point to where the push points, with gaps between: (3 · m, 2)."""
    pushes = np.asarray(moment["pushes"][:PUSHES], np.float32)
    start = np.asarray(moment["points"][: len(pushes)], np.float32)
    return np.stack([start, start + unit * pushes, np.full_like(start, np.nan)], axis=1).reshape(-1, 2)


def _at(points: Array) -> dict[str, Array]:
    return {"x": np.asarray(points[:, 0], np.float32), "y": np.asarray(points[:, 1], np.float32)}
