"""Numbers about codes: what a direction changes, distances to the training set, codes over the prior, and milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Heatmap, Scatter
from vizlab.figures.points import scatter

Array = NDArray[Any]
TOP: dict[str, Any] = {"yref": "container", "y": 1, "yanchor": "top"}


def changes(change: Mapping[str, float], control: Mapping[str, Array], *, name: str, height_px: int = 320) -> go.Figure:
    """What a direction changes on average, measure by measure, beside random directions of the same length (k,) each."""
    figure = theme.figure(height_px=height_px, margin={"t": 58}, legend=TOP)
    titles = list(change)
    for index, title in enumerate(titles):
        values = np.asarray(control[title])
        figure.add_trace(
            Scatter(
                x=values,
                y=index + np.linspace(-0.25, 0.25, len(values)),
                mode="markers",
                name="random directions",
                showlegend=index == 0,
                marker={"size": 6, "color": theme.MUTED, "opacity": 0.7},
                hovertemplate=f"a random direction: {title} %{{x:+.2f}}<extra></extra>",
            )
        )
    figure.add_trace(
        Scatter(
            x=list(change.values()),
            y=list(range(len(titles))),
            mode="markers",
            name=name,
            marker={"size": 15, "symbol": "diamond", "color": theme.color(1)},
            customdata=titles,
            hovertemplate="%{customdata} %{x:+.2f}<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"width": 1, "color": theme.MUTED})
    figure.update_yaxes(tickvals=list(range(len(titles))), ticktext=titles, range=[len(titles) - 0.5, -0.5], showgrid=False)
    return figure.update_xaxes(title_text="mean change, in standard deviations over all pictures", showgrid=True)


def norms(ways: Mapping[str, Array], *, shell: tuple[float, float], height_px: int = 320) -> go.Figure:
    """How far from 0 the codes of each named way (n,) are, over the band in which nine in ten codes of the prior lie."""
    figure = theme.figure(height_px=height_px, margin={"t": 44}, legend=TOP, hovermode="x unified")
    for index, (name, values) in enumerate(ways.items()):
        line = {"color": theme.color(index), "width": 2, "dash": ("solid", "dash")[index % 2]}
        x = np.linspace(0, 1, len(values))
        hover = f"{name} %{{y:.2f}}<extra></extra>"
        figure.add_trace(Scatter(x=x, y=np.asarray(values), mode="lines+markers", name=name, line=line, hovertemplate=hover))
    figure.add_hrect(y0=shell[0], y1=shell[1], fillcolor=theme.tint(theme.MUTED, 0.18), line_width=0, layer="below")
    figure.add_annotation(
        text="nine in ten codes of the prior", showarrow=False, xref="paper", x=1, xanchor="right", y=shell[1], yanchor="top"
    )
    figure.update_xaxes(title_text="share of the way")
    return figure.update_yaxes(title_text="distance of the code from 0", rangemode="tozero")


def distances(gaps: Mapping[str, Array], *, threshold: float, what: str, height_px: int = 320) -> go.Figure:
    """Histograms of distances by name, each adding up to 1, with the threshold as a line."""
    figure = theme.figure(height_px=height_px, margin={"t": 74}, legend=TOP)
    edges = np.linspace(0, max(float(np.max(values)) for values in gaps.values()) * 1.02, 41)
    for index, (name, values) in enumerate(gaps.items()):
        shares = np.histogram(values, edges)[0] / len(values)
        figure.add_trace(_steps(name, edges, shares, index, "%{x:.2f} to the nearest: %{y:.1%}"))
    line = {"width": 2, "dash": "dot", "color": theme.MUTED}
    figure.add_vline(x=threshold, line=line)
    figure.update_xaxes(title_text=f"{what} to the nearest training picture", range=[0, float(edges[-1])])
    return figure.update_yaxes(tickformat=".0%", title_text="share of the pictures")


def over_prior(
    codes: Array,
    labels: Array,
    classes: Sequence[str],
    *,
    names: tuple[str, str],
    reach: float,
    height_px: int = 520,
) -> go.Figure:
    """Codes (n, 2) by class over the prior N(0, I): its density as shades, and circles that hold 39, 86 and 99 % of it."""
    grid = np.linspace(-reach, reach, 61)
    density = np.exp(-(grid[:, None] ** 2 + grid**2) / 2)
    figure = scatter(codes, labels, classes, titles=names, height_px=height_px)
    figure.update_traces(marker_line_width=0.4)
    figure.add_trace(
        Heatmap(
            x=grid,
            y=grid,
            z=density.astype(np.float32),
            colorscale=[[0, theme.tint(theme.MUTED, 0.0)], [1, theme.tint(theme.MUTED, 0.55)]],
            showscale=False,
            hoverinfo="skip",
        )
    )
    figure.traces.insert(0, figure.traces.pop())
    for radius in (1, 2, 3):
        line = {"width": 1, "dash": "dot", "color": theme.MUTED}
        figure.add_shape(type="circle", x0=-radius, x1=radius, y0=-radius, y1=radius, line=line, layer="below")
    figure.update_layout(legend={"font": {"size": 12}})
    figure.update_xaxes(range=[-reach, reach])
    return figure.update_yaxes(range=[-reach, reach], constraintoward="top")


def against_normal(edges: Array, density: Array, normal: Array, *, name: str, height_px: int = 300) -> go.Figure:
    """The density of one number of the code between edges (n + 1,), and that of N(0, 1), both (n,)."""
    figure = theme.figure(height_px=height_px, margin={"t": 58}, legend=TOP)
    figure.add_trace(_steps("codes of pictures", edges, density, 0, "%{x:.2f}: density %{y:.3f}"))
    middle = (np.asarray(edges)[1:] + np.asarray(edges)[:-1]) / 2
    line = {"width": 2, "dash": "dash", "color": theme.color(1)}
    figure.add_trace(Scatter(x=middle, y=normal, mode="lines", name="the prior N(0, 1)", line=line))
    return figure.update_xaxes(title_text=name).update_yaxes(title_text="density", rangemode="tozero")


def widths(sigma: Array, *, height_px: int = 300) -> go.Figure:
    """The mean width of q(z|x) for each number of the code (n,); at 1, the prior's, the number says nothing."""
    figure = theme.figure(height_px=height_px)
    numbers = [f"z{index + 1}" for index in range(len(sigma))]
    hover = "%{x}: mean σ %{y:.3f}<extra></extra>"
    figure.add_trace(Bar(x=numbers, y=np.asarray(sigma, np.float64), marker={"color": theme.color(0)}, hovertemplate=hover))
    figure.add_hline(y=1, line={"width": 1.5, "dash": "dot", "color": theme.MUTED})
    figure.add_annotation(text="the prior", showarrow=False, xref="paper", x=1, xanchor="right", y=1, yanchor="bottom")
    return figure.update_yaxes(title_text="mean σ", range=[0, max(1.15, 1.1 * float(np.max(sigma)))]).update_xaxes(
        title_text="number of the code"
    )


def milliseconds(rows: Mapping[str, Mapping[int, float]], *, limit: float) -> go.Figure:
    """How long so many pictures take, by model, on a logarithmic axis, with the limit for all as a line."""
    counts = sorted({n for row in rows.values() for n in row})
    figure = theme.figure(height_px=110 + 40 * len(rows), margin={"t": 50}, legend=TOP)
    for index, n in enumerate(counts):
        name = f"{n} picture{'s' if n > 1 else ''}"
        values = [row[n] for row in rows.values()]
        figure.add_trace(
            Scatter(
                y=list(rows),
                x=values,
                name=name,
                mode="markers+text",
                marker={"color": theme.color(index), "symbol": theme.SYMBOLS[index], "size": 12},
                text=[f"{value:.2g} ms" for value in values],
                textposition="top center",
                cliponaxis=False,
                hovertemplate=f"%{{y}}: {name} in %{{x:.3g}} ms<extra></extra>",
            )
        )
    figure.add_vline(x=limit, line={"width": 1.5, "dash": "dot", "color": theme.MUTED})
    low, high = (np.log10([min(min(row.values()) for row in rows.values()) / 2, limit * 2])).tolist()
    figure.update_xaxes(type="log", title_text="milliseconds", range=[low, high], dtick=1, showgrid=True)
    return figure.update_yaxes(range=[len(rows) - 0.5, -0.8], showgrid=True)


def _steps(name: str, edges: Array, heights: Array, index: int, hover: str) -> Scatter:
    """The outline of a histogram."""
    return Scatter(
        x=np.asarray(edges, np.float64),
        y=[*np.asarray(heights, np.float64), 0.0],
        mode="lines",
        name=name,
        line={"color": theme.color(index), "shape": "hv", "width": 2, "dash": ("solid", "solid", "dot", "dash")[index % 4]},
        fill="tozeroy" if index == 0 else None,
        fillcolor=theme.tint(theme.color(index), 0.2),
        hovertemplate=f"{name}<br>{hover}<extra></extra>",
    )
