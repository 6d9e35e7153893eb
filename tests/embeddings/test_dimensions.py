"""High dimension: closed forms against draws, whitening against square roots of matrices, dimensions that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.linalg import sqrtm
from sklearn.decomposition import PCA

from vizlab.embeddings.dimensions import angles, components, intrinsic, material, shadows, ways, whitening
from vizlab.frames import Frames


@pytest.mark.parametrize(
    ("d", "cosine", "variation"), [(2, 0.636, 0.484), (10, 0.259, None), (100, 0.080, None), (1000, 0.025, 0.016)]
)
def test_random_directions_are_nearly_orthogonal(d: int, cosine: float, variation: float | None) -> None:
    """E8: the figures that were checked before, by the closed forms, and by a draw."""
    drawn = angles.drawn(d, 0, n=300)
    assert angles.mean_cosine(d) == pytest.approx(cosine, abs=1e-3)
    assert drawn.mean_cosine == pytest.approx(angles.mean_cosine(d), rel=0.03)
    assert drawn.variation == pytest.approx(angles.variation(d), rel=0.03)
    assert drawn.behaves_like == pytest.approx(d, rel=0.05)
    if variation is not None:
        assert angles.variation(d) == pytest.approx(variation, abs=1e-3)


@pytest.mark.parametrize("d", [4, 30])
def test_densities_are_densities_with_the_moments_of_the_closed_forms(d: int) -> None:
    of_cosine = lambda c: float(angles.cosine_density(np.array(c), d))  # noqa: E731
    of_distance = lambda r: float(angles.distance_density(np.array(r), d))  # noqa: E731
    of_ratio = lambda x: float(shadows.density(np.array(x), d))  # noqa: E731
    assert quad(of_cosine, -1, 1)[0] == pytest.approx(1, abs=1e-6)
    assert 2 * quad(lambda c: c * of_cosine(c), 0, 1)[0] == pytest.approx(angles.mean_cosine(d), abs=1e-6)
    mean = quad(lambda r: r * of_distance(r), 0, 2)[0]
    assert math.sqrt(2 / mean**2 - 1) == pytest.approx(angles.variation(d), abs=1e-6)
    mean = quad(lambda x: x * of_ratio(x), 0, 6)[0]
    assert quad(of_ratio, 0, 6)[0] == pytest.approx(1, abs=1e-6)
    assert math.sqrt(1 - mean**2) == pytest.approx(shadows.spread(d), abs=1e-6)


def test_histograms_are_densities() -> None:
    found = angles.drawn(50, 0, n=300)
    middles, heights = angles.histogram(found.cosines, -1, 1)
    assert heights.sum() * (middles[1] - middles[0]) == pytest.approx(1)
    assert np.abs(heights - angles.cosine_density(middles, 50)).max() < 0.2


def test_a_shadow_keeps_distances_as_johnson_and_lindenstrauss_say() -> None:
    features = torch.randn(60, 300, generator=torch.Generator().manual_seed(0))
    found = shadows.cast(features, 800, 0)
    assert found.ratios.mean() == pytest.approx(1, abs=0.01)
    assert found.spread == pytest.approx(shadows.spread(800), rel=0.1)
    assert found.worst < found.bound
    assert 4 * math.log(60) / (found.bound**2 / 2 - found.bound**3 / 3) == pytest.approx(800)
    assert shadows.bound(60, 50) == math.inf


def test_what_components_lose_is_the_variance_left_out() -> None:
    """E3: by the measured error, for every number of components, and as scikit-learn reads it back."""
    features = material.read("digits").features[:150]
    found = components.all_of(features)
    exact = features.numpy()
    for m in components.ladder(len(found.variances)):
        assert found.error(m, exact) == pytest.approx(found.tail(m), abs=1e-10)
    peer = PCA(10).fit(exact)
    np.testing.assert_allclose(found.back(10), peer.inverse_transform(peer.transform(exact)), atol=1e-9)
    assert found.kept[9] == pytest.approx(peer.explained_variance_ratio_.sum())
    assert found.kept[found.needed(0.9) - 1] >= 0.9 > found.kept[found.needed(0.9) - 2]


@pytest.mark.parametrize("kind", list(whitening.KINDS))
def test_the_covariance_after_whitening_is_the_identity(kind: str) -> None:
    """E4: on pixels some of which never vary; those stay at zero."""
    features = material.read("digits", small=True).features
    white = whitening.whiten(features, kind)
    varying = int((features.std(0) > 0).sum())
    assert white.rank == varying < 64
    assert white.gap < 1e-9
    values = np.linalg.eigvalsh(np.cov(white.values.T))
    np.testing.assert_allclose(values, [0.0] * (64 - varying) + [1.0] * varying, atol=1e-9)
    assert whitening.correlation_left(white.before) > 0.1
    assert whitening.correlation_left(white.after) < 1e-9


def test_zca_is_the_inverse_square_root_and_moves_least() -> None:
    features = torch.randn(80, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64) @ torch.randn(
        5, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64
    )
    centred = (features - features.mean(0)).numpy()
    zca, pca = (whitening.whiten(features, kind) for kind in ("ZCA", "PCA"))
    root = np.real(sqrtm(np.cov(centred.T)))
    np.testing.assert_allclose(zca.values, centred @ np.linalg.inv(root), atol=1e-8)
    assert np.square(zca.values - centred).sum() < np.square(pca.values - centred).sum()


def test_epsilon_quiets_what_hardly_varies() -> None:
    features = material.read("digits", small=True).features
    white = whitening.whiten(features, "PCA", 0.1)
    shares = white.variances / (white.variances + 0.1 * white.variances.mean())
    np.testing.assert_allclose(white.stretched[: white.rank], shares[: white.rank], atol=1e-9)
    assert white.gap == pytest.approx(1 - shares[: white.rank].min())


@pytest.mark.parametrize(
    ("shape", "dimension"), [("Swiss roll", 2), ("sphere", 2), ("sphere", 5), ("Gaussian", 3), ("Gaussian", 8), ("cube", 2)]
)
def test_the_dimension_of_a_known_shape_is_found(shape: str, dimension: int) -> None:
    points = intrinsic.draw(shape, dimension, 1000, 20, 0.0, 1)
    found = intrinsic.neighbours(points, 20)
    assert intrinsic.dimension_of(shape, dimension) == dimension
    assert intrinsic.two_nn(found) == pytest.approx(dimension, rel=0.12)
    assert intrinsic.by_likelihood(found, 10) == pytest.approx(dimension, rel=0.12)
    wide = dimension + (shape in ("Swiss roll", "sphere"))
    assert intrinsic.linear_count(points) == wide


def test_estimates_are_those_of_the_papers_and_copies_say_nothing() -> None:
    points = torch.rand(60, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    gaps = np.sort(torch.cdist(points, points).numpy(), axis=1)[:, 1:]
    of_two = 59 / np.log(gaps[:, 1] / gaps[:, 0]).sum()
    inverse = np.mean([[np.log(gaps[i, 5] / gaps[i, j]) for j in range(5)] for i in range(60)])
    for found in (intrinsic.neighbours(points, 6), intrinsic.neighbours(torch.cat([points, points[:20]]), 6)):
        assert intrinsic.two_nn(found) == pytest.approx(of_two, rel=1e-4)
        assert intrinsic.by_likelihood(found, 6) == pytest.approx(1 / inverse, rel=1e-4)


def test_noise_adds_dimensions() -> None:
    clean, noisy = (intrinsic.neighbours(intrinsic.draw("Gaussian", 2, 800, 10, noise, 0), 10) for noise in (0.0, 0.1))
    assert intrinsic.two_nn(noisy) > intrinsic.two_nn(clean) + 1


def test_three_ways_down() -> None:
    """E6, of the run that comes along: the linear network is in the PCA plane, the deep one is better, t-SNE nearest of all."""
    record = Frames(ways.KIND, ways.WaysRecipe()).record()
    assert record is not None
    assert record["curves"]["second angle"][0][1] > 10
    assert record["curves"]["second angle"][-1][1] < 0.01
    found = record["ways"]
    assert found[ways.LINEAR]["error"] == pytest.approx(found["PCA"]["error"], rel=1e-4)
    assert found[ways.DEEP]["error"] < 0.5 * found["PCA"]["error"]
    assert found["t-SNE"]["error"] is None
    assert found["t-SNE"]["off_the_map"] == min(row["off_the_map"] for row in found.values())


def test_ways_go_on_where_they_broke_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "N", 100)
    recipe = ways.WaysRecipe(way_steps=50)
    *_, whole = ways.compare(recipe)
    run = Frames(ways.KIND, recipe)
    expected = run.read()
    run.delete()
    steps = ways.compare(recipe)
    for step in steps:
        if step.frame == 14:
            break
    steps.close()
    assert run.record() is None
    *_, resumed = ways.compare(recipe)
    assert whole.result is not None
    assert resumed.result is not None
    assert resumed.result["ways"] == whole.result["ways"]
    assert resumed.result["curves"] == whole.result["curves"]
    for ours, theirs in zip(run.read(), expected, strict=True):
        for name in theirs.arrays:
            np.testing.assert_array_equal(ours.arrays[name], theirs.arrays[name])
