"""Kernels as deep as their input: a slab for each channel, their maps, and the sum over them, which is one output channel.

To add a colour kernel: a line in `COLOUR_KERNELS`: for each slab a factor, and the kernel that all slabs share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters.kernels import KERNELS, parse_weights

Array = NDArray[np.float32]
NAMES = ("red", "green", "blue")


@dataclass(frozen=True)
class Slabs:
    """maps: of each slab, (c, h', w'). total: their sum, (h', w'). gap: the largest difference of it from torch's."""

    maps: Array
    total: Array
    gap: float


def colour_kernels() -> Array:
    """The kernels of `COLOUR_KERNELS`, (n, 3, 3, 3)."""
    return np.stack([np.asarray(factors, np.float32)[:, None, None] * kernel for factors, kernel in COLOUR_KERNELS.values()])


def first_kernels(model: nn.Module) -> Array:
    """The kernels of a model's first convolution, (out, in, kh, kw). Errors: `VizlabError` if there is none."""
    found = next((module for module in model.modules() if isinstance(module, nn.Conv2d)), None)
    if found is None:
        raise VizlabError("The network has no convolution, so there are no kernels to show.")
    weights: Array = found.weight.detach().cpu().numpy()
    return weights


def stack(image: Array, kernels: Array) -> Array:
    """The output channels (n, h', w') of the kernels (n, c, kh, kw) on an image (c, h, w), by torch, "same" padding of zeros."""
    with torch.no_grad():
        pixels, weights = (torch.from_numpy(np.ascontiguousarray(part)) for part in (image, kernels))
        found: Array = F.conv2d(pixels[None], weights, padding="same")[0].numpy()
    return found


def slabs(image: Array, kernel: Array) -> Slabs:
    """One kernel (c, kh, kw) opened up: each slab on its channel alone, then the sum. Errors: `VizlabError` if depths differ."""
    if len(image) != len(kernel):
        raise VizlabError(f"A kernel is as deep as its input; got {len(kernel)} slabs and {len(image)} channels.")
    with torch.no_grad():
        pixels, weights = torch.from_numpy(np.ascontiguousarray(image)), torch.from_numpy(np.ascontiguousarray(kernel))
        maps: Array = F.conv2d(pixels[None], weights[:, None], padding="same", groups=len(kernel))[0].numpy()
    total = maps.sum(axis=0)
    return Slabs(maps, total, float(np.abs(total - stack(image, kernel[None])[0]).max()))


_SPOT = parse_weights("0 -1 0; -1 4 -1; 0 -1 0")
COLOUR_KERNELS: dict[str, tuple[tuple[float, float, float], Array]] = {
    "upright edge in any colour": ((1.0, 1.0, 1.0), KERNELS["Sobel x"].weights / np.float32(3)),
    "red against green": ((1.0, -1.0, 0.0), KERNELS["box blur"].weights),
    "yellow against blue": ((0.5, 0.5, -1.0), KERNELS["box blur"].weights),
    "edge from blue to orange": ((1.0, 0.0, -1.0), KERNELS["Sobel x"].weights / np.float32(2)),
    "spot of light": ((1.0, 1.0, 1.0), _SPOT / np.float32(3)),
    "brightness": ((1.0, 1.0, 1.0), KERNELS["identity"].weights / np.float32(3)),
}
