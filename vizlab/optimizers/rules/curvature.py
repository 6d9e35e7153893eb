"""Rules that divide steps by the curvature: known (Newton) or guessed from how the slope changes (BFGS, L-BFGS).

There is no line search: every step is one gradient, and at most one Hessian, so that all racers pay alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.optimizers.walker import Memory, Optimizer, Vector

LEAST_AGREEMENT = 1e-10  # of slope change and step: below it a pair tells nothing of a curvature upwards
PAIRS = 2  # that L-BFGS keeps: in the plane, more say nothing new


def newton(gradient: Vector, memory: Memory, t: int, lr: float, *, hessian: Vector) -> tuple[Vector, Memory]:
    """To the point without slope of the quadratic that fits here, whatever its kind: minimum, saddle or maximum."""
    return -lr * _solve(hessian, gradient), ()


def damped_newton(
    gradient: Vector, memory: Memory, t: int, lr: float, *, damping: float, hessian: Vector
) -> tuple[Vector, Memory]:
    """Newton with μ added to all curvatures, enough that the least of them is at least `damping`: it always goes downhill.

    Source: Levenberg 1944; the shift by the least eigenvalue as in Nocedal & Wright 2006, section 3.4.
    """
    half, apart = (hessian[..., 0, 0] + hessian[..., 1, 1]) / 2, (hessian[..., 0, 0] - hessian[..., 1, 1]) / 2
    least = half - np.hypot(apart, hessian[..., 0, 1])
    shift = np.maximum(damping - least, 0.0)[..., None, None]
    return -lr * _solve(hessian + shift * np.eye(2), gradient), ()


def bfgs(gradient: Vector, memory: Memory, t: int, lr: float) -> tuple[Vector, Memory]:
    """An inverse Hessian, corrected at each step so that it explains the last change of slope.

    The first step is at most lr long (in the sum of its coordinates), as that of L-BFGS. Source: Nocedal & Wright 2006, eq. 6.17
    and 6.20.
    """
    if t == 1:
        step = _first(gradient, lr)
        return step, (gradient, step, np.zeros_like(gradient), np.zeros_like(gradient))
    before, last, *rows = memory
    inverse = _corrected(np.stack(rows, axis=-2), last, gradient - before)
    # without a pair so far there is no scale: the gradient is taken as it is
    known = _known(inverse)
    step = -lr * np.where(known, (inverse * gradient[..., None, :]).sum(axis=-1), gradient)
    return step, (gradient, step, inverse[..., 0, :], inverse[..., 1, :])


def lbfgs(gradient: Vector, memory: Memory, t: int, lr: float) -> tuple[Vector, Memory]:
    """BFGS from the last `PAIRS` pairs of step and slope change, never writing a matrix.

    Source: Nocedal 1980, in the form of `torch.optim.LBFGS` with history_size = `PAIRS`, one iteration a step, no line search.
    """
    if t == 1:
        step = _first(gradient, lr)
        return step, (gradient, step, *memory[2:])
    before, last, *held = memory
    change = gradient - before
    useful = _dot(change, last) > LEAST_AGREEMENT
    newest = [*held[2:], last, change]  # oldest pair first
    held = [np.where(useful, new, old) for new, old in zip(newest, held, strict=True)]
    step = -lr * _two_loops(gradient, list(zip(held[::2], held[1::2], strict=True)))
    return step, (gradient, step, *held)


def _two_loops(gradient: Vector, pairs: list[tuple[Vector, Vector]]) -> Vector:
    """The inverse Hessian of these pairs (step, slope change), oldest first, times the gradient; pairs of zeros are none."""
    found, shares, newest = gradient, [], pairs[-1][1]
    inverses = [_ratio(1.0, _dot(change, step)) for step, change in pairs]
    for (step, change), inverse in zip(pairs[::-1], inverses[::-1], strict=True):
        shares.append(inverse * _dot(step, found))
        found = found - shares[-1] * change
    scale = inverses[-1] * _dot(newest, newest)
    found = found / np.where(scale > 0, scale, 1.0)
    for (step, change), inverse, share in zip(pairs, inverses, shares[::-1], strict=True):
        found = found + (share - inverse * _dot(change, found)) * step
    return found


def _corrected(inverse: Vector, step: Vector, change: Vector) -> Vector:
    """The symmetric matrices (..., 2, 2) nearest to these that map the slope change onto the step."""
    product = _dot(change, step)
    useful = product > LEAST_AGREEMENT
    known = _known(inverse)
    scale = np.where(known, 0.0, _ratio(product, _dot(change, change)))
    inverse = inverse + scale[..., None] * np.eye(2)
    share = _ratio(step, product)
    keep = np.eye(2) - share[..., :, None] * change[..., None, :]
    found = keep @ inverse @ keep.swapaxes(-1, -2) + share[..., :, None] * step[..., None, :]
    result: Vector = np.where(useful[..., None], found, np.where(known[..., None], inverse, 0.0))
    return result


def _known(inverse: Vector) -> NDArray[np.bool_]:
    """Whether (..., 1) there is a matrix yet: zeros are none."""
    return np.asarray(inverse.any(axis=(-2, -1)))[..., None]


def _first(gradient: Vector, lr: float) -> Vector:
    """A step against the gradient, at most lr long in the sum of its coordinates, for nothing is known of the scale."""
    found: Vector = -lr * gradient / np.maximum(1.0, np.abs(gradient).sum(axis=-1, keepdims=True))
    return found


def _solve(matrix: Vector, vector: Vector) -> Vector:
    """The solutions (..., 2) of 2 × 2 systems; infinite where there is none."""
    a, b, c, d = (matrix[..., i, j, None] for i in (0, 1) for j in (0, 1))
    x, y = vector[..., :1], vector[..., 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Vector = np.concatenate([d * x - b * y, a * y - c * x], axis=-1) / (a * d - b * c)
    return found


def _dot(one: Vector, other: Vector) -> Vector:
    found: Vector = (one * other).sum(axis=-1, keepdims=True)
    return found


def _ratio(above: float | Vector, below: Vector) -> Vector:
    """Quotients; zero where the divisor is not above zero."""
    found: Vector = np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0)
    return found


CURVATURE: dict[str, Optimizer] = {
    "Newton": Optimizer(
        newton,
        0,
        {},
        "lr_newton",
        "w ← w − α H⁻¹ g",
        "Jumps to where the fitting quadratic is level: one step on a bowl, and straight onto a saddle too.",
        "curvature",
        needs=("hessian",),
    ),
    "damped Newton": Optimizer(
        damped_newton,
        0,
        {"damping": 0.1},
        "lr_damped",
        "w ← w − α (H + μ I)⁻¹ g",
        "Newton with all curvatures lifted until the least is positive: no saddle attracts it.",
        "curvature",
        needs=("hessian",),
    ),
    "BFGS": Optimizer(
        bfgs,
        4,
        {},
        "lr_bfgs",
        "B y = s for the last step s and slope change y;  w ← w − α B g",
        "Newton without a Hessian: the inverse is learnt from how the slope changes.",
        "curvature",
    ),
    "L-BFGS": Optimizer(
        lbfgs,
        2 + 2 * PAIRS,
        {},
        "lr_lbfgs",
        "B from the last 2 pairs s, y;  w ← w − α B g",
        "BFGS that remembers two steps instead of a matrix; as torch.optim.LBFGS without line search.",
        "curvature",
    ),
}
