"""Where a map misleads: each claim of the view Believe it or not, measured, with the truth known or an oracle beside it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial import procrustes
from sklearn.cluster import DBSCAN

from vizlab.embeddings import EmbeddingRecipe, tsne
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.belief import far, generators, lessons, study, toys, verdict
from vizlab.embeddings.belief.neighbours import Space
from vizlab.embeddings.belief.preservation import area, preservation
from vizlab.embeddings.belief.scatter import lumps
from vizlab.embeddings.belief.study import StudyRecipe
from vizlab.embeddings.features import Items
from vizlab.embeddings.procrustes import align, disparity
from vizlab.errors import VizlabError
from vizlab.figures import embedding_belief as drawings
from vizlab.frames import Frame, Frames

SMALL = StudyRecipe(n=60, iterations=50)


def bundled(vary: str) -> list[Frame]:
    run = Frames(study.KIND, StudyRecipe(vary=vary).settled)
    assert run.record() is not None, "the study that comes with vizlab is missing"
    return run.read()


def test_neighbours_kept_at_every_k_are_those_counted_one_by_one(few: Items) -> None:
    features, positions = few.features[:40], few.features[:40, 20:30]
    found = preservation(features, positions).numpy()
    orders = [torch.cdist(space.double(), space.double()).argsort(1)[:, 1:].tolist() for space in (features, positions)]
    for k in (1, 7, 39):
        both = [len(set(true[:k]) & set(seen[:k])) / k for true, seen in zip(*orders, strict=True)]
        assert found[k - 1] == pytest.approx(np.mean(both))
    assert area(torch.arange(1, 40).double() / 39) == pytest.approx(0, abs=1e-9)
    assert area(torch.ones(39)) == pytest.approx(1)


def test_clumps_are_those_of_dbscan_and_evenly_strewn_points_are_one() -> None:
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(size=(60, 2)) * 0.1 + centre for centre in ((0, 0), (3, 0), (0, 3))])
    positions = torch.from_numpy(points)
    found = lumps(positions)
    fourth = Space(positions).distances(torch.arange(180)).kthvalue(4, 1).values.sqrt()
    peer = DBSCAN(eps=2 * float(fourth.median()), min_samples=5).fit(points)
    dense = peer.core_sample_indices_
    assert int(found.max()) == peer.labels_.max()
    assert np.array_equal(found.numpy() < 0, peer.labels_ < 0)
    pairs = {(int(ours), int(theirs)) for ours, theirs in zip(found[dense], peer.labels_[dense], strict=True)}
    assert len(pairs) == int(found.max()) + 1  # one name for each of the other's
    assert int(lumps(torch.from_numpy(rng.random((400, 2)))).max()) == 0


def test_maps_made_at_once_have_the_forces_of_maps_made_one_by_one() -> None:
    generator = torch.Generator().manual_seed(0)
    sets = [torch.randn(40, 5, generator=generator) for _ in range(3)]
    p = torch.stack([joint(points, perplexity).double() for points, perplexity in zip(sets, (3, 8, 12), strict=True)])
    positions = torch.randn(3, 40, 2, generator=generator, dtype=torch.float64)
    several = toys.Several(p)
    slopes, divergences = several.slope(positions, 4.0), several.divergences(positions)
    for place in range(3):
        assert torch.allclose(slopes[place], tsne.gradient(positions[place], p[place], 4.0), rtol=1e-9)
        assert float(divergences[place]) == pytest.approx(tsne.divergence(positions[place], p[place]), abs=1e-9)


def test_the_gap_between_clusters_does_not_follow_the_true_one() -> None:
    found = far.drawn_apart(15, 0, (10, 50))
    assert found.gaps["PCA"][1] / found.gaps["PCA"][0] == pytest.approx(5, rel=0.03)
    assert found.gaps["t-SNE"][1] / found.gaps["t-SNE"][0] < 1.3
    assert found.rank_correlations["PCA"][1] > found.rank_correlations["t-SNE"][1]
    again = far.drawn_apart(15, 0, (10, 50))
    assert np.array_equal(found.maps["t-SNE"], again.maps["t-SNE"])


TRUTHS = {  # lesson, toy, measure -> the truth by construction, and the least factor or difference that the map is wrong by
    ("Settings", "two clusters", "clumps"): (2, 2.0),
    ("Cluster sizes", "tight and wide", "times as wide"): (10, 8.0),
    ("Distances", "near and far", "times as far"): (5, 4.0),
    ("Noise", "pure noise", "clumps"): (1, 2.0),
    ("Shapes", "parallel lines", "times as long as thick"): (95, 90.0),
    ("Topology", "linked rings", "of one ring inside the other"): (1 / 3, 0.3),
    ("Topology", "trefoil knot", "tears in the curve"): (0, 2.0),
    ("Topology", "nested clusters", "times as wide"): (50, 40.0),
}


@pytest.mark.parametrize(("lesson", "toy", "measure"), TRUTHS)
def test_a_lesson_is_contradicted_by_its_toy(lesson: str, toy: str, measure: str) -> None:
    truth, wrong_by = TRUTHS[lesson, toy, measure]
    points, labels = generators.draw(toy, 0)
    perplexity = 2 if lesson == "Noise" else 5
    map_ = toys.grow([points], [perplexity], [0]).maps[0]
    true, seen = lessons.contradictions(lesson, toy, points, labels, map_)[measure]
    assert true == pytest.approx(truth, rel=0.1)
    assert abs(seen - true) >= wrong_by
    flat = lessons.contradictions(lesson, toy, points, labels, toys.plane(points))[measure][1]
    assert abs(flat - true) < abs(seen - true)  # the control: PCA of the same points is nearer to the truth


def test_noise_falls_into_clusters_that_are_not_there() -> None:
    noise = {frame.notes["name"]: frame.notes for frame in bundled("noise")}
    real = {frame.notes["name"]: frame.notes for frame in bundled("perplexity")}
    for name, notes in noise.items():
        assert notes["silhouette_seen"] > 0.3 > 0.02 > abs(notes["silhouette_true"])
        assert real[name]["silhouette_true"] > 0.1
        assert 0.05 < notes["neighbour_accuracy"] < 0.15 < 0.95 < real[name]["neighbour_accuracy"]
    assert noise["perplexity 5"]["clumps"] > 10 > 5 > noise["perplexity 30"]["clumps"]


def test_perplexity_makes_crumbs_and_moves_the_divergence_without_a_better_map() -> None:
    first, *_, last = (frame.notes for frame in bundled("perplexity"))
    assert first["clumps"] > 3 * last["clumps"]
    assert last["loss"] < 0.7 * first["loss"]
    assert abs(last["trustworthiness"] - first["trustworthiness"]) < 0.02


def test_seeds_agree_near_and_differ_far() -> None:
    frames = bundled("seed")
    trusts = [frame.notes["trustworthiness"] for frame in frames]
    assert max(trusts) - min(trusts) < 0.002
    unlike = [disparity(frame.arrays["map"], frames[0].arrays["map"]) for frame in frames[1:]]
    assert min(unlike) > 0.1
    turned = study.aligned(frames)
    assert all(np.square(one - turned[0]).mean() < np.square(turned[0]).mean() for one in turned[1:])


def test_a_study_goes_on_after_its_last_map() -> None:
    for step in study.study(SMALL):
        if step.frame == 1:
            break
    run = Frames(study.KIND, SMALL.settled)
    before = [run.frame(index) for index in run.indices()]
    *_, last = study.study(SMALL)
    assert last.result is not None
    frames = run.read()
    assert [frame.notes["name"] for frame in frames] == last.result["maps"] == list(SMALL.recipes())
    for frame in before:
        assert frame is not None
        assert np.array_equal(frame.arrays["map"], frames[frame.index].arrays["map"])
        assert frame.notes == frames[frame.index].notes


def test_the_verdict_puts_a_map_between_chance_and_truth() -> None:
    found = verdict.verdicts(EmbeddingRecipe(n=200, method="PCA"))
    assert list(found) == ["PCA", "PCA of shuffled data", verdict.CHANCE]
    chance = found[verdict.CHANCE]
    assert abs(chance.area) < 0.02 < 0.2 < found["PCA"].area
    assert chance.lost.mean() > 0.9 > 0.7 > found["PCA"].lost.mean()
    assert found["PCA of shuffled data"].quality["neighbour_accuracy"] < 0.25  # type: ignore[operator]
    pairs = verdict.pairs_of(EmbeddingRecipe(n=200, method="PCA"), "PCA")
    counts, true, seen = verdict.density(pairs)
    figure = drawings.shepard(counts, true, seen)
    cells = figure.data[0]
    assert counts.sum() == 200 * 199 // 2
    assert np.allclose((cells.z.sum(0) @ cells.x) / counts.sum(), pairs.true.mean(), rtol=0.02)  # x is the truth, y the map


def test_laying_maps_on_each_other_is_that_of_scipy() -> None:
    rng = np.random.default_rng(0)
    still, noise = rng.normal(size=(30, 2)), rng.normal(size=(30, 2))
    turned = still @ np.array([[0.0, -3.0], [-3.0, 0.0]]) + 7  # turned, mirrored, scaled and shifted
    assert np.allclose(align(turned, still), still)
    assert disparity(turned, still) == pytest.approx(0, abs=1e-9)
    assert disparity(noise, still) == pytest.approx(procrustes(still, noise)[2])


def test_what_cannot_be_studied_is_said() -> None:
    for wrong in ({"vary": "colour"}, {"n": 10**6}, {"perplexity": 1000.0, "vary": "seed"}):
        with pytest.raises(VizlabError, match="must"):
            StudyRecipe(**wrong)  # type: ignore[arg-type]
    with pytest.raises(VizlabError, match="at most 300 points; got 301"):
        toys.grow([np.zeros((301, 2))], [5], [0])
