"""Affinities: every point listens to as many neighbours as the perplexity says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist, squareform
from sklearn.manifold import _t_sne

from vizlab.embeddings.affinities import conditional, joint, square_distances
from vizlab.embeddings.features import Items
from vizlab.errors import VizlabError


@pytest.mark.parametrize("perplexity", [2.0, 5.0, 30.0, 100.0])
def test_the_search_hits_the_perplexity_of_every_point(perplexity: float, digits: Items) -> None:
    shares = conditional(square_distances(digits.features[:600].double()).float(), perplexity).double()
    entropies = -torch.special.xlogy(shares, shares).sum(1)
    assert (entropies.exp() - perplexity).abs().max() < 1e-3
    assert (shares.sum(1) - 1).abs().max() < 1e-5
    assert shares.diagonal().abs().max() == 0


def test_another_width_would_miss_it(digits: Items) -> None:
    """The control: one width for all points gives many of them another number of neighbours."""
    distances = square_distances(digits.features.double())
    shares = (-distances / distances.mean() * 8).exp().fill_diagonal_(0)
    shares /= shares.sum(1, keepdim=True)
    counts = (-torch.special.xlogy(shares, shares).sum(1)).exp()
    assert counts.max() > 1.5 * counts.min()


def test_scikit_learn_finds_the_same(digits: Items) -> None:
    some = digits.features[:600]
    distances = square_distances(some.double()).numpy().astype(np.float32)
    expected = squareform(_t_sne._joint_probabilities(distances, 30.0, 0))
    found = joint(some, 30.0).numpy()
    assert np.abs(found - expected).max() < 2e-5 * expected.max()
    np.testing.assert_array_equal(found, found.T)
    assert found.sum(dtype=np.float64) == pytest.approx(1, abs=1e-6)


def test_squared_distances_are_those_of_scipy(few: Items) -> None:
    found = square_distances(few.features.double(), few.features[:7].double())
    np.testing.assert_allclose(found, cdist(few.features, few.features[:7], "sqeuclidean"), atol=1e-12)


def test_equal_points_and_far_outliers_are_no_trouble() -> None:
    features = torch.cat([torch.zeros(30, 2), torch.randn(30, 2, generator=torch.Generator().manual_seed(0))])
    features[-1] = 1e4
    found = joint(features, 10.0)
    assert torch.isfinite(found).all()
    assert found.sum().item() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("perplexity", [1.0, 59.0, 1000.0])
def test_a_perplexity_that_cannot_be_is_refused(perplexity: float) -> None:
    with pytest.raises(VizlabError, match="between 1 and n - 1 = 59"):
        joint(torch.randn(60, 3), perplexity)
