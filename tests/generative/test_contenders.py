"""What each family can, measured: sharpness, sure answers, densities that classify, and what generated data is worth."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.generative.families import contenders, worth
from vizlab.generative.families.mixture import Gaussians


def test_sharpness_is_that_of_known_pictures_and_falls_with_blur() -> None:
    flat = np.full((1, 8, 8), 100, np.uint8)
    board = (np.indices((8, 8)).sum(0) % 2 * 255).astype(np.uint8)[None]
    assert contenders.laplacian_variance(flat) == pytest.approx(0)
    assert contenders.laplacian_variance(board) == pytest.approx(16)  # the Laplacian is 4 and -4 in turn
    real = contenders.real_pictures()
    blurred = real.astype(np.float64)
    blurred[:, 1:-1, 1:-1] = sum(blurred[:, 1 + i : 27 + i, 1 + j : 27 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)) / 9
    assert contenders.laplacian_variance(blurred.astype(np.uint8)).mean() < 0.4 * contenders.laplacian_variance(real).mean()
    assert set(np.unique(contenders.real_pictures(2))) == {0, 255}
    assert contenders.sure(real) > 0.9
    assert contenders.control() < contenders.sure(real)


def test_the_vae_is_less_sharp_than_the_gan_and_says_how_likely_a_picture_is() -> None:
    assert {"VAE", "GAN", "Diffusion"} <= set(contenders.available())
    vae, gan, diffusion = (contenders.measure(name, 0) for name in ("VAE", "GAN", "Diffusion"))
    assert vae.sharpness < gan.sharpness
    assert gan.ms < diffusion.ms
    assert "nats" in vae.facts["likelihood"]
    assert gan.facts["likelihood"] == "none"
    table = contenders.table([vae, gan, diffusion])
    assert {len(column) for column in table.values()} == {4}
    with pytest.raises(VizlabError, match="model must be one of VAE"):
        contenders.measure("Boltzmann machine", 0)


def test_generated_data_tells_a_classifier_little_and_bayes_rule_much() -> None:
    found = worth.weigh("a Gaussian a class", "linear")
    real = found.curves["real"][1]
    assert real[0] < real[-1] - 0.1  # more real data does help
    assert max(abs(found.gain(each)) for each in worth.EACH) < 0.04
    assert found.bayes_is_best
    for _, mean, low, high in found.curves.values():
        assert all(a <= b <= c for a, b, c in zip(low, mean, high, strict=True))
        assert min(mean) > 0.4  # chance is 0.1


def test_densities_classify_and_a_picture_of_no_class_is_unlikely() -> None:
    _, _, test, truth = worth.digits()
    models = worth.taught("a mixture a class", *worth.chosen(50, 0))
    densities = worth.log_densities(models, test)
    assert (densities.argmax(axis=1) == truth).mean() > 0.95
    shuffled = test[:, np.random.default_rng(0).permutation(test.shape[1])]
    assert worth.log_densities(models, shuffled).max(axis=1).mean() < densities.max(axis=1).mean() - 50
    card = worth.card(densities[7], int(truth[7]))
    assert card["Asked of"][-1] == "a GAN"
    assert card["log p(x)"][-1] == "no answer"
    with pytest.raises(VizlabError, match="generator must be one of a Gaussian"):
        worth.taught("a dream", *worth.chosen(2, 0))


def test_a_gaussian_of_one_picture_still_is_one_and_samples_are_pictures() -> None:
    x, y = worth.chosen(2, 0)
    models = worth.taught("a mixture a class", x, y)
    assert all(isinstance(model, Gaussians) for model in models)
    made, labels = worth.made(models, 3, 0)
    assert made.shape == (30, 64)
    assert 0 <= made.min() <= made.max() <= 1
    assert labels.tolist() == sorted(labels.tolist())
    assert np.array_equal(made, worth.made(models, 3, 0)[0])
    assert worth.pictures(made).dtype == np.uint8
