"""Whitening: turned and stretched until every direction has variance 1 and none tells anything of another.

With covariance U diag(v) U^T: PCA whitening is diag(v + epsilon)^(-1/2) U^T x, ZCA turns back, U diag(v + epsilon)^(-1/2) U^T x,
and of all whitenings moves the data least. Directions without any variance are left at 0. Source: Kessy 2018, arXiv:1512.00809.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

NO_VARIANCE = 1e-12  # of the largest: pixels that are always black have none but for rounding
KINDS: dict[str, str] = {
    "PCA": "along the principal components, which are no pictures any more",
    "ZCA": "turned back to pixels, so that pictures stay pictures",
}


@dataclass(frozen=True)
class White:
    """values (n, d), whitened; before, after (d, d): covariances, with n - 1.

    variances, stretched (d,): along each principal direction, before and after. rank: directions that vary at all. gap: the
    largest difference of `after` from the identity on them; 0 but for epsilon and rounding.
    """

    values: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    variances: NDArray[np.float64]
    stretched: NDArray[np.float64]
    rank: int
    gap: float


def whiten(features: torch.Tensor, kind: str, epsilon: float = 0.0) -> White:
    """Features (n, d) whitened by one of `KINDS`. epsilon: added to each variance, as a share of the mean one."""
    exact = features.double()
    centred = exact - exact.mean(0)
    before = covariance(centred)
    variances, directions = torch.linalg.eigh(before)
    variances, directions = variances.flip(0), directions.flip(1)
    rank = int((variances > variances[0] * NO_VARIANCE).sum())
    stretch = torch.zeros_like(variances)
    stretch[:rank] = (variances[:rank] + epsilon * variances.mean()).rsqrt()
    matrix = directions * stretch
    ideal = torch.diag((stretch > 0).double())
    if kind == "ZCA":
        matrix = matrix @ directions.T
        ideal = directions[:, :rank] @ directions[:, :rank].T
    values = centred @ matrix
    after = covariance(values)
    along = (centred @ (directions * stretch)).square().sum(0) / (len(centred) - 1)
    spectra = variances.clamp(min=0).numpy(), along.numpy()
    return White(values.numpy(), before.numpy(), after.numpy(), *spectra, rank, float((after - ideal).abs().max()))


def covariance(centred: torch.Tensor) -> torch.Tensor:
    """Covariance (d, d) of centred features (n, d), with n - 1."""
    return centred.T @ centred / (len(centred) - 1)


def correlation_left(covariance: NDArray[np.float64]) -> float:
    """Mean of |correlation| of two different features that vary: 0 after whitening."""
    deviations = np.sqrt(np.diag(covariance))
    varying = deviations > 1e-9 * max(float(deviations.max()), 1e-30)
    inner = covariance[np.ix_(varying, varying)] / np.outer(deviations[varying], deviations[varying])
    apart = ~np.eye(len(inner), dtype=bool)
    return float(np.abs(inner[apart]).mean()) if apart.any() else 0.0


def as_pictures(values: NDArray[np.float64], shape: tuple[int, int, int], reach: float = 3.0) -> NDArray[np.uint8]:
    """Whitened rows (n, d) as grey pictures (n, h, w): zero in the middle, `reach` deviations at both ends."""
    shades: NDArray[np.uint8] = ((values / (2 * reach) + 0.5).clip(0, 1) * 255).round().astype(np.uint8)
    return shades.reshape(-1, *shape)[:, 0]
