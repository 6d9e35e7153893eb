"""What is measured of codes: planted attributes move, copies are caught, the prior's empty ground is counted."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.generative.codes import arithmetic, drawing, memory, posterior
from vizlab.generative.codes.opened import Opened, open_model

TWENTY, EIGHT, NO_KL, PLANE = "vae-mnist-20d", "vae/509f9cd7e42e", "vae/39926b0e5d6c", "vae/b5ca36e3962f"


@pytest.fixture(scope="module")
def twenty() -> Opened:
    return open_model(TWENTY)


@pytest.fixture(scope="module")
def eight() -> Opened:
    return open_model(EIGHT)


def bar(lean: float, thick: int) -> np.ndarray:
    """A stroke of 28 × 28 pixels that leans so many pixels sideways a pixel up."""
    picture = np.zeros((28, 28), np.uint8)
    for row in range(4, 24):
        middle = 13.5 + lean * (13.5 - row)
        picture[row, round(middle - thick / 2) : round(middle + thick / 2)] = 255
    return picture


def test_slant_ink_and_width_are_what_was_drawn() -> None:
    pictures = np.stack([bar(lean, 4) for lean in (-0.4, 0.0, 0.4)])
    assert np.allclose(arithmetic.slant(pictures), [-0.4, 0.0, 0.4], atol=0.05)
    thin, thick = arithmetic.ink(np.stack([bar(0, 2), bar(0, 6)]))
    assert thick == pytest.approx(3 * thin)
    assert arithmetic.ink(np.full((1, 5, 5), 255, np.uint8)) == pytest.approx([1.0])
    uniform = arithmetic.width(np.full((1, 28, 28), 255, np.uint8))[0]
    assert uniform == pytest.approx(np.sqrt((28**2 - 1) / 12) / 28)
    mirrored = pictures[:, :, ::-1]
    assert np.allclose(arithmetic.slant(mirrored), -arithmetic.slant(pictures), atol=1e-9)


@pytest.mark.parametrize("measure", list(arithmetic.MEASURES))
def test_a_planted_attribute_moves_as_expected_and_random_directions_do_not(measure: str, twenty: Opened) -> None:
    found = arithmetic.crowd(twenty)
    every = arithmetic.groups(twenty, found)
    _, more, less = arithmetic.MEASURES[measure]
    shift = arithmetic.difference(found, every, more, less)
    move = arithmetic.move(twenty, found, np.arange(0, len(found.codes), 4), shift, seed=0)
    back = arithmetic.move(twenty, found, np.arange(0, len(found.codes), 4), -shift, seed=0)
    assert move.change[measure] > 0.5
    assert back.change[measure] < -0.3
    assert move.change[measure] > np.abs(move.control[measure]).max()
    assert move.change[measure] == max(move.change.values())


def test_groups_hold_as_many_of_each_class_and_their_difference_is_a_direction(twenty: Opened) -> None:
    found = arithmetic.crowd(twenty)
    every = arithmetic.groups(twenty, found)
    for name in ("leaning left", "leaning right"):
        shares = np.bincount(found.labels[every[name]], minlength=10) / np.bincount(found.labels, minlength=10)
        assert np.allclose(shares, 0.25, atol=0.03)
    assert np.allclose(arithmetic.difference(found, every, "3", "3"), 0)
    with pytest.raises(VizlabError, match="group"):
        arithmetic.difference(found, every, "3", "happy")


def test_samples_are_not_copies_but_copies_are_found(eight: Opened) -> None:
    made = drawing.draw(eight, 200, 0).pictures
    for by_code in (False, True):
        found = memory.compare(eight, made, by_code=by_code, seed=0)
        assert found.share["held-out pictures"] == pytest.approx(0.05, abs=0.01)
        assert found.share["samples"] < 0.1
        assert np.median(found.gaps["copies with noise"]) < 0.7 * np.median(found.gaps["samples"])
    assert memory.compare(eight, made, by_code=False, seed=0).share["copies with noise"] > 0.95


def test_a_model_that_replays_its_training_pictures_is_caught(eight: Opened) -> None:
    train = memory.training_pictures("digits")[0][:100]
    found = memory.compare(eight, train, by_code=False, seed=0)
    assert found.gaps["samples"].max() == 0
    assert found.share["samples"] == 1
    assert (found.which == np.arange(100)).mean() > 0.95


@pytest.mark.parametrize("name", ["MNIST", "Fashion-MNIST"])
def test_training_pictures_come_along(name: str) -> None:
    pictures, about = memory.training_pictures(name)
    assert pictures.shape == (memory.SHIPPED, 28, 28)
    assert "come with vizlab" in about
    assert 20 < pictures.mean() < 120
    assert len(np.unique(pictures.reshape(len(pictures), -1), axis=0)) == len(pictures)


def test_nearest_is_that_of_scikit_learn() -> None:
    from sklearn.neighbors import NearestNeighbors

    source = np.random.default_rng(0)
    points, ground = source.standard_normal((40, 6)), source.standard_normal((70, 6))
    gaps, which = NearestNeighbors(n_neighbors=1).fit(ground).kneighbors(points)
    found, indices = memory.nearest(points, ground)
    assert np.allclose(found, gaps[:, 0])
    assert (indices == which[:, 0]).all()
    assert np.allclose(posterior.nearest(points, ground), gaps[:, 0])


def test_without_kl_codes_leave_the_prior_and_with_it_they_stay(eight: Opened) -> None:
    gone, stayed = (posterior.outside_share(open_model(name), 2000, seed=0) for name in (NO_KL, PLANE))
    assert gone > 0.7
    assert stayed < 0.02
    assert posterior.outside_share(eight, 2000, seed=0) < 0.02


def test_empty_ground_is_found_where_there_is_some(eight: Opened) -> None:
    """Codes moved three away from where the prior draws leave it empty-handed; codes of the prior itself do not."""
    source = np.random.default_rng(0)
    like = source.standard_normal((600, 8)).astype(np.float32)
    fitting = dataclasses.replace(eight, mu=0.99 * like, logvar=np.full_like(like, np.log(0.02)), labels=np.zeros(600, np.int64))
    moved = dataclasses.replace(fitting, mu=0.3 * like + 3)
    empty, floor = posterior.empty_share(fitting, 2000, seed=1)
    assert abs(empty - 0.05) < 0.03
    assert abs(floor - 0.05) < 0.02
    assert posterior.empty_share(moved, 2000, seed=1)[0] > 0.99
    assert posterior.outside_share(fitting, 2000, seed=1) < 0.03
    assert posterior.outside_share(moved, 2000, seed=1) > 0.99


def test_the_aggregate_posterior_is_a_mixture_of_what_the_encoder_says(eight: Opened) -> None:
    drawn = posterior.aggregate(eight, 20_000, np.random.default_rng(0))
    variance = eight.mu.var(0) + np.exp(eight.logvar).mean(0)
    assert np.allclose(drawn.mean(0), eight.mu.mean(0), atol=0.04)
    assert np.allclose(drawn.var(0), variance, rtol=0.05)
    fitted = posterior.gaussian(eight, 20_000, np.random.default_rng(0))
    assert np.allclose(fitted.var(0), variance, rtol=0.05)
    edges, density, apart = posterior.histogram(eight, 2, 20_000, seed=0)
    assert (density * np.diff(edges)).sum() == pytest.approx(1)
    assert apart < 0.05  # a number that the VAE has left to the prior
    assert posterior.histogram(open_model(NO_KL), 0, 2000, seed=0)[2] > 0.4


def test_sigma_says_which_numbers_are_used(eight: Opened) -> None:
    sigma = posterior.sigmas(eight)
    used = eight.mu.var(0) > 0.01
    assert sigma[used].max() < 0.7 < 0.95 < sigma[~used].min()
    assert posterior.sigmas(open_model(NO_KL)).max() < 0.1


def test_samples_of_the_aggregate_posterior_are_recognised_more_often(eight: Opened) -> None:
    sure = {name: posterior.looks(eight, name, 300, seed=0).sure for name in posterior.ORIGINS}
    assert all(share is not None for share in sure.values())
    assert sure["the aggregate posterior"] > sure["the prior"] + 0.05  # type: ignore[operator]
    untrained = posterior.looks(open_model(EIGHT, 0), "the prior", 300, seed=0).sure
    assert untrained is not None
    assert untrained < 0.1
    real = posterior.share_as_sure(eight, eight.pictures)
    assert real == pytest.approx(0.9, abs=0.02)
    with pytest.raises(VizlabError, match="origin"):
        posterior.looks(eight, "nowhere", 10, seed=0)
