"""Near and far: two clusters drawn apart, and the gap between them on a t-SNE map and on the PCA plane.

The claim under test: t-SNE "preserves pair-wise distances", and very different vectors end up very far apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.belief import toys
from vizlab.embeddings.belief.generators import pair
from vizlab.embeddings.belief.pairs import shepard
from vizlab.embeddings.belief.scatter import silhouette

DISTANCES = (5, 10, 20, 30, 40, 50)  # between the centres, in standard deviations of a cluster


@dataclass(frozen=True)
class Drawn:
    """The two clusters at each distance, and their maps. Name of a map -> positions (distances, n, 2), and gap of the centres."""

    labels: NDArray[np.int64]
    maps: dict[str, NDArray[np.float32]]
    gaps: dict[str, list[float]]
    rank_correlations: dict[str, list[float]]
    silhouettes: dict[str, list[float]]


def drawn_apart(perplexity: float, seed: int, distances: Sequence[float] = DISTANCES) -> Drawn:
    """Both maps of two clusters at each distance; only the distance changes, the clusters and the start are the same."""
    sets = [pair(distance, seed)[0] for distance in distances]
    labels = pair(distances[0], seed)[1]
    grown = toys.grow(sets, [perplexity] * len(sets), [seed] * len(sets))
    found = {"t-SNE": grown.maps, "PCA": np.stack([toys.plane(points) for points in sets])}
    return Drawn(
        labels=labels,
        maps=found,
        gaps={name: [gap(positions, labels) for positions in places] for name, places in found.items()},
        rank_correlations={name: _correlations(sets, places) for name, places in found.items()},
        silhouettes={name: _silhouettes(places, labels) for name, places in found.items()},
    )


def gap(positions: NDArray[Any], labels: NDArray[Any]) -> float:
    """How far the centres of two groups lie apart."""
    one, other = (positions[labels == label].mean(0, dtype=np.float64) for label in (0, 1))
    return float(np.linalg.norm(one - other))


def _correlations(sets: Sequence[NDArray[Any]], places: NDArray[Any]) -> list[float]:
    both = zip(sets, places, strict=True)
    return [shepard(torch.from_numpy(points), torch.from_numpy(positions)).rank_correlation() for points, positions in both]


def _silhouettes(places: NDArray[Any], labels: NDArray[np.int64]) -> list[float]:
    return [silhouette(torch.from_numpy(positions), torch.from_numpy(labels)) for positions in places]
