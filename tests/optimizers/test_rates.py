"""The default learning rates are as good as they are said to be."""

from __future__ import annotations

import pytest

from vizlab.landscapes import SURFACES
from vizlab.optimizers import LRS, OPTIMIZERS, RATES, race
from vizlab.optimizers.rates import costs


def test_there_is_a_rate_for_all_and_it_can_be_chosen() -> None:
    assert set(RATES) == set(SURFACES)
    for rates in RATES.values():
        assert list(rates) == list(OPTIMIZERS)
        assert set(rates.values()) <= set(LRS)
    assert len(LRS) == 11
    assert len({known.parameter for known in OPTIMIZERS.values()}) == len(OPTIMIZERS)


@pytest.mark.parametrize("surface", [name for name, known in SURFACES.items() if known.floor is not None])
def test_no_neighbouring_rate_costs_less(surface: str) -> None:
    own = costs(SURFACES[surface], RATES[surface])
    for way in (-1, 1):
        places = {name: LRS.index(lr) + way for name, lr in RATES[surface].items()}
        beside = {name: LRS[place] for name, place in places.items() if 0 <= place < len(LRS)}
        found = costs(SURFACES[surface], beside)
        assert not {name: (own[name], cost) for name, cost in found.items() if cost < own[name]}


def test_a_reckless_rate_costs_more() -> None:
    reckless, good = (costs(SURFACES["ravine"], {"GD": lr})["GD"] for lr in (0.05, 0.02))
    assert reckless > good
    assert (reckless[0], good[0]) == (5, 0)


@pytest.mark.parametrize("surface", SURFACES)
def test_no_default_race_flies_off(surface: str) -> None:
    paths = race(SURFACES[surface], RATES[surface], SURFACES[surface].start, steps=500)
    assert not [name for name, path in paths.items() if path.outcome.verdict in ("flew off", "oscillating")]
