"""A small U-Net for pictures of digits: blocks of 2 x 2 pixels as channels, two sizes, attention at the smaller one.

It is told the time and the class; class `classes` means "not told", which a tenth of training sees, so that one network knows
both p(x) and p(x|class). Initial weights come from torch's global generator: build inside `vizlab.randomness.RandomStream`.
Source: Ho, Jain, Abbeel 2020, arXiv:2006.11239, appendix B; Ho and Salimans 2022, arXiv:2207.12598 (guidance without classifier).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

GROUPS, TIMES, TOLD = 4, 16, 64  # of a normalisation; waves of the time; numbers that tell time and class


class UNet(nn.Module):
    """v of pictures (n, 1, side, side) at times (n,) in [0, 1] of classes (n,); side a multiple of 4."""

    def __init__(self, channels: int, classes: int) -> None:
        """Build with this many channels at the larger size, and one and a half times as many at the smaller."""
        super().__init__()
        wide = channels * 3 // 2
        self.classes = classes
        self.label = nn.Embedding(classes + 1, TOLD)
        self.time = nn.Sequential(nn.Linear(2 * TIMES, TOLD), nn.SiLU(), nn.Linear(TOLD, TOLD))
        self.begin = nn.Conv2d(4, channels, 3, padding=1)
        self.fine = Block(channels, channels)
        self.down = nn.Conv2d(channels, wide, 3, stride=2, padding=1)
        self.coarse = Block(wide, wide)
        self.look = Attention(wide)
        self.middle = Block(wide, wide)
        self.up = nn.Conv2d(wide, channels, 1)
        self.join = Block(2 * channels, channels)
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.end = nn.Conv2d(channels, 4, 3, padding=1)
        nn.init.zeros_(self.end.weight)

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        """Predict v, of the shape of x."""
        told = F.silu(self.time(waves(t)) + self.label(labels))
        fine = self.fine(self.begin(F.pixel_unshuffle(x, 2)), told)
        coarse = self.middle(self.look(self.coarse(self.down(fine), told)), told)
        back = F.interpolate(self.up(coarse), scale_factor=2.0)
        joined = self.join(torch.cat([fine, back], dim=1), told)
        return F.pixel_shuffle(self.end(F.silu(self.norm(joined))), 2)


class Block(nn.Module):
    """Two convolutions with what is told in between, around which the input goes by."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """Build for so many channels."""
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(GROUPS, inputs), nn.GroupNorm(GROUPS, outputs)
        self.conv1, self.conv2 = (nn.Conv2d(n, outputs, 3, padding=1) for n in (inputs, outputs))
        self.told = nn.Linear(TOLD, outputs)
        self.past: nn.Module = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """(n, inputs, h, w) and what is told (n, 64) -> (n, outputs, h, w)."""
        inner = self.conv1(F.silu(self.norm1(x))) + self.told(told)[:, :, None, None]
        found: Tensor = self.past(x) + self.conv2(F.silu(self.norm2(inner)))
        return found


class Attention(nn.Module):
    """Every place looks at all others, so that a stroke knows where the digit goes on."""

    def __init__(self, channels: int) -> None:
        """Build with one head."""
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.ask, self.end = nn.Conv2d(channels, 3 * channels, 1), nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.end.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(n, c, h, w) -> the same shape."""
        n, c, h, w = x.shape
        q, k, v = self.ask(self.norm(x)).reshape(n, 3, c, h * w).transpose(2, 3).unbind(1)
        seen = torch.softmax(q @ k.transpose(1, 2) * c**-0.5, dim=2) @ v
        found: Tensor = x + self.end(seen.transpose(1, 2).reshape(n, c, h, w))
        return found


def waves(t: Tensor) -> Tensor:
    """Times (n,) as sines and cosines (n, 32) of frequencies from slow to fast."""
    frequencies = torch.exp(torch.linspace(0, 6, TIMES, device=t.device))
    angles = t[:, None] * frequencies
    return torch.cat([angles.sin(), angles.cos()], dim=1)
