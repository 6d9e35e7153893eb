"""An encoder-decoder drawn as a hairpin, with threads from the positions of the maxima down to where the values return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.filter_pooling import GREYS
from vizlab.figures.mosaics import canvas
from vizlab.figures.parts import Heatmap, Scatter

Array = NDArray[Any]
GAP, BETWEEN, WIDE_PX = 1.8, 2.4, 540  # pixels of the picture: between maps, between both ways; the width that is laid out for
Link = tuple[int, int, Sequence[int]]  # from map, to map, flat places in both, which are equally large


def hourglass(maps: Sequence[tuple[str, Array]], links: Sequence[Link], *, joined: bool) -> go.Figure:
    """Maps (h, w): the encoder to the right, the decoder below it back to the left, the code at the turn.

    A pixel is equally large in all. joined: whether positions are handed over, drawn as threads. The first and the last are
    pictures in grey, the others activations, each on its own scale.
    """
    tallest, half = max(values.shape[0] for _, values in maps), len(maps) // 2
    lefts = np.cumsum([0.0] + [values.shape[1] + GAP for _, values in maps[: half + 1]])
    corners = [_corner(at, half, lefts, maps[at][1].shape[0], tallest) for at in range(len(maps))]
    width, height = float(lefts[-1]) - GAP, 2 * tallest + BETWEEN
    figure = canvas(int(np.clip((height + 4.4) * WIDE_PX / (width + 0.4), 150, 460)))
    for at, ((title, values), corner) in enumerate(zip(maps, corners, strict=True)):
        figure.add_trace(_map(title, values, *corner, at in (0, len(maps) - 1)))
        above = at <= half
        figure.add_annotation(
            text=title.replace(", ", "<br>"), x=corner[0] + (values.shape[1] - 1) / 2, showarrow=False, font={"size": 11},
            y=corner[1] - 0.6 if above else corner[1] + values.shape[0] - 0.4, yanchor="bottom" if above else "top",
        )  # fmt: skip
    for number, (start, end, places) in enumerate(links):
        figure.add_traces(_threads(maps, corners, (start, end, places), theme.color(1 + 2 * number), joined))
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[-0.6, width - 0.2])
    return figure.update_yaxes(range=[height + 1.6, -2.8], autorange=False)


def _corner(at: int, half: int, lefts: Array, side: int, tallest: int) -> tuple[float, float]:
    """Left and top of the map `at`: the encoder's stand on the middle, the decoder's hang from it, the code is between."""
    if at == half:
        return float(lefts[half]), tallest + (BETWEEN - side) / 2
    return (float(lefts[at]), tallest - side) if at < half else (float(lefts[2 * half - at]), tallest + BETWEEN)


def _map(title: str, values: Array, left: float, top: float, picture: bool) -> Heatmap:
    scale = GREYS if picture else theme.scale(theme.SEQUENTIAL)
    return Heatmap(
        z=np.asarray(values, np.float32), x0=left, dx=1, y0=top, dy=1, colorscale=scale, showscale=False, zsmooth=False,
        zmin=0, zmax=1 if picture else max(float(np.max(values)), 1e-9), name=title,
        hovertemplate=f"{title}<br>%{{z:.3g}}<extra></extra>",
    )  # fmt: skip


def _threads(
    maps: Sequence[tuple[str, Array]], corners: Sequence[tuple[float, float]], link: Link, color: str, joined: bool
) -> list[Scatter]:
    """A dot at each position on both sides, and a thread between the two."""
    start, end, places = link
    rows, columns = np.divmod(np.asarray(places), maps[start][1].shape[1])
    ends = [(corners[at][0] + columns, corners[at][1] + rows) for at in (start, end)]
    dot = {"size": 7, "color": color, "line": {"width": 1, "color": "#ffffff"}}
    traces = [Scatter(x=x, y=y, mode="markers", marker=dot, hoverinfo="skip") for x, y in (ends if joined else ends[:1])]
    if not joined:
        return traces
    (x0, y0), (x1, y1) = ends
    xs = [x for pair in zip(x0, x1, strict=True) for x in (*pair, None)]
    ys = [y for pair in zip(y0, y1, strict=True) for y in (*pair, None)]
    line = {"width": 1.2, "color": theme.tint(color, 0.7)}
    return [Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip"), *traces]


def reconstructions(originals: Array, rows: Sequence[tuple[str, Array]]) -> go.Figure:
    """Pictures (n, h, w) above what each decoder gave back of them, a row with a name for each."""
    n, h, w = originals.shape
    named = [("digit", originals), *rows]
    pitch = (h + 4.4, w + 1)
    figure = canvas(int(len(named) * pitch[0] * 560 / (n * pitch[1])))
    wall = np.full((len(named), h, n, w + 1), np.nan, np.float32)
    for row, (_, part) in enumerate(named):
        wall[row, :, :, :w] = np.asarray(part).transpose(1, 0, 2)
    for row, (name, _) in enumerate(named):
        top = row * pitch[0] + 4
        figure.add_trace(
            Heatmap(
                z=wall[row].reshape(h, -1)[:, :-1], x0=0, dx=1, y0=top, dy=1, zmin=0, zmax=1, colorscale=GREYS, showscale=False,
                zsmooth=False, hoverongaps=False, hovertemplate=f"{name}<br>%{{z:.2f}}<extra></extra>",
            )
        )  # fmt: skip
        figure.add_annotation(
            text=name, x=-0.5, y=top - 0.6, xanchor="left", yanchor="bottom", showarrow=False, font={"size": 12}
        )
    figure.update_xaxes(range=[-0.6, n * pitch[1] - 1.4])
    return figure.update_yaxes(range=[len(named) * pitch[0] - 0.6, 0], autorange=False)


def learning(curves: Sequence[tuple[str, Sequence[tuple[float, float]]]], *, height_px: int = 330) -> go.Figure:
    """Mean squared error on digits that were not trained on, against steps, a curve for each decoder; logarithmic."""
    figure = theme.figure(height_px=height_px, hovermode="x unified", margin={"t": 80})
    for index, (name, points) in enumerate(curves):
        x, y = zip(*points, strict=True)
        hover = "%{y:.4f}"
        figure.add_trace(
            Scatter(
                x=x, y=y, mode="lines+markers", name=name, line={"color": theme.color(index), "width": 2},
                marker={"size": 5, "symbol": theme.SYMBOLS[index]}, hovertemplate=hover,
            )
        )  # fmt: skip
    figure.update_xaxes(title_text="step")
    return figure.update_yaxes(title_text="mean squared error", type="log", dtick="D2")
