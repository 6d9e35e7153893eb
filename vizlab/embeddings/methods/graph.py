"""Graphs of nearest neighbours: who is near whom, and how surely, as UMAP and Isomap begin.

Sources: McInnes 2018, arXiv:1802.03426, algorithms 2 and 3; constants as in the authors' code.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from vizlab.embeddings.affinities import square_distances

ROWS = 2_000_000  # numbers in a block of rows of distances: 8 MB
ROUNDS = 64  # of bisection: a factor of 2^64 is enclosed
LEAST_WIDTH = 1e-3  # of the mean distance to the neighbours


@dataclass(frozen=True)
class Edges:
    """Weighted edges from heads (m,) to tails (m,), int64, sorted; every pair in both directions; weights (m,) in (0, 1]."""

    heads: torch.Tensor
    tails: torch.Tensor
    weights: torch.Tensor


def nearest(features: torch.Tensor, k: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Distances and indices, (rows, k) each, of the k nearest others of features (n, d), block of rows after block, ascending."""
    n = len(features)
    rows = max(1, ROWS // n)
    for begin in range(0, n, rows):
        squares = square_distances(features[begin : begin + rows], features)
        own = torch.arange(len(squares))
        squares[own, own + begin] = torch.inf
        found = squares.topk(k, largest=False, sorted=True)
        yield found.values.sqrt(), found.indices


def widths(distances: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Of distances (n, k) to the nearest others: the least above zero, and the width at which memberships add up to log2(k + 1).

    Both (n,). The point itself counts as one of the neighbours, as in the authors' code.
    """
    positive = torch.where(distances > 0, distances, torch.inf).amin(1)
    least = torch.where(positive.isfinite(), positive, torch.zeros_like(positive))
    wanted = math.log2(distances.shape[1] + 1)
    low, high = torch.zeros_like(least), torch.full_like(least, torch.inf)
    width = torch.ones_like(least)
    for _ in range(ROUNDS):
        total = memberships(distances, least, width).sum(1)
        low, high = torch.where(total > wanted, low, width), torch.where(total > wanted, width, high)
        width = torch.where(high.isinf(), width * 2, (low + high) / 2)
    floor = torch.where(least > 0, distances.mean(1), distances.mean()) * LEAST_WIDTH * _share(distances)
    return least, torch.maximum(width, floor)


def memberships(distances: torch.Tensor, least: torch.Tensor, width: torch.Tensor) -> torch.Tensor:
    """How surely each of the neighbours is one: exp(-(distance - least) / width), at most 1: (n, k)."""
    return (-(distances - least[:, None]).clamp(min=0) / width[:, None].clamp(min=1e-30)).exp()


def fuzzy(distances: torch.Tensor, indices: torch.Tensor) -> Edges:
    """The fuzzy union a + b - a b of what both ends of each pair say, of distances and indices (n, k) of neighbours."""
    n, k = indices.shape
    said = memberships(distances, *widths(distances)).flatten()
    heads, tails = torch.arange(n).repeat_interleave(k), indices.flatten()
    keys = torch.cat([heads * n + tails, tails * n + heads])
    known, place = keys.unique(return_inverse=True)
    one, other = (torch.zeros(len(known), dtype=said.dtype) for _ in range(2))
    one[place[: n * k]] = said
    other[place[n * k :]] = said
    union = one + other - one * other
    return Edges(known // n, known % n, union)


def _share(distances: torch.Tensor) -> float:
    """The authors' means run over the point itself too, at distance 0."""
    k = distances.shape[1]
    return k / (k + 1)
