"""Who is near one point: in the space of the vectors, and on the map."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from vizlab.errors import VizlabError

K = 10


@dataclass(frozen=True)
class Around:
    """The k nearest of one point, nearest first: ids and distances in the vectors, and on the map in shares of its width."""

    features: list[int]
    feature_distances: list[float]
    positions: list[int]
    position_distances: list[float]

    @property
    def shared(self) -> list[int]:
        """Who is near in both."""
        return [index for index in self.features if index in set(self.positions)]


def around(features: torch.Tensor, positions: torch.Tensor, point: int, k: int = K) -> Around:
    """The neighbours of one of features (n, d) and positions (n, 2) or (n, 3), in Euclidean distance; without itself.

    Errors: `VizlabError` if there is no such point.
    """
    if not 0 <= point < len(features):
        raise VizlabError(f"point must lie between 0 and {len(features) - 1}; got {point}.")
    width = float((positions.amax(0) - positions.amin(0)).max()) or 1.0
    near, apart = _nearest(features.double(), point, k)
    mapped, gaps = _nearest(positions.double() / width, point, k)
    return Around(near, apart, mapped, gaps)


def _nearest(points: torch.Tensor, point: int, k: int) -> tuple[list[int], list[float]]:
    gaps = (points - points[point]).norm(dim=1)
    gaps[point] = torch.inf
    found, order = gaps.sort(stable=True)
    k = min(k, len(points) - 1)
    return order[:k].tolist(), found[:k].tolist()
