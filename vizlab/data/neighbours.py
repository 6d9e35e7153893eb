"""How well points can be told apart at all: by the class of their nearest neighbour, which needs no training."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def neighbour_accuracy(points: NDArray[Any], labels: NDArray[np.int64]) -> float:
    """The share of the points (n, d) whose nearest other point has their class, in 0-1. Source: Cover and Hart 1967."""
    points = np.asarray(points, np.float64)
    squares = (points**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * points @ points.T
    np.fill_diagonal(distances, np.inf)
    return float((labels[distances.argmin(axis=1)] == labels).mean())
