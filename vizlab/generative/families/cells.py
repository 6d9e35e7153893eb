"""How far samples are from the truth: Jensen-Shannon and Kullback-Leibler divergence over cells of the plane.

24 x 24 cells over the square, and one for all that lies outside. The truth of a cell is exact; all that is estimated is the
share of the samples in it, and what that costs is what as many real points score: the floor.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from vizlab.generative.families.shapes import EDGE, Mixture

CELLS = 24  # a side
HALF_COUNT = 0.5  # added to each cell's count for KL, which one empty cell would make infinite

Array = NDArray[np.float64]


def truth(mixture: Mixture) -> Array:
    """The probability of each cell (24 · 24 + 1,), row by row from below, the last that of the outside."""
    lines = np.linspace(-EDGE, EDGE, CELLS + 1)
    below = erf((lines - mixture.centres[:, :, None]) / (mixture.spreads[:, None, None] * math.sqrt(2))) / 2
    x, y = np.diff(below, axis=2).transpose(1, 0, 2)  # (k, 24) each
    inside = (y.T @ x / len(mixture.centres)).ravel()
    return np.append(inside, max(0.0, 1 - inside.sum()))


def counts(points: NDArray[np.floating]) -> Array:
    """How many of the points (n, 2) lie in each cell (24 · 24 + 1,)."""
    place = np.floor((np.asarray(points, np.float64) + EDGE) * (CELLS / (2 * EDGE)))
    inside = ((place >= 0) & (place < CELLS)).all(axis=1)
    number = np.where(inside, place[:, 1] * CELLS + place[:, 0], CELLS**2).astype(np.int64)
    return np.bincount(number, minlength=CELLS**2 + 1).astype(np.float64)


def divergences(points: NDArray[np.floating], true: Array) -> tuple[float, float]:
    """JS (0 to log 2) and KL(truth || samples), nats, of points (n, 2) from the cells' true probabilities."""
    found = counts(points)
    shares, padded = found / found.sum(), (found + HALF_COUNT) / (found + HALF_COUNT).sum()
    middle = (true + shares) / 2
    return (_kl(true, middle) + _kl(shares, middle)) / 2, _kl(true, padded)


def _kl(p: Array, q: Array) -> float:
    seen = p > 0
    return float((p[seen] * np.log(p[seen] / q[seen])).sum())
