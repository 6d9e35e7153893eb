"""A rate that falls along a cosine and is raised again: does that free runs from a worse minimum, and what are snapshots worth?

To add a schedule: a function (t, steps, cycles) -> factor and a line in `WARM_SCHEDULES`; a ground: a line in `GROUNDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import find, sample_grid, slopes
from vizlab.optimizers import schedules
from vizlab.optimizers.rules import OPTIMIZERS, Walker
from vizlab.optimizers.stochastic.batches import (
    Dots,
    Lines,
    Points,
    Problem,
    answers,
    batches,
    gradients,
    losses,
    make,
    minimum,
    sample_losses,
)

EXAMPLES, LOW = 256, 0.1  # of the problem; what the constant schedule takes of the peak rate
CHECKS, GRID = 40, 61
Noisy = Callable[[Points], Points]


@dataclass(frozen=True)
class Ground:
    """Where runs begin, `trap` (2,), the worse minimum; noisy: (points (rows, runs, 2)) -> gradients; better: which are out.

    axis (n,) of both coordinates, heights (n, n), rows of an equal second coordinate; goals: the better minima (m, 2).
    """

    trap: Points
    goals: Points
    noisy: Noisy
    better: Callable[[Points], NDArray[np.bool_]]
    axis: Points
    heights: Points

    @property
    def marks(self) -> list[Points]:
        """All minima."""
        return [*self.goals, self.trap]


@dataclass(frozen=True)
class Escape:
    """By schedule: its factors (steps,), the share of runs in the better basin after steps `at` (m,), where all end (runs, 2).

    errors: standard error of the share in the end.
    """

    ground: Ground
    factors: dict[str, Points]
    at: NDArray[np.intp]
    shares: dict[str, Points]
    errors: dict[str, float]
    ends: dict[str, Points]

    @property
    def curves(self) -> Lines:
        """The shares against steps."""
        return {label: (self.at, share) for label, share in self.shares.items()}


@dataclass(frozen=True)
class Snapshots:
    """One run whose rate is raised again and again: losses (steps + 1,) on fresh examples, and the points (cycles, 2) kept.

    each: (cycles,), the loss of every snapshot on fresh examples. ensemble: the loss of their mean answer.
    mean_gap: how much lower that is than the snapshots' mean loss, on average over other runs; least_gap: the least of these.
    """

    losses: Points
    at: NDArray[np.intp]
    points: Points
    each: Points
    ensemble: float
    mean_gap: float
    least_gap: float

    @property
    def curves(self) -> tuple[Lines, Dots]:
        """The loss against steps, and at the snapshots; levels of the snapshots' mean and of their ensemble."""
        steps = np.arange(len(self.losses))
        ends = steps[[0, -1]]
        levels = {"mean snapshot": float(self.each.mean()), "mean of their answers": self.ensemble}
        lines = {"on the way": (steps, self.losses)} | {name: (ends, np.full(2, level)) for name, level in levels.items()}
        return lines, {"snapshots": (self.at, self.each, None)}


def escape(ground: str, *, peak: float, noise: float, cycles: int, steps: int, runs: int, seed: int) -> Escape:
    """All of `WARM_SCHEDULES` from the worse minimum, with the same noise for each.

    noise: 1 is one example a step, or its standard deviation; see `GROUNDS`.
    """
    place = GROUNDS[ground](noise, steps, runs, seed)
    factors = {label: np.array([schedule(t, steps, cycles) for t in range(steps)]) for label, schedule in WARM_SCHEDULES.items()}
    walker = Walker(OPTIMIZERS["GD"], (2,), peak, {})
    trail = np.empty((steps + 1, len(factors), runs, 2))
    trail[0] = place.trap
    with np.errstate(over="ignore", invalid="ignore"):
        for step, row in enumerate(np.stack(list(factors.values()), axis=1)):
            trail[step + 1] = trail[step] + walker.advance(place.noisy(trail[step]), row[:, None, None])
        at = np.linspace(0, steps, CHECKS + 1).round().astype(int)
        out = place.better(trail[at]).mean(axis=2)
    shares = {label: out[:, row] for row, label in enumerate(factors)}
    errors = {label: float(np.sqrt(max(share[-1] * (1 - share[-1]), 1 / runs) / runs)) for label, share in shares.items()}
    ends = {label: trail[-1, row] for row, label in enumerate(factors)}
    return Escape(place, factors, at, shares, errors, ends)


def snapshot(name: str, size: int, *, peak: float, cycles: int, steps: int, seed: int, runs: int = 32) -> Snapshots:
    """Keep the parameters whenever the rate has fallen to nothing, and let their answers be averaged."""
    problem, fresh = make(name, EXAMPLES, seed), make(name, 4 * EXAMPLES, seed + 1000)
    chosen = batches(len(problem), size, steps, sampling="with replacement", seed=seed, runs=runs)
    walker = Walker(OPTIMIZERS["GD"], (2,), peak, {})
    trail = np.empty((steps + 1, runs, 2))
    trail[0] = np.random.default_rng([seed, 17]).uniform(-2, 2, (runs, 2))
    for step, batch in enumerate(chosen):
        trail[step + 1] = trail[step] + walker.advance(
            gradients(problem, trail[step], batch), schedules.restarts(step, steps, rounds=cycles)
        )
    at = np.minimum(np.arange(1, cycles + 1) * -(-steps // cycles), steps)
    points = trail[at]  # (cycles, runs, 2)
    each = losses(fresh, points)
    ensemble = fresh.kind.link.cost(answers(fresh, points).mean(axis=0), fresh.targets).mean(axis=-1)
    gaps = each.mean(axis=0) - ensemble
    first = (losses(fresh, trail[:, 0]), at, points[:, 0], each[:, 0], float(ensemble[0]))
    return Snapshots(*first, float(gaps.mean()), float(gaps.min()))


def _wave(noise: float, steps: int, runs: int, seed: int) -> Ground:
    problem, size = make("sine wave", EXAMPLES, seed), max(1, 2 ** round(-np.log2(noise)))
    chosen = iter(batches(len(problem), size, steps, sampling="with replacement", seed=seed, runs=runs))
    axis, heights = sample_losses(problem, GRID)
    best, trap = minimum(problem), _settle(problem, np.zeros(2))
    # the same wave: the frequency's sign turned with the phase
    goals = np.array([best, [-best[0], (np.pi - best[1] + np.pi) % (2 * np.pi) - np.pi]])
    level = float(losses(problem, best) + losses(problem, trap)) / 2
    return Ground(
        trap,
        goals,
        lambda points: gradients(problem, points, next(chosen)),
        lambda points: losses(problem, points) < level,
        axis,
        heights,
    )


def _two_basins(noise: float, steps: int, runs: int, seed: int) -> Ground:
    surface, generator = find("two basins"), np.random.default_rng([seed, 18])
    sharp, flat = (np.array(place) for place in surface.places("minimum"))
    axis, _, heights = sample_grid(surface, GRID)

    def noisy(points: Points) -> Points:
        found: Points = slopes(surface, points)[1] + noise * generator.normal(size=points.shape[1:])
        return found

    def better(points: Points) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.linalg.norm(points - flat, axis=-1) < np.linalg.norm(points - sharp, axis=-1)
        return found

    return Ground(sharp, flat[None], noisy, better, axis, heights)


def _settle(problem: Problem, point: Points) -> Points:
    """Where full gradient descent ends from here."""
    for _ in range(500):
        point = point - 0.5 * gradients(problem, point)
    return point


WARM_SCHEDULES: dict[str, Callable[[int, int, int], float]] = {
    "constant, low": lambda t, steps, cycles: LOW,
    "one cosine": lambda t, steps, cycles: schedules.cosine(t, steps),
    "cosine with restarts": lambda t, steps, cycles: schedules.restarts(t, steps, rounds=cycles),
}
GROUNDS: dict[str, Callable[[float, int, int, int], Ground]] = {"sine wave": _wave, "two basins": _two_basins}
