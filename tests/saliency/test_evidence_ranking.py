"""Methods ranked over many pictures: a job that goes on where it stopped, and numbers that are those of each picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from vizlab import library, saliency
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.saliency import evidence
from vizlab.saliency.evidence import pool, ranking
from vizlab.saliency.evidence.recipe import DEFAULT_METHODS, KIND, EvidenceRecipe, joined
from vizlab.store import Store

RECIPE = EvidenceRecipe(reference="bundled/digits-cnn@4", sample_size=8, ranked="gradient, random map", seed=3)


def test_it_goes_on_where_it_stopped_and_keeps_what_it_found(tmp_path: Path) -> None:
    stopped, whole = Store(str(tmp_path / "stopped")), Store(str(tmp_path / "whole"))
    for step in ranking.rank(RECIPE, stopped):
        if step.frame is not None:
            break
    frame = Frames(KIND, RECIPE, stopped).newest()
    assert frame is not None
    assert ranking.partly(RECIPE, frame).scores.shape == (ranking.GROUP, 2, len(ranking.MEASURES))
    steps = list(ranking.rank(RECIPE, stopped))
    assert next(step.done for step in steps if step.phase == "explaining pictures") == ranking.GROUP + 1
    assert len(list(ranking.rank(RECIPE, stopped))) == 1  # finished: nothing is computed again
    found, straight = ranking.made(RECIPE, stopped), ranking.made(RECIPE, whole)
    timed = list(ranking.MEASURES).index("seconds")
    np.testing.assert_array_equal(np.delete(found.scores, timed, axis=2), np.delete(straight.scores, timed, axis=2))
    assert found.measures == ["insertion − deletion", "deletion", "insertion", "variation", "seconds"]
    assert found.words == "8 test pictures of digits"


def test_scores_are_those_of_each_picture_by_itself(tmp_path: Path) -> None:
    model = library.open_model(RECIPE.reference)
    found, image = ranking.made(RECIPE, Store(str(tmp_path))), pool.draw(model, 8).images[6]
    target = int(model.network(image[None]).argmax())
    gradient = saliency.explain(model.network, image, target, "gradient").values
    alone = evidence.curves(model.network, image, gradient, target, seed=3 + 6)
    assert found.of("deletion")[6, 0] == pytest.approx(float(alone.deletion_area), abs=1e-5)
    assert found.of("insertion")[6, 0] == pytest.approx(float(alone.insertion_area), abs=1e-5)
    names, summary = found.ranked("insertion − deletion")
    assert names == ["gradient", "random map"]
    values = found.of("insertion − deletion")[:, 0].astype(float)
    assert summary[0].tolist() == pytest.approx(
        [values.mean(), *(values.mean() + sign * 1.96 * values.std(ddof=1) / 8**0.5 for sign in (-1, 1))]
    )
    order = np.argsort(found.of("seconds").mean(axis=0))  # less is better
    assert found.ranked("seconds")[0] == [("gradient", "random map")[method] for method in order]


def test_shapes_come_with_masks_and_exact_chance_and_dice_fall_anew_for_each_picture(tmp_path: Path) -> None:
    recipe = EvidenceRecipe(reference="bundled/shapes-cheat@0", sample_size=3, ranked="edge detector, random map")
    found = ranking.made(recipe, Store(str(tmp_path)))
    assert found.measures == list(ranking.MEASURES)
    drawn = pool.draw(library.open_model(recipe.reference), 3)
    assert drawn.masks is not None
    assert found.chance("pointing") == found.chance("mass") == pytest.approx(drawn.masks.mean())
    assert found.of("mass")[:, 1].mean() == pytest.approx(drawn.masks.mean(), abs=0.005)
    assert found.of("mass on the tag")[:, 1].mean() == pytest.approx(found.chance("mass on the tag"), abs=0.005)
    assert len(np.unique(found.of("variation")[:, 1])) == 3
    assert found.chance("seconds") is None


def test_intervals_of_rates_are_wilsons() -> None:
    for hits, n in ((0, 5), (3, 7), (50, 50)):
        expected = binomtest(hits, n).proportion_ci(method="wilson")
        assert ranking.wilson(hits / n, n) == (pytest.approx(expected.low, abs=1e-4), pytest.approx(expected.high, abs=1e-4))


def test_the_ranking_that_comes_along_is_that_of_the_default_recipe() -> None:
    """And the network of Shapes looks at the object: METHODS S49. The benchmark measures 400 pictures."""
    recipe = EvidenceRecipe(ranked=joined(list(DEFAULT_METHODS)))
    run = Frames(KIND, recipe)
    record = run.record()
    assert record is not None
    found = ranking.opened(recipe, record, run.read())
    hits = dict(zip(recipe.methods, found.of("pointing near").mean(axis=0), strict=True))
    assert hits["integrated gradients"] > 0.9
    assert hits["Grad-CAM"] > 0.75
    assert found.ranked("insertion − deletion")[0][-1] == "random map"


def test_wrong_recipes_are_said_in_a_sentence() -> None:
    for fields, sentence in (
        ({"missing": "snow"}, "missing must be one of black"),
        ({"ranked": "gradient, LIME"}, "must be one of gradient"),
        ({"sample_size": 0}, "sample_size must lie between 1 and 1000"),
    ):
        with pytest.raises(VizlabError, match=sentence):
            EvidenceRecipe(**fields)  # type: ignore[arg-type]
    with pytest.raises(VizlabError, match="at least one method"):
        joined([])
    assert joined(["random map", "gradient"]) == "gradient, random map"
    with pytest.raises(VizlabError, match="take pictures"):
        pool.draw(library.open_model("bundled/spirals-mlp"), 3)
