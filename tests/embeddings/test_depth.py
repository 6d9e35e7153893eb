"""Through the network: what training does to the same points, stop by stop, against brute force and scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn import metrics
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.neighbors import NearestNeighbors

from vizlab import library, vae_codes
from vizlab.embeddings import sources
from vizlab.embeddings.depth import groups, nearest, plans, prior, separability, view
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.stations import PIXELS, epochs, spread, stations, vectors
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store

DIGITS = DepthRecipe()
EPOCHS = DepthRecipe(along="epochs", layer="flatten")
QUICK = DepthRecipe(points=40, iterations=50)
Ways = dict[str, list[separability.Apart]]


@pytest.fixture(scope="module")
def ways() -> Ways:
    return separability.compared(DIGITS)


def test_the_way_begins_with_the_pixels_and_ends_with_the_scores() -> None:
    found = list(stations(QUICK))
    model = library.open_model(QUICK.reference)
    pixels = torch.from_numpy(sources.rows("digits", 40).inputs).float() / 255
    assert [found[0].name, found[1].name, found[-1].name] == [PIXELS, "block1.conv", "output"]
    np.testing.assert_allclose(found[0].features, pixels.flatten(1), atol=1e-6)
    np.testing.assert_allclose(found[-1].features, model.network(pixels), atol=1e-4)
    torch.testing.assert_close(vectors(QUICK, "flatten"), found[-2].features)
    assert not any(module._forward_hooks for module in model.network.modules())
    assert [station.name for station in stations(QUICK, 4)][::3] == [PIXELS, "output"]


def test_few_of_many_are_spread() -> None:
    assert spread(range(100), 5) == [0, 25, 50, 74, 99]
    assert spread("abc", 5) == ["a", "b", "c"]
    assert epochs("bundled/digits-cnn@30") == [0, 1, 2, 3, 4, 7, 11, 18, 30]


def test_training_takes_the_classes_apart(ways: Ways) -> None:
    """E5, S4: at the scores every measure is far better than among pixels, and than before training."""
    trained, untrained = ways[separability.THIS], ways[separability.BEFORE]
    for measure in separability.MEASURES:
        first, last, before = (getattr(way[at], measure) for way, at in ((trained, 0), (trained, -1), (untrained, -1)))
        assert last > max(first, before) + 0.03, measure
        assert getattr(untrained[0], measure) == first
    assert all(abs(apart.shuffled - 0.1) < 0.05 for apart in (*trained, *untrained))


def test_the_numbers_are_those_of_scikit_learn(ways: Ways) -> None:
    labels = sources.rows("digits", 500).labels
    for name, apart in ((way.name, way) for way in ways[separability.THIS] if way.name in (PIXELS, "output")):
        features = vectors(DIGITS, name).double().numpy()
        near = NearestNeighbors(n_neighbors=10).fit(features).kneighbors(return_distance=False)
        votes = np.eye(10)[labels[near]].sum(1).argmax(1)
        assert apart.neighbours == pytest.approx((votes == labels).mean(), abs=0.005)
        assert apart.silhouette == pytest.approx(metrics.silhouette_score(features, labels), abs=1e-5)


def test_what_comes_along_is_what_the_code_makes(ways: Ways) -> None:
    record = Frames(plans.KIND, DIGITS).record()
    assert record is not None, "the maps that come with vizlab are missing"
    for name, way in separability.kept(record).items():
        for kept, made in zip(way, ways[name], strict=True):
            assert kept.name == made.name
            assert kept.neighbours == pytest.approx(made.neighbours, abs=0.01)
    maps, divergences = plans.walked(DIGITS)
    assert len(maps) == len(divergences) == 8
    assert set(maps) <= {apart.name for apart in ways[separability.THIS]}
    assert len(plans.bundled()) == 4
    assert Frames(plans.KIND, EPOCHS).record() is not None
    assert view.halves(maps, ways[separability.THIS])[0][1][0] == "95%"


def test_the_silhouette_rises_over_the_epochs() -> None:
    """E5, of the garments that come along."""
    record = Frames(plans.KIND, DepthRecipe(data="Fashion-MNIST sample", reference="bundled/fashion-cnn@10")).record()
    assert record is not None
    trained, untrained = separability.kept(record).values()
    assert trained[-1].silhouette > 0.4 > 0.1 > trained[0].silhouette > untrained[-1].silhouette


def test_clusters_of_features_are_purer_than_those_of_pixels() -> None:
    """E7: k-means without labels, against scikit-learn's index of the same table."""
    pixels, learned = (groups.grouped(DIGITS, stop, 10) for stop in (PIXELS, "flatten"))
    assert learned.purity > pixels.purity + 0.1
    assert learned.rand > pixels.rand + 0.2
    for found in (pixels, learned):
        cluster, label = (np.repeat(index.ravel(), found.table.ravel()) for index in np.indices(found.table.shape))
        assert found.table.sum() == 500
        assert found.rand == pytest.approx(metrics.adjusted_rand_score(label, cluster))
        assert found.purity == pytest.approx(found.table.max(1).sum() / 500)
        assert list(found.majority) == found.table.argmax(1).tolist() == sorted(found.majority)
        assert all(len(set(own.tolist())) == min(10, total) for own, total in zip(found.members, found.table.sum(1), strict=True))


def test_neighbours_by_features_are_more_often_alike_than_by_pixels() -> None:
    """S3: a picture whose neighbours change on the way; the nearest by brute force."""
    recipe = DepthRecipe(points=300)
    index = nearest.striking(recipe, "flatten", 10)
    found = nearest.nearest(recipe, index, 10)
    labels = sources.rows("digits", 300).labels
    features = vectors(recipe, PIXELS).double().numpy()
    away = np.linalg.norm(features - features[index], axis=1)
    assert found[0].indices.tolist() == np.argsort(away, kind="stable")[1:11].tolist()
    np.testing.assert_allclose(found[0].distances, np.sort(away)[1:11])
    first, last = ((labels[one.indices] == labels[index]).mean() for one in (found[0], found[-2]))
    assert last >= first + 0.4
    assert [one.kept for one in found[:1]] == [1.0] > [found[-1].kept]
    with pytest.raises(VizlabError, match="one of 0 to 299; got 300"):
        nearest.nearest(recipe, 300, 10)


def test_a_walk_goes_on_where_it_broke_off_to_the_same_bits(tmp_path: Path) -> None:
    whole, broken = Store(str(tmp_path / "whole")), Store(str(tmp_path / "broken"))
    *_, last = plans.walk(QUICK, whole)
    steps = plans.walk(QUICK, broken)
    for step in steps:
        if step.frame == 2:
            break
    steps.close()
    assert Frames(plans.KIND, QUICK, broken).indices() == [0, 1, 2]
    resumed = list(plans.walk(QUICK, broken))
    assert min(step.done for step in resumed if step.frame is not None) == 4 * QUICK.iterations
    ours, theirs = plans.walked(QUICK, broken), plans.walked(QUICK, whole)
    assert ours[1] == theirs[1]
    for name in theirs[0]:
        np.testing.assert_array_equal(ours[0][name], theirs[0][name])
    assert last.result is not None
    assert resumed[-1].result is not None
    assert resumed[-1].result["ways"] == last.result["ways"]


def test_each_map_is_turned_to_the_one_before() -> None:
    still = np.random.default_rng(0).normal(size=(50, 2))
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    laid = plans.aligned({"a": still, "b": 3 * still @ turn + 5, "c": np.zeros((50, 2))})
    np.testing.assert_allclose(laid["b"], still, atol=1e-9)
    assert np.isfinite(laid["c"]).all()


def test_codes_that_fill_the_ball_cannot_be_told_from_it() -> None:
    """E36: those of a variational auto-encoder; those of a plain one can, and the KL by dimension says the same."""
    plain, variational = (vae_codes.open_run(f"vae/{run}") for run in ("39926b0e5d6c", "b5ca36e3962f"))
    assert (plain.beta, variational.beta) == (0.0, 1.0)
    far, near = (prior.overlap(vae_codes.codes(run, 30), 0) for run in (plain, variational))
    assert near.is_normal
    assert not far.is_normal
    assert far.mmd > 50 * far.usual
    assert far.kl.sum() > 10 * near.kl.sum()
    wide = prior.overlap(vae_codes.codes(vae_codes.open_run("vae/509f9cd7e42e"), 100), 0)
    assert ((wide.kl > 0.01).sum(), len(wide.kl)) == (4, 8)  # half of the numbers are not used


def test_discrepancy_and_divergence_are_those_of_their_formulas() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(1, 1, (30, 2)), rng.normal(size=(40, 2))
    kernels = [
        sum(rbf_kernel(a, b, 1 / (2 * width**2 * 2)) for width in prior.WIDTHS) / len(prior.WIDTHS)
        for a, b in ((x, x), (y, y), (x, y))
    ]
    own = [(kernel.sum() - np.trace(kernel)) / (len(kernel) * (len(kernel) - 1)) for kernel in kernels[:2]]
    found, dealt = prior.discrepancies(torch.from_numpy(x), torch.from_numpy(y), 0)
    assert found == pytest.approx(sum(own) - 2 * kernels[2].mean(), rel=1e-9)
    assert found > dealt.max()
    assert abs(dealt.mean()) < 0.02
    codes = vae_codes.Codes(np.full((5, 2), 2, np.float32), np.zeros((5, 2), np.float32), np.zeros(5, np.int64))
    np.testing.assert_allclose(prior.overlap(codes, 0).kl, [2, 2])  # mu² / 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"along": "epochs"}, "The way goes along layers"),
        ({"layer": "flatten"}, "The way goes along layers"),
        ({"points": 1798}, "points must be at most 1,797|points must lie between"),
        ({"data": "iris", "points": 100, "reference": "bundled/digits-cnn@30"}, "must be trained on iris"),
    ],
)
def test_a_way_that_cannot_be_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(VizlabError, match=words):
        list(stations(DepthRecipe(**fields)))  # type: ignore[arg-type]
