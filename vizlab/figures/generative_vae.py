"""Trained VAEs weighed: KL by number of the code, rate against distortion, and what lies between a bound and log p(x)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Heatmap, Scatter

Array = NDArray[Any]
ROW_PX = 26
GREYS = [[0.0, "#000000"], [1.0, "#ffffff"]]


def kl_bars(kl: Sequence[float], *, idle: float = 0.01, height_px: int = 300) -> go.Figure:
    """KL of each number of a code (nats), the dearest first; grey below `idle`, where a number says next to nothing."""
    order = sorted(range(len(kl)), key=lambda index: -kl[index])
    figure = theme.figure(height_px=height_px, bargap=0.25 if len(kl) > 4 else 0.8, margin={"t": 34})
    figure.add_trace(
        Bar(
            x=list(range(len(kl))),
            y=[kl[index] for index in order],
            marker={"color": [theme.color(0) if kl[index] > idle else theme.MUTED for index in order], "cornerradius": 3},
            customdata=[index + 1 for index in order],
            hovertemplate="number %{customdata}: %{y:.3f} nats<extra></extra>",
        )
    )
    _title(figure, "KL of each number of the code, nats a picture")
    ticks = list(range(0, len(kl), max(len(kl) // 10, 1)))
    figure.update_xaxes(title_text="number of the code", tickvals=ticks, ticktext=[str(order[tick] + 1) for tick in ticks])
    return figure.update_yaxes(rangemode="tozero")


def kl_course(kl: Array, *, most: float, title: str, height_px: int = 300) -> go.Figure:
    """KL by number of the code (rows, the dearest at the end on top) and epoch (columns): kl (epochs + 1, latent), nats."""
    order = np.argsort(-kl[-1], kind="stable")
    figure = theme.figure(height_px=height_px, margin={"t": 74})
    figure.add_trace(
        Heatmap(
            z=np.asarray(kl[:, order].T, np.float32),
            zmin=0,
            zmax=most,
            colorscale=theme.scale(theme.SEQUENTIAL),
            colorbar=theme.colorbar(title),
            hovertemplate="epoch %{x}<br>%{z:.2f} nats<extra></extra>",
        )
    )
    ticks = {"tickvals": list(range(len(order))), "ticktext": [f"z{index + 1}" for index in order]}
    return figure.update_xaxes(title_text="epoch").update_yaxes(autorange="reversed", **ticks)


def rate_distortion(
    names: Sequence[str], rate: Sequence[float], distortion: Sequence[float], *, y_title: str, chosen: int, height_px: int = 400
) -> go.Figure:
    """A point a model: KL (nats) to the right, distortion upwards, joined in order and named; the chosen one is ringed.

    Each point answers a click; the clicked point's `customdata` is its place in the list.
    """
    figure = theme.figure(height_px=height_px, clickmode="event", margin={"t": 40}, showlegend=False)
    plain = {"marker": {"opacity": 1}}
    figure.add_trace(
        Scatter(
            x=list(rate),
            y=list(distortion),
            mode="lines+markers+text",
            text=_merged(names, rate, distortion),
            textposition="top right",
            customdata=list(range(len(names))),
            marker={"size": 12, "color": theme.color(0)},
            line={"color": theme.MUTED, "width": 1.5},
            selected=plain,
            unselected=plain,
            hovertext=list(names),
            hovertemplate="%{hovertext}<br>KL %{x:.2f} nats, %{y:.4g}<br>click to see its pictures<extra></extra>",
        )
    )
    figure.add_trace(
        Scatter(
            x=[rate[chosen]], y=[distortion[chosen]], mode="markers", hoverinfo="skip",
            marker={"size": 20, "symbol": "circle-open", "color": theme.color(1), "line": {"width": 3}},
        )
    )  # fmt: skip
    _title(figure, y_title)
    reach = max(rate) - min(rate) or 1.0
    return figure.update_xaxes(title_text="KL, nats a picture", range=[min(rate) - 0.05 * reach, max(rate) + 0.3 * reach])


def gap_bars(names: Sequence[str], parts: Mapping[str, Sequence[float]], *, errors: Sequence[float], title: str) -> go.Figure:
    """A row for each picture: named parts of its gap (nats) one after the other, with whiskers of these errors at the end."""
    figure = theme.figure(
        height_px=ROW_PX * len(names) + 120,
        barmode="stack",
        bargap=0.25,
        margin={"t": 64},
        legend={"yref": "container", "y": 1, "yanchor": "top", "traceorder": "normal"},
    )
    rows = list(range(len(names)))
    for index, (name, values) in enumerate(parts.items()):
        whiskers = {"error_x": {"type": "data", "array": list(errors), "thickness": 1.2, "width": 3}}
        figure.add_trace(
            Bar(
                x=list(values),
                y=rows,
                orientation="h",
                name=name,
                marker={"color": theme.color(index)},
                customdata=list(names),
                hovertemplate=f"%{{customdata}}<br>{name} %{{x:.2f}} nats<extra></extra>",
                **(whiskers if index == len(parts) - 1 else {}),
            )
        )
    _title(figure, title)
    figure.update_yaxes(tickvals=rows, ticktext=list(names), autorange="reversed", showgrid=False)
    return figure.update_xaxes(title_text="nats", rangemode="tozero")


def climb(points: Sequence[tuple[int, float, float]], *, level: float, error: float, height_px: int = 360) -> go.Figure:
    """Bounds (k, nats, standard error) over a logarithmic k, with the estimate of log p(x) as a band of two standard errors."""
    k, bounds, errors = (list(part) for part in zip(*points, strict=True))
    figure = theme.figure(height_px=height_px, margin={"t": 34}, showlegend=False)
    figure.add_hrect(y0=level - 2 * error, y1=level + 2 * error, fillcolor=theme.tint(theme.color(2), 0.2), line_width=0)
    label = {"text": "log p(x), estimated", "textposition": "start", "yanchor": "bottom", "font": {"size": 12}}
    figure.add_hline(y=level, line={"color": theme.color(2), "width": 1.5, "dash": "dot"}, label=label)
    whiskers = {"type": "data", "array": [2 * one for one in errors], "thickness": 1.2, "width": 4}
    figure.add_trace(
        Scatter(
            x=k, y=bounds, error_y=whiskers, mode="lines+markers", line={"color": theme.color(0), "width": 2},
            hovertemplate="%{x} samples: %{y:.2f} nats<extra></extra>",
        )
    )  # fmt: skip
    _title(figure, "bound on log p(x), nats")
    low, high = min(bounds), max(level, *bounds)
    figure.update_yaxes(range=[low - 0.12 * (high - low) - 0.1, high + 0.2 * (high - low) + 0.1])
    return figure.update_xaxes(type="log", title_text="samples k", tickvals=[1, 10, 100, 1000], range=[-0.1, 3.1])


def digits(rows: Mapping[str, Array], *, height_px: int = 260) -> go.Figure:
    """Named rows of pictures (n, h, w), grey levels, each picture apart from its neighbours."""
    n, h, w = next(iter(rows.values())).shape
    sheet = np.full((len(rows) * (h + 1) - 1, n * (w + 1) - 1), np.nan, np.float32)
    for row, pictures in enumerate(rows.values()):
        for column, picture in enumerate(pictures):
            sheet[row * (h + 1) : row * (h + 1) + h, column * (w + 1) : column * (w + 1) + w] = picture
    figure = theme.figure(height_px=height_px)
    figure.add_trace(
        Heatmap(z=sheet, zmin=0, zmax=255, colorscale=GREYS, showscale=False, hovertemplate="grey level %{z:.0f}<extra></extra>")
    )
    ticks = {"tickvals": [row * (h + 1) + (h - 1) / 2 for row in range(len(rows))], "ticktext": list(rows)}
    figure.update_xaxes(visible=False, range=[-0.5, sheet.shape[1] - 0.5], constrain="domain", constraintoward="left")
    return figure.update_yaxes(
        range=[sheet.shape[0] - 0.5, -0.5], scaleanchor="x", constrain="domain", constraintoward="top", showgrid=False, **ticks
    )


def _merged(names: Sequence[str], x: Sequence[float], y: Sequence[float]) -> list[str]:
    """Texts of points; where the next point lies on top of one, both names stand at the next."""
    texts = list(names)
    wide, high = (0.04 * (max(values) - min(values) or 1.0) for values in (x, y))
    for index in range(len(texts) - 1):
        if abs(x[index] - x[index + 1]) < wide and abs(y[index] - y[index + 1]) < high:
            texts[index + 1], texts[index] = f"{texts[index]}, {texts[index + 1].removeprefix('β = ')}", ""
    return texts


def _title(figure: go.Figure, text: str) -> None:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    figure.add_annotation(text=f"<b>{text}</b>", showarrow=False, **place)
