"""Things of any kind as points: texts round their tags, pictures against captions, cells that are opened for a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]
WRAP = 46  # characters of a line in a hover label


def texts_and_tags(
    texts: Array,
    tags: Array,
    names: Sequence[str],
    own: Array,
    tag_names: Sequence[str],
    held: Array,
    found: Sequence[int],
    *,
    height_px: int = 560,
) -> go.Figure:
    """Texts (n, 2) in the colour of their tag `own` (n,), those held out (n,) hollow; tags (t, 2) by name; `found` are ringed."""
    figure = theme.figure(height_px=height_px, uirevision="texts", margin={"t": 4, "b": 4, "l": 4, "r": 4}, showlegend=False)
    for index, name in enumerate(tag_names):
        for is_held in (False, True):
            members = np.flatnonzero((own == index) & (held == is_held))
            figure.add_trace(_texts(texts[members], [names[i] for i in members.tolist()], index, name, is_held=is_held))
    rings = {"size": 15, "symbol": "circle-open", "color": theme.TEXT, "line": {"width": 2}}
    places = texts[list(found)]
    figure.add_trace(Scatter(x=places[:, 0], y=places[:, 1], mode="markers", marker=rings, hoverinfo="skip", name="found"))
    for index, (name, (x, y)) in enumerate(zip(tag_names, tags.tolist(), strict=True)):
        text = f'<b style="color:white">{name}</b>'
        figure.add_annotation(x=x, y=y, text=text, bgcolor=theme.color(index), borderpad=3, showarrow=False)
    figure.update_xaxes(visible=False)
    return figure.update_yaxes(visible=False, scaleanchor="x")


def similarities(values: Array, titles: Sequence[str], *, height_px: int = 420) -> go.Figure:
    """Cosines (m, m) of pictures (rows) with captions (columns), -1 to 1; the diagonal are the true pairs."""
    hover = "picture of “%{y}”<br>caption “%{x}”<br>cosine %{z:.2f}<extra></extra>"
    figure = theme.figure(height_px=height_px, margin=theme.below_bar())
    bar = theme.colorbar("cosine of picture and caption")
    scale = theme.scale(theme.DIVERGING)
    names = list(titles)
    figure.add_trace(
        Heatmap(z=values, x=names, y=names, zmin=-1, zmax=1, colorscale=scale, colorbar=bar, xgap=1, ygap=1, hovertemplate=hover)
    )
    figure.update_xaxes(showticklabels=False, showgrid=False)
    return figure.update_yaxes(autorange="reversed", showgrid=False, showticklabels=False)


def recalls(
    found: Mapping[str, Sequence[tuple[float, float]]],
    *,
    x_title: str,
    percent: bool,
    level: float | None = None,
    height_px: int = 360,
) -> go.Figure:
    """Recall (0-1) of each index against what it asked or what it took; x is logarithmic. level: of x, dotted."""
    figure = theme.figure(height_px=height_px, margin={"t": 40}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    for number, (name, points) in enumerate(found.items()):
        x, y = zip(*points, strict=True)
        marker = {"size": 8, "symbol": theme.SYMBOLS[number]}
        hover = f"{name}: %{{y:.1%}} of the neighbours<br>{x_title} %{{x:{'.1%' if percent else '.3f'}}}<extra></extra>"
        line = {"color": theme.color(number), "width": 2}
        figure.add_trace(Scatter(x=x, y=y, name=name, mode="lines+markers", marker=marker, line=line, hovertemplate=hover))
    if level is not None:
        figure.add_vline(
            x=level, line={"color": theme.MUTED, "dash": "dot"}, annotation_text="exact", annotation_position="bottom"
        )
    figure.update_xaxes(type="log", title_text=x_title, tickformat=".1~%" if percent else "", dtick=1)
    return figure.update_yaxes(title_text="recall of the ten nearest", tickformat=".0%", range=[0, 1.05])


def opened_cells(plane: Mapping[str, Array], *, height_px: int = 460) -> go.Figure:
    """Points (n, 2) of which those `asked` are in colour, cells' middles, the question, and its true nearest, ringed."""
    points, asked, nearest = plane["points"], plane["asked"], plane["nearest"]
    others = np.setdiff1d(np.arange(len(points)), asked)
    missed = np.setdiff1d(nearest, asked)
    figure = theme.figure(height_px=height_px, margin={"t": 40}, legend={"yref": "container", "y": 1, "yanchor": "top"})
    kinds: list[tuple[str, Array, dict[str, Any]]] = [
        ("not asked", points[others], {"size": 5, "color": theme.MUTED, "opacity": 0.45}),
        ("asked", points[asked], {"size": 6, "color": theme.color(0)}),
        ("middles of cells", plane["middles"], {"size": 8, "symbol": "cross-thin", "color": theme.MUTED, "line": {"width": 1.5}}),
        ("ten nearest, found", points[np.intersect1d(nearest, asked)], _ring(2)),
        ("ten nearest, missed", points[missed], _ring(1)),
        ("question", plane["question"][None], {"size": 14, "symbol": "star", "color": theme.color(5)}),
    ]
    for name, places, marker in kinds:
        figure.add_trace(Scatter(x=places[:, 0], y=places[:, 1], mode="markers", name=name, marker=marker, hoverinfo="name"))
    figure.update_xaxes(visible=False)
    return figure.update_yaxes(visible=False, scaleanchor="x")


def _ring(number: int) -> dict[str, Any]:
    return {"size": 13, "symbol": "circle-open", "color": theme.color(number), "line": {"width": 2.5}}


def _texts(places: Array, names: Sequence[str], index: int, tag: str, *, is_held: bool) -> Scatter:
    marker = {"size": 8, "color": theme.color(index), "symbol": "circle-open" if is_held else "circle", "line": {"width": 1.5}}
    said = [f"{_wrapped(name)}<br><b>{tag}</b>{', held out' if is_held else ''}" for name in names]
    hover = "%{text}<extra></extra>"
    return Scatter(x=places[:, 0], y=places[:, 1], mode="markers", name=tag, text=said, marker=marker, hovertemplate=hover)


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > WRAP:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
