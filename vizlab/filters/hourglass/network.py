"""The encoder-decoder as plain functions of its weights. To add a decoder: a line in `DECODERS`.

Encoder: convolution, ReLU, max pooling, twice; 8 x 8 -> 4 x 4 -> 2 x 2. Decoder, its mirror: unpooling, convolution, twice.
Source of the mirrored unpooling: Noh et al. 2015, arXiv:1505.04366.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from vizlab.errors import VizlabError

SIDE = 8
Weights = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Decoder:
    """flipped: uses the encoder's kernels, turned by 180 degrees. remembers: unpools to the positions of the encoder's maxima."""

    flipped: bool
    remembers: bool


@dataclass(frozen=True)
class Passed:
    """All that a pass of pictures (n, 1, 8, 8) makes. Places: flat indices of the maxima in the map that was pooled.

    first (n, c, 8, 8), halved (n, c, 4, 4), second (n, 2c, 4, 4), code (n, 2c, 2, 2): encoder. widened (n, 2c, 4, 4),
    third (n, c, 4, 4), opened (n, c, 8, 8), output (n, 1, 8, 8): decoder. first_places, second_places: of the maxima.
    """

    first: torch.Tensor
    halved: torch.Tensor
    second: torch.Tensor
    code: torch.Tensor
    widened: torch.Tensor
    third: torch.Tensor
    opened: torch.Tensor
    output: torch.Tensor
    first_places: torch.Tensor
    second_places: torch.Tensor


def begin(decoder: str, channels: int, seed: int) -> Weights:
    """Weights before training (He 2015), float32; those that this decoder does not use are left out.

    Errors: `VizlabError` for an unknown decoder.
    """
    if decoder not in DECODERS:
        raise VizlabError(f"The decoder must be one of {', '.join(DECODERS)}; got {decoder!r}.")
    dice, c = np.random.default_rng(seed), channels
    shapes = {"first": (c, 1, 3, 3), "second": (2 * c, c, 3, 3)}
    if not DECODERS[decoder].flipped:
        shapes |= {"third": (c, 2 * c, 3, 3), "last": (1, c, 3, 3)}
    weights = {
        name: torch.tensor(dice.standard_normal(shape) * (2 / (9 * shape[1])) ** 0.5, dtype=torch.float32)
        for name, shape in shapes.items()
    }
    sizes = {"first": c, "second": 2 * c, "third": c, "last": 1}
    return weights | {f"{name} bias": torch.zeros(size) for name, size in sizes.items()}


def run(weights: Weights, decoder: str, pictures: torch.Tensor) -> Passed:
    """One pass of pictures (n, 1, 8, 8), float32 in [0, 1]."""
    kind = DECODERS[decoder]
    first = F.relu(F.conv2d(pictures, weights["first"], weights["first bias"], padding=1))
    halved, first_places = F.max_pool2d(first, 2, return_indices=True)
    second = F.relu(F.conv2d(halved, weights["second"], weights["second bias"], padding=1))
    code, second_places = F.max_pool2d(second, 2, return_indices=True)
    widened = _unpooled(code, second_places, kind)
    third = F.relu(_decoded(widened, weights, ("third", "second"), kind))
    opened = _unpooled(third, first_places, kind)
    output = _decoded(opened, weights, ("last", "first"), kind)
    return Passed(first, halved, second, code, widened, third, opened, output, first_places, second_places)


def _unpooled(values: torch.Tensor, places: torch.Tensor, kind: Decoder) -> torch.Tensor:
    if kind.remembers:
        return F.max_unpool2d(values, places, (2, 2))
    return F.interpolate(values, scale_factor=2, mode="nearest")


def _decoded(values: torch.Tensor, weights: Weights, names: tuple[str, str], kind: Decoder) -> torch.Tensor:
    own, mirrored = names
    if kind.flipped:  # the transposed convolution is the one with kernels turned, inputs and outputs exchanged
        return F.conv_transpose2d(values, weights[mirrored], weights[f"{own} bias"], padding=1)
    return F.conv2d(values, weights[own], weights[f"{own} bias"], padding=1)


DECODERS: dict[str, Decoder] = {
    "kernels of its own": Decoder(flipped=False, remembers=True),
    "the encoder's, flipped": Decoder(flipped=True, remembers=True),
    "its own, positions forgotten": Decoder(flipped=False, remembers=False),
}
