"""Experiments on rules under gradients that change: at random, by mini-batches, in turns, and on a bowl.

Lengths of steps are in units of the learning rate, unless it is named.
"""

from __future__ import annotations

import numpy as np

from vizlab.optimizers.rules import OPTIMIZERS, Walker
from vizlab.optimizers.steps.findings import Array, Fact, Finding, feed

SMALL, LARGE = 0.1, -0.9  # nine of the one and one of the other sum to 0
REDDI = 3.0  # the large slope of the periodic example
KAPPA = 50.0  # condition number of the bowl on which momentum is compared with Newton


def evened_out(seed: int) -> Finding:
    """RMSProp's steps under random gradients, one coordinate ten thousand times steeper than the other. O74."""
    scales, window, begun = np.array([100.0, 0.01]), 400, 200  # until then the average still grows from zero
    gradients = np.random.default_rng(seed).normal(size=(4000, 2)) * scales
    squares = feed("RMSProp", gradients)[begun:] ** 2
    total = np.cumsum(squares, axis=0)
    rolling = (total[window:] - total[:-window]) / window
    t = np.arange(0, len(rolling), 10)
    names = ("gradients of size 100", "gradients of size 0.01")
    return Finding(
        {name: (np.asarray(t + begun + window + 1, dtype=np.float64), rolling[t, axis]) for axis, name in enumerate(names)},
        {"1": (np.array([begun + window + 1.0, len(gradients)]), np.ones(2))},
        tuple(Fact(f"mean square, {name}", 1.0, float(squares[:, axis].mean())) for axis, name in enumerate(names)),
        "step",
        f"mean square of the last {window} scaled gradients",
    )


def nine_to_one(seed: int) -> Finding:
    """Signs against averages: batches whose gradients sum to zero, nine small ones and one large. O14."""
    epochs, generator = 60, np.random.default_rng(seed)
    batches = np.array([SMALL] * 9 + [LARGE])
    gradients = np.concatenate([generator.permutation(batches) for _ in range(epochs)])[:, None]
    names = {"RProp": "sign descent", "RMSProp": "RMSProp", "GD": "GD"}
    places = {label: np.concatenate([[0.0], np.cumsum(feed(name, gradients)[:, 0])]) for label, name in names.items()}
    half = epochs // 2
    drifts = {label: float(place[-1] - place[10 * half]) / half for label, place in places.items()}
    t = np.arange(len(gradients) + 1.0)
    return Finding(
        {label: (t, place) for label, place in places.items()},
        {"8 an epoch": (t[::10], -0.8 * t[::10])},
        tuple(Fact(f"drift in an epoch, {label}", -8.0 if label == "RProp" else 0.0, drift) for label, drift in drifts.items()),
        "mini-batch",
        "place, in learning rates",
    )


def worst_point() -> Finding:
    """Gradient C once, then twice −1, in [−1, 1]: the best place is −1. Source: Reddi 2018, arXiv:1904.09237, theorem 1. O77."""
    k, lr = 3000, 0.5
    settings = {"beta1": 0.0, "beta2": 1 / (1 + REDDI**2), "eps": 0.0}
    t, found = np.arange(1.0, k + 1), {}
    for name in ("Adam", "AMSGrad", "GD"):
        walker, place = Walker(OPTIMIZERS[name], (1,), lr, settings), np.zeros(k + 1)
        for step in range(1, k + 1):
            gradient = np.array([REDDI if step % 3 == 1 else -1.0])
            place[step] = np.clip(place[step - 1] + walker.advance(gradient, step**-0.5)[0], -1, 1)
        found[name] = place[1:]
    ends = {"Adam": 1.0, "AMSGrad": -1.0, "GD": -1.0}
    return Finding(
        {name: (t, place) for name, place in found.items()},
        {},
        tuple(Fact(f"where {name} ends", ends[name], float(place[-3:].mean())) for name, place in found.items()),
        "step",
        "place; −1 is best, +1 is worst",
        {"log_x": True},
    )


def like_newton() -> Finding:
    """How well momentum's steps point along Newton's, on a bowl and over all directions of the start. O82."""
    angles = np.linspace(0, np.pi, 90, endpoint=False)
    betas, shares = np.array([0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99]), np.array([0.02, 0.1, 1.0])
    starts, curvatures = np.column_stack([np.cos(angles), np.sin(angles)]), np.array([1.0, KAPPA])
    here = np.tile(starts, (len(shares), len(betas), 1, 1))
    walker = Walker(OPTIMIZERS["momentum"], here.shape, shares[:, None, None, None] / KAPPA, {"momentum": betas[:, None, None]})
    cosines = []
    for _ in range(100):
        move = walker.advance(curvatures * here)
        # the bowl's minimum is the origin, and Newton's step leads straight there
        cosines.append(-_cosine(move, here).mean(axis=-1))
        here = here + move
    mean = np.mean(cosines, axis=0)
    gradient = float(_cosine(curvatures * starts, starts).mean())
    return Finding(
        {f"α λmax = {share:g}": (betas, mean[index]) for index, share in enumerate(shares)},
        {"first step, any β": (betas, np.full(len(betas), gradient))},
        (
            Fact("first step: the gradient's own cosine", gradient, float(cosines[0][0, -1])),
            *(Fact(f"β = {betas[at]:g}, α λmax = 0.02; Newton: 1", 1.0, float(mean[0, at])) for at in (0, 5, 9)),
        ),
        "momentum β",
        "cosine to Newton's step, mean of 100 steps",
    )


def _cosine(one: Array, other: Array) -> Array:
    """The cosine between vectors (..., 2)."""
    found: Array = (one * other).sum(axis=-1) / (np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1))
    return found
