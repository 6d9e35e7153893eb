"""How far to believe a map: who kept their neighbours, whether labels follow, whether long distances mean anything.

Distances are matrices (n, n); a point is never its own neighbour. Sources: Venna & Kaski 2001, "Neighborhood preservation in
nonlinear projection methods" (trustworthiness, continuity); Hubert & Arabie 1985 (adjusted Rand index).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from vizlab.embeddings.affinities import square_distances
from vizlab.errors import VizlabError

K = 10  # neighbours
ROWS = 256


@dataclass(frozen=True)
class Quality:
    """The numbers of one map, all best at 1. rank_correlation: of all pairwise distances (Spearman), -1 to 1."""

    trustworthiness: float
    continuity: float
    neighbour_accuracy: float
    rank_correlation: float


def judge(distances: torch.Tensor, positions: torch.Tensor, labels: torch.Tensor, k: int = K) -> Quality:
    """What a map (n, 2) keeps of squared distances (n, n) and labels (n,) of its points."""
    flat = square_distances(positions.double())
    original, mapped = ranks(distances), ranks(flat)
    return Quality(
        trustworthiness=kept(original, mapped, k),
        continuity=kept(mapped, original, k),
        neighbour_accuracy=neighbour_accuracy(flat, labels, k),
        rank_correlation=rank_correlation(distances, flat),
    )


def ranks(distances: torch.Tensor) -> torch.Tensor:
    """How near j is to i: (n, n) int16, 1 for the nearest, 0 for the point itself."""
    n = len(distances)
    found = torch.empty(n, n, dtype=torch.int16)
    places = torch.arange(n, dtype=torch.int16).expand(n, n)
    for begin in range(0, n, ROWS):  # sorting takes eight bytes a pair: a few rows at a time
        rows = distances[begin : begin + ROWS].clone()
        rows[torch.arange(len(rows)), torch.arange(begin, begin + len(rows))] = -1
        order = rows.argsort(dim=1, stable=True)
        found[begin : begin + ROWS].scatter_(1, order, places[: len(rows)])
    return found


def kept(judging: torch.Tensor, judged: torch.Tensor, k: int = K) -> float:
    """1 minus the normalised sum of (rank - k) of those who are among the k nearest by `judged` but not by `judging`.

    Ranks (n, n). kept(original, map) is trustworthiness: who looks near is near; kept(map, original) continuity: who is near
    looks near. Errors: `VizlabError` unless 1 <= k < n / 2.
    """
    n = len(judging)
    if not 1 <= k < n / 2:
        raise VizlabError(f"k must lie between 1 and n / 2 = {n / 2:g}; got {k}.")
    near = (judged >= 1) & (judged <= k)
    excess = (judging[near].long() - k).clamp(min=0).sum().item()
    return 1 - 2 * excess / (n * k * (2 * n - 3 * k - 1))


def neighbour_accuracy(distances: torch.Tensor, labels: torch.Tensor, k: int = K) -> float:
    """Share of points whose label the majority of their k nearest others have; a tie goes to the lowest label."""
    others = distances.clone().fill_diagonal_(torch.inf)
    nearest = others.topk(k, largest=False).indices
    votes = torch.nn.functional.one_hot(labels[nearest], int(labels.max()) + 1).sum(1)
    return float((votes.argmax(1) == labels).double().mean())


def shuffled_accuracy(distances: torch.Tensor, labels: torch.Tensor, seed: int, k: int = K) -> float:
    """The control: the same after dealing the labels out at random, which must come near chance."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return neighbour_accuracy(distances, labels[order], k)


def rank_correlation(distances: torch.Tensor, others: torch.Tensor) -> float:
    """Spearman's correlation of the distances of all pairs: (n, n), (n, n) -> -1 to 1; equal distances share a rank."""
    i, j = torch.triu_indices(len(distances), len(distances), offset=1)
    a, b = (_shared_ranks(matrix[i, j]) for matrix in (distances, others))
    a, b = a - a.mean(), b - b.mean()
    return float((a @ b) / (a.norm() * b.norm()).clamp(min=1e-30))


def purity(clusters: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of points that have the most common label of their cluster."""
    return float(_table(clusters, labels).amax(1).sum() / len(labels))


def adjusted_rand(clusters: torch.Tensor, labels: torch.Tensor) -> float:
    """Agreement of clusters and labels over all pairs of points: 0 is what chance would give, 1 is complete."""
    table = _table(clusters, labels)
    both, left, right, pairs = (_pairs(counts) for counts in (table, table.sum(1), table.sum(0), table.sum()))
    expected = left * right / pairs
    most = (left + right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _shared_ranks(values: torch.Tensor) -> torch.Tensor:
    """The rank of each value, float64; equal values have the mean of their ranks."""
    place: torch.Tensor
    _, place, counts = values.unique(return_inverse=True, return_counts=True)
    means: torch.Tensor = (counts.cumsum(0) - (counts - 1) / 2).double()
    return means[place]


def _table(clusters: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """How many points of each cluster (rows) have each label (columns)."""
    width = int(labels.max()) + 1
    counts = torch.bincount(clusters * width + labels, minlength=(int(clusters.max()) + 1) * width)
    return counts.view(-1, width).double()


def _pairs(counts: torch.Tensor) -> float:
    return float((counts * (counts - 1) / 2).sum())
