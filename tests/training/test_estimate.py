"""What a run will cost: exact where it can be counted, sane where it must be guessed, and nothing is left behind."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.recipes import KNOBS, Recipe
from vizlab.store import Store, default_store
from vizlab.training import estimate, train

MIB = 2**20
COUNTS = [  # by hand
    (Recipe(model="logistic regression"), 64 * 10 + 10),
    (Recipe(data="moons", model="MLP", depth=2, width=16, batch_norm=False), (2 * 16 + 16) + (16 * 16 + 16) + (16 * 2 + 2)),
    (Recipe(depth=1, width=8), 9 * 8 + 2 * 8 + 8 * 4 * 4 * 10 + 10),
    (Recipe(data="MNIST", model="LeNet-5"), 61_706),
]


@pytest.mark.parametrize(("recipe", "count"), COUNTS, ids=lambda value: getattr(value, "model", None))
def test_parameters_are_counted(recipe: Recipe, count: int) -> None:
    assert estimate(recipe).parameters == count


@pytest.mark.parametrize(
    "fields",
    [
        {"epochs": 2, "batch_size": 128},
        {"epochs": 1, "batch_size": 1024},
        {"epochs": 1, "validation": 0.5, "batch_size": 8},
        {"epochs": 3, "validation": 0.02, "batch_size": 64},
        {"epochs": 2, "data": "moons", "model": "logistic regression", "validation": 0.05},
    ],
    ids=str,
)
def test_steps_are_those_that_training_takes(fields: dict[str, Any], store: Store) -> None:
    recipe = Recipe(**{"model": "logistic regression"} | fields)
    steps = [step for step in train(recipe, store) if "training loss" in step.values]
    assert estimate(recipe).steps == len(steps) == steps[-1].total


@pytest.mark.parametrize("validation", [*KNOBS["validation"].choices, 0.03, 0.123, 0.333, 0.417])
def test_steps_are_exact_for_every_share_held_back(validation: float) -> None:
    """The loop holds back round(share * n); on digits, 1437."""
    expected = (1437 - round(validation * 1437)) // 8
    assert estimate(Recipe(model="logistic regression", validation=validation, batch_size=8, epochs=1)).steps == expected


def test_memory_covers_what_must_be_held() -> None:
    """At least a bare torch process, the data, and weights, gradients and Adam's two moments."""
    small, wide = estimate(Recipe(width=4)), estimate(Recipe(width=128, depth=3))
    assert small.memory_bytes > 200 * MIB
    assert wide.memory_bytes - small.memory_bytes > 4 * 4 * (wide.parameters - small.parameters)
    fashion = estimate(Recipe(data="Fashion-MNIST", model="logistic regression"))
    assert fashion.memory_bytes > 200 * MIB + 70_000 * 28 * 28


def test_more_work_takes_longer() -> None:
    short, long = estimate(Recipe(model="MLP", epochs=1)), estimate(Recipe(model="MLP", width=256, depth=4, epochs=100))
    assert 0 < short.seconds < long.seconds


def test_the_largest_network_is_estimated_without_being_run_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """One step of it takes a minute and gigabytes: the page must not pay that to say so. Counted in examples, not in time."""
    sizes: list[int] = []
    convolve = torch.nn.Conv2d.forward

    def counted(self: torch.nn.Conv2d, inputs: torch.Tensor) -> torch.Tensor:
        sizes.append(len(inputs))
        return convolve(self, inputs)

    monkeypatch.setattr(torch.nn.Conv2d, "forward", counted)
    found = estimate(Recipe(data="Fashion-MNIST", width=256, depth=4, batch_size=1024, epochs=1))
    assert max(sizes) <= 32
    assert found.memory_bytes > 1024 * 28 * 28 * 256 * 4  # one map of the first block alone, for the real batch
    assert found.steps == 54_000 // 1024


def test_nothing_is_left_behind() -> None:
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    estimate(Recipe(dropout=0.5, augment="shift"))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == threads
    assert default_store().keys() == []


def test_what_does_not_fit_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="cannot take moons"):
        estimate(Recipe(data="moons"))
