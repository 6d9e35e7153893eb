"""How fast rules really are on a bowl: the factor that a step leaves over, the rate at which they begin to diverge, the steps
that they take. All measured on their paths; `theory` says what should come out.

Paths are taken along the eigenvectors, for neither gradient descent nor momentum sees how the bowl is turned (a test holds them
to that).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vizlab.optimizers.bowls import theory
from vizlab.optimizers.bowls.quadratics import descend

Vector = NDArray[np.float64]
SNAPSHOTS = 50  # of a path: enough to fit its tail
SMALLEST = 1e-280  # what is smaller loses digits
KAPPAS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
TOLERANCE = 1e-3


def contraction(name: str, kappa: ArrayLike, lr: ArrayLike, *, steps: int = 500, **settings: Any) -> Vector:
    """The factor (...) by which the distance to the minimum shrinks a step: that of the slower eigenvector.

    Fitted to the second half of the path, along each eigenvector by itself, as far as it stays above `SMALLEST`.
    """
    every = max(steps // SNAPSHOTS, 1)
    found: Vector = _tail(descend(name, kappa, lr, steps=steps, every=every, **settings), every).max(axis=-1)
    return found


def _tail(points: Vector, every: int) -> Vector:
    """The geometric mean (...) of what a step leaves over, in the second half of snapshots (k, ...)."""
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.hypot(points[1:], points[:-1])  # two at once: a coordinate that swings passes through zero
    sound = np.isfinite(size) & (size > SMALLEST)
    last = np.maximum(np.where(sound.all(axis=0), len(size), np.argmin(sound, axis=0)) - 1, 1)
    ends = [np.take_along_axis(size, at[None], axis=0)[0] for at in (last // 2, last)]
    with np.errstate(divide="ignore", invalid="ignore"):
        left: Vector = np.exp(np.log(ends[1] / ends[0]) / ((last - last // 2) * every))
    return np.where(sound[0], left, 0.0)  # arrived at once


def divergence_begins(kappa: float, *, momentum: float = 0.0, within: float = 1e-6) -> float:
    """The learning rate at which the path begins to grow, by halving: growth is measured, the bound is not used."""
    low, high = 0.0, 8.0 / kappa
    while high - low > within / kappa:
        middle = (low + high) / 2
        if contraction("momentum", kappa, middle, steps=400, momentum=momentum) > 1:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def steps_to(name: str, kappa: float, lr: float, *, tolerance: float = TOLERANCE, **settings: Any) -> int | None:
    """The first step at which the distance to the minimum is at most `tolerance` of that of the start; None beyond 10,000."""
    for steps in (100, 1000, 10_000):
        away = np.linalg.norm(descend(name, kappa, lr, steps=steps, **settings), axis=-1)
        if (arrived := away <= tolerance * away[0]).any():
            return int(arrived.argmax())
    return None


def best_rate_found(kappa: float, *, tried: int = 2000) -> float:
    """Of `tried` learning rates up to the bound, that with which gradient descent leaves least over, by measurement."""
    rates = np.linspace(0, theory.stability_bound(kappa), tried + 1)[1:]
    return float(rates[contraction("GD", kappa, rates, steps=200).argmin()])


def contraction_grid(kappa: float, *, side: int = 61, steps: int = 1000) -> tuple[Vector, Vector, Vector, Vector]:
    """Rates times λmax (w,), momenta (h,), and what a step leaves over (h, w): measured, and on paper."""
    rates, momenta = np.linspace(0, 4, side + 1)[1:], np.linspace(0, 0.99, side)
    lr, momentum = np.meshgrid(rates / kappa, momenta)
    measured = contraction("momentum", kappa, lr, steps=steps, momentum=momentum)
    return rates, momenta, measured, np.maximum(theory.left_over(lr, momentum), theory.left_over(lr * kappa, momentum))
