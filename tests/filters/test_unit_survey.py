"""Surveys against brute force over all activations, and against themselves broken off and continued."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from vizlab import library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.filters import layers
from vizlab.filters.units import pool, selectivity, survey
from vizlab.filters.units.recipe import KIND, SurveyRecipe
from vizlab.filters.units.tally import TOP, Tally
from vizlab.frames import Frames
from vizlab.inspection import activations
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.store import Store

DIGITS = SurveyRecipe(reference="bundled/digits-cnn@30", pictures=120)


def brute(model: torch.nn.Module, inputs: torch.Tensor, layer: str) -> np.ndarray:
    """All activations, (n, u, places)."""
    found = activations(model, inputs, [layer])[layer]
    return found.reshape(*found.shape[:2], -1).numpy()


def test_the_listed_are_the_strongest_of_all_with_ties_in_order() -> None:
    with RandomStream(3):
        model = build(Recipe(depth=2, width=4, activation="ReLU"), (3, 9, 7), 4).eval()
    inputs = torch.rand(40, 3, 9, 7, generator=torch.Generator().manual_seed(1))
    inputs[21], inputs[35] = inputs[4], inputs[4]  # ties between chunks, and within one
    inputs[22] = inputs[20]
    labels = torch.arange(40) % 3  # the fourth class has no picture
    shapes = {layer.name: len(layer.maps) for layer in layers(model, inputs[0].numpy())}
    tally = Tally(model, shapes, 4)
    for part, known in zip(inputs.split(9), labels.split(9), strict=True):
        tally.add(part, known)
    assert tally.done == 40
    for layer, units in tally.slices():
        every = brute(model, inputs, layer)
        peaks = every.max(axis=2)
        order = np.argsort(-peaks, axis=0, kind="stable")[:TOP].T
        np.testing.assert_array_equal(tally.arrays["pictures"][units], order, layer)
        np.testing.assert_array_equal(tally.arrays["values"][units], np.take_along_axis(peaks.T, order, axis=1), layer)
        places = [[every[picture, unit].argmax() for picture in row] for unit, row in enumerate(order)]
        np.testing.assert_array_equal(tally.arrays["places"][units], places, layer)
        means = np.stack([np.maximum(every, 0).mean(axis=2)[labels.numpy() == index].mean(axis=0) for index in range(3)], axis=1)
        np.testing.assert_allclose(tally.class_means()[units, :3], means, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(tally.arrays["active"][units] / 40, (every > 0).mean(axis=(0, 2)), rtol=1e-5)
    assert np.isnan(tally.class_means()[:, 3]).all()


def test_a_survey_goes_on_where_it_was_broken_off_and_is_then_only_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "CHUNK", 30)
    monkeypatch.setattr(survey, "KEEP", 60)
    store, whole = Store(str(tmp_path)), survey.made(DIGITS, store=Store(str(tmp_path / "empty")))
    steps = survey.survey(DIGITS, store)
    assert [next(steps).done for _ in range(4)] == [0, 30, 60, 90]
    steps.close()
    assert Frames(KIND, DIGITS, store).newest().index == 60
    model = library.open_model(DIGITS.reference)
    assert survey.partly(DIGITS, Frames(KIND, DIGITS, store).newest(), model).count == 60
    continued = list(survey.survey(DIGITS, store))
    assert [step.done for step in continued] == [0, 90, 120, 120]
    assert continued[-1].result["count"] == 120
    kept = survey.made(DIGITS, store=store)
    assert kept.layers == whole.layers
    for name, array in whole.arrays.items():
        np.testing.assert_array_equal(kept.arrays[name], array, name)
    monkeypatch.setattr(pool, "draw", None)  # from now on nothing may be looked at
    assert [step.done for step in survey.survey(DIGITS, store)] == [1]
    assert survey.made(DIGITS, store=store).words == "the first 120 of 360 test pictures of digits"


def test_what_a_survey_says_of_a_unit() -> None:
    model = library.open_model(DIGITS.reference)
    found = survey.made(DIGITS, model)
    every = brute(model.network, pool.draw(model, DIGITS).batch(slice(None)), "block2.conv")
    peaks = every.max(axis=2)
    top = found.top("block2.conv", 7)
    width = found.layers["block2.conv"][2]
    assert [every[p, 7, r * width + c] for p, r, c in zip(top.pictures, top.rows, top.columns, strict=True)] == list(top.values)
    np.testing.assert_array_equal(found.best("block2.conv"), peaks.max(axis=0))
    low, high = found.of("edges", "block2.conv")[7]
    counts = np.histogram(peaks[:, 7], bins=survey.BINS, range=(low, high))[0]
    assert np.abs(found.of("counts", "block2.conv")[7] - counts).sum() <= 2  # 16 bits may push a value over an edge
    correlations = np.corrcoef(peaks.T)[7]
    correlations[7] = -2
    assert found.of("like", "block2.conv")[7].tolist() == np.argsort(-correlations)[: survey.ALIKE].tolist()
    np.testing.assert_allclose(found.of("alike", "block2.conv")[7], np.sort(correlations)[::-1][: survey.ALIKE], atol=1e-3)
    with pytest.raises(VizlabError, match="no layer 'block9'"):
        found.best("block9")


def test_selectivity_by_hand() -> None:
    means = np.array([[3.0, 1, 1], [2, 2, 2], [0, 5, 0], [0, 0, 0]])
    np.testing.assert_allclose(selectivity.selectivity(means), [0.5, 0, 1, np.nan])
    unknown = np.array([[3.0, np.nan, 1]])
    np.testing.assert_allclose(selectivity.selectivity(unknown), [0.5])


def test_selectivity_rises_with_depth_when_trained_and_not_before() -> None:
    """The shipped Fashion-MNIST network; medians over the units of a layer."""
    medians = {}
    for epoch in (0, 10):
        model = library.open_model(f"bundled/fashion-cnn@{epoch}")
        found = survey.made(SurveyRecipe(reference=model.reference, part="samples", pictures=300), model)
        names = selectivity.activation_layers(model.network)
        medians[epoch] = [float(np.median(values)) for values in selectivity.by_layer(found, names).values()]
    assert medians[10] == sorted(medians[10])
    assert medians[10][2] > 1.2 * medians[10][0]
    assert medians[0][2] < medians[0][0]


def test_pictures_that_are_at_hand() -> None:
    fashion, lenet = (library.open_model(f"bundled/{name}") for name in ("fashion-cnn", "mnist-lenet5"))
    assert pool.parts(fashion) == ["samples", "pieces"]
    assert pool.parts(lenet) == ["digits", "pieces"]
    crowd = samples.crowd("Fashion-MNIST")
    assert np.bincount(crowd.labels).tolist() == [100] * 10
    for part in ("samples", "pieces"):
        known = pool.draw(fashion, SurveyRecipe(part=part))
        assert len(known) == pool.size(fashion, part)
        assert known.is_labelled == (part == "samples")
        assert known.batch([0, 5]).shape == (2, 1, 28, 28)
    with pytest.raises(VizlabError, match="must be downloaded"):
        pool.draw(fashion, SurveyRecipe())
    with pytest.raises(VizlabError, match="takes points"):
        pool.draw(library.open_model("bundled/spirals-mlp"), SurveyRecipe(part="pieces"))
    with pytest.raises(VizlabError, match="part must be one of"):
        SurveyRecipe(part="all")
