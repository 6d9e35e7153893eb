"""Shortcuts (METHODS S23): what is changed is the shortcut alone, and maps say who relies on it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import data, library
from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.saliency import shortcuts
from vizlab.saliency.affordable import affordable

TAG, GROUND = shapes.PLANTED["Shapes with a tag"], shapes.PLANTED["Shapes with a telling background"]


def test_the_maps_of_the_cheat_lie_on_the_tag_and_those_of_the_honest_network_on_the_object(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shortcuts, "MOST", 48)
    cheat, honest, before = (
        shortcuts.masses(library.open_model(f"bundled/shapes-{name}").network, TAG, "gradient × input")
        for name in ("cheat", "honest", "cheat@0")
    )
    assert cheat.shortcut_area == pytest.approx(64 / 64**2)
    assert cheat.shortcut > 15 * cheat.shortcut_area
    assert cheat.object < 1.5 * cheat.object_area
    assert honest.object > 4 * honest.object_area
    assert honest.shortcut < cheat.shortcut / 4
    assert before.shortcut < cheat.shortcut / 2  # it has learned to look there


def test_the_cheat_says_what_the_tag_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortcuts, "N", 64)
    found = {name: shortcuts.answers(library.open_model(f"bundled/shapes-{name}").network, TAG) for name in ("cheat", "honest")}
    assert list(found["cheat"]) == list(shortcuts.SITUATIONS["tag"])
    assert found["cheat"]["tag as in training"].right > 0.95
    assert max(found["cheat"][name].right for name in ("without a tag", "tag of another class")) < 0.4
    assert (found["cheat"]["tag of another class"].follows or 0) > 0.95
    assert (found["honest"]["tag of another class"].follows or 0) < 0.05
    assert min(each.right for each in found["honest"].values()) > 0.9
    with pytest.raises(VizlabError, match="tag, background; got 'none'"):
        shortcuts.answers(nn.Identity(), shapes.Options())


def test_only_the_shortcut_changes() -> None:
    known = shortcuts.scene(TAG, 5)
    wrong = (int(known.labels[0]) + 1) % len(shapes.CLASSES)
    moved, gone, other = (
        shortcuts.scene(TAG, 5, **changes) for changes in ({"corner": "bottom right"}, {"corner": "none"}, {"cue": wrong})
    )
    assert (known.cues[0], other.cues[0]) == (known.labels[0], wrong)
    ground, elsewhere = shortcuts.scene(GROUND, 5), shortcuts.scene(GROUND, 5, cue=wrong)
    for same, changed, where in (
        (known, moved, known.tag_masks | moved.tag_masks),
        (known, gone, known.tag_masks),
        (known, other, known.tag_masks),
        (ground, elsewhere, ~ground.masks),
    ):
        differs = (changed.images != same.images).any(axis=1)
        assert differs.any()
        assert not (differs & ~where).any()
        np.testing.assert_array_equal(changed.masks, known.masks)


def test_a_data_set_says_in_its_name_how_often_the_shortcut_is_right() -> None:
    name = shapes.agreeing("Shapes with a tag", 0.8)
    assert name == "Shapes with a tag, 80 % right"
    assert shapes.agreeing("Shapes with a tag", 1.0) in data.DATASETS
    assert data.is_known(name)
    assert data.find(name).classes == shapes.CLASSES
    planted = shapes.planted(name)
    assert planted is not None
    drawn = shapes.draw(512, planted, 0)
    assert (drawn.cues == drawn.labels).mean() == pytest.approx(0.8, abs=0.06)
    for wrong in ("Shapes, 80 % right", "digits, 80 % right", "Shapes with a tag, 080 % right", "Shapes with a tag, 100 % right"):
        assert shapes.planted(wrong) is None
        with pytest.raises(VizlabError, match="There is no data set"):
            data.find(wrong)


@pytest.mark.parametrize(("method", "settings", "passes"), [("gradient", {}, 1), ("SmoothGrad", {"n_samples": 7}, 7)])
def test_fewer_pictures_are_asked_of_a_method_that_takes_more_passes(
    method: str, settings: dict[str, int], passes: int, model: nn.Module, images: torch.Tensor
) -> None:
    most = affordable(model, images[0], method, settings, passes=70, least=2, most=1000)
    assert most == 70 // passes
    assert affordable(model, images[0], method, settings, passes=1, least=2, most=9) == 2
