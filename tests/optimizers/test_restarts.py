"""Starting again: the formula of the textbook against starts that were really walked."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.landscapes import SURFACES, curvatures, find
from vizlab.optimizers.outcome import NEAR
from vizlab.optimizers.starts.basins import basin_map
from vizlab.optimizers.starts.restarts import (
    best_minima,
    bowl_steps,
    chance,
    chances,
    measured_chance,
    random_fates,
    restarts_needed,
    steps_by_distance,
)

STYBLINSKI = SURFACES["Styblinski-Tang"]


def test_random_restarts_find_the_deepest_basin_as_often_as_the_formula_says() -> None:
    """O30: 1 - (1 - p)^k with p from an even grid, against groups of k random starts: within sampling error."""
    found = random_fates(STYBLINSKI, "GD", 0.01, 4096, steps=120, seed=0)
    known = chances(STYBLINSKI, found, basin_map(STYBLINSKI, "GD", 0.01, 64, steps=120))
    assert 0.2 < known.p < 0.4
    assert known.apart < 3.5
    assert known.measured[-1] > 0.99


def test_the_chance_by_hand() -> None:
    assert chance(0.5, 3) == 0.875
    hits = np.array([1, 0, 0, 0, 1, 1, 0], dtype=bool)
    assert measured_chance(hits, 2)[0] == pytest.approx(2 / 3)  # 10, 00, 11; the last has no partner
    assert restarts_needed(0.5) == 5  # 1 - 0.5^4 = 0.9375 < 0.95
    assert (restarts_needed(0.0), restarts_needed(1.0)) == (None, 1)


def test_the_deepest_minima_are_those_of_the_stated_floor() -> None:
    assert [STYBLINSKI.places("minimum")[i] for i in best_minima(STYBLINSKI)] == [pytest.approx((-2.903534, -2.903534), abs=1e-5)]
    assert best_minima(SURFACES["Himmelblau"]) == [0, 1, 2, 3]
    assert best_minima(SURFACES["saddle"]) == []


def test_starts_near_a_good_minimum_are_faster_and_end_better() -> None:
    """O100."""
    found = random_fates(STYBLINSKI, "GD", 0.002, 2048, steps=300, seed=1)
    bands = steps_by_distance(STYBLINSKI, found)
    assert bands["best"][0] == 1
    assert bands["best"][-1] == 0
    assert bands["median"][0] < min(bands["median"][2:])


def test_on_a_bowl_no_start_takes_longer_than_its_slowest_direction_allows() -> None:
    bowl = find("bowl", kappa=10.0)
    lr = 0.5 / float(curvatures(bowl, (0.0, 0.0))[-1])
    found, bound = random_fates(bowl, "GD", lr, 500, steps=500, seed=0), bowl_steps(bowl, lr)
    away = np.linalg.norm(found.start, axis=1)
    most = np.interp(away, *np.array(bound).T) + 1  # a whole step between the points of the curve
    assert (found.step <= most).all()
    assert (found.step / most)[away > 10 * NEAR * bowl.side].max() > 0.9  # along the slowest direction it is reached
    assert bowl_steps(bowl, 1e3) == []


def test_final_losses_of_random_starts_spread_over_the_heights_of_the_minima() -> None:
    """O99: by gradient descent every start ends at one of the stationary heights, and not all at the best."""
    found = random_fates(STYBLINSKI, "GD", 0.01, 400, steps=300, seed=2)
    arrived = found.fate < found.minima
    assert arrived.mean() > 0.95
    assert set(found.loss[arrived].round(1)) == {-78.3, -64.2, -50.1}
