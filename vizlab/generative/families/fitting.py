"""Expectation-maximisation to look at: each round, its ellipses, its likelihood, and how many Gaussians are enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from vizlab.generative.families import mixture, shapes
from vizlab.generative.families.mixture import Gaussians
from vizlab.recipes import Knob

POINTS, ROUNDS = 400, 40
SETTLED = 60  # rounds for each number of Gaussians
COUNTS = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20)
AROUND = 49  # points of an ellipse

Array = NDArray[np.float64]
KNOBS: dict[str, Knob] = {
    "em_k": Knob(1, 30, "Gaussians that share the points.", (2, 3, 4, 5, 8, 10, 12, 20, 25)),
    "em_seed": Knob(0, 2**31 - 1, "The points and the start.", tuple(range(10))),
}


@dataclass(frozen=True)
class Climb:
    """Rounds of EM on points (n, 2): the mixture at its start and after each."""

    points: NDArray[np.float32]
    held: NDArray[np.float32]
    rounds: list[Gaussians]

    @cached_property
    def likelihoods(self) -> Array:
        """Mean log p(x) of the points, nats, by round."""
        return np.array([found.log_density(self.points).mean() for found in self.rounds])

    @cached_property
    def held_out(self) -> Array:
        """The same of held-out points."""
        return np.array([found.log_density(self.held).mean() for found in self.rounds])

    @property
    def least_gain(self) -> float:
        """The smallest gain of a round, nats a point: EM promises that it is not negative."""
        return float(np.diff(self.likelihoods).min())

    def moments(self) -> list[dict[str, Array]]:
        """What each round looks like: ellipses (k, 49, 2) and responsibilities (n, k)."""
        return [{"ellipses": ellipses(found), "shares": found.responsibilities(self.points)} for found in self.rounds]


def climb(data: str, k: int, start: str, seed: int, rounds: int = ROUNDS) -> Climb:
    """EM on 400 points of a shape."""
    points, held = (shapes.draws(data, POINTS, seed, part) for part in (0, 1))
    return Climb(points, held, list(islice(mixture.climb(points, k, start=start, seed=seed), rounds + 1)))


def ellipses(found: Gaussians) -> Array:
    """Two standard deviations around each mean, (k, 49, 2); the last point is the first."""
    angle = np.linspace(0, 2 * np.pi, AROUND)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    lines: Array = found.means[:, None] + 2 * (np.linalg.cholesky(found.covariances) @ circle).transpose(0, 2, 1)
    return lines


@dataclass(frozen=True)
class Count:
    """A number of Gaussians after 60 rounds: mean log p of its points and of held-out ones, and BIC a point, nats."""

    k: int
    learned: float
    held_out: float
    bic: float


def by_count(data: str, start: str, seed: int) -> list[Count]:
    """How many Gaussians are enough for 400 points of a shape."""
    found = []
    for k in COUNTS:
        run = climb(data, k, start, seed, 0)
        last = next(islice(mixture.climb(run.points, k, start=start, seed=seed), SETTLED, None))
        learned = float(last.log_density(run.points).mean())
        penalty = mixture.bic(learned * POINTS, last.numbers, POINTS) / POINTS
        found.append(Count(k, learned, float(last.log_density(run.held).mean()), penalty))
    return found


def best(counts: list[Count]) -> tuple[int, int]:
    """The number of Gaussians with the smallest BIC, and that with the largest held-out likelihood."""
    return min(counts, key=lambda count: count.bic).k, max(counts, key=lambda count: count.held_out).k


def count_curves(counts: list[Count]) -> dict[str, list[tuple[float, float]]]:
    """The curves over the number of Gaussians; BIC as -BIC / 2n, which is the first of them less its penalty."""
    return {
        "points learned from": [(float(count.k), count.learned) for count in counts],
        "held-out points": [(float(count.k), count.held_out) for count in counts],
        "−BIC / 2n": [(float(count.k), -count.bic / 2) for count in counts],
    }
