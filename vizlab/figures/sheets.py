"""Contact sheets: one row of small pictures for each class, in one image; and what a table of points looks like.

Pictures are (n, c, h, w), uint8, as data sets hold them. On the axes of a sheet a pixel is one unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Heatmap, Image, Scatter
from vizlab.figures.png import data_uri

WIDE_PX, MOST_PX = 720, 880  # the width that a sheet is laid out for, and its greatest height
LONGEST = 16  # characters of a row's name; the whole name is shown on hovering
OUTLINE, FRAME = "#ffffff", theme.CATEGORICAL[1]


def contact_sheet(
    rows: Sequence[NDArray[Any]],
    names: Sequence[str],
    *,
    notes: Sequence[Sequence[str]] | None = None,
    masks: Sequence[NDArray[Any]] | None = None,
    framed: Sequence[NDArray[Any]] | None = None,
) -> go.Figure:
    """Pictures of each class (n, c, h, w), uint8, in a row under its name; rows may differ in length.

    notes: what hovering says of each picture. masks (n, h, w), bool: regions that get an outline. framed (n,), bool: pictures
    that get a frame. Errors: no pictures, not a name for each row, or pictures of different sizes.
    """
    shapes = {row.shape[1:] for row in rows}
    if len(shapes) != 1 or len(rows) != len(names) or not max(map(len, rows), default=0):
        raise ValueError(f"Each row of equally large pictures needs a name; got {len(names)} names and the shapes {shapes}.")
    h, w = next(iter(shapes))[1:]
    pitch = (h + max(1, h // 16), w + max(1, w // 16))
    columns = max(map(len, rows))
    height, width = len(rows) * pitch[0], columns * pitch[1]
    figure = theme.figure(
        height_px=int(np.clip(WIDE_PX * height / width, 90, MOST_PX)) + 8, margin={"l": 4, "r": 0, "t": 2, "b": 2}
    )
    figure.add_trace(Image(source=data_uri(_wall(rows, columns, pitch)), hoverinfo="skip"))
    figure.add_trace(_readable(rows, names, notes, columns, pitch))
    if masks is not None:
        figure.add_traces(_outlines(masks, pitch))
    if framed is not None:
        figure.add_trace(_frames(framed, pitch, (h, w)))
    figure.update_xaxes(range=[-0.5, width - 0.5], visible=False, constrain="domain", constraintoward="left")
    figure.update_yaxes(
        range=[height - 0.5, -0.5],
        autorange=False,
        scaleanchor="x",
        constrain="domain",
        constraintoward="top",
        showgrid=False,
        zeroline=False,
        ticks="",
        tickmode="array",
        tickvals=[row * pitch[0] + h / 2 for row in range(len(rows))],
        ticktext=[name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in names],
    )
    return figure


def share_of_width(figure: go.Figure) -> float:
    """The height of a sheet as a share of its width, by its axes: what it takes of a screen that is narrower than the figure."""
    (left, right), (low, high) = figure.asked("xaxis.range"), figure.asked("yaxis.range")
    return float((low - high) / (right - left))


def feature_scatter(
    points: NDArray[Any], labels: NDArray[Any], classes: Sequence[str], *, titles: tuple[str, str], height_px: int = 460
) -> go.Figure:
    """Two features (n, 2) of each example with integer labels (n,), each axis on a scale of its own. titles: of the two axes."""
    figure = theme.figure(height_px=height_px, uirevision="features")
    for index, name in enumerate(classes):
        chosen = np.asarray(points)[np.asarray(labels) == index].round(4)
        marker = {
            "size": 6 if len(points) > 400 else 8,
            "color": theme.color(index),
            "symbol": theme.SYMBOLS[index % len(theme.SYMBOLS)],
            "opacity": 0.8,
            "line": {"width": 0.5, "color": "#ffffff"},
        }
        hover = f"{name}<br>{titles[0]} %{{x:.3g}}<br>{titles[1]} %{{y:.3g}}<extra></extra>"
        figure.add_trace(Scatter(x=chosen[:, 0], y=chosen[:, 1], mode="markers", name=name, marker=marker, hovertemplate=hover))
    figure.update_xaxes(title_text=titles[0])
    return figure.update_yaxes(title_text=titles[1])


def _wall(rows: Sequence[NDArray[Any]], columns: int, pitch: tuple[int, int]) -> NDArray[np.uint8]:
    """All pictures in one, RGB with alpha, nothing between them."""
    wall = np.zeros((len(rows) * pitch[0], columns * pitch[1], 4), np.uint8)
    for r, row in enumerate(rows):
        for k, picture in enumerate(np.asarray(row)):
            c, h, w = picture.shape
            place = wall[r * pitch[0] : r * pitch[0] + h, k * pitch[1] : k * pitch[1] + w]
            place[:, :, :3] = np.broadcast_to(picture, (3, h, w)).transpose(1, 2, 0) if c == 1 else picture.transpose(1, 2, 0)
            place[:, :, 3] = 255
    return wall


def _readable(
    rows: Sequence[NDArray[Any]],
    names: Sequence[str],
    notes: Sequence[Sequence[str]] | None,
    columns: int,
    pitch: tuple[int, int],
) -> Heatmap:
    """An unseen cell over each picture, which says what it is."""
    texts = [
        [(notes[r][k] if notes else names[r]) if k < len(row) else None for k in range(columns)] for r, row in enumerate(rows)
    ]
    return Heatmap(
        z=[[0 if text else None for text in row] for row in texts],
        customdata=texts,
        x=[k * pitch[1] + pitch[1] / 2 for k in range(columns)],
        y=[r * pitch[0] + pitch[0] / 2 for r in range(len(rows))],
        colorscale=[[0, theme.CLEAR], [1, theme.CLEAR]],
        showscale=False,
        hoverongaps=False,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _outlines(masks: Sequence[NDArray[Any]], pitch: tuple[int, int]) -> list[Scatter]:
    """The borders of all masks, light on dark so that they are seen on any picture."""
    xs, ys = [], []
    for r, row in enumerate(masks):
        for k, mask in enumerate(np.asarray(row, np.bool_)):
            x, y = _edges(mask)
            xs.append(x + k * pitch[1])
            ys.append(y + r * pitch[0])
    x, y = np.concatenate(xs), np.concatenate(ys)
    lines = ({"width": 3, "color": "#000000"}, {"width": 1.25, "color": OUTLINE})
    return [Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False) for line in lines]


def _edges(mask: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The borders of a mask along the sides of its pixels, x and y, each loop followed by NaN."""
    ends = _sides(mask)
    xs: list[float] = []
    ys: list[float] = []
    while ends:
        start = place = next(iter(ends))
        loop = [start]
        while place in ends:
            place = ends[place].pop() if len(ends[place]) > 1 else ends.pop(place)[0]
            loop.append(place)
        corners = [at for at in range(len(loop)) if at in (0, len(loop) - 1) or not _straight(*loop[at - 1 : at + 2])]
        xs += [*(loop[at][1] - 0.5 for at in corners), np.nan]
        ys += [*(loop[at][0] - 0.5 for at in corners), np.nan]
    return np.array(xs, np.float32), np.array(ys, np.float32)


def _sides(mask: NDArray[np.bool_]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Sides at which the mask ends, from corner (row, column) to corner, with the mask to the right of the way."""
    padded = np.pad(mask, 1).astype(np.int8)
    flat, steep = np.diff(padded[:, 1:-1], axis=0), np.diff(padded[1:-1], axis=1)
    ends: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for changes, (down, right) in ((flat, (0, 1)), (steep, (1, 0))):
        for row, column in np.argwhere(changes).tolist():
            here, there = (row, column), (row + down, column + right)
            forward = (changes[row, column] > 0) == (changes is flat)
            ends.setdefault(here if forward else there, []).append(there if forward else here)
    return ends


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])


def _frames(framed: Sequence[NDArray[Any]], pitch: tuple[int, int], size: tuple[int, int]) -> Scatter:
    """A frame around each picture that is marked."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for r, row in enumerate(framed):
        for k in np.flatnonzero(row):
            left, top = k * pitch[1] - 0.5, r * pitch[0] - 0.5
            xs += [left, left + size[1], left + size[1], left, left, None]
            ys += [top, top, top + size[0], top + size[0], top, None]
    return Scatter(x=xs, y=ys, mode="lines", line={"width": 3, "color": FRAME}, hoverinfo="skip", showlegend=False)
