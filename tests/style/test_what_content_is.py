"""What the content loss holds on to: gradients that add up, changes that layers forgive, and studies of small paintings."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import default_store
from vizlab.style import RANDOM
from vizlab.style.reconstruction import changes, gradients
from vizlab.style.statistics import looking
from vizlab.style.studies.recipe import KIND, StudyRecipe
from vizlab.style.studies.result import Studied, opened
from vizlab.style.studies.study import finished, study

SMALL = {"picture": "texture/Brick", "network": RANDOM, "side_px": 32, "rounds": 30}


def test_the_gradient_of_the_sum_is_the_sum_of_the_gradients() -> None:
    eyes = looking.open_eyes(RANDOM)
    content = looking.shown("photo/Coffee", 32)
    found = gradients.pulls(eyes, content, eyes.layers[:3], seed=0)
    assert found.apart < 1e-5
    np.testing.assert_allclose(sum(found.each.values()), found.of_sum, atol=1e-5 * np.abs(found.of_sum).max())
    target = looking.as_input(eyes, content)
    start = torch.rand(target.shape, generator=torch.Generator().manual_seed(0))
    step = torch.zeros_like(start)
    step[0, 10, 10] = 1e-2
    layer = eyes.layers[0]

    def loss(picture: torch.Tensor) -> float:
        wanted, own = (looking.see_layer(eyes, layer, each).double() for each in (target, picture))
        return float(((own - wanted) ** 2).sum() / (wanted**2).sum())

    slope = (loss(start + step) - loss(start - step)) / 2e-2
    assert found.each[layer][0, 10, 10] == pytest.approx(slope, rel=0.02)
    with pytest.raises(VizlabError, match="Layers must be among"):
        gradients.pulls(eyes, content, [], seed=0)


def test_deep_layers_forgive_a_small_shift_and_not_a_large_one() -> None:
    found = changes.table(looking.open_eyes("bundled/tiny-vgg"), looking.shown("photo/Cat", 64))
    assert found.changes == list(changes.CHANGES)
    rows = dict(zip(found.changes, found.values, strict=True))
    first, deepest = 1, len(found.layers) - 1
    assert rows["shifted by 1 px"][deepest] < rows["shifted by 1 px"][first] / 2
    assert rows["shifted by 16 px"][deepest] > 4 * rows["shifted by 1 px"][deepest]
    assert found.styles[found.changes.index("mirrored"), 0] < 1e-9  # the pixels' Gram matrix knows no places
    assert rows["mirrored"][0] > 0.01


def test_changes_are_what_they_are_called() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    np.testing.assert_array_equal(changes.changed(pixels, "shifted by 4 px")[:, 4:], pixels[:, :-4])
    np.testing.assert_array_equal(changes.changed(pixels, "mirrored"), pixels[:, ::-1])
    np.testing.assert_array_equal(changes.changed(pixels, "other colours"), pixels[:, :, [2, 0, 1]])
    assert abs(changes.changed(pixels, "noisy").astype(int) - pixels).std() > 5
    for name in changes.CHANGES:
        assert changes.changed(pixels, name).shape == pixels.shape
        assert changes.difference(changes.changed(pixels, name), pixels).any()
    with pytest.raises(VizlabError, match="The change must be one of"):
        changes.changed(pixels, "no such change")


def made(name: str, **fields: object) -> list[Studied]:
    return finished(StudyRecipe(**(SMALL | {"study": name} | fields)))  # type: ignore[arg-type]


def test_the_content_loss_copies_the_style_picture_and_gram_matrices_do_not() -> None:
    copied, textured = made("naive")
    assert copied.numbers["ssim"] > 0.7
    assert textured.numbers["ssim"] < 0.2
    assert textured.fell_to < 0.05


def test_a_texture_from_one_layer_matches_that_layer_best() -> None:
    found = made("layers")
    for each in found:
        own = each.numbers["style"][each.layer]
        assert own < 0.05
        assert own == min(other.numbers["style"][each.layer] for other in found)


def test_pixels_are_further_off_the_deeper_the_layer_that_is_satisfied() -> None:
    found = made("reconstruction", rounds=40)
    assert [each.label for each in found] == [f"layer {number}" for number in range(1, len(found) + 1)]
    assert all(each.fell_to < 0.05 for each in found)
    assert found[0].fell_to < 1e-2
    assert found[0].numbers["rms"] < 0.7 * found[-1].numbers["rms"]
    assert found[0].at(10**6) is found[0].pictures[-1]


@pytest.mark.parametrize("name", ["naive", "statistics"])
def test_a_study_goes_on_where_it_stopped(name: str) -> None:
    recipe = StudyRecipe(study=name, **(SMALL | {"rounds": 2}))  # type: ignore[arg-type]
    run = Frames(KIND, recipe)
    steps = study(recipe)
    for step in steps:
        if step.frame == 0:
            break
    steps.close()
    assert run.record() is None
    assert len(opened(run.read())) == 1
    *_, last = study(recipe)
    assert last.result == run.record()
    broken_off = opened(run.read())
    run.delete()
    default_store().collect(0)
    through = finished(recipe)
    for own, other in zip(broken_off, through, strict=True):
        np.testing.assert_array_equal(own.pictures[-1], other.pictures[-1])
        assert own.numbers == other.numbers
        assert own.losses == other.losses


def test_a_study_that_does_not_exist_is_refused() -> None:
    with pytest.raises(VizlabError, match="The study must be one of"):
        StudyRecipe(study="nothing")
