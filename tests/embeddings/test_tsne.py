"""t-SNE: the gradient is that of the KL divergence, and the KL is what scikit-learn says it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from scipy.spatial.distance import squareform
from sklearn.manifold import TSNE, _t_sne

from vizlab.embeddings import pca, tsne
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.features import Items


def kl(positions: torch.Tensor, p: torch.Tensor) -> torch.Tensor:
    """KL(P || Q) as the paper writes it, for autograd."""
    w = 1 / (1 + (positions[:, None] - positions[None]).square().sum(2))
    q = w * (1 - torch.eye(len(p), dtype=w.dtype))
    q = q / q.sum()
    some = p > 0
    return (p[some] * (p[some] / q[some]).log()).sum()


@pytest.fixture(scope="module")
def some(few: Items) -> torch.Tensor:
    """Affinities of 300 digits, float64."""
    p = joint(few.features, 30.0).double()
    return p / p.sum()


@pytest.mark.parametrize(("spread", "dims"), [(1e-2, 2), (1.0, 2), (1.0, 3), (30.0, 2)])
def test_the_gradient_is_that_of_autograd(spread: float, dims: int, some: torch.Tensor) -> None:
    positions = torch.randn(300, dims, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * spread
    positions.requires_grad_()
    (expected,) = torch.autograd.grad(kl(positions, some), positions)
    found = tsne.gradient(positions.detach(), some)
    assert (found - expected).norm() < 1e-8 * expected.norm()
    assert (found - expected).abs().max() < 1e-8


def test_exaggeration_is_the_gradient_of_exaggerated_affinities(some: torch.Tensor) -> None:
    """Of sum (a p_ij) log(1 + d) + log Z, where only the attraction is multiplied."""
    positions = torch.randn(300, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64).requires_grad_()
    square = (positions[:, None] - positions[None]).square().sum(2)
    z = (1 / (1 + square)).sum() - 300
    (expected,) = torch.autograd.grad((12 * some * (1 + square).log()).sum() + z.log(), positions)
    assert (tsne.gradient(positions.detach(), some, 12.0) - expected).abs().max() < 1e-8


def test_threads_that_share_the_rows_find_the_same_bits(some: torch.Tensor) -> None:
    positions = torch.randn(300, 2, generator=torch.Generator().manual_seed(1))
    with ThreadPoolExecutor(2) as helpers:
        shared = tsne.gradient(positions, some.float(), 12.0, helpers, 2)
    assert torch.equal(shared, tsne.gradient(positions, some.float(), 12.0))


def test_without_the_repulsion_it_would_be_another(some: torch.Tensor) -> None:
    """The control of the two tests above."""
    positions = torch.randn(300, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    only_pull = tsne.gradient(positions, some, 1e9) / 1e9
    assert (only_pull - tsne.gradient(positions, some)).norm() > 0.1 * only_pull.norm()


def test_scikit_learn_says_the_same_of_a_map(some: torch.Tensor) -> None:
    positions = torch.randn(300, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64) * 5
    packed = squareform(some.numpy(), checks=False)
    divergence, slope = _t_sne._kl_divergence(positions.numpy().ravel(), packed, 1, 300, 2)
    assert tsne.divergence(positions, some) == pytest.approx(divergence, rel=1e-9)
    np.testing.assert_allclose(tsne.gradient(positions, some).numpy().ravel(), slope, atol=1e-10)


def descended(items: Items, iterations: int = 500, **settings: object) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    """Positions, P and the KL divergence every 50 iterations."""
    p = joint(items.features, 30.0)
    begin = tsne.start(pca.fit(items.features).project(items.features), str(settings.get("init", "PCA")), 0)
    layout = tsne.Descent(tsne.Exact(p), begin, lr=50.0, exaggeration=12.0)
    found = []
    for iteration in range(1, iterations + 1):
        layout.advance()
        if iteration % 50 == 0:
            found.append(layout.loss())
    return layout.positions, p, found


def test_the_divergence_falls_after_exaggeration_ends(few: Items) -> None:
    positions, p, found = descended(few)
    before, after = found[4], found[5:]
    assert all(later < earlier for earlier, later in zip([before, *after], after, strict=False))
    assert after[-1] < 0.6 * before
    exact, _ = _t_sne._kl_divergence(positions.double().numpy().ravel(), squareform(p.double().numpy(), checks=False), 1, 300, 2)
    assert found[-1] == pytest.approx(exact, rel=1e-4)


def test_the_descent_ends_where_that_of_scikit_learn_does(digits: Items) -> None:
    some = Items(digits.features[:300], digits.labels[:300], digits.pictures, digits.classes)
    _, _, found = descended(some, 400)
    peer = TSNE(method="exact", init="pca", learning_rate=50.0, max_iter=400, random_state=0).fit(some.features.numpy())
    assert found[-1] == pytest.approx(peer.kl_divergence_, rel=0.03)  # chaotic: another rounding, another minimum


def test_every_step_is_that_of_scikit_learn(some: torch.Tensor) -> None:
    """Twenty-five steps in float64, point by point: momentum, gains, exaggeration."""
    begin = torch.randn(300, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 1e-2
    packed = squareform(some.numpy(), checks=False) * 12
    expected, _, _ = _t_sne._gradient_descent(
        _t_sne._kl_divergence, begin.numpy().ravel(), 0, 25, momentum=0.5, learning_rate=50.0, args=[packed, 1, 300, 2]
    )
    layout = tsne.Descent(tsne.Exact(some), begin.clone(), lr=50.0, exaggeration=12.0)
    for _ in range(25):
        layout.advance()
    np.testing.assert_allclose(layout.positions.numpy().ravel(), expected, rtol=1e-6, atol=1e-9)
    assert (layout.positions - begin).norm() > 10 * begin.norm()


def test_the_start_is_almost_a_point(few: Items) -> None:
    projection = pca.fit(few.features).project(few.features)
    for init in ("PCA", "random"):
        positions = tsne.start(projection, init, 3)
        assert positions[:, 0].std().item() == pytest.approx(1e-4, rel=0.15)
    assert torch.equal(tsne.start(projection, "random", 3), positions)
    assert not torch.equal(tsne.start(projection, "random", 4), positions)
    correlation = np.corrcoef(tsne.start(projection, "PCA", 0)[:, 1], projection[:, 1])[0, 1]
    assert correlation == pytest.approx(1, abs=1e-6)


def test_the_gap_between_clusters_does_not_follow_their_distance() -> None:
    """Ten times as far apart in truth is not ten times as far on the map, while it is on PCA's."""
    generator = torch.Generator().manual_seed(0)
    heaps = torch.randn(2, 60, 10, generator=generator)
    gaps: list[float] = []
    planes: list[float] = []
    for distance in (20.0, 200.0):
        features = torch.cat([heaps[0], heaps[1] + distance / 10**0.5])
        begin = tsne.start(pca.fit(features).project(features), "PCA", 0)
        layout = tsne.Descent(tsne.Exact(joint(features, 20.0)), begin, lr=50.0, exaggeration=12.0)
        for _ in range(500):
            layout.advance()
        for found, positions in ((gaps, layout.positions), (planes, pca.fit(features).project(features))):
            found.append(float((positions[:60].mean(0) - positions[60:].mean(0)).norm()))
    assert planes[1] / planes[0] == pytest.approx(10, rel=0.1)
    assert gaps[1] / gaps[0] < 3
