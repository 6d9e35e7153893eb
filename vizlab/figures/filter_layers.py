"""What the layers of a network do over many pictures: how they answer, who is like whom, what can be read off them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Heatmap, Scatter, Scattergl

ROW_PX = 26
MOST_PAIRS = 2000
FEW_BARS = 40
SMALLEST = 1e-3
TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]


def answers(titles: Sequence[str], counts: NDArray[Any], zeros: Sequence[float], *, chosen: int) -> go.Figure:
    """How the values of each layer are spread, a row a layer: counts (layers, bins) between -1 and 1 of its largest value.

    zeros: the share of zeros of each layer, written beside its row and left out of the colours. chosen: the row in bold.
    """
    counts = np.asarray(counts, np.float64)
    n, bins = counts.shape
    middle = slice(bins // 2 - 1, bins // 2 + 1)
    outside = counts.copy()
    outside[:, middle] = 0  # zeros, and what is nearest to them, would outshine all the rest
    shown = np.log10(1 + 1e4 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))
    figure = theme.figure(height_px=ROW_PX * n + 76, margin={"t": 46})
    rows = list(range(n))
    figure.add_trace(
        Heatmap(
            z=shown.astype(np.float32),
            x0=-1 + 1 / bins,
            dx=2 / bins,
            y=rows,
            ygap=3,
            colorscale=theme.scale(theme.SEQUENTIAL),
            colorbar=theme.colorbar("share of the layer's values")
            | {
                "tickvals": [np.log10(1 + 1e4 * share) for share in (0, 1e-3, 1e-2, 1e-1, 1)],
                "ticktext": ["0", ".1 %", "1 %", "10 %", "all"],
            },
            zsmooth=False,
            customdata=[[titles[row]] * bins for row in rows],
            hovertemplate="%{customdata}<br>%{x:.2f} of its largest value<extra></extra>",
        )
    )
    names = [f"<b>{title}</b>" if row == chosen else title for row, title in enumerate(titles)]
    figure.update_yaxes(
        tickmode="array", tickvals=rows, ticktext=names, autorange="reversed", showgrid=False, tickfont={"size": 11}
    )
    notes = [_note(1.02, row, f"{zero:.0%}") for row, zero in enumerate(zeros)]
    figure.update_layout(annotations=[*notes, _note(1.02, -0.95, "zeros")])
    return figure.update_xaxes(
        title_text="value, of the largest of its layer", range=[-1, 1.3], tickvals=[-1, -0.5, 0, 0.5, 1], zeroline=False
    )


def likeness(both: NDArray[Any], pairs: NDArray[Any], *, limit: float) -> go.Figure:
    """Pairs of units (m, 2) by the cosines (m, 2) of their kernels and of their maps; from the limit on both, duplicates.

    Of very many pairs, those most alike are drawn. Pairs come with the most alike first.
    """
    both, pairs = np.asarray(both)[:MOST_PAIRS], np.asarray(pairs)[:MOST_PAIRS]
    same = (both >= limit).all(axis=1)
    figure = theme.figure(height_px=380, showlegend=False)
    for chosen, color, size in ((~same, theme.color(0), 5), (same, theme.color(1), 11)):
        figure.add_trace(
            Scattergl(
                x=both[chosen, 0].astype(np.float32),
                y=both[chosen, 1].astype(np.float32),
                customdata=pairs[chosen],
                mode="markers",
                marker={"color": color, "size": size, "opacity": 0.6 if size == 5 else 1},
                hovertemplate="%{customdata[0]} and %{customdata[1]}<br>kernels %{x:.3f}, maps %{y:.3f}<extra></extra>",
            )
        )
    figure.add_shape(
        type="rect", x0=limit, x1=1.02, y0=limit, y1=1.02, line={"color": theme.color(1), "width": 1.5, "dash": "dot"}
    )
    low = float(min(both.min(initial=0), 0)) - 0.05
    figure.update_xaxes(title_text="cosine of the kernels", range=[low, 1.05], zeroline=True, showgrid=True)
    return figure.update_yaxes(title_text="cosine of the maps", range=[low, 1.05], zeroline=True)


def by_layer(
    names: Sequence[str],
    series: Mapping[str, Sequence[float]],
    levels: Mapping[str, float],
    *,
    title: str,
    chosen: str = "",
    height_px: int = 400,
) -> go.Figure:
    """Shares of failure in 0-1 by layer, on a logarithmic scale, a line for each of the series.

    levels: named dotted lines. chosen: the layer to mark. No failure at all is drawn as `SMALLEST`.
    """
    figure = theme.figure(height_px=height_px, margin={"t": 40})
    places = list(range(len(names)))
    for index, (name, values) in enumerate(series.items()):
        figure.add_trace(
            Scatter(
                x=places,
                y=[max(value, SMALLEST) for value in values],
                name=name,
                mode="lines+markers",
                line={"color": theme.color(index), "width": 2.5},
                marker={"symbol": theme.SYMBOLS[index], "size": 8},
                customdata=[[layer, value] for layer, value in zip(names, values, strict=True)],
                hovertemplate=f"%{{customdata[0]}}<br>{name} %{{customdata[1]:.1%}}<extra></extra>",
            )
        )
    for index, (name, level) in enumerate(levels.items()):
        line = {"color": theme.MUTED, "dash": ("dot", "dash")[index % 2], "width": 1.5}
        figure.add_trace(
            Scatter(x=[-0.4, len(names) - 0.6], y=[level] * 2, name=name, mode="lines", line=line, hoverinfo="name+y")
        )
    if chosen in names:
        figure.add_vline(list(names).index(chosen), line={"color": theme.MUTED, "width": 14}, opacity=0.18)
    figure.update_xaxes(tickmode="array", tickvals=places, ticktext=list(names), tickangle=-45, range=[-0.4, len(names) - 0.6])
    return figure.update_yaxes(title_text=title, type="log", tickvals=TICKS, ticktext=[f"{100 * tick:g} %" for tick in TICKS])


def channels(alone: NDArray[Any], mixture: float, *, best: int) -> go.Figure:
    """How well each channel (c,) tells a thing alone, best first, beside all of them mixed; 0.5 is chance. best: its number."""
    order = np.argsort(-np.asarray(alone), kind="stable")
    names = ["mixture", *(str(index) for index in order)]
    values = [mixture, *(float(alone[index]) for index in order)]
    colors = [theme.color(1), *(theme.color(0) if index == best else theme.MUTED for index in order)]
    figure = theme.figure(height_px=330, bargap=0.15, margin={"t": 20})
    figure.add_trace(
        Bar(
            x=list(range(len(names))),
            y=[value - 0.5 for value in values],
            base=0.5,
            marker={"color": colors, "line": {"width": 0}},
            customdata=[
                [name if name == "mixture" else f"channel {name}", value] for name, value in zip(names, values, strict=True)
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]:.3f}<extra></extra>",
        )
    )
    if len(names) > FEW_BARS:
        figure.update_xaxes(showticklabels=False)
    else:
        figure.update_xaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=names)
    figure.update_xaxes(title_text="all channels mixed, then each alone, best first")
    return figure.update_yaxes(title_text="area under the ROC curve", range=[min(0.45, min(values)), 1])


def scores(values: NDArray[Any], classes: Sequence[str]) -> go.Figure:
    """The score of each template (rows) on each class (columns), a dot on the largest of each row."""
    values = np.asarray(values, np.float64)
    places, reach = list(range(len(classes))), float(np.abs(values).max()) or 1.0
    figure = theme.figure(height_px=400, margin={"t": 46})
    figure.add_trace(
        Heatmap(
            z=values,
            zmin=-reach,
            zmax=reach,
            colorscale=theme.scale(theme.DIVERGING),
            colorbar=theme.colorbar("score"),
            xgap=1,
            ygap=1,
            customdata=[[f"template {row} on {column}" for column in classes] for row in classes],
            hovertemplate="%{customdata}: %{z:.3f}<extra></extra>",
        )
    )
    mark = {"size": 9, "color": "#ffffff", "line": {"color": theme.TEXT, "width": 1.5}}
    largest = values.argmax(axis=1).tolist()
    figure.add_trace(Scatter(x=largest, y=places, mode="markers", marker=mark, hoverinfo="skip", showlegend=False))
    ticks = {"tickmode": "array", "tickvals": places, "ticktext": list(classes), "showgrid": False}
    figure.update_xaxes(title_text="mean picture of", constrain="domain", **ticks)
    return figure.update_yaxes(
        title_text="template of", autorange="reversed", scaleanchor="x", constrain="domain", constraintoward="top", **ticks
    )


def along_epochs(series: Mapping[str, Sequence[tuple[float, float]]], *, chosen: float | None, title: str) -> go.Figure:
    """Shares over the epochs, a line for each layer; chosen: the epoch to mark."""
    figure = theme.figure(height_px=330, margin={"t": 20 + 22 * -(-len(series) // 3)})
    for index, (name, points) in enumerate(series.items()):
        figure.add_trace(
            Scatter(
                x=[epoch for epoch, _ in points],
                y=[value for _, value in points],
                name=name,
                mode="lines+markers",
                line={"color": theme.color(index), "width": 2},
                marker={"symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)], "size": 7},
                hovertemplate=f"{name}, epoch %{{x}}: %{{y:.1%}}<extra></extra>",
            )
        )
    if chosen is not None:
        figure.add_vline(chosen, line={"color": theme.MUTED, "dash": "dot", "width": 1.5})
    figure.update_xaxes(title_text="epoch")
    return figure.update_yaxes(title_text=title, tickformat=".0%")


def _note(x: float, y: float, text: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "xanchor": "left", "yanchor": "middle", "showarrow": False, "font": {"size": 11}}
