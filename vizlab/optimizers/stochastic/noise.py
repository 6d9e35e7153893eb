"""The gradient of a mini-batch as a random vector: its mean, and how its variance falls with the batch size.

Variance here is the mean squared distance from the gradient over all examples, both coordinates together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.optimizers.stochastic.batches import Dots, Lines, Points, Problem, example_gradients

BIAS, DRAWN = "mean of the draws so far", ("with replacement", "without")


@dataclass(frozen=True)
class Cloud:
    """What draws (k, 2) of one batch size say about the gradient over all examples, `full` (2,).

    covariance: (2, 2), of one draw, by theory. bias: length of the mean draw minus full; expected: its root mean square if
    there is no bias. uphill: share of draws against which full points uphill.
    """

    full: Points
    draws: Points
    covariance: Points
    bias: float
    expected: float
    uphill: float

    @property
    def curves(self) -> tuple[Lines, Dots]:
        """How far the mean of the first 1, 2, 4 ... draws is from the full gradient, and its root mean square by theory."""
        counts = batch_sizes(len(self.draws))
        means = np.cumsum(self.draws, axis=0)[counts - 1] / counts[:, None]
        theory = np.sqrt(np.trace(self.covariance) / counts)
        return {BIAS: (counts, theory)}, {BIAS: (counts, np.linalg.norm(means - self.full, axis=1), None)}


@dataclass(frozen=True)
class Variances:
    """Batch size times variance, for sizes (m,): measured (2, m) with standard errors (2, m), and by theory (2, m).

    Rows: with replacement, and without.
    """

    sizes: NDArray[np.intp]
    measured: Points
    errors: Points
    theory: Points

    @property
    def curves(self) -> tuple[Lines, Dots]:
        """Theory and measurement against the batch size."""
        lines = {name: (self.sizes, row) for name, row in zip(DRAWN, self.theory, strict=True)}
        rows = zip(DRAWN, self.measured, self.errors, strict=True)
        return lines, {name: (self.sizes, row, error) for name, row, error in rows}


def cloud(problem: Problem, point: Points, size: int, *, replacement: bool, draws: int, seed: int) -> Cloud:
    """Gradients of `draws` batches of this size at a point."""
    each = example_gradients(problem, np.asarray(point))
    full = each.mean(axis=0)
    found = _batch_means(each, np.array([size]), replacement, draws, seed)[:, 0]
    spread = (each - full).T @ (each - full) / len(each) * _factor(len(each), size, replacement) / size
    bias = float(np.linalg.norm(found.mean(axis=0) - full))
    uphill = float((found @ full < 0).mean())
    return Cloud(full, found, spread, bias, float(np.sqrt(np.trace(spread) / draws)), uphill)


def variances(problem: Problem, point: Points, *, draws: int, seed: int) -> Variances:
    """Batch size times variance for 1, 2, 4 ... all examples. Theory: σ² with replacement, σ² (N − S) / (N − 1) without."""
    each = example_gradients(problem, np.asarray(point))
    full, sizes = each.mean(axis=0), batch_sizes(len(each))
    variance = float(((each - full) ** 2).sum(axis=1).mean())
    found = [_batch_means(each, sizes, replacement, draws, seed) for replacement in (True, False)]
    squares = sizes * ((np.stack(found) - full) ** 2).sum(axis=-1)  # (2, draws, m)
    theory = [[variance * _factor(len(each), int(size), replacement) for size in sizes] for replacement in (True, False)]
    return Variances(sizes, squares.mean(axis=1), squares.std(axis=1, ddof=1) / np.sqrt(draws), np.array(theory))


def batch_sizes(n: int) -> NDArray[np.intp]:
    """1, 2, 4 ... up to n."""
    return 2 ** np.arange(int(np.log2(n)) + 1)


def _factor(n: int, size: int, replacement: bool) -> float:
    """What drawing without replacement leaves of the variance."""
    return 1.0 if replacement else (n - size) / (n - 1)


def _batch_means(each: Points, sizes: NDArray[np.intp], replacement: bool, draws: int, seed: int) -> Points:
    """Means (draws, m, 2) over the first `sizes` (m,) of each draw: every size is a beginning of the same row."""
    generator, n = np.random.default_rng([seed, 13, replacement]), len(each)
    if replacement:
        chosen = generator.integers(0, n, (draws, n))
    else:
        chosen = generator.permuted(np.tile(np.arange(n), (draws, 1)), axis=1)
    sums = np.cumsum(each[chosen[:, : sizes[-1]]], axis=1)
    found: Points = sums[:, sizes - 1] / sizes[:, None]
    return found
