"""Ways to a map besides t-SNE: against formulas of their papers, other libraries, and what they promise."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from scipy.optimize import brentq, curve_fit
from sklearn.decomposition import PCA
from sklearn.manifold import Isomap, trustworthiness

from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.dimensions import intrinsic
from vizlab.embeddings.dimensions.ways import angles
from vizlab.embeddings.features import Items
from vizlab.embeddings.methods import METHODS, autoencoder, classical, graph, isomap, mds, umap
from vizlab.embeddings.procrustes import disparity
from vizlab.errors import VizlabError

OWN = [name for name in METHODS if name not in ("t-SNE", "PCA")]


def cloud(n: int, d: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def recipe(method: str, **knobs: Any) -> EmbeddingRecipe:
    return EmbeddingRecipe(method=method, n=60, perplexity=10, **knobs)


def neighbours(features: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    distances, indices = (torch.cat(part) for part in zip(*graph.nearest(features, k), strict=True))
    return distances, indices


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("method", OWN)
def test_a_method_goes_on_to_the_same_bits_and_leaves_all_as_it_was(method: str, dims: int) -> None:
    features, asked = cloud(60, 5), recipe(method, dims=dims, iterations=50, neighbors=8)
    kept, before = features.clone(), torch.get_rng_state()
    whole, broken = (METHODS[method].begin(features, asked, None) for _ in range(2))
    for step in range(8):
        whole.advance()
        if step < 3:
            broken.advance()
    resumed = METHODS[method].begin(features, asked, {name: array.copy() for name, array in broken.state().items()})
    for _ in range(5):
        resumed.advance()
    assert whole.positions.shape == (60, dims)
    assert torch.isfinite(whole.positions).all()
    assert torch.equal(resumed.positions, whole.positions)
    assert math.isfinite(whole.loss())
    assert resumed.loss() == whole.loss()
    assert torch.equal(features, kept)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("method", ["MDS", "Isomap"])
def test_what_compares_every_pair_says_how_many_points_it_takes(method: str) -> None:
    with pytest.raises(VizlabError, match=f"n must be at most 2,000 for {method}"):
        EmbeddingRecipe(data="Fashion-MNIST", method=method, n=5000)


def test_umap_says_of_each_neighbour_how_sure_it_is() -> None:
    """By the paper's algorithm 3, point by point, with the root of its equation found by another method."""
    features = cloud(40, 4)
    distances, indices = neighbours(features, 9)
    exact = torch.cdist(features.double(), features.double())
    said = np.zeros((40, 40))
    for i in range(40):
        order = exact[i].argsort()[1:10]
        near, least = exact[i][order].numpy(), float(exact[i][order[0]])
        width = brentq(lambda s, near=near, least=least: np.exp(-(near - least) / s).sum() - math.log2(10), 1e-6, 1e3)
        said[i, order.numpy()] = np.exp(-(near - least) / width)
    edges = graph.fuzzy(distances, indices)
    found = np.zeros((40, 40))
    found[edges.heads, edges.tails] = edges.weights
    np.testing.assert_allclose(found, said + said.T - said * said.T, atol=1e-4)


@pytest.mark.parametrize("min_dist", [0.0, 0.1, 0.5, 1.0])
def test_the_similarity_on_the_map_is_fitted_as_scipy_does(min_dist: float) -> None:
    x = np.linspace(0, 3, 300)
    wanted = np.where(x < min_dist, 1.0, np.exp(-(x - min_dist)))
    expected, _ = curve_fit(lambda x, a, b: 1 / (1 + a * x ** (2 * b)), x, wanted)
    assert umap.fit_curve(min_dist) == pytest.approx(expected, rel=1e-4)


def test_pulls_and_pushes_are_slopes_of_the_cross_entropy() -> None:
    layout = umap.begin(cloud(30, 3), recipe("UMAP", neighbors=6), None)
    a, b = layout.curve
    gap = torch.tensor([[0.7], [-0.4]], requires_grad=True)
    similar = 1 / (1 + a * gap.square().sum(0).pow(b))
    (pull,) = torch.autograd.grad(similar.log().sum(), gap, retain_graph=True)
    (push,) = torch.autograd.grad((1 - similar).log().sum(), gap)
    torch.testing.assert_close(layout._pulls(gap.detach()), pull)
    torch.testing.assert_close(layout._pushes(gap.detach()), push, rtol=3e-3, atol=0)  # the authors' 0.001 in the denominator


def test_umap_starts_at_the_slowest_vibrations() -> None:
    features = cloud(60, 3)
    edges = graph.fuzzy(*neighbours(features, 10))
    weights = np.zeros((60, 60))
    weights[edges.heads, edges.tails] = edges.weights
    root = 1 / np.sqrt(weights.sum(1))
    _, vectors = np.linalg.eigh(np.eye(60) - root[:, None] * weights * root)
    found = umap.spectral(edges, 60, 2)
    assert found is not None
    np.testing.assert_allclose(np.abs((found.numpy() * vectors[:, 1:3]).sum(0)), 1, atol=1e-6)
    apart = torch.cat([features, features + 1000])
    assert umap.spectral(graph.fuzzy(*neighbours(apart, 10)), 120, 2) is None


def test_umap_keeps_neighbours_and_its_loss_falls(few: Items) -> None:
    asked = EmbeddingRecipe(method="UMAP", n=300, iterations=150)
    layout = umap.begin(few.features, asked, None)
    first = layout.loss()
    for _ in range(150):
        layout.advance()
    assert layout.loss() < 0.8 * first
    features = few.features.numpy()
    flat = PCA(2).fit_transform(features)
    assert trustworthiness(features, layout.positions.numpy(), n_neighbors=10) > 0.96
    assert trustworthiness(features, flat, n_neighbors=10) < 0.87


def test_classical_scaling_of_straight_distances_is_pca() -> None:
    features = cloud(50, 6).double() * torch.tensor([4.0, 3.0, 1.0, 1.0, 0.5, 0.5])
    found = classical.scaled(torch.cdist(features, features), 2).numpy()
    expected = PCA(2).fit_transform(features.numpy())
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-6)


def test_the_stress_of_mds_never_rises_and_a_flat_truth_is_found() -> None:
    layout = mds.begin(cloud(60, 6), recipe("MDS"), None)
    losses = [layout.loss()]
    for _ in range(30):
        layout.advance()
        losses.append(layout.loss())
    assert all(after <= before + 1e-6 for before, after in pairwise(losses))
    assert losses[-1] < 0.9 * losses[0]
    flat = cloud(60, 2) @ torch.linalg.qr(cloud(5, 5, seed=1))[0][:2]
    assert mds.begin(flat, recipe("MDS"), None).loss() < 1e-5


def test_isomap_is_scikit_learns() -> None:
    points = intrinsic.draw("Swiss roll", 2, 250, 3, 0.0, 0)
    found = isomap.begin(points, recipe("Isomap", neighbors=8), None)
    expected = Isomap(n_neighbors=8, n_components=2).fit_transform(points.numpy())
    assert found.note == ""
    assert disparity(found.positions.numpy(), expected) < 1e-9


def test_isomap_joins_what_falls_apart_by_its_closest_pair() -> None:
    features = torch.cat([cloud(30, 2), cloud(30, 2, seed=1) + 100])
    found = isomap.begin(features, recipe("Isomap", neighbors=5), None)
    assert "fell into 2 pieces" in found.note
    assert torch.isfinite(found.positions).all()
    gap = float(torch.cdist(features[:30], features[30:]).min())
    graph_of, _ = isomap.joined(features, 5)
    bridges = graph_of.toarray()[:30, 30:]
    assert (bridges > 0).sum() == 1
    assert bridges.max() == pytest.approx(gap)


def test_a_linear_autoencoder_finds_the_pca_plane() -> None:
    """E6."""
    features = cloud(120, 6) * torch.tensor([3.0, 2.0, 0.5, 0.4, 0.3, 0.2]) + 5
    layout = autoencoder.begin_linear(features, recipe("Linear autoencoder", iterations=600), None)
    assert angles(layout, features)[1] > 10
    for _ in range(600):
        layout.advance()
    assert angles(layout, features)[1] < 0.01
    lost = PCA(2).fit(features.numpy())
    rest = features.numpy() - lost.inverse_transform(lost.transform(features.numpy()))
    assert layout.loss() == pytest.approx((rest**2).mean(), rel=1e-4)
    np.testing.assert_allclose(layout.read_back(features).numpy(), features.numpy() - rest, atol=0.02)


def test_an_autoencoder_with_bends_follows_what_a_plane_cannot() -> None:
    along = torch.rand(200, 2, generator=torch.Generator().manual_seed(0)) * 4
    features = torch.stack([along[:, 0].sin() * 2, along[:, 0].cos() * 2, along[:, 1], (along[:, 1] * 1.5).sin()], 1)
    layouts = [
        begin(features, recipe("Autoencoder", iterations=300), None)
        for begin in (autoencoder.begin_linear, autoencoder.begin_deep)
    ]
    for _ in range(300):
        for layout in layouts:
            layout.advance()
    linear, deep = (layout.loss() for layout in layouts)
    assert deep < 0.3 * linear
