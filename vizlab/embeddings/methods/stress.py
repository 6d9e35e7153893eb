"""Stress: how far the distances on a map are from those that it should show. Source: Kruskal 1964, Psychometrika 29."""

from __future__ import annotations

import torch

from vizlab.embeddings.affinities import square_distances

MOST_WHOLE = 2000  # points all of whose pairs are compared; of more, so many evenly chosen ones


def stress(wanted: torch.Tensor, positions: torch.Tensor) -> float:
    """sqrt(sum (d - wanted)^2 / sum wanted^2) over all pairs: 0 is a true map. wanted (n, n), positions (n, dims)."""
    gaps = pair_distances(positions).sub_(wanted)
    return float(gaps.double().square().sum().sqrt() / wanted.double().square().sum().sqrt().clamp(min=1e-30))


def of_features(features: torch.Tensor, positions: torch.Tensor) -> float:
    """The same against the Euclidean distances of features (n, d)."""
    step = -(-len(features) // MOST_WHOLE)
    return stress(square_distances(features[::step]).sqrt().float(), positions[::step].float())


def pair_distances(positions: torch.Tensor) -> torch.Tensor:
    """Euclidean distances (n, n) of a few coordinates (n, dims), each a root of a sum of squares: exact where points meet."""
    return torch.cdist(positions, positions, compute_mode="donot_use_mm_for_euclid_dist")
