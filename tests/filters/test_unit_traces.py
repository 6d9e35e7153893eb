"""Ways back to the pixels against formulas, what a unit sees, and what is left of it without the pixels that are marked."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.backward_rules import RULES, backward_rule
from vizlab.errors import VizlabError
from vizlab.filters import Field, field
from vizlab.filters.units import patches, survey
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.filters.units.traced import Place, traced, wipe

RECIPE = SurveyRecipe(reference="bundled/digits-cnn@30")


@pytest.fixture(scope="module")
def surveyed() -> tuple[library.Model, survey.Survey]:
    model = library.open_model(RECIPE.reference)
    return model, survey.made(RECIPE, model)


@pytest.mark.parametrize("in_place", [False, True])
def test_the_rules_by_formula(in_place: bool) -> None:
    """One ReLU between two linear layers: dx = W1' m(W2' g), with the rule's mask m."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(6, 40), nn.ReLU(inplace=in_place), nn.Linear(40, 3))
    x = torch.randn(5, 6, generator=torch.Generator().manual_seed(1), requires_grad=True)
    hidden, above = model[0](x).detach(), model[2].weight[1].detach()
    masks = {
        "gradient": above * (hidden > 0),
        "deconvolution": (above * (above > 0)).expand_as(hidden),
        "guided backpropagation": above * (above > 0) * (hidden > 0),
    }
    assert set(masks) == set(RULES)
    for rule, handed in masks.items():
        with backward_rule(model, rule):
            answers = model(x)
            (found,) = torch.autograd.grad(answers[:, 1].sum(), x)
        torch.testing.assert_close(found, handed @ model[0].weight)
        torch.testing.assert_close(answers, model(x))
    assert model[1].inplace == in_place
    assert not model[1]._forward_hooks
    with pytest.raises(VizlabError, match="one of guided backpropagation, deconvolution, gradient"), backward_rule(model, "x"):
        pass


@pytest.mark.parametrize("layer", ["block1.activation", "block2.conv"])
def test_a_trace_is_zero_outside_of_what_the_unit_sees(layer: str, surveyed: tuple[library.Model, survey.Survey]) -> None:
    model, found = surveyed
    inside = 0.0
    for unit in range(0, 30, 5):
        shown = patches.nine(model, found, layer, unit)
        marks = patches.traces(model, shown, "guided backpropagation")
        assert patches.outside(shown, marks) == 0
        inside = max(inside, max(float(np.abs(each).max()) for each in marks))
    assert inside > 0


def test_the_marked_pixels_count_for_more_than_random_ones(surveyed: tuple[library.Model, survey.Survey]) -> None:
    model, found = surveyed
    marked, random = [], []
    for unit in range(0, 60, 4):
        shown = patches.nine(model, found, "block2.activation", unit)
        each = patches.wiped(model, shown, patches.traces(model, shown, "guided backpropagation"), 0.1, 0)
        marked += [one.falls[0] for one in each]
        random += [one.falls[1] for one in each]
    assert np.median(marked) > 2 * np.median(random) > 0
    assert np.mean(np.array(marked) > np.array(random)) > 0.9


def test_what_is_wiped_out_gets_the_mean_of_the_patch() -> None:
    model = nn.Sequential(nn.Conv2d(1, 1, 3, bias=False))
    nn.init.ones_(model[0].weight)
    picture = np.arange(25, dtype=np.float32).reshape(1, 5, 5)
    marks = np.zeros_like(picture)
    marks[0, 2, 3], marks[0, 0, 0] = -9, 99  # the second lies outside of the window
    found = wipe(model, picture, Place("0", 0, 1, 1), marks, (1, 1, 4, 4), share=1 / 9, draws=4, seed=0)
    assert found.before == 9 * 12
    assert found.marked == 9 * 12 - 13 + 12
    assert found.falls[0] == pytest.approx(1 / 108)
    assert all(round(value) - 108 in range(-6, 7) for value in found.random)


def test_a_patch_is_cut_out_where_it_lies() -> None:
    picture = np.arange(36, dtype=np.uint8).reshape(1, 6, 6)
    place = Field((6, 6), side=(4, 4), jump=(2, 2), first=(-1, -1))
    corner = patches.crop(picture, place, 0, 0)
    assert corner.shape == (4, 4, 4)
    np.testing.assert_array_equal(corner[1:, 1:, 1], picture[0, :3, :3])
    assert corner[:, :, 3].sum() == 9 * 255
    np.testing.assert_array_equal(patches.crop(picture, place, 1, 2)[:, :3, 0], picture[0, 1:5, 3:])
    everything = Field((6, 6), side=(20, 20), jump=(4, 4), first=(-8, -8))
    np.testing.assert_array_equal(patches.crop(picture, everything, 1, 1)[:, :, 2], picture[0])


def test_the_kernel_behind_a_unit_is_found_through_norm_activation_and_pooling() -> None:
    model = library.open_model("bundled/fashion-cnn")
    weights = model.network.get_submodule("block2.conv").weight[9].numpy()
    for layer in ("block2.conv", "block2.norm", "block2.activation", "block2.pool"):
        found = patches.kernel(model.network, layer, 9, model.shape)
        assert found.layer == "block2.conv"
        np.testing.assert_array_equal(found.weights, weights)
    lengths = np.linalg.norm(weights.reshape(len(weights), -1), axis=1)
    assert found.inputs == np.argsort(-lengths)[: patches.SLICES].tolist()
    assert patches.kernel(model.network, "average", 9, model.shape).layer == "block3.conv"
    assert patches.kernel(model.network, "output", 9, model.shape) is None


def test_the_frame_is_the_field_and_the_label_the_activation(surveyed: tuple[library.Model, survey.Survey]) -> None:
    model, found = surveyed
    shown = patches.nine(model, found, "block2.activation", 3)
    top = found.top("block2.activation", 3)
    assert shown.activations == [f"{value:.3g}" for value in top.values]
    seen = field(model.network, "block2.activation", model.shape)
    assert shown.windows == [seen.window(int(r), int(c)) for r, c in zip(top.rows, top.columns, strict=True)]
    assert len(shown.patches()) == len(shown.wholes()) == 9


def test_a_layer_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="no layer 'x'"):
        traced(nn.Sequential(nn.Conv2d(1, 1, 3)), np.zeros((1, 5, 5), np.float32), Place("x", 0), "gradient")
