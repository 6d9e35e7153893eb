"""The numbers of a map: scikit-learn's and SciPy's where they have them, chance where there is nothing to find."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.manifold import trustworthiness
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.neighbors import NearestNeighbors

from vizlab.embeddings import pca, quality
from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.belief import pairs
from vizlab.embeddings.belief.neighbours import compare
from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.features import Items
from vizlab.errors import VizlabError


def flat(items: Items) -> torch.Tensor:
    return pca.fit(items.features).project(items.features)


def test_the_numbers_are_those_of_scikit_learn_and_scipy(few: Items) -> None:
    features, positions = few.features.double(), flat(few)
    found = quality.judge(few.features, positions, few.labels)
    high, low = features.numpy(), positions.numpy()
    true, seen = pdist(high), pdist(low)
    scale = (true @ seen) / (seen @ seen)
    assert found.trustworthiness == pytest.approx(trustworthiness(high, low, n_neighbors=10), abs=1e-6)
    assert found.continuity == pytest.approx(trustworthiness(low, high, n_neighbors=10), abs=1e-6)
    assert found.rank_correlation == pytest.approx(spearmanr(true, seen).statistic, abs=1e-9)
    assert found.stress == pytest.approx(np.sqrt(((true - scale * seen) ** 2).sum() / (true**2).sum()), abs=1e-9)
    assert found.silhouette == pytest.approx(silhouette_score(low, few.labels.numpy()), abs=1e-9)
    assert (found.points, found.pairs) == (300, 300 * 299 // 2)


def test_a_map_of_chance_is_worth_nothing_and_the_truth_everything(few: Items) -> None:
    noise = torch.randn(300, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    chance = quality.judge(few.features, noise, few.labels)
    assert 0.4 < chance.trustworthiness < 0.6
    assert 0.4 < chance.continuity < 0.6
    assert abs(chance.rank_correlation) < 0.05
    assert chance.neighbour_accuracy is not None
    assert chance.neighbour_accuracy < 0.2
    truth = quality.judge(few.features, few.features, None)
    assert (truth.trustworthiness, truth.continuity) == (1, 1)
    assert (truth.rank_correlation, truth.stress) == pytest.approx((1, 0), abs=1e-6)
    assert truth.neighbour_accuracy is truth.silhouette is None


def test_point_by_point_the_numbers_average_to_those_of_the_map(few: Items) -> None:
    positions = flat(few)
    found, whole = quality.by_point(few.features, positions), quality.judge(few.features, positions, None)
    assert found["trust"].mean() == pytest.approx(whole.trustworthiness, abs=1e-9)
    assert found["continuity"].mean() == pytest.approx(whole.continuity, abs=1e-9)
    for point in (0, 150, 299):
        near = [set(pdist_row(space, point).argsort()[1:11].tolist()) for space in (few.features.double(), positions)]
        assert found["lost"][point] == pytest.approx(len(near[0] - near[1]) / 10)


def pdist_row(space: torch.Tensor, point: int) -> torch.Tensor:
    found: torch.Tensor = (space - space[point]).norm(dim=1)
    return found


def test_a_sample_of_points_is_asked_against_all(few: Items) -> None:
    positions, rows = flat(few), torch.arange(0, 300, 7)
    some, all_of_them = compare(few.features, positions, 10, rows), compare(few.features, positions, 10)
    assert torch.equal(some.trust(), all_of_them.trust()[rows])
    assert torch.equal(some.continuity(), all_of_them.continuity()[rows])


def test_a_sample_of_pairs_has_nearly_the_correlation_of_all(few: Items, monkeypatch: pytest.MonkeyPatch) -> None:
    positions = flat(few)
    whole = pairs.shepard(few.features, positions)
    monkeypatch.setattr(pairs, "WHOLE", 100)
    monkeypatch.setattr(pairs, "SAMPLED", 20_000)
    sample = pairs.shepard(few.features, positions)
    assert not whole.is_sample
    assert sample.is_sample
    assert sample.rank_correlation() == pytest.approx(whole.rank_correlation(), abs=0.02)
    assert sample.stress() == pytest.approx(whole.stress(), abs=0.01)
    assert float(sample.true.min()) > 0  # no point with itself


def test_neighbour_accuracy_is_that_of_scikit_learn(few: Items) -> None:
    found = quality.neighbour_accuracy(few.features, few.labels)
    labels = few.labels.numpy()
    near = NearestNeighbors(n_neighbors=10).fit(few.features.double().numpy()).kneighbors(return_distance=False)
    predicted = np.array([np.bincount(labels[row]).argmax() for row in near])
    assert found == pytest.approx(float((predicted == labels).mean()), abs=1e-9)


def test_shuffled_labels_are_at_chance(digits: Items) -> None:
    assert quality.neighbour_accuracy(digits.features, digits.labels) > 0.95
    for seed in range(3):
        assert 0.06 < quality.shuffled_accuracy(digits.features, digits.labels, seed) < 0.14


def test_equal_distances_share_a_rank(few: Items) -> None:
    coarse = (torch.pdist(few.features.double()) * 2).round()
    seen = torch.pdist(flat(few))
    found = pairs.Pairs(coarse, seen, 300).rank_correlation()
    assert found == pytest.approx(spearmanr(coarse.numpy(), seen.numpy()).statistic, abs=1e-9)


def test_purity_and_rand_index_are_those_of_scikit_learn() -> None:
    dice = np.random.default_rng(0)
    for k in (2, 7):
        clusters, labels = dice.integers(0, k, 200), dice.integers(0, 5, 200)
        a, b = torch.from_numpy(clusters), torch.from_numpy(labels)
        assert quality.adjusted_rand(a, b) == pytest.approx(adjusted_rand_score(labels, clusters), abs=1e-9)
        table = contingency_matrix(labels, clusters)
        assert quality.purity(a, b) == pytest.approx(table.max(0).sum() / 200, abs=1e-6)
        assert quality.adjusted_rand(b, b) == 1


def test_k_means_is_as_good_as_that_of_scikit_learn(digits: Items) -> None:
    found = k_means(digits.features, 10, 0)
    centres = torch.stack([digits.features[found == k].mean(0) for k in range(10)])
    ours = float((digits.features - centres[found]).square().sum())
    peer = KMeans(10, n_init=4, random_state=0).fit(digits.features.numpy())
    assert ours <= 1.01 * peer.inertia_
    assert torch.equal(found, k_means(digits.features, 10, 0))
    # Nothing is nearer to another centre than to its own: Lloyd's iteration has come to rest.
    assert torch.equal(square_distances(digits.features, centres).argmin(1), found)


@pytest.mark.parametrize("k", [0, 30, 31])
def test_a_number_of_neighbours_that_cannot_be_is_refused(k: int) -> None:
    points = torch.randn(60, 2, generator=torch.Generator().manual_seed(0))
    with pytest.raises(VizlabError, match="between 1 and n / 2 = 30"):
        compare(points, points, k)
