"""Rates that fall: what becomes of the loss when the rate is cut early, late, step by step or not at all, and of averages.

To add one: a function (t (k,), steps, rate, curvature) -> factors (k,) and a line in `COOLINGS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.optimizers.rules import OPTIMIZERS, Walker
from vizlab.optimizers.stochastic.batches import Lines, Points, Problem, batches, gradients, hessian, losses, minimum

CUT, EARLY, LATE = 0.05, 0.18, 0.5  # what is left of the rate; the shares of all steps after which it is cut
SHOWN = 120
AVERAGE = "averaged"


@dataclass(frozen=True)
class Cooling:
    """Mean loss above the minimum after `steps` (m,), label -> (m,), the average of the constant run's second half included.

    distances: label -> mean squared distance from the minimum in the end, and its standard error. paths: label -> one run
    (k + 1, 2). floor: the loss at the minimum.
    """

    steps: NDArray[np.intp]
    losses: dict[str, Points]
    distances: dict[str, tuple[float, float]]
    paths: dict[str, Points]
    floor: float

    @property
    def curves(self) -> Lines:
        """Loss above the minimum against steps."""
        return {label: (self.steps, values) for label, values in self.losses.items()}

    @property
    def early_to_late(self) -> tuple[float, float]:
        """The loss of the rate cut early as a multiple of that cut late: halfway to the late cut, and in the end."""
        ratios = self.losses["cut early"] / self.losses["cut late"]
        halfway = (EARLY + LATE) / 2 * self.steps[-1]
        return float(ratios[np.searchsorted(self.steps, halfway)]), float(ratios[-1])


def cool(
    problem: Problem, start: tuple[float, float], size: int, *, rate: float, steps: int, runs: int = 64, seed: int = 0
) -> Cooling:
    """All of `COOLINGS` from one start, with the same batches for each, on average over independent runs."""
    centre = minimum(problem)
    least = max(float(np.linalg.eigvalsh(hessian(problem, centre))[0]), 1e-6)
    t = np.arange(float(steps))
    factors = np.stack([cooling(t, steps, rate, least) for cooling in COOLINGS.values()], axis=1)
    trail = _walk(problem, start, size, rate * factors, runs, seed)
    at = np.unique(np.geomspace(1, steps, SHOWN).round().astype(int))
    averages = _tail_averages(trail[:, 0], steps // 2)
    floor = float(losses(problem, centre))
    found = {label: _excess(problem, trail[at, row], floor) for row, label in enumerate(COOLINGS)}
    late = at > steps // 2
    found[AVERAGE] = np.full(len(at), np.nan)
    found[AVERAGE][late] = _excess(problem, averages[at[late] - steps // 2 - 1], floor)
    ends = {label: trail[-1, row] for row, label in enumerate(COOLINGS)} | {AVERAGE: averages[-1]}
    distances = {label: _mean_square(points - centre) for label, points in ends.items()}
    return Cooling(at, found, distances, {label: trail[:, row, 0] for row, label in enumerate(COOLINGS)}, floor)


def _walk(problem: Problem, start: tuple[float, float], size: int, rates: Points, runs: int, seed: int) -> Points:
    """Points (steps + 1, rows, runs, 2); rates (steps, rows)."""
    trail = np.empty((len(rates) + 1, rates.shape[1], runs, 2))
    trail[0] = start
    chosen = batches(len(problem), size, len(rates), sampling="with replacement", seed=seed, runs=runs)
    walker = Walker(OPTIMIZERS["GD"], (2,), 1.0, {})
    with np.errstate(over="ignore", invalid="ignore"):
        for step, batch in enumerate(chosen):
            trail[step + 1] = trail[step] + walker.advance(gradients(problem, trail[step], batch), rates[step][:, None, None])
    return trail


def _tail_averages(trail: Points, first: int) -> Points:
    """Means over all points after step `first` so far: (steps - first, runs, 2)."""
    tail = np.cumsum(trail[first + 1 :], axis=0)
    found: Points = tail / np.arange(1, len(tail) + 1)[:, None, None]
    return found


def _excess(problem: Problem, points: Points, floor: float) -> Points:
    """Loss above the floor of points (m, runs, 2), on average over the runs."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: Points = losses(problem, points).mean(axis=1) - floor
    return found


def _mean_square(offsets: Points) -> tuple[float, float]:
    with np.errstate(over="ignore", invalid="ignore"):
        squares = (offsets**2).sum(axis=-1)
        return float(squares.mean()), float(squares.std(ddof=1) / np.sqrt(len(squares)))


def _constant(t: Points, steps: int, rate: float, curvature: float) -> Points:
    return np.ones(len(t))


def _one_over_t(t: Points, steps: int, rate: float, curvature: float) -> Points:
    # once 1 / (λ t) is below the rate, the rate is that; no faster fall forgets the start
    return 1 / (1 + rate * curvature * t)


def _cut_early(t: Points, steps: int, rate: float, curvature: float) -> Points:
    return np.where(t < EARLY * steps, 1.0, CUT)


def _cut_late(t: Points, steps: int, rate: float, curvature: float) -> Points:
    return np.where(t < LATE * steps, 1.0, CUT)


COOLINGS: dict[str, Callable[[Points, int, float, float], Points]] = {
    "constant": _constant,
    "1 / t": _one_over_t,
    "cut early": _cut_early,
    "cut late": _cut_late,
}
