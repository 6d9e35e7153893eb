"""Random projections: in surprisingly few random directions every distance stays nearly what it was, whatever d it came from.

Source: Johnson & Lindenstrauss 1984; the bound of Dasgupta & Gupta 2003, Random Structures & Algorithms 22, theorem 2.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.methods.random import projected

N = 500
DIMENSIONS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Shadow:
    """ratios (m,): the distance of each pair after over before; bound: a distortion that some projection stays below for sure."""

    ratios: NDArray[np.float64]
    bound: float

    @property
    def spread(self) -> float:
        """Standard deviation of the ratios."""
        return float(self.ratios.std())

    @property
    def worst(self) -> float:
        """The largest distortion of a squared distance: |ratio^2 - 1|."""
        return float(np.abs(np.square(self.ratios) - 1).max())


def cast(features: torch.Tensor, dims: int, seed: int) -> Shadow:
    """The shadow of features (n, d) in `dims` random directions; pairs at one place are left out."""
    before = torch.pdist(features.double())
    after = torch.pdist(projected(features, dims, seed))
    apart = before > 0
    return Shadow((after[apart] / before[apart]).numpy(), bound(len(features), dims))


def bound(n: int, dims: int) -> float:
    """The e with dims = 4 ln n / (e^2 / 2 - e^3 / 3): squared distances within 1 - e to 1 + e can be had; inf if e >= 1."""
    wanted = 4 * math.log(n) / dims
    if wanted >= 1 / 6:
        return math.inf
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if middle**2 / 2 - middle**3 / 3 < wanted else (low, middle)
    return high


def spread(dims: int) -> float:
    """Standard deviation of the ratio of a pair: of chi with `dims` degrees, over the root of their number."""
    mean = math.sqrt(2 / dims) * math.exp(math.lgamma((dims + 1) / 2) - math.lgamma(dims / 2))
    return math.sqrt(max(1 - mean * mean, 0))


def density(ratios: NDArray[np.float64], dims: int) -> NDArray[np.float64]:
    """Density of that ratio, at ratios above 0."""
    x = ratios * math.sqrt(dims)
    log_x = (dims - 1) * np.log(x) - x * x / 2 - (dims / 2 - 1) * math.log(2) - math.lgamma(dims / 2)
    found: NDArray[np.float64] = np.exp(log_x) * math.sqrt(dims)
    return found
