"""Two maps of the same points: what is left when one is laid upon the other, who moved, and who kept their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.methods.graph import nearest
from vizlab.embeddings.procrustes import align, disparity

ASKED = 2000  # points whose neighbours are compared, among each other; of fewer, all


@dataclass(frozen=True)
class Comparison:
    """The second map seen from the first.

    aligned (n, dims): the second turned, mirrored and shifted onto the first, as wide as it. residual: what lies between them
    in the scale that leaves least, of the first's spread: 0 is the same map, 1 has nothing of it; chance: the same with the
    points of the second dealt out at random. moves (n,): how far each point then is from where it was, in widths of the first
    map. shared: of the k nearest on one map, the share that is among the k nearest on the other; at random that is k / n.
    """

    aligned: NDArray[np.float64]
    residual: float
    chance: float
    moves: NDArray[np.float64]
    shared: float

    def farthest(self, count: int) -> NDArray[np.int64]:
        """Who moved most, the farthest first."""
        return np.argsort(-self.moves, kind="stable")[:count]


def compare(first: NDArray[Any], second: NDArray[Any], k: int = 10, seed: int = 0) -> Comparison:
    """The maps first and second, (n, dims) each, of the same points in the same order."""
    aligned = align(second, first, same_spread=True)
    width = float((first.max(0) - first.min(0)).max()) or 1.0
    dealt = second[np.random.default_rng(seed).permutation(len(second))]
    return Comparison(
        aligned=aligned,
        residual=disparity(second, first),
        chance=disparity(dealt, first),
        moves=np.linalg.norm(aligned - first, axis=1) / width,
        shared=shared_neighbours(first, second, k),
    )


def shared_neighbours(first: NDArray[Any], second: NDArray[Any], k: int = 10) -> float:
    """Of a point's k nearest on one map, the share among the k nearest on the other."""
    step = -(-len(first) // ASKED)
    one, other = (torch.cat([indices for _, indices in nearest(_exact(at[::step]), k)]) for at in (first, second))
    return float((one[:, :, None] == other[:, None, :]).any(2).double().mean())


def spread(positions: NDArray[Any], ids: list[int]) -> float:
    """Mean distance of these points of a map (n, dims) from their middle, in widths of the map."""
    own = np.asarray(positions, np.float64)[ids]
    width = float((positions.max(0) - positions.min(0)).max()) or 1.0
    return float(np.linalg.norm(own - own.mean(0), axis=1).mean() / width)


def _exact(positions: NDArray[Any]) -> torch.Tensor:
    return torch.from_numpy(np.asarray(positions, np.float64))
