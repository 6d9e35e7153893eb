"""Stylised pictures as augmentation: the quick transfer, its sets, and whom networks believe that learned from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store
from vizlab.style.stylised import learning, quick, sets, shown

TINY = learning.StylisedRecipe(pictures=8, epochs=1, starts=2, share=0.5, way="colours only")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "TWINS", 8)
    monkeypatch.setattr(learning, "TESTED", 16)
    monkeypatch.setattr(quick, "STEPS", 3)


def noise(seed: int, n: int = 2) -> torch.Tensor:
    return torch.rand(n, 3, 32, 32, generator=torch.Generator().manual_seed(seed)) ** 2


def test_the_quick_transfer_nears_the_style_and_a_batch_equals_alone() -> None:
    network, content, style = quick.opened(), noise(0), noise(1) * 0.5
    state = {name: value.clone() for name, value in network.state_dict().items()}
    both = quick.stylised(network, content, style)
    torch.testing.assert_close(quick.stylised(network, content[1:], style[1:]), both[1:], rtol=0, atol=2e-3)
    wanted = quick.moments(style, quick.seen(network, style))
    held = quick.coarse(quick.seen(network, content)[quick.CONTENT])
    before, after = (quick.losses(network, pixels, held, wanted) for pixels in (content, both))
    assert (after < 0.5 * before).all()
    assert both.min() >= 0
    assert both.max() <= 1
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())


def test_recoloured_pictures_have_the_moments_of_the_style() -> None:
    content, style = 0.45 + 0.1 * noise(2), 0.4 + 0.2 * noise(3)  # so that nothing is cut off
    found, expected = (pictures.numpy().reshape(2, 3, -1) for pictures in (quick.recoloured(content, style), style))
    np.testing.assert_allclose(found.mean(-1), expected.mean(-1), atol=1e-4)
    np.testing.assert_allclose(found.std(-1), expected.std(-1), rtol=1e-2)


def test_twins_go_on_where_they_stopped_and_are_those_of_a_larger_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sets, "CHUNK", 4)
    few, more = (sets.TwinsRecipe(pictures=n, way="colours only") for n in (4, 8))
    store = Store(str(tmp_path))
    steps = sets.make(more, store)
    next(step for step in steps if step.frame == 4)
    steps.close()
    list(sets.make(more, store))
    list(sets.make(few, store))
    assert sets.read(more, store).shape == (8, 3, 64, 64)
    np.testing.assert_array_equal(sets.read(few, store), sets.read(more, store)[:4])
    assert not set(sets.STYLES["train"]) & set(sets.STYLES["test"])


def test_a_larger_share_replaces_the_same_pictures_and_more() -> None:
    some, most, every = (learning.replaced(learning.StylisedRecipe(share=share), 1) for share in (0.25, 0.75, 1.0))
    assert abs(some.mean() - 0.25) < 0.05
    assert (most | ~some).all()
    assert every.all()


def test_training_goes_on_where_it_stopped_and_equals_training_in_one_go(tmp_path: Path) -> None:
    store, whole = Store(str(tmp_path / "a")), Store(str(tmp_path / "b"))
    steps = learning.learn(TINY, store)
    next(step for step in steps if step.phase == "learning" and step.frame == 0)
    steps.close()
    found, expected = shown.found(TINY, store), shown.found(TINY, whole)
    np.testing.assert_array_equal(found.decided, expected.decided)
    assert found.decided.shape == (2, 16)
    assert list(learning.known(TINY, store)) == [0.5]
    assert set(found.accuracies) == set(learning.ACCURACIES)


def test_who_is_believed_is_counted_as_by_hand() -> None:
    said, outlines, textures = np.array([0, 1, 2, 3]), np.array([0, 5, 5, 3]), np.array([7, 1, 6, 4])
    assert learning.believed(said, outlines, textures).tolist() == [1, -1, 0, 1]
    assert shown.fraction(np.array([1, -1, 0, 1])) == 2 / 3
    assert np.isnan(shown.fraction(np.zeros(3)))
    one = shown.Found(np.tile(np.array([1, -1], np.int8), (2, 200)), {})
    low, high = one.interval
    expected = 1.96 * np.sqrt(0.25 / 400)  # a rate of one half over 400 pictures
    np.testing.assert_allclose([0.5 - low, high - 0.5], expected, rtol=0.2)


def test_what_ships_says_that_stylised_training_takes_decisions_from_the_texture() -> None:
    """N20 with S47: three networks each, with and without stylised pictures; the texture has less say."""
    recipes = {share: learning.StylisedRecipe(share=share) for share in (0.0, 1.0)}
    assert all(Frames(learning.KIND, recipe).record() is not None for recipe in recipes.values())
    plain, stylised = (shown.found(recipe) for recipe in recipes.values())
    assert len(plain.decided) >= 3
    assert plain.interval[1] < stylised.interval[0]
    assert plain.accuracy("texture of the class") > 0.8
    assert shown.texture_share(plain.decided) > 0.7
    assert shown.texture_share(stylised.decided) < 0.3
    assert "loses its say" in shown.verdict({0.0: plain, 1.0: stylised})


def test_unknown_names_are_answered() -> None:
    with pytest.raises(VizlabError, match="way one of"):
        learning.StylisedRecipe(way="paint")
    assert shapes.SHAPE == (3, 64, 64)
