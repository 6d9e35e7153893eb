"""A ball in a bowl: the energy that momentum keeps. With β = 1 none is lost, and the ball never settles.

A step is √α of time long, in which the equations of motion are taken as the leapfrog scheme takes them; so the speed at a point
is the mean of the steps that lead to it and away from it, over √α.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.optimizers.bowls.quadratics import descend, losses
from vizlab.optimizers.rules import OPTIMIZERS, Walker

Vector = NDArray[np.float64]


def energy(points: Vector, kappa: float, lr: float) -> Vector:
    """Kinetic and potential energy (k,) on a path (k + 1, 2) along the eigenvectors, from rest, in shares of the first."""
    before = np.concatenate([points[:1], points[:-2]])
    speed = (points[1:] - before) / (2 * np.sqrt(lr))
    total = 0.5 * (speed**2).sum(axis=-1) + losses(points[:-1], kappa)
    found: Vector = total / total[0]
    return found


def energies(kappa: float, lr: float, momentum: float, *, steps: int) -> Vector:
    """The energy (steps,) at each step of the rule "momentum"."""
    return energy(descend("momentum", kappa, lr, steps=steps, momentum=momentum), kappa, lr)


def swing(values: Vector) -> float:
    """How far apart the largest and the smallest are, in shares of the largest."""
    return float(np.ptp(values) / values.max())


def swing_bound(kappa: float, lr: float) -> float:
    """The most that the energy of β = 1 may swing: αλ/4 of each direction's share, for the speed is only known to that."""
    return lr * kappa / 4


def gains(momentum: float, *, steps: int = 2000) -> tuple[float, float]:
    """How many times its gradient a step of momentum is, in the long run: if the slope is steady, and if it flips."""
    walker = Walker(OPTIMIZERS["momentum"], (2,), 1.0, {"momentum": momentum})
    for t in range(steps):
        slope = np.array([1.0, (-1.0) ** t])
        step = walker.advance(slope)
    return float(-step[0] / slope[0]), float(-step[1] / slope[1])
