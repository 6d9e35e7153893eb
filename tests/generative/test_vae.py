"""Training a VAE: it learns, it is the same bits every time, and an interruption leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from vizlab import data
from vizlab.data import Examples, Split
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import VAE_EXAMPLES, VaeRecipe, train_vae
from vizlab.generative.vae.training import shown
from vizlab.recipes import from_json
from vizlab.store import Store

SMALL = VaeRecipe(data="digits", hidden=16, epochs=4, batch_size=128)


def lasting(record: Any) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "seconds"}


def frames(recipe: VaeRecipe, store: Store) -> list[Any]:
    return Frames("vae", recipe, store).read()


def assert_same_run(recipe: VaeRecipe, a: Store, b: Store) -> None:
    for left, right in zip(frames(recipe, a), frames(recipe, b), strict=True):
        assert left.index == right.index
        assert left.arrays.keys() == right.arrays.keys()
        assert left.notes["values"] == right.notes["values"]
        for name, array in left.arrays.items():
            np.testing.assert_array_equal(array, right.arrays[name], err_msg=f"{left.index}/{name}")


@pytest.mark.parametrize("name", VAE_EXAMPLES)
def test_training_improved_the_bound_of_every_run_that_comes_with_vizlab(name: str) -> None:
    run = Frames("vae", VAE_EXAMPLES[name])
    record, values = run.record(), [frame.notes["values"] for frame in run.read()]
    assert record is not None
    weight = VAE_EXAMPLES[name].beta
    before, after = (-v["held-out reconstruction"] - weight * v["held-out KL"] for v in (values[0], values[-1]))
    assert after > before + 15
    assert record["identity_error"] < 1e-4
    bounds = [record["bounds"][k] for k in ("1", "10", "100")]
    assert bounds == sorted(bounds)
    assert record["reconstruction"] > record["floor"]
    assert sum(record["kl_by_dimension"]) == pytest.approx(record["kl"], rel=1e-4)


def test_garments_reach_the_bound_that_the_page_promises() -> None:
    record = Frames("vae", VAE_EXAMPLES["Fashion-MNIST on a plane"]).record()
    assert record is not None
    assert record["elbo"] > -258
    assert record["active"] == 2


def test_eight_numbers_are_not_all_used_and_still_reconstruct_better() -> None:
    plane, eight = (Frames("vae", VAE_EXAMPLES[name]).record() for name in ("Digits, longer", "Digits, codes of eight"))
    assert plane is not None
    assert eight is not None
    assert 2 < eight["active"] < 8
    assert eight["reconstruction"] < plane["reconstruction"] - 0.5
    idle = sorted(eight["kl_by_dimension"])[: 8 - eight["active"]]
    assert max(idle) < 0.01


def test_without_kl_codes_scatter() -> None:
    with_kl, without = (Frames("vae", VAE_EXAMPLES[name]).record() for name in ("Digits on a plane", "Digits, no KL"))
    assert with_kl is not None
    assert without is not None
    assert without["kl"] > 5 * with_kl["kl"]
    assert without["elbo"] < with_kl["elbo"]


@pytest.mark.parametrize("seed", [0, 1])
def test_digits_learn_in_a_moment(seed: int, store: Store) -> None:
    recipe = VaeRecipe(data="digits", epochs=8, lr=0.005, seed=seed)
    steps = list(train_vae(recipe, store))
    bounds = [step.values["held-out ELBO"] for step in steps if "held-out ELBO" in step.values]
    assert bounds[-1] > bounds[0] + 15
    trained = [step.values["training loss"] for step in steps if "training loss" in step.values]
    assert trained[-1] < trained[0]


def test_28_px_pictures_are_taken_too(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    """Fashion-MNIST and MNIST, whose files are not here: pictures of their shape in their place."""
    rng = np.random.default_rng(0)
    made = Split(*(Examples(rng.integers(0, 256, (n, 1, 28, 28), np.uint8), rng.integers(0, 10, n)) for n in (64, 20)))
    monkeypatch.setattr(data, "load", lambda name: made)
    monkeypatch.setattr(data, "download", lambda name: iter(()))
    for name in ("Fashion-MNIST", "MNIST"):
        recipe = VaeRecipe(data=name, hidden=16, epochs=1)
        assert list(train_vae(recipe, store))[-1].result is not None
        assert frames(recipe, store)[0].arrays["pictures"].shape == (20, 28, 28)


def test_frames_keep_what_the_page_needs_and_drop_the_rest(store: Store) -> None:
    list(train_vae(SMALL, store))
    found = frames(SMALL, store)
    assert [frame.index for frame in found] == [0, 1, 2, 3, 4]
    names = {frame.index: {name.split("/")[0] for name in frame.arrays} for frame in found}
    assert names[0] == {"mu", "logvar", "decoder", "pictures", "labels"}
    assert names[1] == names[3] == {"mu", "logvar", "decoder"}
    assert names[2] == set()
    assert names[4] == {"mu", "logvar", "decoder", "encoder", "elbo"}
    assert shown(4) == [0, 1, 3, 4]
    assert shown(30) == [0, 1, 3, 10, 30]


def test_the_same_recipe_gives_the_same_bits(store: Store, tmp_path: Any) -> None:
    other = Store(str(tmp_path / "other"))
    torch.manual_seed(5)
    state = torch.get_rng_state()
    first = list(train_vae(SMALL, store))[-1].result
    assert torch.equal(torch.get_rng_state(), state)
    torch.rand(3)
    assert lasting(list(train_vae(SMALL, other))[-1].result) == lasting(first)
    assert_same_run(SMALL, store, other)
    reseeded = VaeRecipe(data="digits", hidden=16, epochs=4, batch_size=128, seed=1)
    assert lasting(list(train_vae(reseeded, other))[-1].result) != lasting(first)


@pytest.mark.parametrize("stop", [0, 1, 3])
def test_an_interruption_leaves_no_trace(stop: int, interrupt: Callable[..., Any], store: Store, tmp_path: Any) -> None:
    whole = Store(str(tmp_path / "whole"))
    expected = list(train_vae(SMALL, whole))[-1].result
    interrupt(train_vae, SMALL, store, stop)
    steps = list(train_vae(SMALL, store))
    assert [step.at for step in steps if step.phase == "replaying"] == list(range(stop + 1))
    assert lasting(steps[-1].result) == lasting(expected)
    assert_same_run(SMALL, whole, store)


def test_a_huge_learning_rate_ends_with_a_sentence(store: Store) -> None:
    with pytest.raises(VizlabError, match=r"stopped being a number at step .* learning rate 0\.1 is too large"):
        list(train_vae(VaeRecipe(data="digits", lr=0.1, hidden=512, epochs=20, latent=16), store))


@pytest.mark.parametrize(("field", "value"), [("data", "moons"), ("latent", 33), ("beta", -1.0), ("lr", 5.0), ("hidden", 1)])
def test_wrong_recipes_are_refused_with_a_sentence(field: str, value: Any) -> None:
    with pytest.raises(VizlabError, match=f"{field} must"):
        VaeRecipe(**{field: value})
    with pytest.raises(VizlabError, match="no field"):
        from_json('{"no_such_field": 1}', VaeRecipe)
