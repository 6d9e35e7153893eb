"""Optimizers on one painting: as many passes each, the same start, and steps as an independent loop would take them."""

from __future__ import annotations

import dataclasses
import math

import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.style import OPTIMIZERS, Painter
from vizlab.style.race import KIND, Race, RaceRecipe, painted, race, read_race

RECIPE = RaceRecipe(network="random/small", race_px=32, passes=16, rate=0.02)


def test_all_get_as_many_passes_from_the_same_start_and_a_line_search_ends_lowest() -> None:
    found = read_race(RECIPE)
    assert list(found.tracks) == list(OPTIMIZERS)
    for name, track in found.tracks.items():
        passes, seconds, losses = zip(*track, strict=True)
        assert passes == tuple(range(1, len(track) + 1)), name
        assert RECIPE.passes <= len(track) <= RECIPE.passes + 12, name
        assert list(seconds) == sorted(seconds)
        assert losses[-1] < losses[0]
    assert len({track[0][2] for track in found.tracks.values()}) == 1
    last = {name: track[RECIPE.passes - 1][2] for name, track in found.tracks.items()}
    assert min(last, key=lambda name: last[name]) == found.best_at(0) == "L-BFGS"
    assert {picture.shape for picture in found.pictures.values()} == {(21, 32, 3)}


def test_a_pass_is_one_look_forward_and_back() -> None:
    painter, looks = Painter(RECIPE.painting("L-BFGS")), 0
    look = painter.look

    def counted() -> tuple[float, torch.Tensor]:
        nonlocal looks
        looks += 1
        return look()

    painter.look = counted  # type: ignore[method-assign]
    assert [looks for _ in painted(painter, RECIPE.passes)] == list(range(1, looks + 1))
    assert looks >= RECIPE.passes


def test_a_race_that_was_broken_off_goes_on_with_the_next_one() -> None:
    steps = race(RECIPE)
    for step in steps:
        if step.phase != "Adam":
            break
    steps.close()
    run = Frames(KIND, RECIPE)
    assert run.indices() == [0]
    first = next(race(RECIPE))
    assert first.phase == "L-BFGS"
    assert first.done == RECIPE.passes + 1
    assert all(math.isfinite(value) for value in first.values.values())


def test_who_is_ahead_is_asked_when_the_first_is_through() -> None:
    slow = [(1, 1.0, 9.0), (2, 10.0, 1.0)]
    quick = [(1, 0.5, 9.0), (2, 1.0, 5.0)]
    found = Race({"slow": slow, "quick": quick}, {}, "CPU")
    assert (found.best_at(0), found.best_at(1)) == ("slow", "quick")


def test_a_race_is_refused_where_it_cannot_be_run() -> None:
    with pytest.raises(VizlabError, match="passes must lie between 10 and 1000; got 5"):
        dataclasses.replace(RECIPE, passes=5)
