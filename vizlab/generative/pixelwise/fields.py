"""What a pixel can see: the receptive field of masked networks by their gradient, the blind spot, and the formula of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.generative.pixelwise.network import FIRST, NETWORKS, as_planes
from vizlab.randomness import RandomStream

SEEN, BLIND, ITSELF, FUTURE, FAR = range(5)
MEANINGS = ("seen", "blind spot", "the pixel itself", "future", "too far")


@dataclass(frozen=True)
class Field:
    """kinds (s, s): what each pixel is to the middle one, indices in `MEANINGS`; gradient (s, s), absolute.

    future: the largest of it at a pixel that does not come before.
    """

    kinds: NDArray[np.uint8]
    gradient: NDArray[np.float64]
    future: float

    def count(self, kind: int) -> int:
        """How many pixels are of this kind."""
        return int((self.kinds == kind).sum())


def reach(layers: int, kernel: int) -> int:
    """How many pixels back such a network sees: of the first layer, and of each later one."""
    return FIRST // 2 + layers * (kernel // 2)


def blind(layers: int, kernel: int) -> int:
    """Pixels before that plain masks never see, though they are within reach, on the right.

    In the row d above, d - 1 later layers at most can go right (each must go up to do so), those that are left cannot.
    """
    return kernel // 2 * layers * (layers + 1) // 2


def seen(layers: int, kernel: int) -> int:
    """Pixels that two stacks see: all before, within reach."""
    far = reach(layers, kernel)
    return far * (2 * far + 1) + far


def gradient(network: nn.Module, size: int, levels: int) -> NDArray[np.float64]:
    """|d (sum of the middle pixel's logits) / d x_i| of every pixel of a random picture: (size, size), in float64."""
    source = torch.Generator().manual_seed(0)
    x = torch.randint(levels, (1, size, size), generator=source)
    planes = as_planes(x, levels).double().requires_grad_(True)
    middle = network.double().from_planes(planes)[0, :, size // 2, size // 2].sum()  # type: ignore[operator]
    (found,) = torch.autograd.grad(middle, planes)
    return np.asarray(found[0, 0].abs().numpy())


def field(kind: str, layers: int, kernel: int, channels: int = 4) -> Field:
    """What the middle pixel of a network of `NETWORKS` can see. All weights are made positive: no two ways cancel each other."""
    with RandomStream(0):
        network = NETWORKS[kind](2, channels, layers, kernel)
    with torch.no_grad():
        for weight in network.parameters():
            weight.abs_()
    size = 2 * (reach(layers, kernel) + 1) + 1
    found = gradient(network, size, 2)
    flat, middle = found.flatten(), size * size // 2
    kinds = np.full(size * size, FUTURE, np.uint8)
    kinds[:middle], kinds[middle] = FAR, ITSELF
    rows, columns = np.divmod(np.arange(middle), size)
    near = np.maximum(np.abs(rows - size // 2), np.abs(columns - size // 2)) <= reach(layers, kernel)
    kinds[:middle][near] = BLIND
    kinds[:middle][flat[:middle] > 0] = SEEN
    return Field(kinds.reshape(size, size), found, float(flat[middle:].max()))
