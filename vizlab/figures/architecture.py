"""Networks drawn: blocks as tall as their maps and as wide as they have channels, branches side by side; and sizes by layer.

To give another kind of layer a colour of its own: a line in `COLORS`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

GAP, LANE_GAP = 0.35, 0.12
FEWEST = 5.0  # width of a drawing: a short network stays slim and in the middle
INPUT, JOIN = -1, "where ways meet"


class Block(Protocol):
    """One layer as it is drawn. shape: (channels, rows, columns) or (units,), () where ways meet.

    inputs: numbers of the blocks before it, or -1. text: its numbers, lines between <br>, for the pointer.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def shape(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def inputs(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class _Place:
    x: float
    y: float
    width: float
    height: float


def network(blocks: Sequence[Block], *, chosen: str = "", height_px: int = 340) -> go.Figure:
    """The blocks from left to right, with lines from each to what it feeds, and a mark over the one named `chosen`.

    Height: square root of the rows; width: logarithm of the channels. Points carry the name as custom data.
    """
    places = _places(blocks)
    figure = theme.figure(height_px=height_px, barmode="overlay", hovermode="closest", uirevision="network", bargap=0)
    figure.add_trace(_lines(blocks, places))
    for kind in dict.fromkeys(block.kind for block in blocks):
        figure.add_trace(_bars(kind, blocks, places))
    marked = [(place, block) for place, block in zip(places, blocks, strict=True) if block.name == chosen][:1]
    figure.add_trace(_mark(marked))
    for place, text in _sizes(blocks, places):
        note = {"x": place.x, "y": -_half(places), "text": text, "showarrow": False, "yanchor": "top", "font": {"size": 12}}
        figure.add_annotation(note)
    top = max(_half(places), _arch(blocks, places))
    end = places[-1].x + places[-1].width / 2
    spare = max(FEWEST - end, 0) / 2
    figure.update_xaxes(fixedrange=True, range=[-1.0 - spare, end + 0.6 + spare])
    figure.update_yaxes(fixedrange=True, range=[-_half(places) - 0.2, top + 0.22])
    return theme.hide_axes(figure)


def sizes(
    names: Sequence[str], kinds: Sequence[str], series: dict[str, Sequence[float]], *, chosen: str = "", height_px: int = 460
) -> go.Figure:
    """Bars of each series over the layers, in their order, one row a series; the layer named `chosen` is marked."""
    titles = [f"{title} · {_short(sum(values))} in all" for title, values in series.items()]
    figure = theme.figure(height_px=height_px, margin={"t": 28}, bargap=0.15)
    figure.set_subplots(rows=len(series), cols=1, shared_xaxes=True, subplot_titles=titles, vertical_spacing=0.11)
    positions = list(range(len(names)))
    for row, values in enumerate(series.values(), start=1):
        figure.add_trace(_stems(positions, names, kinds, values), row=row, col=1)
        if chosen in names:
            figure.add_vline(x=names.index(chosen), line={"color": theme.MUTED, "width": 1, "dash": "dot"}, row=row, col=1)
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    figure.update_xaxes(showticklabels=False, fixedrange=True, range=[-0.6, len(names) - 0.4])
    figure.update_xaxes(title_text="layers, from the input to the output", row=len(series), col=1)
    return figure.update_yaxes(rangemode="tozero", nticks=4, fixedrange=True, tickformat="~s")


def fields(names: Sequence[str], sides_px: Sequence[float], picture_px: int, *, height_px: int = 300) -> go.Figure:
    """The side of the receptive field (px) behind each layer, against the side of the picture."""
    figure = theme.figure(height_px=height_px, uirevision="fields")
    line = Scatter(
        x=list(range(len(names))),
        y=list(sides_px),
        mode="lines+markers",
        line={"shape": "hv", "color": theme.color(0)},
        marker={"size": 6},
        customdata=list(names),
        hovertemplate="%{customdata}<br>sees %{y:,} × %{y:,} px<extra></extra>",
        showlegend=False,
    )
    figure.add_trace(line)
    figure.add_hline(
        y=picture_px,
        line={"color": theme.color(1), "width": 1.5, "dash": "dash"},
        annotation={"text": f"the picture, {picture_px} px", "font": {"size": 12}},
        annotation_position="top left",
    )
    figure.update_xaxes(title_text="layers, from the input on", showticklabels=False, fixedrange=True)
    return figure.update_yaxes(title_text="receptive field (px)", rangemode="tozero", fixedrange=True)


def _places(blocks: Sequence[Block]) -> list[_Place]:
    """Where each block stands: a column for each step from the input, branches of a column above one another."""
    columns = _columns(blocks)
    lanes = _lanes(blocks, columns)
    shapes = [(_width(block), _height(block, blocks)) for block in blocks]
    edges, left = [], 0.0
    for column in range(max(columns) + 1):
        widest = max(width for (width, _), own in zip(shapes, columns, strict=True) if own == column)
        edges.append(left + widest / 2)
        joins = all(block.kind == JOIN for block, own in zip(blocks, columns, strict=True) if own == column)
        left += widest + (GAP / 2 if joins else GAP)
    offsets = _offsets(blocks, columns, lanes, [height for _, height in shapes])
    return [_Place(edges[column], offsets[index], *shapes[index]) for index, column in enumerate(columns)]


def _columns(blocks: Sequence[Block]) -> list[int]:
    """How many blocks lie on the longest way from the input to each."""
    found: list[int] = []
    for block in blocks:
        found.append(max((found[each] + 1 for each in block.inputs if each != INPUT), default=0))
    return found


def _lanes(blocks: Sequence[Block], columns: Sequence[int]) -> list[int]:
    """The lane of each block in its column; a chain stays in its lane."""
    found = [0] * len(blocks)
    taken: set[tuple[int, int]] = set()
    for index in sorted(range(len(blocks)), key=lambda each: columns[each]):
        before = [each for each in blocks[index].inputs if each != INPUT]
        lane = found[before[0]] if len(before) == 1 else 0
        while (columns[index], lane) in taken:
            lane += 1
        found[index] = lane
        taken.add((columns[index], lane))
    return found


def _offsets(blocks: Sequence[Block], columns: Sequence[int], lanes: Sequence[int], heights: Sequence[float]) -> list[float]:
    """The middle of each block: neighbouring columns share their lanes, and together these lie about zero."""
    found = [0.0] * len(columns)
    for stage in _stages(blocks, columns, lanes):
        members = [index for index, column in enumerate(columns) if column in stage]
        tall = {lane: max(heights[i] for i in members if lanes[i] == lane) for lane in {lanes[i] for i in members}}
        top = (sum(tall.values()) + LANE_GAP * (len(tall) - 1)) / 2
        middle: dict[int, float] = {}
        for lane in sorted(tall):
            middle[lane] = top - tall[lane] / 2
            top -= tall[lane] + LANE_GAP
        for index in members:
            found[index] = middle[lanes[index]]
    return found


def _stages(blocks: Sequence[Block], columns: Sequence[int], lanes: Sequence[int]) -> list[set[int]]:
    """Runs of columns in which ways go side by side, also where one of them has nothing to show."""
    wide = {column for column, lane in zip(columns, lanes, strict=True) if lane}
    for index, block in enumerate(blocks):
        for each in block.inputs:
            if each != INPUT and lanes[each]:
                wide |= set(range(columns[each] + 1, columns[index]))
    stages: list[set[int]] = []
    for column in sorted(wide):
        if stages and column - 1 in stages[-1]:
            stages[-1].add(column)
        else:
            stages.append({column})
    return stages


def _width(block: Block) -> float:
    if block.kind == JOIN:
        return 0.09
    return 0.1 + 0.09 * math.log2(max(block.shape[0], 2)) if len(block.shape) == 3 else 0.28


def _height(block: Block, blocks: Sequence[Block]) -> float:
    """Of maps, against the largest ones; of units without a place, by their number."""
    if block.kind == JOIN:
        return 0.07
    if len(block.shape) < 3:
        return 0.12 + 0.055 * math.log2(max(block.shape[0], 2))
    largest = max(max(each.shape[1:]) for each in blocks if len(each.shape) == 3)
    return max(math.sqrt(max(block.shape[1:]) / largest), 0.08)


def _half(places: Sequence[_Place]) -> float:
    return max(abs(place.y) + place.height / 2 for place in places) + 0.06


def _lines(blocks: Sequence[Block], places: Sequence[_Place]) -> Scatter:
    """From each block to those it feeds; what leaps over others goes above them."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    columns = _columns(blocks)
    roofs = _roofs(columns, places)
    crowded = sum(len(block.inputs) for block in blocks) > 2 * len(blocks)
    for index, (block, place) in enumerate(zip(blocks, places, strict=True)):
        for each in block.inputs:
            start = places[each] if each != INPUT else _Place(-0.6, 0, 0, 0)
            between = roofs[columns[each] + 1 if each != INPUT else 0 : columns[index]]
            x, y = _way(start, place, between)
            xs += [*x, None]
            ys += [*y, None]
    line = {"color": theme.tint(theme.MUTED, 0.35 if crowded else 0.8), "width": 1 if crowded else 1.5}
    return Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _roofs(columns: Sequence[int], places: Sequence[_Place]) -> list[float]:
    """How high each column reaches."""
    found = [0.0] * (max(columns) + 1)
    for column, place in zip(columns, places, strict=True):
        found[column] = max(found[column], place.y + place.height / 2)
    return found


def _way(start: _Place, end: _Place, between: Sequence[float]) -> tuple[list[float], list[float]]:
    """The line from a block to another, over those of which `between` has the heights."""
    x0, x1 = start.x + start.width / 2, end.x - end.width / 2
    if not between or min(start.y, end.y) < -0.01:  # from a lane below: nothing is in the way
        return [x0, x1], [start.y, end.y]
    top = max(between) + min(0.06 + 0.02 * len(between), 0.45)
    return [x0, x0 + GAP / 5, x1 - GAP / 5, x1], [start.y, top, top, end.y]


def _arch(blocks: Sequence[Block], places: Sequence[_Place]) -> float:
    return max((y for y in _lines(blocks, places)["y"] if y is not None), default=0.0)


def _bars(kind: str, blocks: Sequence[Block], places: Sequence[_Place]) -> Bar:
    own = [(block, place) for block, place in zip(blocks, places, strict=True) if block.kind == kind]
    return Bar(
        x=[place.x for _, place in own],
        y=[place.height for _, place in own],
        base=[place.y - place.height / 2 for _, place in own],
        width=[place.width for _, place in own],
        name=kind,
        marker={"color": color(kind), "line": {"width": 0}},
        customdata=[[block.name, block.text] for block, _ in own],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _mark(marked: Sequence[tuple[_Place, Block]]) -> Scatter:
    return Scatter(
        x=[place.x for place, _ in marked],
        y=[place.y + place.height / 2 + 0.09 for place, _ in marked],
        mode="markers",
        marker={"symbol": "triangle-down", "size": 13, "color": theme.color(3)},
        hoverinfo="skip",
        showlegend=False,
    )


def _sizes(blocks: Sequence[Block], places: Sequence[_Place]) -> list[tuple[_Place, str]]:
    """The first block of each size of map, with its rows in px, where there is room."""
    found: list[tuple[_Place, str]] = []
    last = -1
    room = 0.055 * (places[-1].x + 1)
    for block, place in zip(blocks, places, strict=True):
        if block.kind == JOIN:
            continue
        rows = block.shape[1] if len(block.shape) == 3 else 0
        if rows and rows != last and (not found or place.x - found[-1][0].x > room):
            found.append((place, f"{rows} px" if not found else str(rows)))
        last = rows
    return found


def _stems(positions: Sequence[int], names: Sequence[str], kinds: Sequence[str], values: Sequence[float]) -> Bar:
    return Bar(
        x=list(positions),
        y=list(values),
        marker={"color": [color(kind) for kind in kinds]},
        customdata=list(names),
        hovertemplate="%{customdata}: %{y:,}<extra></extra>",
        showlegend=False,
    )


def _short(value: float) -> str:
    """A count in few digits: 138.4 M."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:,.1f} {unit}"
    return f"{value:,.0f}"


def color(kind: str) -> str:
    """The colour of a kind of layer."""
    return COLORS.get(kind, theme.MUTED)


COLORS: dict[str, str] = {
    "convolution": theme.color(0),
    "linear": theme.color(1),
    "max pooling": theme.color(2),
    "average pooling": theme.color(5),
    "mean of map": theme.color(9),
    JOIN: theme.color(7),
}
