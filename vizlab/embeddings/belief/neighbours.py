"""Who is near in the space of the features, and who is near on the map: two lists for every point, and how they disagree.

A block of rows at a time: no matrix (n, n). A point is never its own neighbour; of equal distances none is beyond the other.
Source: Venna & Kaski 2001, "Neighborhood preservation in nonlinear projection methods" (trustworthiness, continuity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from vizlab import devices
from vizlab.errors import VizlabError

ROWS = 32  # of a block: 5,000 points make 1 MB, which stays in the processor's cache
MOST_EXACT = 20_000_000  # numbers: more are not copied to float64


@dataclass(frozen=True)
class Neighbours:
    """Of each point looked at, (rows, k): its nearest in the features and on the map, and how far down the other list they are.

    features, positions: indices of the k nearest, in no order. intruders: how many points are nearer in the features than each
    of the map's k nearest; deserters: how many are nearer on the map than each of the features' k nearest. Both count from 0.
    """

    features: torch.Tensor
    positions: torch.Tensor
    intruders: torch.Tensor
    deserters: torch.Tensor
    n: int

    @property
    def k(self) -> int:
        """How many neighbours."""
        return self.features.shape[1]

    def trust(self) -> torch.Tensor:
        """Trustworthiness point by point, (rows,) float64: who looks near is near."""
        return self._scored(self.intruders)

    def continuity(self) -> torch.Tensor:
        """Continuity point by point, (rows,) float64: who is near looks near."""
        return self._scored(self.deserters)

    def lost(self) -> torch.Tensor:
        """Share of the k nearest in the features that are not among the k nearest on the map, (rows,) float64."""
        kept = (self.features[:, :, None] == self.positions[:, None, :]).any(2)
        return 1 - kept.double().mean(1)

    def _scored(self, nearer: torch.Tensor) -> torch.Tensor:
        excess = (nearer + 1 - self.k).clamp(min=0).sum(1)
        return 1 - 2 * excess / (self.k * (2 * self.n - 3 * self.k - 1))


def compare(
    features: torch.Tensor, positions: torch.Tensor, k: int, rows: torch.Tensor | None = None, *, both: bool = True
) -> Neighbours:
    """The neighbours of all points, or of these rows (m,), in features (n, d) and positions (n, 2).

    both: count deserters, too; trustworthiness does not need them. Errors: `VizlabError` unless 1 <= k < n / 2.
    """
    n = len(features)
    if not 1 <= k < n / 2:
        raise VizlabError(f"k must lie between 1 and n / 2 = {n / 2:g}; got {k}.")
    rows = torch.arange(n) if rows is None else rows
    high, low = Space(features), Space(positions)
    parts = []
    with devices.one_thread():  # blocks are too small to be shared: two threads take twice the time
        for block in rows.split(ROWS):
            true, seen = high.distances(block), low.distances(block)
            near, near_on_map = nearest(true, k), nearest(seen, k)
            deserters = _nearer(seen, near) if both else near[:, :0]
            parts.append((near, near_on_map, _nearer(true, near_on_map), deserters))
    near, near_on_map, intruders, deserters = (torch.cat(part) for part in zip(*parts, strict=True))
    return Neighbours(near, near_on_map, intruders, deserters, n)


def neighbours(features: torch.Tensor, k: int, rows: torch.Tensor | None = None) -> torch.Tensor:
    """The k nearest of all points, or of these rows (m,), in no order: (m, k) int64."""
    space = Space(features)
    rows = torch.arange(len(features)) if rows is None else rows
    with devices.one_thread():
        return torch.cat([nearest(space.distances(block), k) for block in rows.split(ROWS)])


class Space:
    """Points (n, d) made ready for asking their distances, in float64 unless there are very many numbers."""

    def __init__(self, points: torch.Tensor) -> None:
        """Centre the points: less is lost to rounding near the origin."""
        points = points.double() if points.numel() <= MOST_EXACT else points
        self.points = points - points.mean(0)
        self.squares = (self.points * self.points).sum(1)

    def distances(self, block: torch.Tensor) -> torch.Tensor:
        """Squared distances (b, n) of the points of these indices (b,) to all; infinite to themselves."""
        found = torch.addmm(self.squares, self.points[block], self.points.T, alpha=-2).add_(self.squares[block, None])
        found.clamp_(min=0)[torch.arange(len(block)), block] = torch.inf
        return found


def nearest(found: torch.Tensor, k: int) -> torch.Tensor:
    """Columns of the k smallest of each row, in no order, (b, k)."""
    return torch.from_numpy(np.argpartition(found.numpy(), k - 1, axis=1)[:, :k].copy())


def few(n: int, most: int) -> torch.Tensor | None:
    """At most so many of n rows, evenly chosen, ascending; None for all of them."""
    return None if n <= most else torch.arange(most) * n // most


def _nearer(found: torch.Tensor, whom: torch.Tensor) -> torch.Tensor:
    """How many are nearer than each of those, (b, k): as numbers, which are summed 10 times as fast as truth values."""
    buffer = torch.empty_like(found)
    limits = found.gather(1, whom)
    counts = [torch.lt(found, limits[:, [j]], out=buffer).sum(1) for j in range(whom.shape[1])]
    return torch.stack(counts, 1)
