"""What a penalty on the weights does to a regression: L2 makes all of them small, L1 makes some of them exactly zero.

The objective is (1/2N) Σ (x·w − t)² + λ (share · Σ|w| + (1 − share)/2 · Σ w²); its minimum is found by proximal steps, for many
λ at once. To add a penalty: an entry in `PENALTIES` with the share of L1.
"""

from __future__ import annotations

import numpy as np

from vizlab.errors import VizlabError
from vizlab.landscapes.from_data import Regression
from vizlab.landscapes.surface import Array

EXAMPLES, FEATURES = 60, 8
TRUE = (1.5, -1.0, 0.6, 0.0, 0.0, 0.0, 0.0, 0.0)  # the weights that made the targets
LEAST, MOST, MOST_ROUNDS = 1e-3, 3.0, 5000
MAP_X, MAP_Y = (-1.2, 2.4), (-2.2, 1.4)


def make_features(seed: int, n: int = EXAMPLES) -> Regression:
    """Standardised, correlated inputs (n, 8), of which three have made the targets."""
    draws = np.random.default_rng([seed, 27])
    inputs = draws.normal(size=(n, FEATURES)) + 0.5 * draws.normal(size=(n, 1))
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    targets = inputs @ TRUE + 0.5 * draws.normal(size=n)
    return Regression(inputs, targets - targets.mean())


def first(problem: Regression, d: int) -> Regression:
    """The same with its first d inputs only."""
    return Regression(problem.inputs[:, :d], problem.targets)


def strengths(n: int) -> Array:
    """The λ (n,) that are tried, evenly spaced in factors."""
    return np.geomspace(LEAST, MOST, n)


def solve(problem: Regression, lams: Array, share: float, *, rounds: int = MOST_ROUNDS) -> Array:
    """The best weights (k, d) for each λ (k,): a step down the loss, then the penalty's shrinkage, until nothing moves.

    Source: Beck and Teboulle 2009, SIAM J. Imaging 2(1), with the L2 part in the shrinkage.
    """
    if not (0 <= share <= 1 and np.all(lams >= 0)):
        raise VizlabError(f"λ must be 0 or more, and the share of L1 in [0, 1]; got {lams!r} and {share!r}.")
    matrix, pull = problem.hessian, problem.inputs.T @ problem.targets / len(problem.targets)
    rate = 1 / float(np.linalg.eigvalsh(matrix)[-1])
    cut, shrink = rate * share * lams[:, None], 1 + rate * (1 - share) * lams[:, None]
    weights = np.zeros((len(lams), len(pull)))
    for _ in range(rounds):
        free = weights - rate * (weights @ matrix - pull)
        moved = np.sign(free) * np.maximum(np.abs(free) - cut, 0.0) / shrink + 0.0
        done = np.abs(moved - weights).max() < 1e-14
        weights = moved
        if done:
            break
    return weights


def subgradient(problem: Regression, lam: float, share: float, steps: int = 2000) -> Array:
    """The weights (d,) after plain steps with the slope of |w| wherever it has one: they pass zero again and again."""
    matrix, pull = problem.hessian, problem.inputs.T @ problem.targets / len(problem.targets)
    rate, weights = 0.1 / float(np.linalg.eigvalsh(matrix)[-1]), np.full(len(pull), 0.1)
    for _ in range(steps):
        weights = weights - rate * (matrix @ weights - pull + lam * (share * np.sign(weights) + (1 - share) * weights))
    return np.asarray(weights)


def miss(problem: Regression, weights: Array, lam: float, share: float) -> float:
    """By how much weights (d,) miss the conditions of a minimum: 0 if and only if they are the best.

    Where a weight is not zero, the whole derivative is 0; where it is, the loss pulls with no more than λ · share.
    """
    gradient = problem.hessian @ weights - problem.inputs.T @ problem.targets / len(problem.targets)
    gradient = gradient + lam * (1 - share) * weights
    off = np.where(weights != 0, np.abs(gradient + lam * share * np.sign(weights)), np.maximum(np.abs(gradient) - lam * share, 0))
    return float(off.max())


def ball(weights: Array, share: float, n: int = 181) -> Array:
    """The line (n, 2) of all weights whose penalty is that of `weights` (2,): a diamond, a circle, or between the two."""
    angles = np.linspace(0, 2 * np.pi, n)
    rays = np.column_stack([np.cos(angles), np.sin(angles)])
    level = share * np.abs(weights).sum() + (1 - share) / 2 * (weights**2).sum()
    b, a = share * np.abs(rays).sum(axis=1), (1 - share) / 2
    reach = 2 * level / (b + np.sqrt(b * b + 4 * a * level)) if level else np.zeros(n)
    return np.asarray(reach[:, None] * rays)


def valley(problem: Regression, weights: Array, n: int = 181) -> Array:
    """The line (n, 2) of all weights whose loss is that of `weights` (2,): an ellipse, which the penalty's line touches there."""
    away, angles = weights - problem.solution, np.linspace(0, 2 * np.pi, n)
    half = np.linalg.cholesky(problem.hessian).T
    circle = np.linalg.norm(half @ away) * np.stack([np.cos(angles), np.sin(angles)])
    return np.asarray(problem.solution + np.linalg.solve(half, circle).T)


PENALTIES: dict[str, float] = {"L1": 1.0, "elastic net": 0.5, "L2": 0.0}
