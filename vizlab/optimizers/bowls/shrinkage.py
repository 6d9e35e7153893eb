"""Two ways to stay small: weight decay, and stopping early. Shown on the bowl ½ (w − w*)ᵀ A (w − w*).

Weight decay with coefficient λ leaves aᵢ / (aᵢ + λ) of it along the eigenvector with eigenvalue aᵢ; t steps from zero leave
1 − (1 − αaᵢ)ᵗ. With λ = 1 / (αt) the two are alike while αaᵢt is small. Source: Goodfellow 2016, section 7.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vizlab.optimizers.bowls.quadratics import hessian
from vizlab.optimizers.rules import OPTIMIZERS, Walker

Vector = NDArray[np.float64]
TARGET = (1.2, 0.9)  # w*
HALF = 0.5  # αλmax
ADAM_STEPS = 3000


def decayed(
    name: str, kappa: float, turned: float, lr: float, decay: float, *, steps: int, decoupled: bool = True, **settings: Any
) -> Vector:
    """The path (steps + 1, 2) of a rule from zero, pulled back towards zero all the time.

    decoupled: w ← (1 − αλ) w + step; otherwise λw is added to the gradient. For gradient descent the two are one.
    """
    matrix, points = hessian(kappa, turned), np.zeros((steps + 1, 2))
    walker = Walker(OPTIMIZERS[name], (2,), lr, settings)
    for t in range(steps):
        slope = matrix @ (points[t] - TARGET)
        pulled = -lr * decay * points[t] if decoupled else 0.0
        points[t + 1] = points[t] + pulled + walker.advance(slope if decoupled else slope + decay * points[t])
    return points


def fixed_point(kappa: float, turned: float, decay: ArrayLike) -> Vector:
    """Where weight decay comes to rest (..., 2): (A + λI)⁻¹ A w*."""
    matrix, decays = hessian(kappa, turned), np.asarray(decay, dtype=np.float64)
    found: Vector = np.linalg.solve(matrix + decays[..., None, None] * np.eye(2), (matrix @ np.array(TARGET))[:, None])[..., 0]
    return found


def kept_by_stopping(alpha_lambda: ArrayLike, steps: int) -> Vector:
    """The share (...) of w* that is there after `steps` from zero: 1 − (1 − αλ)ᵗ."""
    return 1 - (1 - np.asarray(alpha_lambda, dtype=np.float64)) ** steps


def kept_by_decay(alpha_lambda: ArrayLike, steps: int) -> Vector:
    """The share (...) of w* that weight decay with the coefficient 1 / (αt) leaves: λ / (λ + 1 / (αt))."""
    curved = np.asarray(alpha_lambda, dtype=np.float64) * steps
    found: Vector = curved / (curved + 1)
    return found


def kept(alpha_lambda: ArrayLike, steps: int) -> Vector:
    """The share (n,) of w* that gradient descent has after `steps` from zero, measured: one run for each αλ (n,)."""
    curvature = np.asarray(alpha_lambda, dtype=np.float64)
    here, walker = np.zeros_like(curvature), Walker(OPTIMIZERS["GD"], curvature.shape, 1.0, {})
    for _ in range(steps):
        here = here + walker.advance(curvature * (here - 1))
    return here


@dataclass(frozen=True)
class Shrunk:
    """Weight decay beside an early stop. paths, marks: by name, (k + 1, 2) and points. alike: the decay that the stop is like.

    rest_gap: from the end of the decayed path to its fixed point. apart: from where the stop ends to where `alike` would rest.
    adam: how far from the fixed point Adam ends, with λw in the gradient, and with the decay beside it, which leads on to w*.
    """

    paths: dict[str, Vector]
    marks: dict[str, tuple[float, float]]
    alike: float
    rest_gap: float
    apart: float
    adam: tuple[float, float]


def compare(kappa: float, turned: float, pull: float, stop: int) -> Shrunk:
    """Gradient descent at `HALF` over the largest curvature, pulled by weight decay, and stopped after `stop` steps."""
    lr, lr_pulled = HALF / kappa, HALF / (kappa + pull)
    pulled = decayed("GD", kappa, turned, lr_pulled, pull, steps=_enough(lr_pulled, 1 + pull))
    stopped = decayed("GD", kappa, turned, lr, 0.0, steps=stop)
    rest, alike = fixed_point(kappa, turned, pull), 1 / (lr * stop)
    twin = fixed_point(kappa, turned, alike)
    all_rests = np.vstack([np.zeros(2), fixed_point(kappa, turned, np.geomspace(1e4, 1e-4, 120)), TARGET])
    ends = [decayed("Adam", kappa, turned, 0.01, pull, steps=ADAM_STEPS, decoupled=beside)[-1] for beside in (False, True)]
    return Shrunk(
        {"weight decay": pulled, "stopped early": stopped, "rest points of all λ": all_rests},
        {
            "w*": TARGET,
            "rests here": (float(rest[0]), float(rest[1])),
            "stops here": (float(stopped[-1, 0]), float(stopped[-1, 1])),
        },
        alike,
        float(np.linalg.norm(pulled[-1] - rest)),
        float(np.linalg.norm(stopped[-1] - twin)),
        (float(np.linalg.norm(ends[0] - rest)), float(np.linalg.norm(ends[1] - rest))),
    )


def _enough(lr: float, curvature: float) -> int:
    """Steps after which 1e-12 is left along the gentlest direction."""
    return int(np.ceil(np.log(1e-12) / np.log1p(-lr * curvature)))
