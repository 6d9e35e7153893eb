"""The default learning rates are as good as they are said to be."""

from __future__ import annotations

import random

import pytest

from vizlab.landscapes import SURFACES, find
from vizlab.optimizers import CLASSICS, LRS, OPTIMIZERS, RATES, good_rates, race
from vizlab.optimizers.rates import NATURAL, costs

SWEPT = [name for name in OPTIMIZERS if name not in NATURAL and not OPTIMIZERS[name].bug]
AIMS = [name for name, known in SURFACES.items() if known.places("minimum") and name != "own formula"]


def test_there_is_a_rate_for_all_and_it_can_be_chosen() -> None:
    assert set(RATES) == set(SURFACES), "python -m vizlab.optimizers writes them anew"
    for rates in RATES.values():
        assert list(rates) == list(OPTIMIZERS)
        assert set(rates.values()) <= set(LRS)
        assert all(rates[name] == rates[known.bug.meant] for name, known in OPTIMIZERS.items() if known.bug)
    assert len({known.parameter for known in OPTIMIZERS.values()}) == len(OPTIMIZERS)


@pytest.mark.parametrize("surface", AIMS)
def test_no_neighbouring_rate_costs_less(surface: str) -> None:
    """Four optimizers for each surface, drawn by its name: all the others were swept by the same code."""
    names = [*random.Random(surface).sample(SWEPT, 3), "GD"]
    tried = {}
    for name in names:
        place = LRS.index(RATES[surface][name])
        tried[name] = [LRS[min(max(place + way, 0), len(LRS) - 1)] for way in (0, -1, 1)]
    assert not {name: found for name, found in costs(SURFACES[surface], tried).items() if min(found) < found[0]}


def test_a_reckless_rate_costs_more() -> None:
    reckless, good = costs(SURFACES["ravine"], {"GD": [0.05, 0.02]})["GD"]
    assert reckless > good
    assert (reckless[0], good[0]) == (5, 0)


def test_costs_are_those_of_single_races() -> None:
    """The sweep judges a batch of tracks; the race judges each path by itself."""
    surface = SURFACES["Himmelblau"]
    found = costs(surface, {"GD": [0.01], "Adam": [0.2]})
    starts = [surface.start, (-2.5, -2.5), (-2.5, 2.5), (2.5, -2.5), (2.5, 2.5)]
    for name, lr in {"GD": 0.01, "Adam": 0.2}.items():
        paths = [race(surface, {name: lr}, start, steps=500)[name] for start in starts]
        climbs = sum(path.losses.max() > path.losses[0] for path in paths)
        steps = sum(path.outcome.step if path.outcome.step is not None else 501 for path in paths) / 5
        assert found[name][0][:2] == pytest.approx((climbs, steps))


@pytest.mark.parametrize("surface", AIMS)
def test_no_default_race_flies_off(surface: str) -> None:
    rates = {name: RATES[surface][name] for name in CLASSICS}
    paths = race(SURFACES[surface], rates, SURFACES[surface].start, steps=200)
    assert not [name for name, path in paths.items() if path.outcome.verdict in ("flew off", "oscillating")]


def test_a_bowl_of_another_shape_has_rates_of_its_own() -> None:
    """Below 2/λ and above a fiftieth of it; the bowl of the table has those of the table, without a sweep."""
    steep = good_rates(find("bowl", kappa=200.0, turned=30.0), ["GD", "RMSProp, misprinted", "Newton"])
    assert 0.02 * 2 / 200 < steep["GD"] < 2 / 200
    assert steep["Newton"] == 1.0
    assert good_rates(find("bowl"), CLASSICS) == {name: RATES["bowl"][name] for name in CLASSICS}
    valley = good_rates(find("own formula", formula="(x - 1)^2 + 20*(y + x)^2"), ["GD", "Adam"])
    assert 0.001 <= valley["GD"] <= 0.05
