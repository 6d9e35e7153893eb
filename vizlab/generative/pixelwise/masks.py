"""Convolutions that see only what comes before, in raster order: row by row from the top, each from the left.

Mask A leaves out the pixel itself and is for the first layer, which sees the picture; mask B takes it, for all later layers,
whose features at a pixel do not know the pixel itself. To add a mask: a function of the kernel's sides and a line in `MASKS`.
Source: van den Oord 2016, arXiv:1601.06759, section 3.4 and figure 2.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def mask_a(h: int, w: int) -> Tensor:
    """1 for the places before the middle of a kernel (h, w), 0 for the middle and after."""
    ones = torch.ones(h * w)
    ones[h * w // 2 :] = 0
    return ones.reshape(h, w)


def mask_b(h: int, w: int) -> Tensor:
    """1 for the places before the middle of a kernel (h, w) and for the middle, 0 after."""
    return mask_a(h, w).flatten().index_fill(0, torch.tensor(h * w // 2), 1).reshape(h, w)


def open_mask(h: int, w: int) -> Tensor:
    """1 everywhere: an ordinary convolution, which sees the future. The control; nothing can be drawn from it."""
    return torch.ones(h, w)


class MaskedConv(nn.Conv2d):
    """A convolution of odd kernel sides, padded to keep (h, w), whose weights are multiplied by a mask at every use."""

    mask: Tensor

    def __init__(self, inputs: int, outputs: int, kernel: int, kind: str) -> None:
        """Build; kind: a name in `MASKS`."""
        super().__init__(inputs, outputs, kernel, padding=kernel // 2)
        self.register_buffer("mask", MASKS[kind](kernel, kernel), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) -> (n, outputs, h, w)."""
        return F.conv2d(x, self.weight * self.mask, self.bias, padding=self.padding)


MASKS: dict[str, Callable[[int, int], Tensor]] = {"A": mask_a, "B": mask_b, "none": open_mask}
