"""A network that paints one style: photograph in, painting out, in a single pass.

The shape is that of Johnson 2016, arXiv:1603.08155 (two halvings, residual blocks, two doublings), a seventh of its size, with
instance norm (Ulyanov 2016, arXiv:1607.08022); the last convolution sees the photograph again beside the strokes. Doubling
interpolates before a convolution, for a transposed convolution leaves a checkerboard (Odena 2016, doi:10.23915/distill.00003);
borders are mirrored, for zeros would leave a frame.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from vizlab.errors import VizlabError

BLOCKS = 4
STRIDE = 4  # what both halvings take a side by
MIN_PX = 16


class OneStyle(nn.Module):
    """Photographs (n, 3, h, w) in [0, 1], sides from 16 px -> paintings of the same shape, in [0, 1]."""

    def __init__(self, width: int = 16) -> None:
        """width: channels at full size; twice as many at half size, three times as many at a quarter."""
        super().__init__()
        wide = 3 * width
        self.enter = nn.Sequential(
            _norm(mirrored_conv(3, width, 5)), nn.ReLU(), _norm(mirrored_conv(width, 2 * width, 3, 2)), nn.ReLU(),
            _norm(mirrored_conv(2 * width, wide, 3, 2)), nn.ReLU(),
        )  # fmt: skip
        self.blocks = nn.Sequential(*(_Block(wide) for _ in range(BLOCKS)))
        self.leave = nn.Sequential(
            doubled(), _norm(mirrored_conv(wide, 2 * width, 3)), nn.ReLU(),
            doubled(), _norm(mirrored_conv(2 * width, width, 3)), nn.ReLU(),
        )  # fmt: skip
        self.color = mirrored_conv(width + 3, 3, 5)

    def forward(self, x: Tensor) -> Tensor:
        """Paint. Errors: `VizlabError` if a side is too short to be mirrored."""
        padded, (height, width) = whole(x, STRIDE), x.shape[2:]
        strokes = self.leave(self.blocks(self.enter(padded)))
        painted: Tensor = self.color(torch.cat([strokes, padded - 0.5], 1))
        return torch.sigmoid(painted[:, :, :height, :width])


class _Block(nn.Module):
    """What a block computes is added to what it got (He 2016, arXiv:1603.05027)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            _norm(mirrored_conv(channels, channels, 3)), nn.ReLU(), _norm(mirrored_conv(channels, channels, 3))
        )

    def forward(self, x: Tensor) -> Tensor:
        changed: Tensor = x + self.change(x)
        return changed


def whole(x: Tensor, stride: int) -> Tensor:
    """Pictures (n, c, h, w), mirrored to the right and below until both sides are multiples of the stride."""
    height, width = x.shape[2:]
    if min(height, width) < MIN_PX:
        raise VizlabError(f"Both sides must have at least {MIN_PX} pixels; got {width} x {height}.")
    missing = (0, -width % stride, 0, -height % stride)
    return functional.pad(x, missing, mode="reflect") if any(missing) else x


def doubled() -> nn.Upsample:
    """Maps of twice the sides, smooth between."""
    return nn.Upsample(scale_factor=2, mode="bilinear")


def mirrored_conv(taken: int, given: int, side: int, stride: int = 1) -> nn.Conv2d:
    """A convolution that finds the picture's mirror beyond its border."""
    return nn.Conv2d(taken, given, side, stride, side // 2, padding_mode="reflect")


def _norm(conv: nn.Conv2d) -> nn.Sequential:
    """The convolution, then each map of each picture brought to mean 0 and deviation 1, then to what was learned."""
    return nn.Sequential(conv, nn.InstanceNorm2d(conv.out_channels, affine=True))
