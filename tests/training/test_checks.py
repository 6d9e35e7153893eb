"""The sanity check (METHODS XD21): sound networks pass it, broken ones fail it."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.recipes import Recipe
from vizlab.training import overfit_tiny


def check(**fields: Any) -> Any:
    steps = list(overfit_tiny(Recipe(**fields)))
    assert all(step.result is None for step in steps[:-1])
    return steps


def test_a_sound_network_learns_sixteen_examples_by_heart() -> None:
    steps = check()
    result, losses = steps[-1].result, [step.values["training loss"] for step in steps[:-1]]
    assert result["learned"]
    assert result["final_loss"] == losses[-1] < 0.02 <= min(losses[:-1])
    assert result["initial_loss"] == losses[0]
    assert result["steps"] == len(losses) < 300
    assert result["chance_loss"] == pytest.approx(math.log(10))


@pytest.mark.parametrize(("fields", "classes"), [({"model": "MLP", "data": "blobs"}, 4), ({"model": "MLP"}, 10)])
def test_other_networks_and_data_pass_too(fields: dict[str, Any], classes: int) -> None:
    result = check(**fields)[-1].result
    assert result["learned"]
    assert result["chance_loss"] == pytest.approx(math.log(classes))


@pytest.mark.parametrize(
    "fields",
    [
        {"lr": 1e-5},
        {"data": "XOR", "model": "logistic regression", "lr": 0.1},
        {"lr": 1.0, "optimizer": "SGD with momentum", "momentum": 0.99, "batch_norm": False},
    ],
    ids=["too slow", "too weak", "too wild"],
)
def test_what_cannot_learn_is_found_out(fields: dict[str, Any]) -> None:
    steps = check(**fields)
    assert not steps[-1].result["learned"]
    assert steps[-1].result["steps"] == 300 == len(steps) - 1


def test_regularisation_does_not_stand_in_the_way() -> None:
    """Dropout, weight decay, augmentation and a decaying schedule would keep a sound network from learning by heart."""
    hampered = check(dropout=0.8, weight_decay=0.1, schedule="cosine", augment="shift")
    assert hampered[-1].result == check(schedule="constant", augment="none")[-1].result


def test_it_leaves_nothing_behind_and_can_be_left() -> None:
    before = torch.get_rng_state()
    steps = overfit_tiny(Recipe())
    next(steps)
    steps.close()
    assert torch.equal(torch.get_rng_state(), before)


def test_what_does_not_fit_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="cannot take moons"):
        check(data="moons", model="small CNN")
