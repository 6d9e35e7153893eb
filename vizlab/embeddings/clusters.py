"""k-means: points gathered round k centres, by distance alone, without a look at the labels."""

from __future__ import annotations

import torch

from vizlab.embeddings.affinities import square_distances

MOST_ROUNDS = 100
STARTS = 4  # the best of several: one start may put two centres into one heap


def k_means(features: torch.Tensor, k: int, seed: int) -> torch.Tensor:
    """The cluster of each of the features (n, d): (n,) int64 below k, of the start with the least squared distances.

    Source: Lloyd 1982; starts by Arthur & Vassilvitskii 2007 (k-means++).
    """
    generator = torch.Generator().manual_seed(seed)
    runs = [_lloyd(features, _far_apart(features, k, generator)) for _ in range(STARTS)]
    return min(runs, key=lambda run: run[1])[0]


def _far_apart(features: torch.Tensor, k: int, generator: torch.Generator) -> torch.Tensor:
    """k of the points, each drawn with probability proportional to its squared distance to those before it."""
    chosen = [int(torch.randint(len(features), (1,), generator=generator))]
    nearest = square_distances(features, features[chosen])[:, 0]
    while len(chosen) < k:
        draw = torch.rand(1, generator=generator, dtype=torch.float64) * nearest.double().sum()
        chosen.append(min(int(torch.searchsorted(nearest.double().cumsum(0), draw)), len(features) - 1))
        nearest = torch.minimum(nearest, square_distances(features, features[chosen[-1:]])[:, 0])
    return features[chosen]


def _lloyd(features: torch.Tensor, centres: torch.Tensor) -> tuple[torch.Tensor, float]:
    """Cluster of each point, and the sum of squared distances to its centre, once nothing changes any more."""
    nearest = torch.full((len(features),), -1)
    total = torch.inf
    for _ in range(MOST_ROUNDS):
        distances, found = square_distances(features, centres).min(1)
        total = float(distances.sum())
        if bool((found == nearest).all()):
            break
        nearest = found
        sums = torch.zeros_like(centres).index_add_(0, nearest, features)
        counts = torch.bincount(nearest, minlength=len(centres))[:, None]
        centres = torch.where(counts > 0, sums / counts.clamp(min=1), centres)
    return nearest, total
