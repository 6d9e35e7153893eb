"""Frechet distance, precision and recall against closed forms, and the floor that real pictures set."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.generative import judging
from vizlab.generative.judging.frechet import Gaussian
from vizlab.store import Store


def test_the_distance_of_two_gaussians_is_the_closed_form() -> None:
    """Along common axes: (m - n)² + (s - t)² for each, summed (Dowson and Landau 1982)."""
    rng = np.random.default_rng(0)
    axes, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    s, t, m, n = rng.uniform(0.2, 2, (4, 5))
    a, b = (Gaussian(axes @ mean, axes @ np.diag(std**2) @ axes.T) for mean, std in ((m, s), (n, t)))
    expected = ((m - n) ** 2 + (s - t) ** 2).sum()
    assert judging.frechet(a, b) == pytest.approx(expected, rel=1e-9)
    assert judging.frechet(b, a) == pytest.approx(expected, rel=1e-9)
    assert judging.frechet(a, a) == pytest.approx(0, abs=1e-9)


def test_covariances_without_common_axes_agree_with_the_matrix_root() -> None:
    rng = np.random.default_rng(1)
    a, b = (judging.fitted(rng.normal(size=(200, 4)) @ rng.normal(size=(4, 4)) + rng.normal(size=4)) for _ in range(2))
    values, vectors = np.linalg.eig(a.covariance @ b.covariance)
    root = (vectors * np.sqrt(values)) @ np.linalg.inv(vectors)
    gap = a.mean - b.mean
    expected = gap @ gap + np.trace(a.covariance + b.covariance - 2 * root.real)
    assert judging.frechet(a, b) == pytest.approx(expected, rel=1e-8)


def test_the_distance_of_samples_of_one_gaussian_falls_as_they_grow_in_number() -> None:
    rng = np.random.default_rng(2)
    found = [judging.frechet(*(judging.fitted(rng.normal(size=(n, 10))) for _ in range(2))) for n in (50, 500, 5000)]
    assert found[0] > 5 * found[1] > 25 * found[2] > 0
    with pytest.raises(VizlabError, match="two pictures"):
        judging.fitted(np.zeros((1, 3)))


def test_equal_crowds_have_precision_and_recall_one_and_far_ones_none() -> None:
    real = np.random.default_rng(3).normal(size=(60, 4))
    assert judging.precision_and_recall(real, real) == (1, 1)
    assert judging.precision_and_recall(real, real + 100) == (0, 0)
    with pytest.raises(VizlabError, match="more than 3 points"):
        judging.precision_and_recall(real, real[:3])


def test_dropped_modes_lower_recall_and_invented_ones_precision() -> None:
    rng = np.random.default_rng(4)
    middles = np.array([[0, 0], [20, 0], [0, 20], [20, 20]])
    real = (middles[:, None] + rng.normal(size=(4, 50, 2))).reshape(-1, 2)
    made = (middles[:, None] + rng.normal(size=(4, 50, 2))).reshape(-1, 2)
    whole, half = judging.precision_and_recall(real, made), judging.precision_and_recall(real, made[:100])
    assert min(whole) > 0.85
    assert half[0] > 0.85
    assert half[1] == pytest.approx(whole[1] / 2, abs=0.1)
    invented = judging.precision_and_recall(real[:100], made)
    assert (invented[0], invented[1] > 0.85) == (pytest.approx(whole[0] / 2, abs=0.1), True)


def test_balls_are_those_of_a_loop_over_points() -> None:
    """Equations 1 and 2 of the paper, point by point."""
    rng = np.random.default_rng(5)
    real, made = rng.normal(size=(30, 3)), rng.normal(0.7, 1, (25, 3))

    def inside(point: np.ndarray, crowd: np.ndarray) -> bool:
        return any(np.linalg.norm(point - centre) <= sorted(np.linalg.norm(crowd - centre, axis=1))[3] for centre in crowd)

    expected = (np.mean([inside(point, real) for point in made]), np.mean([inside(point, made) for point in real]))
    assert judging.precision_and_recall(real, made) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["digits", "MNIST", "Fashion-MNIST"])
def test_real_pictures_set_the_floor_and_noise_is_far_above_it(name: str, tmp_path: object) -> None:
    reference, judge = judging.reference(name, Store(str(tmp_path))), judging.open_judge(name)
    assert reference.floor.accuracy is not None
    assert reference.floor.accuracy > 0.9
    assert reference.floor.covered == 10
    assert min(reference.floor.precision, reference.floor.recall) > 0.75
    side = judge.model.shape[-1]
    noise = np.random.default_rng(0).integers(0, 256, (200, side, side), dtype=np.uint8)
    verdict = reference.weigh(judge, noise, np.arange(200) % 10)
    assert verdict.distance > 20 * reference.floor.distance
    assert verdict.recall < 0.05
    assert verdict.accuracy is not None
    assert verdict.accuracy < 0.3
    pictures = reference.pictures.reshape(-1, side, side)
    own = reference.weigh(judge, pictures, np.repeat(np.arange(10), len(reference.pictures[0])))
    assert own.accuracy is not None
    assert own.accuracy > 0.9
    assert own.precision > 0.75


def test_a_reference_measured_here_is_the_one_read_again(tmp_path: object) -> None:
    store = Store(str(tmp_path))
    first, again = judging.reference("digits", store), judging.reference("digits", store)
    np.testing.assert_array_equal(first.features, again.features)
    assert first.floor == again.floor
    features, _ = judging.open_judge("digits").look(first.pictures.reshape(-1, 8, 8))
    assert np.isfinite(features).all()


def test_a_class_is_covered_by_a_fifth_of_its_fair_share(tmp_path: object) -> None:
    reference = judging.reference("digits", Store(str(tmp_path)))
    rng = np.random.default_rng(0)
    features = rng.normal(size=(1000, reference.features.shape[1]))
    found = np.concatenate([np.zeros(961, int), np.full(20, 1), np.full(19, 2)])
    verdict = reference.verdict(features, found, None)
    assert (verdict.covered, verdict.counts[:3], verdict.accuracy) == (2, [961, 20, 19], None)


def test_wrong_pictures_and_unknown_data_are_refused_with_a_sentence() -> None:
    with pytest.raises(VizlabError, match="looks at pictures of"):
        judging.open_judge("digits").look(np.zeros((2, 28, 28), np.uint8))
    with pytest.raises(VizlabError, match="judged for"):
        judging.open_judge("CIFAR-10")
    with pytest.raises(VizlabError, match="judged for"):
        judging.JudgeRecipe(judged="moons")


def test_diversity_is_zero_for_copies_and_known_for_black_and_white() -> None:
    black, white = np.zeros((1, 4, 4), np.uint8), np.full((1, 4, 4), 255, np.uint8)
    assert judging.diversity(np.repeat(white, 5, axis=0)) == pytest.approx(0, abs=1e-7)
    assert judging.diversity(np.concatenate([black, white])) == pytest.approx(1)
