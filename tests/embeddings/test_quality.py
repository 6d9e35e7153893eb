"""The numbers of a map: scikit-learn's and SciPy's where they have them, chance where there is nothing to find."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.manifold import trustworthiness
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from vizlab.embeddings import pca, quality
from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.features import Items
from vizlab.errors import VizlabError


def flat(items: Items) -> torch.Tensor:
    return pca.fit(items.features).project(items.features)


def test_trustworthiness_and_continuity_are_those_of_scikit_learn(few: Items) -> None:
    features, positions = few.features.double(), flat(few)
    found = quality.judge(square_distances(features), positions, few.labels)
    assert found.trustworthiness == pytest.approx(trustworthiness(features.numpy(), positions.numpy(), n_neighbors=10), abs=1e-6)
    assert found.continuity == pytest.approx(trustworthiness(positions.numpy(), features.numpy(), n_neighbors=10), abs=1e-6)


def test_a_map_of_chance_is_worth_nothing_and_the_truth_everything(few: Items) -> None:
    distances = square_distances(few.features.double())
    noise = torch.randn(300, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    chance = quality.judge(distances, noise, few.labels)
    assert 0.4 < chance.trustworthiness < 0.6
    assert 0.4 < chance.continuity < 0.6
    assert abs(chance.rank_correlation) < 0.05
    assert chance.neighbour_accuracy < 0.2
    ranks = quality.ranks(distances)
    assert quality.kept(ranks, ranks) == 1
    assert quality.rank_correlation(distances, distances) == pytest.approx(1)


def test_neighbour_accuracy_is_that_of_scikit_learn(few: Items) -> None:
    found = quality.neighbour_accuracy(square_distances(few.features.double()), few.labels)
    peer = KNeighborsClassifier(10)
    predicted = cross_val_predict(peer, few.features.double().numpy(), few.labels.numpy(), cv=LeaveOneOut())
    assert found == pytest.approx(float((predicted == few.labels.numpy()).mean()), abs=1e-9)


def test_shuffled_labels_are_at_chance(digits: Items) -> None:
    distances = square_distances(digits.features)
    assert quality.neighbour_accuracy(distances, digits.labels) > 0.95
    for seed in range(3):
        assert 0.06 < quality.shuffled_accuracy(distances, digits.labels, seed) < 0.14


def test_rank_correlation_is_that_of_scipy(few: Items) -> None:
    distances, others = square_distances(few.features.double()), square_distances(flat(few))
    coarse = (distances * 2).round()  # with many ties
    i, j = np.triu_indices(300, 1)
    for matrix in (distances, coarse):
        expected = spearmanr(matrix.numpy()[i, j], others.numpy()[i, j]).statistic
        assert quality.rank_correlation(matrix, others) == pytest.approx(expected, abs=1e-9)


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
    ranks = quality.ranks(square_distances(torch.randn(60, 2)))
    with pytest.raises(VizlabError, match="between 1 and n / 2 = 30"):
        quality.kept(ranks, ranks, k)
