"""Where in the picture a value of a map comes from: its receptive field, layer by layer from the input on.

Source: Dumoulin & Visin 2016, arXiv:1603.07285: a window of k at stride s widens the field by (k - 1) jumps, then a jump is s
times as long. Valid for networks whose layers follow one another in the order in which they are defined, as all here do.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import layer_names


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


def field(model: nn.Module, name: str, size: tuple[int, int]) -> Field:
    """The field of the layer of this name for pictures of `size` (h, w). Errors: `VizlabError` if there is no such layer."""
    names = layer_names(model)
    if name not in names:
        raise VizlabError(f"The network has no layer {name!r}; it has {', '.join(names)}.")
    modules = dict(model.named_modules())
    found = Field(size, (1, 1), (1, 1), (0, 0))
    for part in names[: names.index(name) + 1]:
        found = _after(found, modules[part])
    return found


def _after(before: Field, module: nn.Module) -> Field:
    if isinstance(module, nn.AdaptiveAvgPool2d | nn.Linear):
        return Field(before.size, before.size, before.size, (0, 0))
    if not isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
        return before
    k, stride, padding, dilation = (_pair(getattr(module, key, 1)) for key in ("kernel_size", "stride", "padding", "dilation"))
    both = (0, 1)
    side = [before.side[i] + (k[i] - 1) * dilation[i] * before.jump[i] for i in both]
    first = [before.first[i] - padding[i] * before.jump[i] for i in both]
    jump = [before.jump[i] * stride[i] for i in both]
    return Field(before.size, (side[0], side[1]), (jump[0], jump[1]), (first[0], first[1]))


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value
