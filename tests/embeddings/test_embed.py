"""The whole run: what it proves of digits, and that it goes on from where it broke off to the same bits."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.spatial.distance import squareform
from sklearn.manifold import _t_sne

from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe, embed
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.features import Items
from vizlab.embeddings.quality import judge
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store

QUICK = EmbeddingRecipe(n=200, perplexity=20, iterations=120)
LAYER = EmbeddingRecipe(reference="bundled/digits-cnn@30", layer="flatten")


def test_steps_tell_what_happens_and_frames_are_kept() -> None:
    steps = list(embed(QUICK))
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].result is not None
    assert json.loads(json.dumps(steps[-1].result, allow_nan=False))["run"]
    kept = [step.frame for step in steps if step.frame is not None]
    frames = Frames(embeddings.KIND, QUICK).read()
    assert [frame.index for frame in frames] == kept == list(range(0, 121, 4))
    assert all(step.values["KL divergence"] > 0 for step in steps if step.frame is not None)
    assert {name for frame in frames[:-1] for name in frame.arrays} == {"map"}
    last = frames[-1].arrays
    width = last["positions"].max(0) - last["positions"].min(0)
    np.testing.assert_allclose(last["map"], last["positions"] / width.max(), atol=1e-3)
    assert list(embed(QUICK))[-1].result == steps[-1].result  # found finished


def test_resumed_is_uninterrupted(tmp_path: Path) -> None:
    whole, broken = Store(str(tmp_path / "whole")), Store(str(tmp_path / "broken"))
    *_, last = embed(QUICK, whole)
    steps = embed(QUICK, broken)
    for step in steps:
        if step.done >= 70:
            break
    steps.close()
    run = Frames(embeddings.KIND, QUICK, broken)
    assert run.record() is None
    newest = run.newest()
    assert newest is not None
    assert newest.index == 68
    resumed = list(embed(QUICK, broken))
    assert min(step.done for step in resumed if step.phase.startswith("early")) >= 70
    expected, found = Frames(embeddings.KIND, QUICK, whole).read(), run.read()
    assert [frame.index for frame in found] == [frame.index for frame in expected]
    for ours, theirs in zip(found, expected, strict=True):
        for name in theirs.arrays:
            np.testing.assert_array_equal(ours.arrays[name], theirs.arrays[name])
    assert resumed[-1].result is not None
    assert last.result is not None
    assert resumed[-1].result["quality"] == last.result["quality"]


def test_a_descent_that_flies_apart_ends_with_a_sentence() -> None:
    recipe = EmbeddingRecipe(n=100, perplexity=10, iterations=300, lr=5000, exaggeration=50)
    with pytest.raises(VizlabError, match="take a smaller lr than 5000"):
        list(embed(recipe))


def bundled(recipe: EmbeddingRecipe) -> Frames:
    run = Frames(embeddings.KIND, recipe)
    assert run.record() is not None, "the run that comes with vizlab is missing"
    return run


def test_near_is_right_on_tsne_and_far_on_pca() -> None:
    """E2, of the digits that come with vizlab."""
    record = bundled(EmbeddingRecipe()).record()
    assert record is not None
    plane, tsne = record["quality"]["PCA"], record["quality"]["t-SNE"]
    assert plane["rank_correlation"] > tsne["rank_correlation"] + 0.03
    assert tsne["trustworthiness"] > plane["trustworthiness"] + 0.1
    assert tsne["trustworthiness"] == pytest.approx(0.993, abs=0.002)
    assert plane["trustworthiness"] == pytest.approx(0.830, abs=0.002)


def test_the_bundled_map_has_the_divergence_that_it_says(digits: Items) -> None:
    """By scikit-learn's own function, of the positions in the file."""
    run = bundled(EmbeddingRecipe())
    record = run.record()
    assert record is not None
    positions = run.read()[-1].arrays["positions"].astype(np.float64)
    packed = squareform(joint(digits.features, 30.0).double().numpy(), checks=False)
    exact, _ = _t_sne._kl_divergence(positions.ravel(), packed, 1, 1797, 2)
    assert record["loss"] == pytest.approx(exact, rel=1e-3)
    judged = judge(digits.features, torch.from_numpy(positions), digits.labels)
    assert record["quality"]["t-SNE"]["trustworthiness"] == pytest.approx(judged.trustworthiness, abs=1e-6)
    values = [value for _, value in embeddings.losses(run.read())]
    assert values[-1] < 0.5 * values[len(values) // 4]  # exaggeration ends after a quarter


def test_the_code_as_it_stands_begins_as_the_bundled_map_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first frames again: an asset made by other code would not be what the page says it is."""
    frames = bundled(EmbeddingRecipe()).read()
    monkeypatch.setattr("vizlab.frames.BUNDLED", tmp_path / "nothing")
    steps = embed(EmbeddingRecipe())
    seen: dict[int, float] = {}
    for step in steps:
        if step.frame is not None:
            seen[step.frame] = step.values["KL divergence"]
        if step.done >= 50:
            break
    steps.close()
    assert sorted(seen) == [0, 33]
    for frame in frames[:2]:
        assert seen[frame.index] == pytest.approx(frame.notes["loss"], rel=1e-3)


def test_training_brings_classes_together() -> None:
    """E5: neighbours in the last hidden layer know the class better after training than before, and than in pixels."""
    record = bundled(LAYER).record()
    assert record is not None
    spaces = dict(record["spaces"])
    assert list(spaces) == ["pixels", "flatten, epoch 0", "flatten, epoch 30"]
    pixels, untrained, trained = spaces.values()
    assert trained["neighbour_accuracy"] > 0.99
    assert trained["neighbour_accuracy"] > max(untrained["neighbour_accuracy"], pixels["neighbour_accuracy"]) + 0.005
    epochs = dict(record["epochs"])
    assert epochs[30] == trained["neighbour_accuracy"]
    assert epochs[0] == untrained["neighbour_accuracy"]


def test_clusters_of_a_trained_layer_are_the_classes() -> None:
    """E7: k-means finds the classes in feature space much better than among pixels or before training."""
    record = bundled(LAYER).record()
    assert record is not None
    pixels, untrained, trained = dict(record["spaces"]).values()
    assert trained["purity"] > max(pixels["purity"], untrained["purity"]) + 0.08
    assert trained["adjusted_rand"] > max(pixels["adjusted_rand"], untrained["adjusted_rand"]) + 0.15


def test_surveys_of_the_record_are_those_of_the_code() -> None:
    record = bundled(LAYER).record()
    assert record is not None
    for label, space in embeddings.spaces(LAYER).items():
        found = vars(embeddings.survey(embeddings.read(space), 0))
        for name, value in found.items():
            assert dict(record["spaces"])[label][name] == pytest.approx(value, abs=0.01), (label, name)
    assert dict(record["spaces"])["pixels"]["shuffled_accuracy"] == pytest.approx(0.1, abs=0.04)


def test_clusters_are_named_after_their_commonest_class(few: Items) -> None:
    found = embeddings.cluster_of(few)
    assert (found == few.labels).double().mean() > 0.6
    assert set(found.tolist()) <= set(range(10))


def test_a_sheet_holds_every_picture(few: Items) -> None:
    assert few.pictures is not None
    sheet = embeddings.sheet(few.pictures)
    kind, _, packed = sheet.uri.partition(",")
    assert kind == "data:image/png;base64"
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(packed))))
    assert pixels.shape == (sheet.rows * 8, sheet.columns * 8)
    for index in (0, 17, 18, 299):
        row, column = divmod(index, sheet.columns)
        np.testing.assert_array_equal(pixels[row * 8 : row * 8 + 8, column * 8 : column * 8 + 8], few.pictures[index, 0])


def test_a_sheet_of_colour_keeps_its_colours() -> None:
    pictures = np.zeros((3, 3, 4, 4), np.uint8)
    pictures[1, 0], pictures[2, 2] = 200, 100
    packed = embeddings.sheet(pictures).uri.partition(",")[2]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(packed))))
    assert pixels[0, 4].tolist() == [200, 0, 0]
    assert pixels[4, 0].tolist() == [0, 0, 100]
