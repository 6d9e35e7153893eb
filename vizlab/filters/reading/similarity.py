"""Which kernels and which maps are alike: by the cosine of their angle, 1 for the same direction, -1 for its opposite."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.inspection import activations

Array = NDArray[np.float64]
ALIKE = 0.95  # from this cosine on, of kernels and of maps, two units are called duplicates
CHUNK = 16  # pictures


def cosines(vectors: NDArray[Any]) -> Array:
    """Of all pairs of vectors (n, ...): (n, n); 0 with a vector of zeros."""
    rows = np.asarray(vectors, np.float64).reshape(len(vectors), -1)
    return _normed(rows @ rows.T)


def chain(alike: Array) -> list[int]:
    """An order of n things in which each is followed by the one most like it of those left; alike: (n, n).

    It begins with the one least like all others, so that what stands alone does not interrupt the chain.
    """
    order = [int(alike.sum(axis=1).argmin())]
    left = np.ones(len(alike), bool)
    left[order[0]] = False
    while left.any():
        order.append(int(np.where(left, alike[order[-1]], -np.inf).argmax()))
        left[order[-1]] = False
    return order


def map_cosines(model: nn.Module, name: str, inputs: torch.Tensor) -> Array:
    """Of all pairs of maps of a layer, over all pictures (n, c, h, w) together, each map less its mean: (maps, maps)."""
    device = next(model.parameters()).device
    products, sums, count = torch.zeros(()), torch.zeros(()), 0
    for part in inputs.split(CHUNK):
        found = activations(model, part.to(device), [name])[name].double().cpu()
        flat = found.flatten(2).transpose(0, 1).flatten(1) if found.ndim > 2 else found.T
        products, sums, count = products + flat @ flat.T, sums + flat.sum(dim=1), count + flat.shape[1]
    return _normed((products - torch.outer(sums, sums) / count).numpy())


def pairs(first: Array, second: Array) -> tuple[NDArray[np.int64], Array]:
    """All pairs (m, 2) of n things with both their cosines (m, 2), the most alike in both first."""
    i, j = np.triu_indices(len(first), 1)
    both = np.stack([first[i, j], second[i, j]], axis=1)
    order = np.argsort(-both.min(axis=1), kind="stable")
    return np.stack([i, j], axis=1)[order], both[order]


def duplicates(both: Array) -> int:
    """How many of the pairs with these cosines (m, 2) are alike in both."""
    return int((both >= ALIKE).all(axis=1).sum())


def _normed(products: Array) -> Array:
    """Inner products (n, n) divided by both lengths."""
    lengths = np.sqrt(np.maximum(np.diag(products), 0))
    scale = np.outer(lengths, lengths)
    smallest = 1e-12 * max(float(scale.max(initial=0)), 1e-30)
    return np.asarray(np.clip(np.divide(products, scale, out=np.zeros_like(products), where=scale > smallest), -1, 1))
