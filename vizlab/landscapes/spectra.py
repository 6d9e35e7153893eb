"""Random Hessians in many dimensions: how rarely one bends upwards everywhere, and how unequal its curvatures are.

Units: none. Draws are counted in blocks, so that memory stays small; every number has its standard error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vizlab.errors import VizlabError
from vizlab.landscapes.surface import Array

SIZES = (1, 2, 3, 4, 5, 6)
MOST_SIZE = 64
EXACT_MEDIANS = {1: 1.0, 2: (2 + np.sqrt(3)) ** 2}  # of κ(AᵀA) for one and two dimensions
FAR = 10.0  # e^(−x²/2) is below 1e-21 there
MEDIAN_RATIO = (1 + np.sqrt(1 + 2 * np.log(2))) / np.log(2)  # of κ(A)/n when n is large: exp(−2/x − 2/x²) = ½


@dataclass(frozen=True)
class Counted:
    """values (k,) with their standard errors (k,), and how many matrices each was counted from."""

    values: Array
    errors: Array
    draws: int


def share_of_minima(draws: int, seed: int, sizes: tuple[int, ...] = SIZES) -> Counted:
    """P(all eigenvalues > 0) of a symmetric matrix (A + Aᵀ)/2 with independent normal entries, by its size."""
    _check(draws, sizes)
    shares = np.array([np.mean(np.linalg.eigvalsh(a + a.swapaxes(1, 2))[:, 0] > 0) for a in _matrices(draws, seed, sizes)])
    return Counted(shares, np.sqrt(shares * (1 - shares) / draws), draws)


def share_on_paper(sizes: tuple[int, ...] = SIZES) -> Array:
    """The same probability, exactly: the density of eigenvalues over its positive part, by Pfaffians.

    Source: de Bruijn 1955, J. Indian Math. Soc. 19; Mehta, Random Matrices, ch. 3 (β = 1).
    """
    return np.array([_pfaffian(n, positive=True) / _pfaffian(n, positive=False) for n in sizes])


def median_kappa(draws: int, seed: int, sizes: tuple[int, ...] = SIZES) -> Counted:
    """The median condition number of AᵀA for square A with independent normal entries, by its size.

    The standard error is half the distance of the order statistics √draws apart around the median.
    """
    _check(draws, sizes)
    medians, errors = [], []
    for a in _matrices(draws, seed, sizes):
        singular = np.linalg.svd(a, compute_uv=False)
        kappas = np.sort((singular[:, 0] / singular[:, -1]) ** 2)
        low, high = (round(draws / 2 + side * np.sqrt(draws) / 2) for side in (-1, 1))
        medians.append(float(np.median(kappas)))
        errors.append(float(kappas[min(high, draws - 1)] - kappas[max(low, 0)]) / 2)
    return Counted(np.array(medians), np.array(errors), draws)


def large_median(sizes: tuple[int, ...] = SIZES) -> Array:
    """What that median comes to when n is large: (3.67 n)². Source: Edelman 1988, SIAM J. Matrix Anal. Appl. 9(4)."""
    return np.array([(MEDIAN_RATIO * n) ** 2 for n in sizes])


def _matrices(draws: int, seed: int, sizes: tuple[int, ...]) -> list[Array]:
    return [np.random.default_rng([seed, n]).normal(size=(draws, n, n)) for n in sizes]


def _check(draws: int, sizes: tuple[int, ...]) -> None:
    if draws < 2 or not all(1 <= n <= MOST_SIZE for n in sizes):
        raise VizlabError(f"Two draws or more of sizes from 1 to {MOST_SIZE} are needed; got {draws!r} of {sizes!r}.")


def _pfaffian(n: int, *, positive: bool) -> float:
    """The integral of ∏ |λi − λj| e^(−Σ λ²/2) over ordered λ, all of them or the positive ones, up to a factor of n."""
    low, high = (0.0, FAR) if positive else (-FAR, FAR)
    x, widths = _nodes(low, np.array(high), 200)
    until, steps = _nodes(low, x[:, None], 80)
    here = _waves(x, n) * widths
    before = (_waves(until, n) * steps).sum(axis=-1)
    pairs, whole = here @ before.T, here.sum(axis=-1)
    skew = pairs - pairs.T
    if n % 2:
        skew = np.block([[skew, whole[:, None]], [-whole[None], np.zeros((1, 1))]])
    return float(np.sqrt(abs(np.linalg.det(skew))))


def _nodes(low: float, high: Array, n: int) -> tuple[Array, Array]:
    """Where to look between low and high (...), (..., n), and how much each place weighs."""
    nodes, weights = np.polynomial.legendre.leggauss(n)
    reach = (high - low) / 2
    return low + reach * (nodes + 1), reach * weights


def _waves(x: Array, n: int) -> Array:
    """The first n Hermite polynomials times e^(−x²/2), (n, ...)."""
    return np.asarray(np.moveaxis(np.polynomial.hermite_e.hermevander(x, n - 1), -1, 0) * np.exp(-(x**2) / 2))
