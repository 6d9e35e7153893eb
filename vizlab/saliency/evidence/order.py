"""The order of the pixels by what a map says of them."""

from __future__ import annotations

import torch


def ranks(maps: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """The rank of each pixel in its map (..., h, w), 0 for the largest value; equal values in an order drawn anew.

    generator: on the CPU, so that a seed means the same everywhere; the order drawn is the same for all maps.
    """
    n = maps.shape[-2] * maps.shape[-1]
    shuffle = torch.rand(n, generator=generator).argsort()
    flat = maps.detach().cpu().reshape(-1, n)
    order = shuffle[flat[:, shuffle].argsort(dim=1, descending=True, stable=True)]
    return order.argsort(dim=1).view(maps.shape)
