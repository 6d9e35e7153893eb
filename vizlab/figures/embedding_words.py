"""Words as points, and what is read off between them: maps, the parallelogram of an analogy, likenesses.

Positions are (n, 2); each word has a kind, a place among the names of kinds, or -1 if it has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import HEIGHT_PX, controls
from vizlab.figures.parts import Bar, Scatter

BAR_PX = 30
LEVELS = 1000  # whole numbers of a map from its middle to its edge


def word_map(
    positions: NDArray[Any],
    words: Sequence[str],
    kinds: NDArray[Any],
    names: Sequence[str],
    *,
    written: Sequence[int] = (),
    ringed: Sequence[int] = (),
    height_px: int = 520,
) -> go.Figure:
    """Words where they lie, coloured by kind; those at the places `written` are written beside their points, others `ringed`."""
    figure = _empty(height_px)
    whole = _whole(positions)
    for kind, members in _members(kinds, names):
        figure.add_trace(_cloud(whole, words, members, kind, names))
    if len(ringed):
        ring = {"size": 12, "symbol": "circle-open", "color": theme.MUTED, "line": {"width": 2}}
        x, y = whole[list(ringed), 0], whole[list(ringed), 1]
        figure.add_trace(Scatter(x=x, y=y, mode="markers", marker=ring, hoverinfo="skip", showlegend=False))
    return figure.add_trace(_writing(whole, words, list(written)))


def word_film(
    moments: Sequence[tuple[str, NDArray[Any]]],
    words: Sequence[str],
    kinds: NDArray[Any],
    names: Sequence[str],
    *,
    written: Sequence[int] = (),
    prefix: str = "Step ",
    height_px: int = 600,
) -> go.Figure:
    """The same, moment by moment, each with its name for the slider; shown at rest is the last."""
    figure = word_map(moments[-1][1], words, kinds, names, written=written, height_px=height_px)
    groups = [members for _, members in _members(kinds, names)] + [np.asarray(written, dtype=int)]
    figure.frames = [
        {
            "name": name,
            "data": [{"type": "scatter", "x": whole[own, 0], "y": whole[own, 1]} for own in groups],
            "traces": list(range(len(groups))),
        }
        for name, whole in ((name, _whole(positions)) for name, positions in moments)
    ]
    bar = controls([name for name, _ in moments], prefix=prefix, frame_ms=160)
    return figure.update_layout(**bar, margin={"b": HEIGHT_PX})


def parallelogram(positions: NDArray[Any], words: Sequence[str], answer: str, *, height_px: int = 400) -> go.Figure:
    """An analogy in its plane. positions (5, 2): A, B, C, D and B - A + C; words: A, B, C, D. answer: nearest to the sum."""
    figure = theme.figure(height_px=height_px, showlegend=False)
    a, b, c, d, found = (tuple(map(float, row)) for row in positions)
    for start, end, color in ((a, b, theme.color(0)), (c, found, theme.color(1))):
        figure.add_annotation(_arrow(start, end, color))
    for start, end in ((a, c), (b, d)):
        line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        figure.add_shape(type="line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], line=line, layer="below")
    middle = np.mean(positions, axis=0)
    sides = ["bottom center" if place[1] > middle[1] else "top center" for place in (a, b, c, d)]  # inwards: never cut off
    marker = {"size": 11, "color": theme.MUTED}
    x, y = zip(a, b, c, d, strict=True)
    figure.add_trace(
        Scatter(x=x, y=y, mode="markers+text", text=list(words), textposition=sides, marker=marker, hoverinfo="text",
                   textfont={"size": 15})
    )  # fmt: skip
    ring = {"size": 16, "symbol": "circle-open", "color": theme.color(1), "line": {"width": 2.5}}
    name = f"the sum; nearest: {answer}<extra></extra>"
    figure.add_trace(Scatter(x=[found[0]], y=[found[1]], mode="markers", marker=ring, hovertemplate=name))
    reach = 0.62 * max(float(np.ptp(positions, axis=0).max()), 1e-9)
    x0, y0 = (positions.max(0) + positions.min(0)) / 2
    figure.update_xaxes(range=[x0 - reach, x0 + reach], visible=False, constrain="domain")
    return figure.update_yaxes(range=[y0 - reach, y0 + reach], visible=False, scaleanchor="x", constrain="domain")


def likeness(
    words: Sequence[str],
    values: Sequence[float],
    *,
    right: str = "",
    unit: str = "cosine",
    percent: bool = False,
    height_px: int | None = None,
) -> go.Figure:
    """Horizontal bars with their numbers, the first on top; the bar named `right` in the accent colour, or all if it is empty."""
    figure = theme.figure(height_px=height_px or BAR_PX * len(words) + 16, bargap=0.32, margin={"t": 4})
    rows = list(range(len(words)))
    colors = [theme.color(0) if right in ("", word) else theme.MUTED for word in words]
    bar = Bar(
        x=list(values),
        y=rows,
        orientation="h",
        marker={"color": colors, "cornerradius": 3},
        text=[f"{value:.1%}" if percent else f"{value:.2f}" for value in values],
        textposition="outside",
        cliponaxis=False,
        customdata=list(words),
        hovertemplate=f"%{{customdata}}: {unit} %{{x:.3f}}<extra></extra>",
    )
    top = max([*values, 1e-9])
    figure.add_trace(bar).update_xaxes(
        visible=False, fixedrange=True, range=[min([*values, 0.0]), (1.3 if percent else 1.18) * top]
    )
    ticks = {"tickmode": "array", "tickvals": rows, "ticktext": list(words)}
    return figure.update_yaxes(**ticks, autorange="reversed", showgrid=False, fixedrange=True)


def grouped(
    labels: Sequence[str], groups: Mapping[str, Sequence[float]], *, title: str, target: float | None = None, height_px: int = 340
) -> go.Figure:
    """Shares (fractions) as bars in groups, a group for each label, a colour for each name; target: a dotted level."""
    figure = theme.figure(height_px=height_px, barmode="group", bargap=0.25, margin={"t": 44 if len(groups) > 1 else 12})
    for index, (name, values) in enumerate(groups.items()):
        text = [f"{value:.0%}" for value in values]
        hover = f"%{{x}}, {name}: %{{y:.1%}}<extra></extra>"
        bar = Bar(x=list(labels), y=list(values), name=name, text=text, textposition="outside", hovertemplate=hover)
        figure.add_trace(bar.update(marker={"color": theme.color(index), "cornerradius": 2}, cliponaxis=False))
    if target is not None:
        figure.add_hline(y=target, line={"color": theme.MUTED, "dash": "dot", "width": 1.5})
    return figure.update_yaxes(title_text=title, tickformat=".0%", range=[0, 1.12])


def _empty(height_px: int) -> go.Figure:
    figure = theme.figure(height_px=height_px, uirevision="words", hoverdistance=12, legend={"itemsizing": "constant"})
    side = {"range": [-1.1 * LEVELS, 1.1 * LEVELS], "showgrid": False, "showticklabels": False, "constrain": "domain"}
    figure.update_xaxes(side)
    return figure.update_yaxes(side | {"scaleanchor": "x", "constraintoward": "top"})


def _whole(positions: NDArray[Any]) -> NDArray[np.int16]:
    """Positions (n, 2), centred and as large as fits, as whole numbers. Errors: not finite."""
    positions = np.asarray(positions, dtype=np.float64)
    if positions.ndim != 2 or positions.shape[1] != 2 or not np.isfinite(positions).all():
        raise ValueError(f"Positions must be finite numbers of shape (n, 2); got {positions.shape}.")
    centred = positions - (positions.max(0) + positions.min(0)) / 2
    whole: NDArray[np.int16] = np.rint(centred / (np.abs(centred).max() or 1.0) * LEVELS).astype(np.int16)
    return whole


def _members(kinds: NDArray[Any], names: Sequence[str]) -> list[tuple[int, NDArray[np.int64]]]:
    """Each kind that there is, those without one first, with the places of its words."""
    kinds = np.asarray(kinds)
    return [(kind, own) for kind in range(-1, len(names)) if len(own := np.flatnonzero(kinds == kind))]


def _cloud(whole: NDArray[np.int16], words: Sequence[str], members: NDArray[Any], kind: int, names: Sequence[str]) -> Scatter:
    name = names[kind] if kind >= 0 else "others"
    marker = {
        "size": 7 if kind >= 0 else 4,
        "color": theme.color(kind) if kind >= 0 else theme.MUTED,
        "symbol": theme.SYMBOLS[kind // len(theme.CATEGORICAL) % len(theme.SYMBOLS)] if kind >= 0 else "circle",
        "opacity": 0.9 if kind >= 0 else 0.4,
        "line": {"width": 0},
    }
    return Scatter(
        x=whole[members, 0],
        y=whole[members, 1],
        mode="markers",
        name=name,
        text=[words[place] for place in members],
        marker=marker,
        hovertemplate=f"%{{text}} ({name})<extra></extra>",
    )


def _writing(whole: NDArray[np.int16], words: Sequence[str], written: list[int]) -> Scatter:
    text = [words[place] for place in written]
    x, y = whole[written, 0], whole[written, 1]
    return Scatter(
        x=x, y=y, mode="text", text=text, textposition="top center", textfont={"size": 12}, hoverinfo="skip", showlegend=False
    )


def _arrow(start: tuple[float, ...], end: tuple[float, ...], color: str) -> dict[str, Any]:
    return {
        "x": end[0],
        "y": end[1],
        "ax": start[0],
        "ay": start[1],
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 2.5,
        "arrowcolor": color,
        "standoff": 8,
        "startstandoff": 8,
        "text": "",
    }
