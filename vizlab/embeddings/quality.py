"""How far to believe a map: who kept their neighbours, whether labels follow, whether long distances mean anything.

What is near is compared block by block (see `belief/`): 5,000 points take 1 second and never a matrix (n, n). Sources: Venna
& Kaski 2001 (trustworthiness, continuity); Rousseeuw 1987 (silhouette); Hubert & Arabie 1985 (adjusted Rand index).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray

from vizlab.embeddings.belief.neighbours import compare, few, neighbours
from vizlab.embeddings.belief.pairs import shepard
from vizlab.embeddings.belief.scatter import silhouette

K = 10  # neighbours
JUDGED = 5000  # points whose neighbours are compared, against all others
GLANCED = 500


@dataclass(frozen=True)
class Quality:
    """The numbers of one map. Best at 1 but stress, best at 0; rank_correlation and silhouette run from -1 to 1.

    rank_correlation: of the distances of pairs (Spearman). silhouette and neighbour_accuracy: of the labels on the map; None
    without labels. points: whose neighbours were compared with all others, pairs: whose distances: a sample of large maps.
    """

    trustworthiness: float
    continuity: float
    neighbour_accuracy: float | None
    rank_correlation: float
    stress: float
    silhouette: float | None
    points: int
    pairs: int


def judge(features: torch.Tensor, positions: torch.Tensor, labels: torch.Tensor | None, k: int = K) -> Quality:
    """What a map (n, 2) or (n, 3) keeps of features (n, d) and labels (n,) of its points.

    Errors: `VizlabError` unless 1 <= k < n / 2.
    """
    rows = few(len(features), JUDGED)
    found = compare(features, positions, k, rows)
    pairs = shepard(features, positions)
    return Quality(
        trustworthiness=float(found.trust().mean()),
        continuity=float(found.continuity().mean()),
        neighbour_accuracy=None if labels is None else _accuracy(found.positions, labels, rows),
        rank_correlation=pairs.rank_correlation(),
        stress=pairs.stress(),
        silhouette=None if labels is None else silhouette(positions, labels),
        points=len(found.positions),
        pairs=len(pairs.true),
    )


def glance(features: torch.Tensor, positions: torch.Tensor, labels: torch.Tensor | None, k: int = K) -> dict[str, float]:
    """The two numbers of a map on its way, asked of at most `GLANCED` points: trustworthiness, and with labels kNN accuracy."""
    rows = few(len(features), GLANCED)
    found = compare(features, positions, k, rows, both=False)
    numbers = {"trustworthiness": float(found.trust().mean())}
    return numbers if labels is None else numbers | {"neighbour_accuracy": _accuracy(found.positions, labels, rows)}


def by_point(features: torch.Tensor, positions: torch.Tensor, k: int = K) -> dict[str, NDArray[Any]]:
    """Name of a number -> its value for each point, (n,) float64 in [0, 1].

    lost: the share of its k nearest that are not among the k nearest on the map. trust, continuity: whose means are the map's.
    """
    found = compare(features, positions, k)
    return {"lost": found.lost().numpy(), "trust": found.trust().numpy(), "continuity": found.continuity().numpy()}


def neighbour_accuracy(features: torch.Tensor, labels: torch.Tensor, k: int = K) -> float:
    """Share of points whose label the majority of their k nearest others have; a tie goes to the lowest label.

    Features (n, d), labels (n,). Asked of at most `JUDGED` points, against all.
    """
    rows = few(len(features), JUDGED)
    return _accuracy(neighbours(features, k, rows), labels, rows)


def shuffled_accuracy(features: torch.Tensor, labels: torch.Tensor, seed: int, k: int = K) -> float:
    """The control: the same after dealing the labels out at random, which must come near chance."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return neighbour_accuracy(features, labels[order], k)


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


def _accuracy(near: torch.Tensor, labels: torch.Tensor, rows: torch.Tensor | None) -> float:
    votes = torch.nn.functional.one_hot(labels[near], int(labels.max()) + 1).sum(1)
    own = labels if rows is None else labels[rows]
    return float((votes.argmax(1) == own).double().mean())


def _table(clusters: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """How many points of each cluster (rows) have each label (columns)."""
    width = int(labels.max()) + 1
    counts = torch.bincount(clusters * width + labels, minlength=(int(clusters.max()) + 1) * width)
    return counts.view(-1, width).double()


def _pairs(counts: torch.Tensor) -> float:
    return float((counts * (counts - 1) / 2).sum())
