"""What is known on paper about gradient descent and momentum on a bowl with eigenvalues 1 and kappa.

Momentum is the accumulator form, v ← β v + g; w ← w − α v, so that along an eigenvector with eigenvalue λ the next coordinate is
(1 + β − αλ) times this one less β times the one before: the larger root of z² − (1 + β − αλ) z + β is what a step leaves over.
Source: Polyak 1964; Goh 2017, "Why momentum really works".
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]


def regime(alpha_lambda: float) -> str:
    """What gradient descent does along a direction with this rate times curvature: one of `REGIMES`."""
    if math.isclose(alpha_lambda, 2, abs_tol=1e-12):
        return "never settles"
    if alpha_lambda > 2:
        return "diverges"
    return "decays" if alpha_lambda <= 1 else "swings and decays"


def stability_bound(kappa: float, momentum: float = 0.0) -> float:
    """The learning rate above which the steepest direction grows: 2 (1 + β) / λmax."""
    return 2 * (1 + momentum) / kappa


def left_over(alpha_lambda: ArrayLike, momentum: ArrayLike = 0.0) -> Vector:
    """The factor (...) by which the coordinate along one eigenvector shrinks a step in the long run: the larger root."""
    al, beta = np.asarray(alpha_lambda, dtype=np.float64), np.asarray(momentum, dtype=np.float64)
    middle = 1 + beta - al
    root = np.sqrt((middle * middle - 4 * beta).astype(np.complex128))
    found: Vector = np.maximum(np.abs(middle + root), np.abs(middle - root)) / 2
    return found


def coordinate(alpha_lambda: float, momentum: float, steps: int) -> Vector:
    """The coordinate (steps + 1,) along one eigenvector, in shares of its start: c_t exactly, without running the rule."""
    middle, t = 1 + momentum - alpha_lambda, np.arange(steps + 1)
    found: Vector
    if momentum == 0:
        found = np.power(np.full(steps + 1, 1 - alpha_lambda), t)
        return found
    spread = middle * middle - 4 * momentum
    if abs(spread) < 1e-12:  # the two roots are one
        root = middle / 2
        found = np.power(np.full(steps + 1, root), t) * (1 + t * ((1 - alpha_lambda) / root - 1))
        return found
    one, other = (middle + np.sqrt(complex(spread))) / 2, (middle - np.sqrt(complex(spread))) / 2
    share = (1 - alpha_lambda - other) / (one - other)
    found = (share * one**t + (1 - share) * other**t).real
    return found


def best_gd(kappa: float) -> tuple[float, float, float]:
    """The learning rate that leaves least over, its momentum 0, and what it leaves: 2 / (1 + κ), (κ − 1) / (κ + 1)."""
    return 2 / (1 + kappa), 0.0, (kappa - 1) / (kappa + 1)


def best_momentum(kappa: float) -> tuple[float, float, float]:
    """Learning rate (2 / (1 + √κ))², momentum the square of what they leave: (√κ − 1) / (√κ + 1)."""
    root = math.sqrt(kappa)
    left = (root - 1) / (root + 1)
    return (2 / (1 + root)) ** 2, left * left, left


REGIMES: dict[str, str] = {
    "decays": "0 < αλ ≤ 1: straight towards the minimum, at αλ = 1 in one step",
    "swings and decays": "1 < αλ < 2: every step crosses the minimum, and yet the loss falls on every step",
    "never settles": "αλ = 2: back and forth for ever, as far out as it started",
    "diverges": "αλ > 2: every step ends farther out on the other side",
}
BEST = {"GD": best_gd, "momentum": best_momentum}
