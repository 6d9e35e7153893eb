"""Starting again: what many random starts are worth, from the fates of starts (see `basins`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import Surface, curvatures, heights
from vizlab.optimizers.outcome import NEAR
from vizlab.optimizers.starts.basins import Fates, fates

TIE = 1e-9  # of the heights of minima: as deep as each other
RANDOM = 4096  # starts that are drawn
KS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
FEWEST = 20  # starts in a band of distances that is shown
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Chances:
    """The chance of ending deepest at least once in k starts: by formula from p, measured, and its standard errors."""

    p: float
    ks: Sequence[int]
    formula: Sequence[float]
    measured: Sequence[float]
    errors: Sequence[float]

    @property
    def apart(self) -> float:
        """The largest difference of formula and measurement, in standard errors."""
        rows = zip(self.formula, self.measured, self.errors, strict=True)
        return max(abs(formula - measured) / error for formula, measured, error in rows)


def best_minima(surface: Surface) -> list[int]:
    """The indices of the deepest minima of the window, several where they tie."""
    found = np.array(depths(surface))
    if not len(found):
        return []
    return [int(i) for i in np.flatnonzero(found <= found.min() + TIE * max(1.0, float(np.abs(found).max())))]


def depths(surface: Surface) -> list[float]:
    """The heights of the minima of the window."""
    return [float(height) for height in heights(surface, np.asarray(surface.places("minimum")).reshape(-1, 2))]


def is_best(surface: Surface, found: Fates) -> NDArray[np.bool_]:
    """Which starts (n,) end in a deepest minimum."""
    return np.isin(found.fate, best_minima(surface))


def random_fates(surface: Surface, optimizer: str, lr: float, n: int, *, steps: int, seed: int, momentum: float = 0.9) -> Fates:
    """The fates of n starts drawn evenly from the window."""
    rng = np.random.default_rng(seed)
    starts = np.column_stack([rng.uniform(*surface.x, n), rng.uniform(*surface.y, n)])
    return fates(surface, optimizer, lr, starts, steps=steps, momentum=momentum)


def chance(p: float, k: int) -> float:
    """The probability that at least one of k independent starts succeeds if one does with p: 1 - (1 - p)^k."""
    return 1 - (1 - p) ** k


def measured_chance(hits: NDArray[np.bool_], k: int) -> tuple[float, float]:
    """How often a group of k starts has a hit, over the disjoint groups that hits (n,) make; and its standard error."""
    n = len(hits) // k
    share = float(hits[: n * k].reshape(n, k).any(axis=1).mean())
    return share, math.sqrt(max(share * (1 - share), 1 / n) / n)


def restarts_needed(p: float, sure: float = 0.95) -> int | None:
    """The fewest starts of which one succeeds with probability `sure`; None where p is 0."""
    if p <= 0:
        return None
    return 1 if p >= sure else math.ceil(math.log(1 - sure) / math.log(1 - p))


def chances(surface: Surface, found: Fates, even: Fates) -> Chances:
    """What random starts found, against the formula with the share p that `even`, starts of an even grid, gives."""
    p, hits = float(is_best(surface, even).mean()), is_best(surface, found)
    measured, errors = zip(*(measured_chance(hits, k) for k in KS), strict=True)
    return Chances(p, KS, [chance(p, k) for k in KS], list(measured), list(errors))


def steps_by_distance(surface: Surface, found: Fates, bands: int = 16) -> dict[str, list[float]]:
    """How long starts take and how well they end, by their distance from the nearest deepest minimum, in bands of equal width.

    Column -> one number a band that holds at least twenty starts: distance (its middle), low, median, high (tenth, half and
    nine tenths of the steps to a minimum, of those that arrive; not a number where none does), best (share that ends deepest).
    """
    rows: dict[str, list[float]] = {name: [] for name in ("distance", "low", "median", "high", "best")}
    away = distances_from_best(surface, found.start)
    if away is None:
        return rows
    width, best = away.max() / bands, is_best(surface, found)
    for band in range(bands):
        inside = (away >= band * width) & (away < (band + 1) * width)
        if inside.sum() >= FEWEST:
            steps = found.step[inside & (found.step >= 0)]
            spread = np.quantile(steps, (0.1, 0.5, 0.9)) if len(steps) else [math.nan] * 3
            numbers = ((band + 0.5) * width, *spread, best[inside].mean())
            for column, number in zip(rows.values(), numbers, strict=True):
                column.append(float(number))
    return rows


def distances_from_best(surface: Surface, points: Array) -> Array | None:
    """How far points (n, 2) are from the nearest deepest minimum; None without one."""
    places = np.asarray(surface.places("minimum"), dtype=np.float64).reshape(-1, 2)[best_minima(surface)]
    if not len(places):
        return None
    found: Array = np.min([np.hypot(*(points - place).T) for place in places], axis=0)
    return found


def bowl_steps(surface: Surface, lr: float, n: int = 40) -> list[tuple[float, float]]:
    """The most steps that gradient descent takes from each distance, if the surface were the bowl that it is at its deepest.

    There a distance d shrinks at least by the largest |1 - α λ| a step. Empty where that is no shrinking, or without a minimum.
    """
    best = best_minima(surface)
    if not best:
        return []
    places = surface.places("minimum")
    shrink = max(float(np.abs(1 - lr * curvatures(surface, places[i])).max()) for i in best)
    if not 0 < shrink < 1:
        return []
    near, corners = NEAR * surface.side, np.stack(np.meshgrid(surface.x, surface.y), axis=-1).reshape(-1, 2)
    furthest = distances_from_best(surface, corners)
    assert furthest is not None
    return [(d, math.ceil(math.log(d / near) / -math.log(shrink))) for d in np.geomspace(2 * near, furthest.max(), n).tolist()]
