"""Sweeps over constants of optimizers: curves against the rate, planes of two constants, and who fares how where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import racers, theme
from vizlab.figures.parts import Heatmap, Scatter

TOP = 1e6  # losses are drawn up to here, and what flew off at it
ROUGH, FINE = ("grid", "random")
RATE_AXIS = {"type": "log", "title": {"text": "learning rate α"}, "exponentformat": "power", "dtick": 1}
Array = NDArray[Any]
Band = tuple[float, float]


def rate_curves(
    lr: Array,
    losses: Mapping[str, Array],
    *,
    order: Sequence[str] = (),
    bound: tuple[str, float] | None = None,
    y_title: str = "last loss",
    top: float = TOP,
    dashed: Mapping[str, Array] | None = None,
    height_px: int = 420,
) -> go.Figure:
    """Losses (n,) by optimizer against rates lr (n,); what is infinite is a gap. dashed: second curves in the same colours.

    bound: name and place of a dotted line. top: from here on a loss counts as infinite.
    """
    legend, top_px = racers.legend(list(losses))
    figure = theme.figure(
        height_px=height_px + top_px, hovermode="closest", margin={"t": top_px + 22}, legend=legend, xaxis=RATE_AXIS
    )
    where = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text=f"<b>{y_title}</b>", showarrow=False, **where)
    drawn = racers.looks(list(losses), order)
    for name, values in losses.items():
        figure.add_trace(_curve(name, lr, _below(values, top), drawn[name]))
    for name, values in (dashed or {}).items():
        figure.add_trace(_curve(name, lr, _below(values, top), drawn[name] | {"dash": "dot"}, twin=True))
    if bound:
        label = {
            "text": bound[0],
            "textposition": "end",
            "textangle": 0,
            "yanchor": "top",
            "xanchor": "left",
            "font": {"size": 12},
        }
        line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(
            type="line", x0=bound[1], x1=bound[1], yref="y domain", y0=0, y1=1, line=line, label=label, layer="below"
        )
    return figure.update_layout(yaxis=_span([_below(values, top) for values in [*losses.values(), *(dashed or {}).values()]]))


def band_bars(
    bands: Mapping[str, Band | None], *, order: Sequence[str] = (), span: Band, height_px: int | None = None
) -> go.Figure:
    """The rates with which each optimizer arrives, as a bar from the least to the greatest, and how many decades that is."""
    figure = theme.figure(height_px=height_px or 74 + 24 * len(bands), showlegend=False, xaxis=RATE_AXIS, margin={"t": 24})
    drawn = racers.looks(list(bands), order)
    for name, band in bands.items():
        ends = list(band) if band else [None, None]
        cut = band is not None and (band[0] < span[0] or band[1] > span[1])  # it may go on where nothing was tried
        width = f"{'≥ ' if cut else ''}{np.log10(band[1] / band[0]):.1f}" if band else ""
        figure.add_trace(
            Scatter(
                x=ends,
                y=[name, name],
                mode="lines+text",
                text=["", width],
                textposition="middle right",
                line={"color": drawn[name]["color"], "width": 9},
                cliponaxis=False,
                hovertemplate=f"{name}: %{{x:.2g}}<extra></extra>",
            )
        )
    edges = [np.log10(span[0]), np.log10(span[1]) + 0.8]
    figure.update_xaxes(range=edges)
    return figure.update_yaxes(
        categoryorder="array", categoryarray=list(bands)[::-1], range=[-0.7, len(bands) - 0.3], showgrid=False
    )


def plane(
    lr: Array,
    second: Array,
    values: Array,
    *,
    name: str,
    points: Mapping[str, Array] | None = None,
    height_px: int = 460,
) -> go.Figure:
    """log10 of last losses (len(second), len(lr)) over rates and a second constant, both axes evenly spaced in what is swept.

    points: name -> places (n, 2) in the unit square that were tried, drawn over it with their shadows along both axes.
    """
    figure = theme.figure(height_px=height_px, margin={"t": 92, "r": 16}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    n, m = len(lr), len(second)
    figure.add_trace(
        Heatmap(
            x=(np.arange(n) + 0.5) / n,
            y=(np.arange(m) + 0.5) / m,
            z=np.asarray(values, dtype=np.float32),
            colorscale=theme.scale(theme.SEQUENTIAL[::-1]),
            colorbar=theme.colorbar("log₁₀ of the last loss"),
            customdata=np.asarray(np.dstack(np.meshgrid(lr, second)), dtype=np.float32),
            hovertemplate=f"α = %{{customdata[0]:.2g}}, {name} = %{{customdata[1]:.3g}}<br>10^%{{z:.2f}}<extra></extra>",
        )
    )
    for index, (label, places) in enumerate((points or {}).items()):
        figure.add_traces(_tried(label, places, index))
    figure.update_xaxes(title_text="learning rate α", range=[-0.03, 1], showgrid=False, **_ticks(lr))
    return figure.update_yaxes(title_text=name, range=[-0.03, 1], showgrid=False, **_ticks(second))


def budget_curves(budgets: Sequence[int], found: Mapping[str, Sequence[float]], *, height_px: int = 300) -> go.Figure:
    """log10 of the least loss found against how many runs it took, one curve a way of searching."""
    figure = theme.figure(height_px=height_px, margin={"t": 64}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    where = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text="<b>log₁₀ of the least loss found</b>", showarrow=False, **where)
    for index, (name, values) in enumerate(found.items()):
        look = {"color": theme.color(index), "symbol": theme.SYMBOLS[index]}
        figure.add_trace(
            Scatter(
                x=list(budgets), y=list(values), mode="lines+markers", name=name, line={"color": look["color"], "width": 2},
                marker={**look, "size": 8}, hovertemplate=f"{name}, %{{x}} runs: %{{y:.2f}}<extra></extra>",
            )
        )  # fmt: skip
    return figure.update_xaxes(title_text="runs", tickvals=list(budgets))


def outcome_matrix(
    surfaces: Sequence[str], optimizers: Sequence[str], verdicts: Array, sentences: Sequence[Sequence[str]], labels: Sequence[str]
) -> go.Figure:
    """Verdicts (surfaces, optimizers), indices into labels, as coloured squares; sentences say more of each."""
    figure = theme.figure(
        height_px=150 + 30 * len(surfaces), margin={"t": 74}, legend={"yref": "container", "y": 1, "yanchor": "top"}
    )
    for index, label in enumerate(labels):
        rows, columns = np.nonzero(verdicts == index)
        if len(rows):
            look = {"symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)], "color": theme.color(VERDICT_COLORS.get(label, index))}
            figure.add_trace(
                Scatter(
                    x=columns,
                    y=rows,
                    mode="markers",
                    name=label,
                    marker={**look, "size": 16},
                    text=[
                        f"{optimizers[c]} on {surfaces[r]}<br>{sentences[r][c]}"
                        for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
                    ],
                    hovertemplate="%{text}<extra></extra>",
                )
            )
    figure.update_xaxes(tickvals=list(range(len(optimizers))), ticktext=list(optimizers), range=[-0.6, len(optimizers) - 0.4])
    figure.update_xaxes(side="top", showgrid=False, tickangle=-40)
    return figure.update_yaxes(
        tickvals=list(range(len(surfaces))), ticktext=list(surfaces), range=[len(surfaces) - 0.4, -0.6], showgrid=True
    )


def _curve(name: str, lr: Array, values: Array, look: Mapping[str, str], *, twin: bool = False) -> Scatter:
    return Scatter(
        x=lr,
        y=values,
        mode="lines" if twin else "lines+markers",
        name=name,
        legendgroup=name,
        showlegend=not twin,
        line={"color": look["color"], "dash": look["dash"], "width": 1.8},
        marker={"color": look["color"], "symbol": look["symbol"], "size": 6, "maxdisplayed": 20},
        hovertemplate=f"{name}, α = %{{x:.2g}}: %{{y:.3g}}<extra></extra>",
    )


def _below(values: Array, top: float) -> Array:
    """Gaps instead of what is not below the top."""
    found: Array = np.where(np.isfinite(values) & (values < top), values, np.nan)
    return found


def _span(curves: Sequence[Array]) -> dict[str, Any]:
    """A logarithmic axis over what the curves hold, but for losses of next to nothing."""
    values = np.concatenate(curves)
    seen = np.log10(values[values > 1e-16])
    low, high = (float(seen.min()), float(seen.max())) if len(seen) else (-1.0, 1.0)
    few = high - low < 2
    if few:
        ticks = [digit * 10.0**power for power in range(int(np.floor(low)), int(np.ceil(high)) + 1) for digit in (1, 2, 5)]
        return {"type": "log", "range": [low - 0.05, high + 0.05], "tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    low, high = float(np.floor(low)), float(np.ceil(high))
    return {"type": "log", "range": [low, high], "exponentformat": "power", "dtick": max(1, round((high - low) / 6))}


def _tried(label: str, places: Array, index: int) -> list[Scatter]:
    """The points that were tried, and their shadows on both axes."""
    look = {"symbol": theme.SYMBOLS[index], "color": "#ffffff", "line": {"color": theme.TEXT, "width": 1.6}}
    n, low = len(places), np.full(len(places), -0.018)
    hover = f"{label}<extra></extra>"
    tick = {"color": theme.color(index), "size": 9, "line": {"width": 2, "color": theme.color(index)}}
    return [
        Scatter(
            x=places[:, 0],
            y=places[:, 1],
            mode="markers",
            name=f"{label}: {n} runs",
            marker={**look, "size": 10},
            hovertemplate=hover,
        ),
        Scatter(x=places[:, 0], y=low, mode="markers", showlegend=False, marker={**tick, "symbol": "line-ns"}, hoverinfo="skip"),
        Scatter(x=low, y=places[:, 1], mode="markers", showlegend=False, marker={**tick, "symbol": "line-ew"}, hoverinfo="skip"),
    ]


def _ticks(values: Array, n: int = 6) -> dict[str, Any]:
    """Ticks of an axis of the unit square that stands for these values."""
    at = np.unique(np.linspace(0, len(values) - 1, n).round().astype(int))
    return {"tickvals": (at + 0.5) / len(values), "ticktext": [f"{values[i]:.2g}" for i in at]}


VERDICT_COLORS: dict[str, int] = {"arrived": 2, "flew off": 1, "still moving": 0}
