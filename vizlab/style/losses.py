"""How far a picture is from the content of one picture and from the style of another, in the eyes of a network.

All losses are shares: 0 means equal, 1 as far off as a picture that excites no feature at all. So layers with a hundred and
with ten thousand values count alike, and a strength means the same for every network.
Source: Gatys, Ecker, Bethge 2015, arXiv:1508.06576, equations 1-5; the normalisation is our own and stated at each function.
To add what style may be: a `Statistic` in `STATISTICS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor

_TINY = 1e-12  # a layer that says nothing of the target picture gives no loss, not a division by zero


def gram(features: Tensor) -> Tensor:
    """Features (c, h, w) of one layer -> (c, c): mean over positions of the outer product of the channels with themselves.

    G[i, j] = sum_k F[i, k] F[j, k] / (h w): symmetric, positive semi-definite, and the same wherever in the picture things
    happen. The division lets pictures of different sizes be compared.
    """
    flat = features.flatten(1)
    product: Tensor = _Outer.apply(flat) if flat.requires_grad else flat @ flat.T
    return product / flat.shape[1]


def moments(features: Tensor) -> Tensor:
    """Features (c, h, w) -> (2, c): mean and standard deviation of each channel. Source: Huang 2017, arXiv:1703.06868, eq. 12."""
    flat = features.flatten(1)
    return torch.stack([flat.mean(1), (flat.var(1, correction=0) + _TINY).sqrt()])


def quantiles(features: Tensor) -> Tensor:
    """Features (c, h, w) -> (c, h w): the values of each channel in order, which is all that a histogram knows."""
    return features.flatten(1).sort(1).values


def sliced(features: Tensor) -> Tensor:
    """Features (c, h, w) -> (c, h w): what they are along c random directions at right angles, in order.

    Source: Heitz 2021, arXiv:2006.07229; the directions stay the same here, so that a line search sees one landscape.
    """
    return quantiles((_directions(features.shape[0]).to(features) @ features.flatten(1))[:, :, None])


def content_loss(features: Tensor, target: Tensor) -> Tensor:
    """Squared distance of two feature maps (c, h, w), as a share of the target's squared length; a scalar."""
    return _share(features, target)


def style_loss(features: Tensor, target: Tensor, statistic: str = "Gram") -> Tensor:
    """Squared distance of a statistic of features (c, h, w) to a target, as a share of the target's own; a scalar."""
    return STATISTICS[statistic].distance(features, target)


def mixed(targets: Sequence[Tensor], shares: Sequence[float]) -> Tensor:
    """Targets of several styles, averaged with these shares; ordered values are brought to as many as the first has."""
    first = targets[0]
    return torch.stack([share * _as_many(each, first) for each, share in zip(targets, shares, strict=True)]).sum(0)


def total_variation(picture: Tensor) -> Tensor:
    """Mean absolute difference of neighbours in a picture (c, h, w) in [0, 1]: down plus across; a scalar.

    Source: Rudin, Osher, Fatemi 1992, in the anisotropic form.
    """
    down = (picture[:, 1:] - picture[:, :-1]).abs().mean()
    across = (picture[:, :, 1:] - picture[:, :, :-1]).abs().mean()
    return down + across


def mean_of(losses: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """The mean of the losses of several layers with these weights; 0 if there are none."""
    parts = [weight * loss for weight, loss in zip(weights, losses, strict=True)]
    return torch.stack(parts).sum() / sum(weights) if parts else torch.zeros(())


def weighted(
    content: Tensor, style: Sequence[Tensor], variation: Tensor, *, strength: float, tv: float, alpha: float = 1.0
) -> Tensor:
    """The total: alpha · content + strength · mean of the style losses of all layers + tv · total variation.

    What has the weight 0 gets no gradient, and costs no way back.
    """
    manner = mean_of(style, [1.0] * len(style))
    terms = [weight * loss for weight, loss in ((alpha, content), (strength, manner), (tv, variation)) if weight]
    return sum(terms, torch.zeros_like(content))


@dataclass(frozen=True)
class Statistic:
    """What style is taken for. target: features (c, h, w) -> what of them is compared."""

    about: str
    target: Callable[[Tensor], Tensor]

    def distance(self, features: Tensor, target: Tensor) -> Tensor:
        """Squared distance of the features' own to a target, as a share of the target's squared length; a scalar."""
        own = self.target(features)
        return _share(own, _as_many(target, own))


class _Outer(torch.autograd.Function):
    """F (c, n) -> F F^T, whose way back costs one product instead of the two of `matmul`: (d + d^T) F."""

    @staticmethod
    def forward(ctx: Any, flat: Tensor) -> Tensor:
        """See the class."""
        ctx.save_for_backward(flat)
        return flat @ flat.T

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> Tensor:
        """See the class."""
        flat: Tensor = ctx.saved_tensors[0]
        return (flat.T @ (slope + slope.T)).T  # in the order in which convolutions keep their maps: channels last


def _share(values: Tensor, target: Tensor) -> Tensor:
    return (values - target).square().sum() / (target.square().sum() + _TINY)


def _as_many(target: Tensor, like: Tensor) -> Tensor:
    """Ordered values (c, n) as (c, n') of another picture; anything else is of the same shape already."""
    if target.shape == like.shape:
        return target
    return torch.nn.functional.interpolate(target[None], size=like.shape[-1], mode="linear", align_corners=True)[0]


@cache
def _directions(channels: int) -> Tensor:
    """(c, c): rows at right angles, drawn once."""
    drawn = torch.randn(channels, channels, generator=torch.Generator().manual_seed(0))
    across: Tensor = torch.linalg.qr(drawn).Q
    return across


STATISTICS: dict[str, Statistic] = {
    "Gram": Statistic("Which channels answer together: the matrix of their mean products.", gram),
    "mean and variance": Statistic("How strongly each channel answers, and how much that varies.", moments),
    "sliced Wasserstein": Statistic("All that can be seen along random directions, in order: the whole distribution.", sliced),
    "histogram": Statistic("How often each channel answers how strongly, one channel at a time.", quantiles),
}
