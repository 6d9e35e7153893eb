"""A mixture of Gaussians by expectation-maximisation: who belongs to whom, then better Gaussians, and again.

    p(x) = sum_k w_k N(x; m_k, C_k).   E: r_ik = w_k N(x_i; m_k, C_k) / p(x_i).   M: weights, means, covariances weighted by r

The log-likelihood never falls (Dempster, Laird, Rubin 1977); here but for `RIDGE`, which keeps a covariance from collapsing onto
a point. To add a start: a function (points, k, rng) -> means (k, d) and one line in `STARTS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

RIDGE = 1e-6  # added to each variance, as scikit-learn does

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Gaussians:
    """weights (k,), means (k, d), covariances (k, d, d)."""

    weights: Array
    means: Array
    covariances: Array

    def log_parts(self, points: NDArray[np.floating]) -> Array:
        """log w_k N(x; m_k, C_k) of points (n, d): (n, k), nats."""
        d = self.means.shape[1]
        factors = np.linalg.cholesky(self.covariances)
        gaps = np.asarray(points, np.float64)[None] - self.means[:, None]  # (k, n, d)
        whitened = np.linalg.solve(factors, gaps.transpose(0, 2, 1))
        halves = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
        logs = -0.5 * (whitened**2).sum(axis=1) - halves[:, None] - d / 2 * math.log(2 * math.pi)
        found: Array = (logs + np.log(self.weights)[:, None]).T
        return found

    def log_density(self, points: NDArray[np.floating]) -> Array:
        """log p(x), nats, of points (n, d): (n,)."""
        return summed(self.log_parts(points))

    def responsibilities(self, points: NDArray[np.floating]) -> Array:
        """The share of each Gaussian in each point: (n, k), rows that sum to 1."""
        logs = self.log_parts(points)
        found: Array = np.exp(logs - summed(logs)[:, None])
        return found

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        """Points (n, d)."""
        factors = np.linalg.cholesky(self.covariances)
        chosen = rng.choice(len(self.weights), size=n, p=self.weights / self.weights.sum())
        noise = rng.standard_normal((n, self.means.shape[1]))
        found: Array = self.means[chosen] + np.einsum("nij,nj->ni", factors[chosen], noise)
        return found

    @property
    def numbers(self) -> int:
        """Free parameters: k - 1 weights, k means, k symmetric covariances."""
        k, d = self.means.shape
        return int(k - 1 + k * d + k * d * (d + 1) // 2)


def summed(logs: Array) -> Array:
    """log sum exp over the last axis."""
    highest = logs.max(axis=-1, keepdims=True)
    found: Array = (highest + np.log(np.exp(logs - highest).sum(axis=-1, keepdims=True)))[..., 0]
    return found


def climb(points: NDArray[np.floating], k: int, *, start: str, seed: int, ridge: float = RIDGE) -> Iterator[Gaussians]:
    """The mixture at its start, and after each round of E and M, without end.

    Errors: `VizlabError` for an unknown start, or with fewer points than Gaussians.
    """
    exact: Array = np.asarray(points, np.float64)
    if start not in STARTS or not 1 <= k <= len(exact):
        raise VizlabError(f"{k} Gaussians need as many points, and a start of {', '.join(STARTS)}; got {len(exact)}, {start!r}.")
    means = STARTS[start](exact, k, np.random.default_rng(seed))
    now = Gaussians(np.full(k, 1 / k), means, _round(exact, k, ridge))
    while True:
        yield now
        now = improved(exact, now.responsibilities(exact), ridge)


def improved(points: Array, shares: Array, ridge: float = RIDGE) -> Gaussians:
    """The M step: the best Gaussians for points (n, d) that belong to them by shares (n, k)."""
    mass = shares.sum(axis=0) + 10 * np.finfo(np.float64).eps
    means = shares.T @ points / mass[:, None]
    gaps = points[None] - means[:, None]
    covariances = np.einsum("nk,kni,knj->kij", shares, gaps, gaps, optimize=True) / mass[:, None, None]
    covariances[:, *np.diag_indices(points.shape[1])] += ridge
    return Gaussians(mass / mass.sum(), means, covariances)


def bic(log_likelihood: float, numbers: int, n: int) -> float:
    """Bayesian information criterion of n points with this total log-likelihood: the smaller the better. Schwarz 1978."""
    return numbers * math.log(n) - 2 * log_likelihood


def _round(points: Array, k: int, ridge: float) -> Array:
    """Round Gaussians, each as wide as k of them must be to cover the points."""
    variance = points.var(axis=0).mean() / k ** (2 / points.shape[1]) + ridge
    return np.tile(variance * np.eye(points.shape[1]), (k, 1, 1))


def spread_out(points: Array, k: int, rng: np.random.Generator) -> Array:
    """Points far from those chosen before. Source: Arthur and Vassilvitskii 2007 (k-means++)."""
    chosen = [int(rng.integers(len(points)))]
    for _ in range(k - 1):
        gaps = ((points[:, None] - points[chosen]) ** 2).sum(axis=2).min(axis=1)
        total = gaps.sum()
        chosen.append(int(rng.choice(len(points), p=gaps / total if total > 0 else None)))
    found: Array = points[chosen]
    return found


def at_random(points: Array, k: int, rng: np.random.Generator) -> Array:
    """Any k points."""
    return np.asarray(points[rng.choice(len(points), size=k, replace=False)])


def one_corner(points: Array, k: int, rng: np.random.Generator) -> Array:
    """The k points farthest to the lower left: a bad start on purpose."""
    return np.asarray(points[np.argsort(points.sum(axis=1))[:k]])


STARTS: dict[str, Callable[[Array, int, np.random.Generator], Array]] = {
    "spread out": spread_out,
    "at random": at_random,
    "one corner": one_corner,
}
