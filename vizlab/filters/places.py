"""Where in the picture a value of a map comes from: its receptive field, as `vizlab.models.windows` follows it."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from vizlab.errors import VizlabError
from vizlab.models.anatomy import anatomy


@dataclass(frozen=True)
class Field:
    """The fields of a layer's values, in pixels: side of the window, distance of neighbours, top left of the first one.

    All (rows, columns). size: of the picture.
    """

    size: tuple[int, int]
    side: tuple[int, int]
    jump: tuple[int, int]
    first: tuple[int, int]

    def window(self, row: int, column: int) -> tuple[int, int, int, int]:
        """(top, left, bottom, right), ends excluded, of what the value at (row, column) sees, cut off at the picture's edge."""
        starts = [first + jump * at for first, jump, at in zip(self.first, self.jump, (row, column), strict=True)]
        ends = [min(start + side, size) for start, side, size in zip(starts, self.side, self.size, strict=True)]
        return max(starts[0], 0), max(starts[1], 0), ends[0], ends[1]

    def center(self) -> tuple[float, float]:
        """Row and column, in pixels, of the middle of the first value's field (may lie between pixels)."""
        return self.first[0] + (self.side[0] - 1) / 2, self.first[1] + (self.side[1] - 1) / 2


def field(model: nn.Module, name: str, shape: tuple[int, ...]) -> Field:
    """The field of the layer of this name for pictures of this shape, (c, h, w). Errors: `VizlabError` if there is none."""
    found = anatomy(model, shape)
    layer = found.find(name)
    if layer is None or layer.window is None:
        raise VizlabError(f"The network has no layer {name!r}; it has {', '.join(each.name for each in found.layers)}.")
    rows, columns = layer.window
    first, jump = (int(rows.low), int(columns.low)), (int(rows.jump), int(columns.jump))
    return Field((shape[1], shape[2]), (rows.side_px, columns.side_px), jump, first)
