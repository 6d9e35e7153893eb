"""What a Gram matrix is and is not: against closed forms, numpy, scipy and scikit-image."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import wasserstein_distance
from skimage.metrics import structural_similarity

from vizlab.errors import VizlabError
from vizlab.style import RANDOM, pictures
from vizlab.style.losses import gram
from vizlab.style.statistics import channels, histograms, looking, misprints, normalisers, shuffling
from vizlab.style.studies import measures

RNG = np.random.default_rng(0)
PIXELS = looking.shown("texture/Brick", 48)


def features(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_a_gram_matrix_of_a_layer_is_square_symmetric_and_has_no_negative_eigenvalue() -> None:
    eyes = looking.open_eyes(RANDOM)
    found = channels.compare(eyes, eyes.layers[0], {"style picture": PIXELS})
    assert found.nature.shape == (32, 32)  # channels by channels of that layer alone
    assert found.nature.asymmetry < 1e-6
    assert found.nature.smallest > -1e-6
    assert channels.nature(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).smallest == pytest.approx(-1)  # what is none is found out
    seen = looking.see_layer(eyes, eyes.layers[0], looking.as_input(eyes, PIXELS))
    row, column = channels.partners(found.matrices["style picture"])
    first, second = found.channels[row], found.channels[column]
    behind = channels.pair(seen, first, second)
    assert behind.entry == pytest.approx(float(gram(seen)[first, second]), rel=1e-5)
    flat = seen.flatten(1).numpy()
    cosines = flat @ flat.T / np.outer(*[np.linalg.norm(flat, axis=1)] * 2).clip(1e-12)
    kept = cosines[np.ix_(found.channels, found.channels)]
    assert behind.cosine == pytest.approx(np.triu(kept, 1).max(), rel=1e-4)
    with pytest.raises(VizlabError, match="Layers must be among"):
        channels.compare(eyes, "no such layer", {"style picture": PIXELS})


def test_a_gram_matrix_ignores_places_in_its_layer_and_not_in_the_picture() -> None:
    found = shuffling.shuffle(looking.open_eyes(RANDOM), PIXELS, seed=0, sides=(1, 4, 16))
    assert max(found.positions.values()) < 3e-5
    assert max(found.pictures["pixels"]) < 3e-5  # pixels are a layer of their own
    first, *_ = (name for name in found.pictures if name != "pixels")
    small, middle, large = found.pictures[first]
    assert small > middle > large > 100 * found.positions[first]


def test_shuffled_tiles_are_the_same_tiles() -> None:
    values = torch.arange(2 * 7 * 9, dtype=torch.float32).view(2, 7, 9)
    mixed = shuffling.tiles_shuffled(values, 3, seed=1)
    assert mixed.shape == (2, 6, 9)

    def tiles(picture: torch.Tensor) -> set[bytes]:
        return {picture[:, r : r + 3, c : c + 3].numpy().tobytes() for r in (0, 3) for c in (0, 3, 6)}

    assert tiles(mixed) == tiles(values)
    assert not torch.equal(mixed, values[:, :6])
    with pytest.raises(VizlabError, match="The tile must fit"):
        shuffling.tiles_shuffled(values, 8, seed=0)


def test_matched_histograms_are_equal_and_their_distance_is_wassersteins() -> None:
    values, target = features(3, 8, 10), 2 * features(3, 10, 8, seed=1) + 1
    matched = histograms.matched(values, target)
    assert torch.equal(matched.flatten(1).sort().values, target.flatten(1).sort().values)
    order = values.flatten(1).argsort()
    assert bool((matched.flatten(1).gather(1, order).diff() >= 0).all())  # what was darker stays darker
    expected = np.mean([wasserstein_distance(a, b) for a, b in zip(values.flatten(1), target.flatten(1), strict=True)])
    assert histograms.histogram_distance(values, target) == pytest.approx(expected, rel=1e-5)
    assert histograms.histogram_distance(matched, target) == 0


def test_equal_histograms_and_unlike_gram_matrices_and_the_other_way_round() -> None:
    eyes = looking.open_eyes(RANDOM)
    other = looking.shown("photo/Coffee", 48)
    found = histograms.compare(eyes, eyes.layers[1], PIXELS, other, None)
    rows = dict(zip(found.rows, found.values, strict=True))
    assert rows[histograms.SHUFFLED][0] == 0
    assert rows[histograms.FEATURES][1] < 1e-2
    assert rows[histograms.SHUFFLED][2] > 0.01
    assert rows[histograms.FEATURES][2] > 0.01
    means = histograms.compare_means(features(5, 6, 7).abs())
    assert means.means == pytest.approx(2)
    assert means.grams < 1e-12
    assert means.with_ones > 0.1


def test_a_sum_grows_with_the_picture_and_a_mean_does_not() -> None:
    seen = features(4, 5, 6)
    flat = seen.flatten(1).numpy()
    np.testing.assert_allclose(normalisers.summed(seen), flat @ flat.T, rtol=1e-5)
    one_by_one = sum(np.outer(flat[:, k], flat[:, k]) for k in range(30))
    np.testing.assert_allclose(normalisers.outer_products(seen), one_by_one, rtol=1e-4, atol=1e-5)
    brick, grass = (pictures.find(name) for name in ("texture/Brick", "texture/Grass"))
    found = normalisers.measure(looking.open_eyes(RANDOM), "pixels", brick, grass, times=(1, 2))
    grown = normalisers.growth(found)
    assert found.positions == [64 * 64, 128 * 128]
    assert found.apart < 1e-5
    assert grown.pop("sum over positions") == pytest.approx(16, rel=1e-3)
    assert list(grown.values()) == pytest.approx([1, 1, 1], rel=1e-3)
    f, g = features(3, 4, 4), features(3, 4, 4, seed=1)
    expected = ((f.flatten(1) @ f.flatten(1).T - g.flatten(1) @ g.flatten(1).T) ** 2).sum() / (4 * 3**2 * 16**2)
    assert float(normalisers.NORMALISERS["Gatys: sum / (4 N² M²)"](f, g)) == pytest.approx(float(expected), rel=1e-5)


def test_the_misprinted_gram_matrix_is_not_symmetric() -> None:
    seen = features(4, 3, 3)
    meant, printed = misprints.beside(seen).values()
    assert misprints.asymmetry(meant) < 1e-6
    assert misprints.asymmetry(printed) > 0.1
    flat = seen.flatten(1).numpy()
    expected = [[sum(flat[i, k] * flat[j, j] for k in range(9)) / 9 for j in range(4)] for i in range(4)]
    np.testing.assert_allclose(misprints.one_index_twice(seen), expected, rtol=1e-4, atol=1e-6)
    assert "no place for place product" in misprints.across_layers(features(2, 4, 4), features(3, 2, 2))


def test_measures_of_a_painting_against_oracles() -> None:
    first, second = RNG.random((2, 3, 24, 31))
    expected = structural_similarity(first, second, win_size=measures.WINDOW, channel_axis=0, data_range=1)
    assert measures.ssim(torch.tensor(first), torch.tensor(second)) == pytest.approx(expected, abs=1e-6)
    assert measures.rms(np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)) == 1
    stripes = [(127 + 100 * np.sin(2 * np.pi * np.arange(96) / length)).astype(np.uint8)[None, :, None] for length in (4, 12)]
    short, long = (measures.middle_wave(np.broadcast_to(line, (96, 96, 3))) for line in stripes)
    assert short == pytest.approx(4, rel=0.25)
    assert long == pytest.approx(12, rel=0.25)
