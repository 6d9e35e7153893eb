"""The same Gram matrix under several normalisers: which numbers depend on how large the picture is.

A picture is made larger by laying it several times beside and below itself, mirrored: its statistics stay what they are.

To add one: a function of two feature maps (c, h, w) that gives the style loss of the layer, and a line in `NORMALISERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from vizlab.style.canvas import sized
from vizlab.style.losses import gram, style_loss
from vizlab.style.sight import FeatureNetwork, luminance
from vizlab.style.statistics.looking import see_layer

SIDE_PX, TIMES = 64, (1, 2, 3, 4)  # the longer side of one copy; copies along each side


@dataclass(frozen=True)
class Sized:
    """The style loss of one layer between two pictures, each laid several times.

    losses: normaliser -> loss for each of `times`. positions: of the layer, for each. apart: largest difference of the sum of
    outer products and H·W times their mean, relative to the largest entry, over all sizes.
    """

    times: list[int]
    losses: dict[str, list[float]]
    positions: list[int]
    apart: float


def summed(features: Tensor) -> Tensor:
    """Features (c, h, w) -> (c, c): the sum over positions of the outer product of the c values there."""
    flat = features.flatten(1)
    return flat @ flat.T


def outer_products(features: Tensor) -> Tensor:
    """The same as `summed`, read the other way: one outer product (c, c) a position, then added up."""
    return torch.einsum("ihw,jhw->hwij", features, features).sum((0, 1))


def measure(network: FeatureNetwork, layer: str, first: Image.Image, second: Image.Image, times: Sequence[int] = TIMES) -> Sized:
    """The style loss between two pictures, laid ever more often. Errors: `VizlabError` if there is no such layer."""
    losses: dict[str, list[float]] = {name: [] for name in NORMALISERS}
    positions, worst = [], 0.0
    copies = [_taken(network, picture) for picture in (first, second)]
    for count in times:
        f, g = (see_layer(network, layer, laid(copy, count)) for copy in copies)
        for name, loss in NORMALISERS.items():
            losses[name].append(float(loss(f, g)))
        positions.append(f.shape[1] * f.shape[2])
        total = outer_products(f)
        worst = max(worst, float((total - positions[-1] * gram(f)).abs().max() / total.abs().max().clamp_min(1e-12)))
    return Sized(list(times), losses, positions, worst)


def laid(picture: Tensor, times: int) -> Tensor:
    """A picture (c, h, w) so many times beside and below itself, every second copy mirrored: no edge where they meet."""
    row = torch.cat([picture.flip(2) if index % 2 else picture for index in range(times)], dim=2)
    return torch.cat([row.flip(1) if index % 2 else row for index in range(times)], dim=1)


def growth(found: Sized) -> dict[str, float]:
    """Normaliser -> how often as large the loss becomes when both sides double, from the first copy to two by two."""
    at = found.times.index(2)
    return {name: values[at] / max(values[0], 1e-300) for name, values in found.losses.items()}


def against_first(values: Sequence[float]) -> list[float]:
    """Losses as multiples of the first."""
    return [value / max(values[0], 1e-300) for value in values]


def _taken(network: FeatureNetwork, picture: Image.Image) -> Tensor:
    values = sized(picture, SIDE_PX).to(network.device)
    return values if network.channels == 3 else luminance(values)


def _sum(f: Tensor, g: Tensor) -> Tensor:
    return (summed(f) - summed(g)).square().sum()


def _mean(f: Tensor, g: Tensor) -> Tensor:
    return (gram(f) - gram(g)).square().sum()


def _gatys(f: Tensor, g: Tensor) -> Tensor:
    """Gatys 2015, equation 4: N channels, M positions."""
    n, m = f.shape[0], f.shape[1] * f.shape[2]
    return _sum(f, g) / (4 * n**2 * m**2)


def _share(f: Tensor, g: Tensor) -> Tensor:
    return style_loss(f, gram(g))


NORMALISERS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "sum over positions": _sum,
    "mean over positions": _mean,
    "Gatys: sum / (4 N² M²)": _gatys,
    "share of the target": _share,
}
