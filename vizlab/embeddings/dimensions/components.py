"""PCA as a way down and back: what m components keep, and that the error is the sum of the variances left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca

NO_VARIANCE = 1e-12  # of the largest: nothing but rounding


@dataclass(frozen=True)
class Components:
    """All principal components of some features.

    mean (d,); directions (r, d); variances (r,), descending; coordinates (n, r); float64.
    """

    mean: NDArray[np.float64]
    directions: NDArray[np.float64]
    variances: NDArray[np.float64]
    coordinates: NDArray[np.float64]

    @property
    def kept(self) -> NDArray[np.float64]:
        """Share of the variance in the first 1, 2, ... r components."""
        found: NDArray[np.float64] = self.variances.cumsum() / self.variances.sum()
        return found

    def needed(self, share: float) -> int:
        """How many components keep this share of the variance."""
        return int(np.searchsorted(self.kept, share - 1e-12)) + 1

    def back(self, m: int, rows: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.float64]:
        """The features (rows, d) as m components know them."""
        found: NDArray[np.float64] = self.coordinates[rows, :m] @ self.directions[:m] + self.mean
        return found

    def error(self, m: int, features: NDArray[np.float64]) -> float:
        """Measured: squared distance of a point from what m components make of it, the mean with n - 1."""
        return float(np.square(features - self.back(m)).sum() / (len(features) - 1))

    def tail(self, m: int) -> float:
        """On paper: the sum of the variances after the m-th."""
        return float(self.variances[m:].sum())


def all_of(features: torch.Tensor) -> Components:
    """Every principal component of features (n, d) along which they vary."""
    plane = pca.fit(features, k=min(features.shape))
    r = max(int((plane.variances > plane.variances[0] * NO_VARIANCE).sum()), 1)
    coordinates = plane.project(features)[:, :r]
    return Components(plane.mean.numpy(), plane.directions[:r].numpy(), plane.variances[:r].numpy(), coordinates.numpy())


def ladder(most: int) -> list[int]:
    """Numbers of components to try, ever further apart, up to all of them."""
    steps = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768)
    return [*(m for m in steps if m < most), most]
