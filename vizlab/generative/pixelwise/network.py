"""Networks that give every pixel a distribution from those before it: x (n, h, w) of levels -> logits (n, levels, h, w).

To add one: a module that is built with (levels, channels, layers, kernel), and a line in `NETWORKS`. Initial weights come from
torch's global generator: whoever builds wraps the call in `vizlab.randomness.RandomStream`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.generative.pixelwise.masks import MaskedConv
from vizlab.randomness import RandomStream

FIRST = 7  # kernel of the layer that sees the picture
HEAD = 32  # units between the last layer and the logits


def as_planes(x: Tensor, levels: int) -> Tensor:
    """Levels (n, h, w) -> (n, 2, h, w): the value in [0, 1], and ones, by which a black pixel is told from the outside."""
    value = x.float() / (levels - 1)
    return torch.stack([value, torch.ones_like(value)], dim=1)


class PlainPixelCnn(nn.Module):
    """One masked 7 × 7 convolution (A), then residual ones (B): fast and simple, with a blind spot on the right.

    Source: van den Oord 2016, arXiv:1601.06759, table 1, with one convolution a residual block instead of three.
    """

    def __init__(self, levels: int, channels: int, layers: int, kernel: int, first: str = "A") -> None:
        """Build; first: the mask of the layer that sees the picture, a name in `MASKS`."""
        super().__init__()
        self.levels = levels
        self.first = MaskedConv(2, channels, FIRST, first)
        self.layers = nn.ModuleList(MaskedConv(channels, channels, kernel, "B") for _ in range(layers))
        self.head = head(channels, levels)

    def forward(self, x: Tensor) -> Tensor:
        """Levels (n, h, w) -> logits (n, levels, h, w)."""
        return self.from_planes(as_planes(x, self.levels))

    def from_planes(self, planes: Tensor) -> Tensor:
        """The same from what `as_planes` makes, so that gradients can be taken to it."""
        features = self.first(planes)
        for layer in self.layers:
            features = features + layer(F.relu(features))
        logits: Tensor = self.head(features)
        return logits


class GatedPixelCnn(nn.Module):
    """Two stacks: the vertical one sees all rows above, the horizontal one what is left in the row. No blind spot.

    Source: van den Oord 2016, arXiv:1606.05328, equation 2 and figure 2.
    """

    def __init__(self, levels: int, channels: int, layers: int, kernel: int) -> None:
        """Build for pictures of so many levels."""
        super().__init__()
        self.levels, self.reach = levels, FIRST // 2
        self.above = nn.Conv2d(2, channels, (self.reach, FIRST))
        self.left = nn.Conv2d(2, channels, (1, self.reach))
        self.layers = nn.ModuleList(_GatedLayer(channels, kernel) for _ in range(layers))
        self.head = head(channels, levels)

    def forward(self, x: Tensor) -> Tensor:
        """Levels (n, h, w) -> logits (n, levels, h, w)."""
        return self.from_planes(as_planes(x, self.levels))

    def from_planes(self, planes: Tensor) -> Tensor:
        """The same from what `as_planes` makes."""
        reach = self.reach
        above = self.above(F.pad(planes, (reach, reach, reach, 0))[:, :, :-1])  # of row i: rows i-3 ... i-1
        left = self.left(F.pad(planes, (reach, 0, 0, 0))[..., :-1])  # of column j: columns j-3 ... j-1
        for layer in self.layers:
            above, left = layer(above, left)
        logits: Tensor = self.head(left)
        return logits


class _GatedLayer(nn.Module):
    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.reach = kernel // 2
        self.above = nn.Conv2d(channels, 2 * channels, (self.reach + 1, kernel))
        self.left = nn.Conv2d(channels, 2 * channels, (1, self.reach + 1))
        self.link = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, above: Tensor, left: Tensor) -> tuple[Tensor, Tensor]:
        reach = self.reach
        seen = self.above(F.pad(above, (reach, reach, reach, 0)))
        joined = self.left(F.pad(left, (reach, 0, 0, 0))) + self.link(seen)
        return gate(seen), left + self.out(gate(joined))


class RowLstm(nn.Module):
    """An LSTM that goes down the rows, all columns of one at a time: its state is a row of features, mixed by convolution.

    Source: van den Oord 2016, arXiv:1601.06759, equation 3; gates after Hochreiter.
    """

    def __init__(self, levels: int, channels: int, layers: int, kernel: int) -> None:
        """Build for pictures of so many levels."""
        super().__init__()
        self.levels = levels
        self.first = MaskedConv(2, channels, FIRST, "A")
        self.layers = nn.ModuleList(_RowLayer(channels, kernel) for _ in range(layers))
        self.head = head(channels, levels)

    def forward(self, x: Tensor) -> Tensor:
        """Levels (n, h, w) -> logits (n, levels, h, w)."""
        return self.from_planes(as_planes(x, self.levels))

    def from_planes(self, planes: Tensor) -> Tensor:
        """The same from what `as_planes` makes."""
        features = self.first(planes)
        for layer in self.layers:
            features = features + layer(features)
        logits: Tensor = self.head(features)
        return logits


class _RowLayer(nn.Module):
    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.reach = kernel // 2
        self.given = nn.Conv2d(channels, 4 * channels, (1, self.reach + 1))  # of this row, only what is left (mask B)
        self.state = nn.Conv1d(channels, 4 * channels, kernel, padding=self.reach)  # of the row above, both sides

    def forward(self, x: Tensor) -> Tensor:
        given = self.given(F.pad(x, (self.reach, 0, 0, 0)))
        hidden = torch.zeros_like(x[:, :, 0])
        cell, rows = hidden, []
        for row in given.unbind(2):
            out, forget, take, new = (row + self.state(hidden)).chunk(4, dim=1)
            cell = torch.sigmoid(forget) * cell + torch.sigmoid(take) * torch.tanh(new)
            hidden = torch.sigmoid(out) * torch.tanh(cell)
            rows.append(hidden)
        return torch.stack(rows, dim=2)


def gate(x: Tensor) -> Tensor:
    """tanh(one half of the channels) · σ(the other). tanh a = 2 σ(2a) - 1: on the CPU that takes a fifth of the time."""
    wave, opening = x.chunk(2, dim=1)
    return (2 * torch.sigmoid(2 * wave) - 1) * torch.sigmoid(opening)


def head(channels: int, levels: int) -> nn.Sequential:
    """Features -> logits, of each place alone."""
    return nn.Sequential(nn.ReLU(), nn.Conv2d(channels, HEAD, 1), nn.ReLU(), nn.Conv2d(HEAD, levels, 1))


def revived(kind: str, weights: Mapping[str, NDArray[Any]], *, levels: int, channels: int, layers: int, kernel: int) -> nn.Module:
    """The network with these weights (of any float type), on the CPU, frozen."""
    with RandomStream(0):
        network = NETWORKS[kind](levels, channels, layers, kernel)
    network.load_state_dict({name: torch.tensor(array, dtype=torch.float32) for name, array in weights.items()})
    return network.requires_grad_(False).eval()


NETWORKS: dict[str, type[nn.Module]] = {
    "gated PixelCNN": GatedPixelCnn,
    "plain PixelCNN": PlainPixelCnn,
    "PixelRNN": RowLstm,
}
