"""The Frechet distance between two crowds of features, each taken for a Gaussian.

Source: Heusel et al. 2017, arXiv:1706.08500, equation 6 (there in features of Inception; here in those of our classifiers):
|mu_a - mu_b|² + trace(C_a + C_b - 2 (C_a C_b)^(1/2)), in the squared unit of the features.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError


@dataclass(frozen=True)
class Gaussian:
    """mean (d,) and covariance (d, d), float64."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @cached_property
    def root(self) -> NDArray[np.float64]:
        """The symmetric square root of the covariance; eigenvalues that rounding has made negative are 0."""
        values, vectors = np.linalg.eigh(self.covariance)
        rooted: NDArray[np.float64] = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
        return rooted


def fitted(features: NDArray[Any]) -> Gaussian:
    """The Gaussian with the mean and covariance of features (n, d). Errors: `VizlabError` with fewer than two rows."""
    if len(features) < 2:
        raise VizlabError(f"A covariance needs two pictures or more; got {len(features)}.")
    rows = np.asarray(features, np.float64)
    return Gaussian(rows.mean(axis=0), np.cov(rows, rowvar=False).reshape(rows.shape[1], -1))


def frechet(a: Gaussian, b: Gaussian) -> float:
    """The squared distance, 0 for equal ones. The trace of the root comes from eigenvalues of a symmetric matrix."""
    eigenvalues = np.linalg.eigvalsh(a.root @ b.covariance @ a.root)
    trace_root = np.sqrt(np.maximum(eigenvalues, 0)).sum()
    gap = a.mean - b.mean
    return max(float(gap @ gap + np.trace(a.covariance) + np.trace(b.covariance) - 2 * trace_root), 0.0)
