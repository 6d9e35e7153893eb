"""How far a picture is from the content of one picture and from the style of another, in the eyes of a network.

All losses are shares: 0 means equal, 1 as far off as a picture that excites no feature at all. So layers with a hundred and
with ten thousand values count alike, and a strength means the same for every network.
Source: Gatys, Ecker, Bethge 2015, arXiv:1508.06576, equations 1-5; the normalisation is our own and stated at each function.
"""

from __future__ import annotations

import torch
from torch import Tensor

_TINY = 1e-12  # a layer that says nothing of the target picture gives no loss, not a division by zero


def gram(features: Tensor) -> Tensor:
    """Features (c, h, w) of one layer -> (c, c): mean over positions of the outer product of the channels with themselves.

    G[i, j] = sum_k F[i, k] F[j, k] / (h w): symmetric, positive semi-definite, and the same wherever in the picture things
    happen. The division lets pictures of different sizes be compared.
    """
    flat = features.flatten(1)
    return flat @ flat.T / flat.shape[1]


def content_loss(features: Tensor, target: Tensor) -> Tensor:
    """Squared distance of two feature maps (c, h, w), as a share of the target's squared length; a scalar."""
    return (features - target).square().sum() / (target.square().sum() + _TINY)


def style_loss(features: Tensor, target: Tensor) -> Tensor:
    """Squared Frobenius distance of the Gram matrix of features (c, h, w) to a target (c, c), as a share of the target's own."""
    return (gram(features) - target).square().sum() / (target.square().sum() + _TINY)


def total_variation(picture: Tensor) -> Tensor:
    """Mean absolute difference of neighbours in a picture (c, h, w) in [0, 1]: down plus across; a scalar.

    Source: Rudin, Osher, Fatemi 1992, in the anisotropic form.
    """
    down = (picture[:, 1:] - picture[:, :-1]).abs().mean()
    across = (picture[:, :, 1:] - picture[:, :, :-1]).abs().mean()
    return down + across


def weighted(content: Tensor, style: list[Tensor], variation: Tensor, *, strength: float, tv: float) -> Tensor:
    """The total: content + strength · mean of the style losses of all layers + tv · total variation."""
    return content + strength * torch.stack(style).mean() + tv * variation
