"""Searching a plane of two constants with a budget of runs: on a grid, at random, or coarse and then fine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BUDGETS, TRIALS = (4, 9, 16, 25, 36, 49, 64), 200
Losses = Callable[[Array], Array]  # points (n, 2) of the unit square -> losses (n,)


def grid_points(side: int, seed: int) -> Array:
    """A grid (side · side, 2) over the unit square, laid down at random: no grid knows where the best is."""
    shift = np.random.default_rng(seed).uniform(0, 1, 2)
    steps = np.arange(side)
    return (np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) + shift) / side


def random_points(n: int, seed: int) -> Array:
    """n points of the unit square, drawn evenly; a longer draw with the same seed begins with the shorter one."""
    return np.random.default_rng(seed).uniform(size=(n, 2))


def distinct(points: Array) -> tuple[int, int]:
    """How many different values of each of the two constants are tried."""
    x, y = (len(np.unique(points[:, axis].round(12))) for axis in (0, 1))
    return x, y


def coarse_then_fine(losses: Losses, n: int, seed: int, shrink: float = 1 / 3) -> Array:
    """n points: two thirds drawn from the whole square, the rest from a square `shrink` as wide around the best of them."""
    points = random_points(n, seed)
    coarse = points[: max(2 * n // 3, 1)]
    best = coarse[int(losses(coarse).argmin())]
    low = np.clip(best - shrink / 2, 0, 1 - shrink)
    return np.vstack([coarse, low + shrink * points[len(coarse) :]])


def tried(losses: Losses, way: str, n: int, seed: int) -> Array:
    """The points (n, 2) that one of `WAYS` of searching tries with n runs."""
    return WAYS[way](losses, n, seed)


def best_by_budget(losses: Losses, budgets: Sequence[int], trials: int, seed: int) -> dict[str, list[float]]:
    """The least loss that each way of searching finds with each budget (square numbers), the median over trials."""
    return {
        way: [float(np.median([losses(points(losses, n, seed + i)).min() for i in range(trials)])) for n in budgets]
        for way, points in WAYS.items()
    }


def read_plane(values: Array) -> Losses:
    """Losses read off a plane of values (rows, columns): those of the square in which a point of the unit square lies."""
    rows, columns = values.shape

    def at(points: Array) -> Array:
        column = np.minimum((points[:, 0] * columns).astype(int), columns - 1)
        row = np.minimum((points[:, 1] * rows).astype(int), rows - 1)
        found: Array = values[row, column]
        return found

    return at


WAYS: dict[str, Callable[[Losses, int, int], Array]] = {
    "grid": lambda losses, n, seed: grid_points(round(n**0.5), seed),
    "random": lambda losses, n, seed: random_points(n, seed),
    "coarse, then fine": coarse_then_fine,
}
