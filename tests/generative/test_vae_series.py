"""Series of VAEs: the dial of beta and collapse with its cures, run, resumed, and as they come along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.vae import collapse, dial
from vizlab.generative.vae.collapse import CAUSES, CURES, CollapseRecipe, go_through, worth_it
from vizlab.generative.vae.dial import BETAS, DialRecipe, turn
from vizlab.generative.vae.series import PICTURES, SAMPLES
from vizlab.store import Store

QUICK = CollapseRecipe(collapse_epochs=1)


def notes(recipe: Any, kind: str, store: Store | None = None) -> dict[str, Any]:
    return {frame.notes["name"]: frame.notes for frame in Frames(kind, recipe, store).read()}


def test_the_collapsed_one_uses_nothing_and_cures_bring_numbers_back() -> None:
    """Of the series that comes along; warm-up is the control that fails: collapse is the best value of this loss."""
    found = notes(CollapseRecipe(), collapse.KIND)
    assert found["as it is"]["active"] == 0
    assert found["as it is"]["KL"] < 0.01
    assert found["lower β"]["active"] >= 3
    assert found["free nats"]["active"] >= 6
    assert found["warm-up"]["active"] <= 1
    assert max(found["warm-up"]["course"]["active"]) >= 6, "awake while the weight is small"
    blind = float(data.load("digits").test.inputs.astype(float).var(0).mean() / 255**2)
    assert found["as it is"]["mse"] == pytest.approx(blind, rel=0.05), "the mean digit, whatever it sees"
    assert found["lower β"]["mse"] < 0.6 * blind


def test_more_noise_than_variance_leaves_nothing_worth_coding() -> None:
    found = notes(CollapseRecipe(cause="noisy pixels"), collapse.KIND)
    assert worth_it(1.0) == 0
    assert found["as it is"]["active"] == 0
    assert found["less noise"]["active"] >= 4
    assert found["learned noise"]["active"] >= 3
    assert found["warm-up"]["active"] == 0


def test_directions_worth_coding_are_those_of_scikit_learn() -> None:
    x = data.load("digits").train.inputs.reshape(-1, 64) / 255
    variances = PCA().fit(x).explained_variance_
    assert [worth_it(eta) for eta in (0.05, 0.1, 0.5)] == [int((variances > eta).sum()) for eta in (0.05, 0.1, 0.5)]
    assert len(x) < len(load_digits().data)


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_cures_that_change_something(cause: str) -> None:
    known = collapse.cases(CollapseRecipe(cause=cause))
    assert next(iter(known)) == "as it is"
    assert list(known)[-1] == "warm-up"
    assert len(set(known.values())) == len(known) == len(CURES[cause]) + 2


def test_a_series_is_the_same_whether_it_was_broken_off_or_not(
    store: Store, interrupt: Callable[..., Any], tmp_path: Any
) -> None:
    whole = Store(str(tmp_path / "whole"))
    steps = list(go_through(QUICK, whole))
    assert steps[-1].result is not None
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.total for step in steps} == {steps[-1].done}
    interrupt(go_through, QUICK, store, 1)
    assert [step.phase for step in go_through(QUICK, store) if step.frame is not None][:2] == ["replaying", "replaying"]
    for one, other in zip(Frames(collapse.KIND, QUICK, whole).read(), Frames(collapse.KIND, QUICK, store).read(), strict=True):
        assert {name: value for name, value in one.notes.items() if name != "seconds"} == {
            name: value for name, value in other.notes.items() if name != "seconds"
        }
        for name in one.arrays:
            np.testing.assert_array_equal(one.arrays[name], other.arrays[name])
    first = Frames(collapse.KIND, QUICK, whole).read()[0]
    assert first.arrays["pictures"].shape == first.arrays["reconstructions"].shape == (PICTURES, 8, 8)
    assert first.arrays["samples"].shape == (SAMPLES, 8, 8)
    assert len(first.notes["course"]["kl"]) == 2, "before training, and after its epoch"


def test_the_dial_trains_one_network_a_weight(store: Store) -> None:
    recipe = DialRecipe(dial_epochs=1, dial_latent=2)
    list(turn(recipe, store))
    found = notes(recipe, dial.KIND, store)
    assert [note["own"] for note in found.values()] == [{"beta": beta} for beta in BETAS]
    for note in found.values():
        assert note["ELBO"] == pytest.approx(-note["reconstruction"] - note["KL"])


def test_wrong_recipes_are_refused() -> None:
    with pytest.raises(VizlabError, match="cause must be one of"):
        CollapseRecipe(cause="bad luck")
    with pytest.raises(VizlabError, match="dial_latent must"):
        DialRecipe(dial_latent=99)
