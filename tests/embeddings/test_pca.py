"""PCA: scikit-learn's components, and what the plane loses is the sum of the eigenvalues it leaves out."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from vizlab.embeddings import pca
from vizlab.embeddings.features import Items
from vizlab.errors import VizlabError


@pytest.mark.parametrize("shape", ["tall", "wide"])
def test_scikit_learn_finds_the_same(shape: str, digits: Items) -> None:
    features = digits.features if shape == "tall" else digits.features[:40]
    ours = pca.fit(features, k=5)
    peer = PCA(svd_solver="full").fit(features.double().numpy())
    rank = min(features.shape)
    np.testing.assert_allclose(ours.variances[: rank - 1], peer.explained_variance_[: rank - 1], atol=1e-12)
    np.testing.assert_allclose(ours.explained[:20], peer.explained_variance_ratio_[:20], atol=1e-12)
    for direction, theirs in zip(ours.directions, peer.components_[:5], strict=True):
        assert abs(float(direction @ torch.from_numpy(theirs))) == pytest.approx(1, abs=1e-9)
        assert direction[direction.abs().argmax()] > 0


@pytest.mark.parametrize("k", [1, 2, 10, 40])
def test_the_reconstruction_error_is_the_sum_of_the_tail_eigenvalues(k: int, digits: Items) -> None:
    plane = pca.fit(digits.features, k=k)
    exact = digits.features.double()
    lost = (exact - plane.reconstruct(plane.project(exact))).square().sum() / (len(exact) - 1)
    assert lost.item() == pytest.approx(plane.variances[k:].sum().item(), rel=1e-9)
    assert lost > 0


def test_another_plane_loses_more(digits: Items) -> None:
    plane = pca.fit(digits.features, k=2)
    exact = digits.features.double() - plane.mean
    turned = torch.linalg.qr(torch.randn(64, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))).Q
    lost = (exact - exact @ turned @ turned.T).square().sum() / (len(exact) - 1)
    assert lost > 1.1 * plane.variances[2:].sum()


def test_axes_are_named_after_their_share() -> None:
    assert pca.axis_titles([0.149, 0.136, 0.1])[1] == "component 2: 13.6% of the variance"


def test_more_components_than_there_are_is_refused() -> None:
    with pytest.raises(VizlabError, match="between 1 and min"):
        pca.fit(torch.randn(5, 3), k=4)
