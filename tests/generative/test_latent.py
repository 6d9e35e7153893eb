"""The space of codes: decoding, planes, ways and what is counted on them."""

from __future__ import annotations

import itertools
from statistics import NormalDist

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import PATHS, SPACINGS, VAE_EXAMPLES, epochs, open_space
from vizlab.generative.network import Vae
from vizlab.generative.vae import latent
from vizlab.generative.vae.choices import SHIPPED
from vizlab.randomness import RandomStream

A, B = np.array([1.0, -0.5, 2.0]), np.array([-0.3, 1.5, 0.1])


def test_decoding_is_what_the_network_says_and_draws_no_random_number() -> None:
    with RandomStream(0):
        vae = Vae(16, 2, 8)
    arrays = {f"decoder/{name}": tensor.half().numpy() for name, tensor in vae.decoder.state_dict().items()}
    codes = np.random.default_rng(0).normal(size=(20, 2))
    before = torch.get_rng_state()
    found = latent.decode(arrays, codes)
    assert torch.equal(torch.get_rng_state(), before)
    with torch.no_grad():
        expected = torch.sigmoid(vae.decoder(torch.tensor(codes, dtype=torch.float32))) * 255
    assert found.shape == (20, 4, 4)
    assert np.abs(found.reshape(20, 16) - expected.numpy()).max() < 1.0  # float16 weights cost less than a grey level
    with pytest.raises(VizlabError, match="shape"):
        latent.decode(arrays, np.zeros((3, 5)))
    with pytest.raises(VizlabError, match="no decoder"):
        latent.decode({"mu": codes}, codes)


@pytest.mark.parametrize("path", PATHS)
def test_a_way_begins_and_ends_at_its_end_points(path: str) -> None:
    way = latent.interpolate(A, B, 7, path)
    np.testing.assert_array_equal(way[0], A)
    np.testing.assert_array_equal(way[-1], B)
    assert way.shape == (7, 3)
    np.testing.assert_array_equal(latent.interpolate(A, A, 3, path), np.stack([A] * 3))


def test_the_straight_way_is_straight_and_the_arc_keeps_the_distance_from_zero() -> None:
    np.testing.assert_allclose(latent.interpolate(A, B, 3, "linear")[1], (A + B) / 2)
    a, b = A / np.linalg.norm(A) * 2, B / np.linalg.norm(B) * 2
    arc = latent.interpolate(a, b, 9, "spherical")
    np.testing.assert_allclose(np.linalg.norm(arc, axis=1), 2)
    angles = [np.arccos(np.clip(p @ q / 4, -1, 1)) for p, q in itertools.pairwise(arc)]
    np.testing.assert_allclose(angles, angles[0])
    assert np.linalg.norm(latent.interpolate(a, b, 9, "linear"), axis=1).min() < 1.9
    np.testing.assert_allclose(latent.interpolate(a, -a, 3, "spherical")[1], 0, atol=1e-12)  # opposite: straight
    with pytest.raises(VizlabError, match="path must be one of"):
        latent.interpolate(A, B, 3, "no such path")


@pytest.mark.parametrize("spacing", SPACINGS)
def test_the_plane_has_its_codes_in_the_order_of_its_pictures(spacing: str) -> None:
    line = latent.axis(spacing)
    codes = latent.plane_codes(spacing, 4, (1, 3)).reshape(13, 13, 4)
    np.testing.assert_array_equal(codes[0, :, 1], line)  # the first row runs right along z1 ...
    np.testing.assert_array_equal(codes[:, 0, 3], line[::-1])  # ... and the first column down along z2
    assert not codes[..., [0, 2]].any()
    assert (np.diff(line) > 0).all()


def test_equal_shares_are_equal_shares() -> None:
    line = latent.axis("equal shares of the prior")
    np.testing.assert_allclose([NormalDist().cdf(value) for value in line], (np.arange(13) + 0.5) / 13)
    with pytest.raises(VizlabError, match="spacing"):
        latent.axis("no such spacing")


def test_neighbours_vote() -> None:
    mu = np.concatenate([np.random.default_rng(0).normal(size=(40, 2)), np.random.default_rng(1).normal(size=(40, 2)) + 20])
    labels = np.repeat([3, 7], 40)
    assert latent.nearest_classes(np.array([[0.0, 0.0], [20.0, 20.0]]), mu, labels).tolist() == [3, 7]
    assert latent.agreement(mu, labels) == 1
    shuffled = np.random.default_rng(2).permutation(labels)
    assert latent.agreement(mu, shuffled) < 0.75
    assert latent.changes(np.array([3, 3, 7, 7, 3])) == 2
    assert latent.nearest_gap(mu[:1], mu) == 0
    assert latent.nearest_gap(np.array([[100.0, 100.0]]), mu) > 50
    assert 0 < latent.usual_gap(mu) < 2


def test_unevenness_is_one_for_equal_steps() -> None:
    even = np.stack([np.full((4, 4), level, np.uint8) for level in (0, 50, 100, 150)])
    assert latent.unevenness(even) == pytest.approx(1)
    assert latent.unevenness(even[[0, 0, 0, 3]]) == pytest.approx(3)
    assert latent.unevenness(even[[1, 1, 1]]) == 1


def test_the_drawn_dimensions_are_those_that_differ_most() -> None:
    mu = np.random.default_rng(0).normal(size=(50, 4)) * [0.1, 2.0, 0.01, 1.0]
    assert latent.main_dimensions(mu) == (1, 3)
    assert latent.main_dimensions(mu[:, :1]) == (0, 0)
    np.testing.assert_array_equal(latent.code_at(1.5, 2.5, 1, (0, 0)), [[1.5]])


@pytest.mark.parametrize("name", VAE_EXAMPLES)
def test_runs_that_come_with_vizlab_can_be_walked_through(name: str) -> None:
    recipe = VAE_EXAMPLES[name]
    frames = Frames("vae", recipe).read()
    assert epochs(frames) == sorted({1, 10, recipe.epochs} if name in SHIPPED else {0, 1, 3, 10, recipe.epochs})
    space = open_space(frames, recipe.epochs)
    assert space.plane("even square").shape[0] == 169
    way = space.decode(space.way(3, 8, 5, "spherical"))
    ends = space.decode(space.mu[[3, 8]])
    np.testing.assert_array_equal(way[[0, -1]], ends)
    with pytest.raises(VizlabError, match="epoch must be one of"):
        open_space(frames, 2)


def test_the_plane_of_garments_means_something() -> None:
    """G7: on the way between two classes the nearest class changes once or a few times; before training codes mean little."""
    frames = Frames("vae", VAE_EXAMPLES["Fashion-MNIST on a plane"]).read()
    trained, fresh = open_space(frames, 30), open_space(frames, 0)
    assert latent.agreement(trained.mu, trained.labels) > 0.6
    assert latent.agreement(trained.mu, trained.labels) > latent.agreement(fresh.mu, fresh.labels) + 0.1
    error = np.abs(trained.decode(trained.mu[:60]).astype(float) - trained.pictures).mean()
    assert error < 0.6 * np.abs(fresh.decode(fresh.mu[:60]).astype(float) - fresh.pictures).mean()
    changed = []
    for a in range(0, 20):
        passed = latent.nearest_classes(trained.way(a, a + 1, 9, "linear"), trained.mu, trained.labels)
        changed.append(latent.changes(passed))
    assert np.mean(changed) < 4
