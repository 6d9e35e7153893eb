"""t-SNE of many points: neighbours, edges, grid and new points, each against all pairs."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist
from sklearn.manifold import _t_sne
from sklearn.neighbors import NearestNeighbors

from vizlab.embeddings import EmbeddingRecipe, embed, largest_perplexity, pca, tsne, vectors
from vizlab.embeddings.affinities import conditional, joint
from vizlab.embeddings.features import Items
from vizlab.embeddings.tsne import placing, pull
from vizlab.embeddings.tsne.descent import narrowed
from vizlab.embeddings.tsne.field import Field
from vizlab.embeddings.tsne.neighbours import nearest
from vizlab.embeddings.tsne.sparse import begun
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store

End = TypeVar("End")


def drained(steps: Generator[object, None, End]) -> End:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: End = end.value
            return found


def edges(features: torch.Tensor, perplexity: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    distances, partners = drained(nearest(features, round(3 * perplexity)))
    return pull.symmetric(partners, conditional(distances, perplexity, None))


def dense(counts: torch.Tensor, partners: torch.Tensor, p: torch.Tensor) -> torch.Tensor:
    found = torch.zeros(len(counts), len(counts), dtype=torch.float64)
    found[torch.arange(len(counts)).repeat_interleave(counts), partners] = p.double()
    return found


@pytest.fixture(scope="module")
def layout(few: Items) -> torch.Tensor:
    """A map of 300 digits as it is in the end, float32."""
    descent = tsne.Descent(
        tsne.Exact(joint(few.features, 20.0)),
        tsne.start(pca.fit(few.features).project(few.features), "PCA", 0),
        lr=50,
        exaggeration=12,
    )
    for _ in range(400):
        descent.advance()
    return descent.positions


def test_the_nearest_are_those_of_a_full_sort(few: Items) -> None:
    for others in (None, few.features[40:240]):
        distances, places = drained(nearest(few.features, 12, others))
        full = cdist(few.features, few.features if others is None else others, "sqeuclidean")
        if others is None:
            np.fill_diagonal(full, np.inf)
        np.testing.assert_allclose(np.sort(distances.numpy(), 1), np.sort(full, 1)[:, :12], atol=1e-4)
        np.testing.assert_allclose(np.take_along_axis(full, places.numpy(), 1), distances.numpy(), atol=1e-4)


def test_sparse_affinities_are_those_of_scikit_learn(few: Items) -> None:
    features = few.features + 0.01 * torch.randn(300, 64, generator=torch.Generator().manual_seed(0))  # so that there are no ties
    graph = NearestNeighbors(n_neighbors=60, metric="sqeuclidean").fit(features.numpy()).kneighbors_graph(mode="distance")
    graph.sort_indices()
    expected = _t_sne._joint_probabilities_nn(graph, 20.0, 0).toarray()
    found = dense(*edges(features, 20.0))
    assert torch.equal(found, found.T)
    assert float(found.sum()) == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(found.numpy(), expected, atol=2e-5 * expected.max())


def test_along_the_edges_it_pulls_as_all_pairs_do(few: Items, layout: torch.Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "EDGES", 2000)  # many blocks
    listed = edges(few.features, 20.0)
    p, exact = dense(*listed), layout.double()
    weights = p / (1 + torch.cdist(exact, exact).square())
    expected = weights.sum(1, keepdim=True) * exact - weights @ exact
    found = pull.Pull(*listed)
    np.testing.assert_allclose(
        found.attraction(layout.T.contiguous()).T.numpy(), expected.numpy(), atol=1e-6 * float(expected.abs().max())
    )
    z = tsne.exact.spread(exact)
    assert found.fit(layout.T.contiguous()) + np.log(z) == pytest.approx(tsne.divergence(exact, p), abs=1e-5)


@pytest.mark.parametrize(("scale", "most"), [(1e-4, 0.06), (0.1, 5e-3), (1.0, 5e-3)])
def test_the_grid_repels_as_all_pairs_do(scale: float, most: float, layout: torch.Tensor) -> None:
    positions = layout * scale
    gaps = positions.double()[:, None] - positions.double()[None]
    near = 1 / (1 + gaps.square().sum(2))
    expected, z = (near.square()[:, :, None] * gaps).sum(1), float(near.sum()) - 300
    found, found_z = Field().repulsion(positions.T.contiguous())
    share = float((found.T - expected).norm() / expected.norm())
    assert share < most
    assert found_z == pytest.approx(z, rel=2e-3)


def test_a_point_does_not_push_itself() -> None:
    """Wherever it lies between the nodes: taken as it is, the grid would have it feel 0.01."""
    corners = torch.tensor([[40.0, 40.0], [-40.0, -40.0]])
    for x in (0.0, 0.07, 0.2):
        found, _ = Field().repulsion(torch.cat([torch.tensor([[x, 0.3]]), corners]).T.contiguous())
        assert found[:, 0].norm() < 1e-4


def test_the_grid_descends_to_where_all_pairs_do(digits: Items) -> None:
    features, kept = digits.features[:400], []
    for force in ("exact", "grid", "grid"):
        descent = tsne.begin(features, EmbeddingRecipe(n=400, force=force), None)
        for _ in range(320):
            descent.advance()
        kept.append(descent)
    exact, grid, again = kept
    p = joint(features, 30.0)
    assert tsne.divergence(grid.positions, p) < 1.02 * tsne.divergence(exact.positions, p)
    assert torch.equal(grid.positions, again.positions)
    assert grid.loss() == pytest.approx(tsne.divergence(grid.positions, dense(*edges(features, 30.0))), abs=1e-4)


def test_on_the_grid_resumed_is_uninterrupted(tmp_path: Path) -> None:
    recipe, ends = EmbeddingRecipe(n=60, iterations=60, perplexity=10, force="grid"), []
    for stop in (0, 30):
        store = Store(str(tmp_path / str(stop)))
        steps = embed(recipe, store)
        for step in steps:
            if stop and step.done >= stop:
                break
        steps.close()
        list(embed(recipe, store))
        ends.append(Frames("embedding", recipe, store).read()[-1].arrays["positions"])
    np.testing.assert_array_equal(ends[0], ends[1])


def test_two_perplexities_are_averaged(few: Items) -> None:
    both = joint(few.features, 10.0, 60.0)
    np.testing.assert_allclose(both, (joint(few.features, 10.0) + joint(few.features, 60.0)) / 2, atol=1e-9)
    spread = torch.randn(300, 2, generator=torch.Generator().manual_seed(0))
    sparse = drained(begun(few.features, 10.0, 60.0)).divergence(spread)
    assert sparse == pytest.approx(tsne.divergence(spread, both), rel=0.05)  # which leaves the far pairs out


def test_wide_vectors_of_many_points_keep_their_first_components(monkeypatch: pytest.MonkeyPatch, few: Items) -> None:
    monkeypatch.setattr("vizlab.embeddings.tsne.descent.MANY", 100)
    found = drained(narrowed(few.features))
    expected = pca.fit(few.features, k=50).project(few.features)
    np.testing.assert_allclose(found.square().sum(0).sort().values, expected.square().sum(0).sort().values, rtol=1e-3, atol=1e-3)
    assert drained(narrowed(few.features[:, :40])).shape == (300, 40)


def test_new_points_feel_the_slope_of_their_own_divergence(layout: torch.Tensor) -> None:
    generator = torch.Generator().manual_seed(0)
    found = (torch.randn(5, 2, generator=generator) * 3).double().requires_grad_()
    shares = torch.rand(5, 300, generator=generator, dtype=torch.float64)
    shares /= shares.sum(1, keepdim=True)
    near = 1 / (1 + torch.cdist(found, layout.double()).square())
    torch.xlogy(shares, shares * near.sum(1, keepdim=True) / near).sum().backward()
    old, held = layout.double(), found.detach()
    assert found.grad is not None
    slope = placing.pull(held, old.expand(5, -1, -1), shares) - placing.push(held, old)
    np.testing.assert_allclose(slope, found.grad, atol=1e-9)


def test_new_points_come_to_lie_among_their_likes(digits: Items, layout: torch.Tensor) -> None:
    new, labels = digits.features[300:400], digits.labels[300:400]
    found = tsne.place(new, digits.features[:300], layout, steps=30)
    near = torch.cdist(found, layout).topk(5, largest=False).indices
    right = float((digits.labels[near].mode(1).values == labels).double().mean())
    anywhere = layout[torch.randperm(300, generator=torch.Generator().manual_seed(0))[:100]]
    chance = digits.labels[torch.cdist(anywhere, layout).topk(5, largest=False).indices].mode(1).values == labels
    assert right > 0.8 > 0.4 > float(chance.double().mean())


def test_the_control_keeps_every_column_and_breaks_what_goes_together(few: Items) -> None:
    found = vectors.dealt(few.features, 0)
    np.testing.assert_array_equal(found.sort(0).values, few.features.sort(0).values)
    assert pca.fit(found).explained[0] < 0.6 * pca.fit(few.features).explained[0]
    assert torch.equal(found, vectors.dealt(few.features, 0))
    unit = vectors.unit_length(few.features)
    cosine = float(torch.cosine_similarity(few.features[0], few.features[1], dim=0))
    assert float((unit[0] - unit[1]).square().sum()) == pytest.approx(2 - 2 * cosine, abs=1e-6)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"n": 100, "perplexity": 34}, r"at most \(n - 1\) / 3 = 33 with 100 points; got 34"),
        ({"n": 200, "broad": 20}, "broad must lie between perplexity = 30"),
        ({"method": "no such"}, "method must be one of t-SNE"),
        ({"metric": "taxi"}, "metric must be one of Euclidean, cosine"),
    ],
)
def test_what_cannot_be_is_said(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        EmbeddingRecipe(**fields)  # type: ignore[arg-type]
    assert largest_perplexity(100) == 33


def test_the_grid_is_flat(few: Items) -> None:
    with pytest.raises(VizlabError, match="force must be exact or automatic"):
        tsne.begin(few.features, EmbeddingRecipe(n=300, dims=3, force="grid"), None)


def test_knobs_that_a_method_does_not_read_make_no_other_map() -> None:
    assert EmbeddingRecipe(method="PCA", perplexity=50, seed=3).settled == EmbeddingRecipe(method="PCA")
    assert EmbeddingRecipe(method="PCA", shuffled=True, seed=3).settled.seed == 3
    assert EmbeddingRecipe(perplexity=50).settled.perplexity == 50
    small, large = (tsne.estimate(EmbeddingRecipe(n=n)) for n in (200, 1797))
    assert small[0] < large[0]
    assert small[1] < large[1]
