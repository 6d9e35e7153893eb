"""The layers of a network whose neurons can be asked, and what part of the picture each neuron sees on paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import nn

from vizlab.errors import VizlabError
from vizlab.models.anatomy import Layer, anatomy
from vizlab.models.windows import Axis

Box = tuple[int, int, int, int]  # top, left, bottom, right in pixels, ends excluded
SILENT = ("flatten", "dropout", "Identity")  # kinds that say nothing of their own
MIDDLE = 0.65  # of the picture's side: about what a neuron sees that is worth looking at first


@dataclass(frozen=True)
class Spot:
    """A layer. shape: (units, rows, columns), rows and columns 1 where its values have no place. size: of the picture."""

    name: str
    kind: str
    shape: tuple[int, int, int]
    axes: tuple[Axis, Axis]
    size: tuple[int, int]

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.name} · {self.kind}"

    @property
    def side(self) -> tuple[int, int]:
        """Rows and columns that one neuron sees on paper, also beyond the picture's edge."""
        return self.axes[0].side_px, self.axes[1].side_px

    def box(self, row: int, column: int) -> Box:
        """What the neuron at a place sees on paper, cut off at the picture's edge."""
        (top, bottom), (left, right) = (_span(*each) for each in zip(self.axes, (row, column), self.size, strict=True))
        return top, left, bottom, right

    def nearest(self, y: float, x: float) -> tuple[int, int]:
        """The place whose window has this pixel nearest to its middle."""
        return _nearest(self.axes[0], y, self.shape[1]), _nearest(self.axes[1], x, self.shape[2])

    def seeing(self, y: int, x: int) -> int:
        """How many places of a map see this pixel."""
        counts = []
        for axis, at, n, size in zip(self.axes, (y, x), self.shape[1:], self.size, strict=True):
            spans = (_span(axis, place, size) for place in range(n))
            counts.append(sum(start <= at < end for start, end in spans))
        return counts[0] * counts[1]


def spots(model: nn.Module, shape: tuple[int, ...]) -> list[Spot]:
    """Every layer with something to say of pictures of this shape (c, h, w), in order.

    Errors: `VizlabError` if there is none, as for a network that takes no pictures.
    """
    found = {layer.name: layer for layer in reversed(anatomy(model, shape).layers) if _can_be_asked(layer)}
    if not found:
        raise VizlabError("The network must take pictures and have layers; in this one no neuron sees a part of a picture.")
    return [_spot(layer, shape) for layer in reversed(found.values())]


def find(known: list[Spot], name: str) -> Spot:
    """The layer of this name. Errors: `VizlabError` naming those there are."""
    chosen = {spot.name: spot for spot in known}
    if name not in chosen:
        raise VizlabError(f"The network has no layer {name!r} to ask; it has {', '.join(chosen)}.")
    return chosen[name]


def first_to_see(known: list[Spot]) -> str:
    """The deepest layer whose neurons still see much less than the whole picture; the first layer if none does."""
    parts = [spot.name for spot in known if max(spot.side) <= MIDDLE * max(spot.size)]
    return parts[-1] if parts else known[0].name


def _can_be_asked(layer: Layer) -> bool:
    return layer.window is not None and layer.kind not in SILENT and len(layer.shape) in (1, 3) and 0 not in layer.shape


def _spot(layer: Layer, shape: tuple[int, ...]) -> Spot:
    assert layer.window is not None
    units, rows, columns = layer.shape if len(layer.shape) == 3 else (layer.shape[0], 1, 1)
    return Spot(layer.name, layer.kind, (units, rows, columns), layer.window, (shape[1], shape[2]))


def _span(axis: Axis, at: int, size: int) -> tuple[int, int]:
    start, end = math.floor(axis.low + axis.jump * at), math.ceil(axis.high + axis.jump * at) + 1
    return min(max(start, 0), size), min(max(end, 0), size)


def _nearest(axis: Axis, at: float, n: int) -> int:
    middle = (axis.low + axis.high) / 2
    return min(max(round((at - middle) / axis.jump), 0), n - 1) if axis.jump else 0
