"""Pictures of nothing: how sure a network is of them, beside the pictures it knows.

To add a kind: a function (pictures (n, c, h, w), seed) -> pictures and a line in `NOTHINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import interpolate

from vizlab.robustness import zoo
from vizlab.robustness.attacks import scores
from vizlab.robustness.crowd import Crowd

BINS = 20
SURE = 0.9


@dataclass(frozen=True)
class Confidence:
    """The largest probability after softmax of each picture, (n,); said: its class. example (c, h, w): the first of them."""

    largest: NDArray[np.float64]
    said: NDArray[np.int64]
    example: NDArray[np.float32]

    @property
    def mean(self) -> float:
        """Mean largest probability."""
        return float(self.largest.mean())

    @property
    def sure(self) -> float:
        """The share of pictures that it is at least `SURE` of."""
        return float((self.largest >= SURE).mean())

    def histogram(self, classes: int) -> list[tuple[float, float]]:
        """Points (largest probability, share of the pictures) in `BINS` from chance to 1."""
        counts, edges = np.histogram(self.largest, BINS, (1 / classes, 1 + 1e-9))
        middles = (edges[:-1] + edges[1:]) / 2
        return [(round(float(x), 4), float(count) / len(self.largest)) for x, count in zip(middles, counts, strict=True)]


def confidences(network: nn.Module, crowd: Crowd, seed: int) -> dict[str, Confidence]:
    """How sure a network is of the pictures, and of each kind of `NOTHINGS`, as many of each."""
    return {name: _asked(network, make(crowd.inputs, seed)) for name, make in NOTHINGS.items()}


def titles(found: Mapping[str, Confidence], classes: Sequence[str]) -> list[str]:
    """What each example is, and what the network says of it."""
    return [f"{name}: {classes[each.said[0]]}, {each.largest[0]:.0%}" for name, each in found.items()]


def of_kinds(seed: int, n: int) -> dict[str, dict[str, float]]:
    """Kind of picture -> kind of network -> mean largest probability, for the zoo on the first n test digits."""
    digits = zoo.digits()
    crowd = Crowd(digits.test_inputs[:n], digits.test_labels[:n], "")
    found = {kind: confidences(zoo.train(kind, seed), crowd, seed) for kind in zoo.KINDS}
    return {name: {kind: row[name].mean for kind, row in found.items()} for name in NOTHINGS}


def _asked(network: nn.Module, pictures: Tensor) -> Confidence:
    largest, said = scores(network, pictures).double().softmax(1).max(1)
    return Confidence(largest.cpu().numpy(), said.cpu().numpy(), pictures[0].cpu().numpy())


def _drawn(pictures: Tensor, seed: int) -> Tensor:
    """Uniform in [0, 1]; on the CPU, so that a seed means the same everywhere."""
    return torch.rand(pictures.shape, generator=torch.Generator().manual_seed(seed)).to(pictures)


def _clouds(pictures: Tensor, seed: int) -> Tensor:
    """Noise of a few large dots, with smooth ways between them."""
    n, c, h, w = pictures.shape
    coarse = torch.rand(n, c, 4, 4, generator=torch.Generator().manual_seed(seed)).to(pictures)
    return interpolate(coarse, (h, w), mode="bilinear", align_corners=True)


def _shuffled(pictures: Tensor, seed: int) -> Tensor:
    order = torch.randperm(pictures[0, 0].numel(), generator=torch.Generator().manual_seed(seed)).to(pictures.device)
    return pictures.flatten(2)[..., order].view_as(pictures)


def _blended(pictures: Tensor, seed: int) -> Tensor:
    order = torch.randperm(len(pictures), generator=torch.Generator().manual_seed(seed)).to(pictures.device)
    return (pictures[order] + pictures[order.roll(1)]) / 2


def _grey(pictures: Tensor, seed: int) -> Tensor:
    shades = torch.linspace(0, 1, len(pictures), dtype=pictures.dtype, device=pictures.device)
    return shades.roll(-(len(pictures) // 2))[:, None, None, None].expand_as(pictures).contiguous()


NOTHINGS: dict[str, Callable[[Tensor, int], Tensor]] = {
    "real": lambda pictures, seed: pictures,
    "blend": _blended,
    "shuffled": _shuffled,
    "clouds": _clouds,
    "noise": _drawn,
    "grey": _grey,
}
