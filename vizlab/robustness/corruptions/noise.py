"""Noise: dice for each value. All: images (n, c, h, w) in [0, 1] -> (n, c, h, w), which may leave that range."""

from __future__ import annotations

import torch
from torch import Tensor


def gaussian(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """Normal noise of this standard deviation is added."""
    return images + amount * torch.randn(images.shape, generator=dice)


def shot(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """White is `amount` grains of light on average, and a Poisson number of them arrives."""
    return torch.poisson(images * amount, generator=dice) / amount


def impulse(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """This share of the values is black or white, as a coin falls."""
    where, coin = torch.rand(images.shape, generator=dice), torch.rand(images.shape, generator=dice)
    return torch.where(where < amount, (coin < 0.5).float(), images)
