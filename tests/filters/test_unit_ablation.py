"""Units switched off: against weights set to zero, one against many, and as a job."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters.units import ablation, pool
from vizlab.filters.units.ablation import AblationRecipe
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.store import Store

FASHION = AblationRecipe(part="samples", pictures=300, group=64, unit=5)


def test_switching_off_is_cutting_all_wires_behind() -> None:
    model = library.open_model("bundled/digits-cnn@30")
    pictures = pool.draw(model, SurveyRecipe(reference=model.reference))
    inputs, output = pictures.batch(slice(60)), model.network.get_submodule("output")
    units = [3, 17, 60]
    with torch.no_grad():
        features = model.network[:-1](inputs)
        cut = features.reshape(60, 64, -1).clone()
        cut[:, units] = 0
        expected = output(cut.flatten(1))
        with ablation.switched_off(model.network, "block2.activation", units):
            found = model.network(inputs)
        torch.testing.assert_close(found, expected)
        assert (model.network(inputs) - found).abs().max() > 0.1
    assert not model.network.get_submodule("block2.activation")._forward_hooks


def test_one_unit_is_missed_far_less_than_a_group() -> None:
    model = library.open_model(FASHION.reference)
    pictures = ablation.drawn(model, FASHION)
    passes = ablation.switched(FASHION, 128)
    assert [len(units) for units in passes] == [0, 1, *[64] * ablation.DRAWS]
    answers = [ablation.answered(model, pictures, FASHION.layer, units) for units in passes]
    found = ablation.outcome(answers, pictures, 10)
    assert found.everything == (answers[0] == pictures.labels).mean() > 0.9
    assert found.everything - found.groups.mean() > 0.08
    assert abs(found.everything - found.alone) < (found.everything - found.groups.mean()) / 4
    np.testing.assert_allclose(found.on.mean(), found.everything)  # as many pictures of each class
    np.testing.assert_allclose(found.without.mean(axis=1), found.groups)


def test_without_labels_the_whole_networks_answers_count() -> None:
    pictures = pool.Pool(np.zeros((4, 1, 2, 2), np.uint8), np.full(4, -1), "four")
    found = ablation.outcome([[0, 1, 1, 2], [0, 1, 2, 2], [0, 0, 0, 0]], pictures, 4)
    assert (found.everything, found.alone, found.groups.tolist()) == (1, 0.75, [0.25])
    np.testing.assert_array_equal(found.off, [1, 0.5, 1, np.nan])
    assert not found.is_labelled


def test_as_a_job_it_is_the_same_and_kept(tmp_path: Path) -> None:
    recipe, store = AblationRecipe(reference="bundled/digits-cnn@30", layer="block1.activation", group=8), Store(str(tmp_path))
    classes, at_once = ablation.made(recipe, store)
    steps = list(ablation.ablate(recipe, store))
    assert [step.done for step in steps] == list(range(3 + ablation.DRAWS))
    assert [step.done for step in ablation.ablate(recipe, store)] == [1]
    _, kept = ablation.made(recipe, store)
    np.testing.assert_array_equal(kept.without, at_once.without)
    assert len(classes) == 10


def test_more_units_than_there_are_are_refused() -> None:
    with pytest.raises(VizlabError, match="has 128 units; got unit 128"):
        ablation.switched(AblationRecipe(unit=128), 128)
    with pytest.raises(VizlabError, match="group must lie between"):
        AblationRecipe(group=0)
    with pytest.raises(VizlabError, match="no layer 'x'"):
        ablation.units_of(library.open_model("bundled/digits-cnn"), "x")
