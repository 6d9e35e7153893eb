"""How far generated points are from the true density: Jensen-Shannon and Kullback-Leibler divergence on a grid of cells.

The cells are 24 x 24 over the square that is looked at, and one more for all that lies outside. The truth of each cell is exact
(products of error functions), so all that is estimated are the generated shares; how much that alone costs is what as many
points of the data themselves score: the floor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.generative.plane_gan.clouds import Cloud

Array = NDArray[np.float64]
CELLS = 24  # a side
HALF_COUNT = 0.5  # added to each cell's count for KL, which one empty cell would make infinite


@dataclass(frozen=True)
class Divergence:
    """js: in nats, 0 to log 2. kl: KL(data ‖ generated), nats, the generated shares with half a point more in every cell."""

    js: float
    kl: float


def truth(data: Cloud, edge: float) -> Array:
    """The probability of each cell (24 · 24 + 1,), the last that of the outside."""
    lines = np.linspace(-edge, edge, CELLS + 1)
    scaled = torch.tensor((lines - data.middle[:, :, None]) / (data.spread * math.sqrt(2)))
    x, y = np.diff(torch.special.erf(scaled).numpy() / 2, axis=2).transpose(1, 0, 2)  # (k, 24) each
    inside = (y.T @ x / len(data.middle)).ravel()
    return np.append(inside, max(0.0, 1 - inside.sum()))


def shares(points: NDArray[np.floating], edge: float) -> Array:
    """How many of the points (n, 2) lie in each cell (24 · 24 + 1,)."""
    cells = np.floor((np.asarray(points, np.float64) + edge) * (CELLS / (2 * edge)))
    inside = ((cells >= 0) & (cells < CELLS)).all(axis=1)
    number = np.where(inside, cells[:, 1] * CELLS + cells[:, 0], CELLS**2).astype(np.int64)
    return np.bincount(number, minlength=CELLS**2 + 1).astype(np.float64)


def divergence(points: NDArray[np.floating], true: Array, edge: float) -> Divergence:
    """Of generated points (n, 2) from the cells' true probabilities."""
    counts = shares(points, edge)
    q = counts / counts.sum()
    middle = (true + q) / 2
    padded = (counts + HALF_COUNT) / (counts + HALF_COUNT).sum()
    return Divergence((kl(true, middle) + kl(q, middle)) / 2, kl(true, padded))


def kl(p: Array, q: Array) -> float:
    """KL(p ‖ q) of two distributions over the same cells, nats; q must be positive wherever p is."""
    seen = p > 0
    return float((p[seen] * np.log(p[seen] / q[seen])).sum())
