"""Random directions: the more dimensions, the nearer to a right angle, and the more alike all distances.

All vectors are scaled to length 1. Closed forms: the cosine c of two of them has the density (1 - c^2)^((d - 3) / 2) / B(1/2,
(d - 1) / 2), so the mean of |c| is G(d / 2) / (sqrt(pi) G((d + 1) / 2)); the mean distance is 2^(d - 1) G(d / 2)^2 / (sqrt(pi)
G(d - 1/2)), and the mean of its square 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

N = 500  # vectors: 124,750 pairs
BINS, PLACES = 120, 401
DIMENSIONS = (2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Pairs:
    """Cosines and distances (m,) of all pairs of some vectors of length 1."""

    cosines: NDArray[np.float64]
    distances: NDArray[np.float64]

    @property
    def mean_cosine(self) -> float:
        """Mean of |cosine|."""
        return float(np.abs(self.cosines).mean())

    @property
    def variation(self) -> float:
        """Standard deviation of the distances over their mean."""
        return float(self.distances.std() / self.distances.mean())

    @property
    def behaves_like(self) -> float:
        """In how many dimensions random directions have cosines as large: 1 / mean of the squares."""
        return float(1 / np.square(self.cosines).mean())


def drawn(d: int, seed: int, n: int = N) -> Pairs:
    """Pairs of n Gaussian vectors of d numbers, scaled to length 1."""
    generator = torch.Generator().manual_seed(seed)
    return pairs(torch.randn(n, d, generator=generator, dtype=torch.float64))


def pairs(vectors: torch.Tensor) -> Pairs:
    """Pairs of some vectors (n, d), of which those of length 0 are left out."""
    lengths = vectors.double().norm(dim=1, keepdim=True)
    units = (vectors.double() / lengths)[lengths[:, 0] > 0]
    i, j = torch.triu_indices(len(units), len(units), offset=1)
    cosines = (units @ units.T)[i, j].clamp(-1, 1)
    return Pairs(cosines.numpy(), (2 - 2 * cosines).sqrt().numpy())


def centred(features: torch.Tensor, n: int = N) -> torch.Tensor:
    """n of the features (m, d), evenly chosen, without the mean of all."""
    rows = torch.arange(min(n, len(features))) * len(features) // min(n, len(features))
    return (features - features.mean(0))[rows]


def histogram(values: NDArray[np.float64], low: float, high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles and densities (`BINS`,) of values between low and high."""
    counts, edges = np.histogram(values, BINS, (low, high))
    return (edges[:-1] + edges[1:]) / 2, counts / (len(values) * (edges[1] - edges[0]))


def cosine_density(c: NDArray[np.float64], d: int) -> NDArray[np.float64]:
    """Density of the cosine of two random directions of d dimensions, at cosines inside (-1, 1)."""
    log_beta = math.lgamma(0.5) + math.lgamma((d - 1) / 2) - math.lgamma(d / 2)
    found: NDArray[np.float64] = np.exp((d - 3) / 2 * np.log1p(-np.square(c)) - log_beta)
    return found


def distance_density(r: NDArray[np.float64], d: int) -> NDArray[np.float64]:
    """Density of the distance of two random points of the unit sphere, at distances inside (0, 2): c = 1 - r^2 / 2."""
    return cosine_density(1 - np.square(r) / 2, d) * r


def inside(low: float, high: float) -> NDArray[np.float64]:
    """Places between low and high, neither of them among these."""
    return np.linspace(low, high, PLACES + 2)[1:-1]


def mean_cosine(d: int) -> float:
    """Mean of |cosine|, in closed form."""
    return math.exp(math.lgamma(d / 2) - math.lgamma((d + 1) / 2)) / math.sqrt(math.pi)


def variation(d: int) -> float:
    """Standard deviation of the distance over its mean, in closed form."""
    log_mean = (d - 1) * math.log(2) + 2 * math.lgamma(d / 2) - math.lgamma(d - 0.5) - math.log(math.pi) / 2
    return math.sqrt(max(2 * math.exp(-2 * log_mean) - 1, 0))
