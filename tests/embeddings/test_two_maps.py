"""Two maps laid on each other, and new points on an old one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial import procrustes

from vizlab.embeddings import EmbeddingRecipe, placing
from vizlab.embeddings.comparing import compare, spread
from vizlab.embeddings.features import Items
from vizlab.errors import VizlabError
from vizlab.frames import Frames

RNG = np.random.default_rng(0)


def test_a_turned_mirrored_and_scaled_map_is_the_same_map() -> None:
    first = RNG.normal(size=(80, 2))
    second = first @ np.array([[0.0, 3.0], [3.0, 0.0]]) + 7
    found = compare(first, second)
    assert found.residual == pytest.approx(0, abs=1e-12)
    assert found.shared == 1
    np.testing.assert_allclose(found.aligned, first, atol=1e-9)
    assert found.moves.max() < 1e-9
    assert found.chance > 0.8


def test_two_maps_differ_by_what_scipy_says_and_who_moved_is_named() -> None:
    first = RNG.normal(size=(80, 2))
    second = first.copy()
    second[[5, 17]] += [[6, 0], [0, -9]]
    found = compare(first, second)
    assert found.residual == pytest.approx(procrustes(first, second)[2])
    assert set(found.farthest(2).tolist()) == {5, 17}
    assert np.linalg.norm(found.aligned - found.aligned.mean(0)) == pytest.approx(np.linalg.norm(first - first.mean(0)))
    near = np.argsort(np.linalg.norm(first[:, None] - first, axis=2), axis=1)[:, 1:11]
    other = np.argsort(np.linalg.norm(second[:, None] - second, axis=2), axis=1)[:, 1:11]
    assert found.shared == pytest.approx(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(near, other, strict=True)]))
    width = (first.max(0) - first.min(0)).max()
    assert spread(first, [1, 2]) == pytest.approx(np.linalg.norm(first[1] - first[2]) / 2 / width)


def test_other_seeds_are_other_maps_with_the_same_neighbours() -> None:
    runs = [EmbeddingRecipe(init="random", seed=seed) for seed in (0, 1)]
    first, second = (Frames("embedding", run.settled).read()[-1].arrays["positions"] for run in runs)
    found = compare(first, second)
    assert compare(first, first).residual < 1e-9
    assert found.residual > 0.2
    assert found.shared > 0.7


def blobs(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    labels = torch.arange(n) % 3
    centres = torch.eye(3).repeat_interleave(2, 1)[:, :5] * 20
    return centres[labels] + torch.randn(n, 5, generator=torch.Generator().manual_seed(0)), labels


@pytest.mark.parametrize(("method", "least"), [("PCA", 1.0), ("UMAP", 1.0), ("Random projection", 0.7), ("t-SNE", 1.0)])
def test_new_points_land_among_their_own(method: str, least: float) -> None:
    features, labels = blobs(150)
    items = Items(features, labels, None, ("a", "b", "c"))
    recipe = EmbeddingRecipe(method=method, n=120, perplexity=10, neighbors=8)
    plane = EmbeddingRecipe(method="PCA", n=120)
    positions = placing.place(features[:120], features[:120], torch.zeros(120, 2, dtype=torch.float64), plane)
    if method == "Random projection":
        positions = placing.place(features[:120], features[:120], positions, recipe)
    kept = positions.clone()
    found = placing.judge(items, positions.numpy(), recipe)
    assert found.right >= least
    assert found.in_vectors == 1
    assert found.at_random < 0.6
    assert torch.equal(positions, kept)
    groups = placing.groups(found, items)
    assert sorted(at for _, _, ids in groups.values() for at in ids.tolist()) == list(range(120, 150))


def test_a_new_point_goes_to_the_weighted_mean_of_its_neighbours() -> None:
    features, _ = blobs(60)
    positions = torch.randn(60, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    recipe = EmbeddingRecipe(method="UMAP", n=60, neighbors=2)
    found = placing.place(features[:1] + 0.1, features, positions, recipe)[0]
    near = torch.cdist(features[:1] + 0.1, features)[0].argsort()[:2]
    line = positions[near[1]] - positions[near[0]]
    share = float((found - positions[near[0]]) @ line / (line @ line))
    # the nearest has 1, the other log2(3) - 1 of it, if the width may be chosen freely
    assert share == pytest.approx((np.log2(3) - 1) / np.log2(3), abs=1e-3)
    torch.testing.assert_close(found, positions[near[0]] + share * line)


def test_a_picture_of_the_map_itself_lands_on_it(few: Items) -> None:
    recipe = EmbeddingRecipe(method="PCA", n=300)
    positions = placing.place(few.features, few.features, torch.zeros(300, 2), recipe).numpy()
    found = placing.one(recipe, few, positions, few.pictures[7])  # type: ignore[index]
    np.testing.assert_allclose(found.group["yours"][0][0], positions[7], atol=1e-5)
    assert found.distance < 1e-3


def test_more_new_points_than_there_are_is_said() -> None:
    recipe = EmbeddingRecipe(method="PCA", n=1700)
    assert placing.held_out(recipe, 300) == 97
    with pytest.raises(VizlabError, match="There must be 98 rows after"):
        placing.with_new(recipe, 98)
