"""Noisy gradients at a constant rate never settle: how far they hover around a minimum, by theory and measured.

Along a direction of curvature λ with gradient noise of variance s², the variance in the long run is α s² / (λ (2 − α λ)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab.optimizers.rules import OPTIMIZERS, Walker
from vizlab.optimizers.stochastic.batches import (
    Dots,
    Lines,
    Points,
    Problem,
    batches,
    example_gradients,
    gradients,
    hessian,
    minimum,
)

RATES = (0.5, 0.2, 0.1, 0.05, 0.02)
CURVATURES = (1.0, 3.0)  # of the bowl under added noise
MEASURED = 200  # steps
Noisy = Callable[[Points], Points]


@dataclass(frozen=True)
class Hover:
    """Variances (m, 2) at rates (m,) along the two eigen-directions (rows of `axes`), with standard errors and by the formula.

    exact: (m, 2), with the curvature of each batch counted in, NaN where that lets nothing settle. centre: the minimum.
    last: (m, runs, 2), where the runs are in the end. curvatures: (2,). noise: (2,), variance of a gradient along each axis.
    """

    rates: tuple[float, ...]
    centre: Points
    axes: Points
    curvatures: Points
    noise: Points
    measured: Points
    errors: Points
    formula: Points
    exact: Points
    last: Points

    @property
    def curves(self) -> tuple[Lines, Dots]:
        """Variance against rate along each direction: by the formula, and measured."""
        fine, names = np.geomspace(min(self.rates), max(self.rates), 40), [f"λ = {value:.3g}" for value in self.curvatures]
        lines = {name: (fine, stationary_variance(fine, self.curvatures[i], self.noise[i])) for i, name in enumerate(names)}
        rates = np.array(self.rates)
        return lines, {name: (rates, self.measured[:, i], self.errors[:, i]) for i, name in enumerate(names)}

    def covariance(self, index: int) -> Points:
        """The covariance (2, 2) at the index-th rate, by the formula along each direction."""
        found: Points = self.axes.T @ np.diag(self.formula[index]) @ self.axes
        return found


def stationary_variance(rate: Points | float, curvature: Points | float, noise: Points | float) -> Points:
    """α s² / (λ (2 − α λ)): the long-run variance at a constant rate; NaN from α λ = 2 on."""
    product = np.multiply(rate, curvature)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(product < 2, np.multiply(rate, noise) / (curvature * (2 - product)), np.nan)


def hover_in_bowl(s: float, *, runs: int, seed: int) -> Hover:
    """Runs at every one of `RATES` in a bowl of `CURVATURES`, with normal noise of standard deviation s on each coordinate."""
    generator, curvatures = np.random.default_rng([seed, 14]), np.array(CURVATURES)

    def noisy(points: Points) -> Points:
        return curvatures * points + s * generator.normal(size=points.shape[1:])

    place = (np.zeros(2), np.eye(2), curvatures, np.full(2, s * s))
    formula = stationary_variance(np.array(RATES)[:, None], curvatures, s * s)
    return _measure(noisy, RATES, place, formula, runs=runs, burn_in=_settling(RATES, curvatures))


def hover_by_batches(problem: Problem, size: int, *, runs: int, seed: int) -> Hover:
    """Runs at all of `RATES` but the least around the minimum of a problem, by batches drawn with replacement."""
    centre, rates = minimum(problem), RATES[:-1]
    curvatures, columns = np.linalg.eigh(hessian(problem, centre))
    noise = ((example_gradients(problem, centre) @ columns) ** 2).mean(axis=0) / size
    burn_in = _settling(rates, curvatures)
    kept = {"sampling": "with replacement", "seed": seed, "runs": runs}
    chosen = iter(batches(len(problem), size, burn_in + MEASURED, **kept))  # type: ignore[arg-type]

    def noisy(points: Points) -> Points:
        return gradients(problem, points, next(chosen))

    formula = stationary_variance(np.array(rates)[:, None], curvatures, noise)
    exact = np.array([np.diag(columns.T @ stationary_covariance(problem, rate, size) @ columns) for rate in rates])
    return _measure(noisy, rates, (centre, columns.T, curvatures, noise), formula, exact, runs=runs, burn_in=burn_in)


def stationary_covariance(problem: Problem, rate: float, size: int) -> Points:
    """The covariance (2, 2) around the minimum that one more step by a batch drawn with replacement leaves as it is.

    Solves C = E[(I − αA) C (I − αA)] + α² Cov(g), A the second derivative of a batch; exact where the loss is a square, close
    to the minimum elsewhere. NaN where no such covariance exists.
    """
    centre = minimum(problem)
    each, weights = example_gradients(problem, centre), problem.kind.link.curvature(problem.inputs @ centre, problem.targets)
    seconds = weights[:, None, None] * problem.inputs[:, :, None] * problem.inputs[:, None, :]
    mean, still = seconds.mean(axis=0), np.eye(2)
    pairs = np.einsum("nij,nkl->ikjl", seconds, seconds).reshape(4, 4) / len(problem)
    carried = np.kron(still - rate * mean, still - rate * mean) + rate**2 / size * (pairs - np.kron(mean, mean))
    if np.abs(np.linalg.eigvals(carried)).max() >= 1:
        return np.full((2, 2), np.nan)
    source = rate**2 / size * (each.T @ each / len(problem))
    return np.linalg.solve(np.eye(4) - carried, source.ravel()).reshape(2, 2)


def _settling(rates: tuple[float, ...], curvatures: Points) -> int:
    """Steps until the variance is within 2 % of its long run at the least rate; no more than a thousand."""
    return int(np.clip(2 / (min(rates) * float(curvatures.min())), MEASURED, 1000))


def _measure(
    noisy: Noisy,
    rates: tuple[float, ...],
    place: tuple[Points, Points, Points, Points],
    formula: Points,
    exact: Points | None = None,
    *,
    runs: int,
    burn_in: int,
) -> Hover:
    """Each run's mean squared distance over its last steps; the runs are independent, and so give the standard error."""
    centre, axes = place[:2]
    walker = Walker(OPTIMIZERS["GD"], (2,), np.array(rates)[:, None, None], {})
    points = np.broadcast_to(centre, (len(rates), runs, 2)).copy()
    squares = np.zeros_like(points)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(burn_in + MEASURED):
            points = points + walker.advance(noisy(points))
            if step >= burn_in:
                squares += ((points - centre) @ axes.T) ** 2
        each = squares / MEASURED
        errors = each.std(axis=1, ddof=1) / np.sqrt(runs)
    return Hover(rates, *place, each.mean(axis=1), errors, formula, formula if exact is None else exact, points)
