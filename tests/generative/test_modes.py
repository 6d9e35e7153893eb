"""The count of modes, on clouds of which the answer is known; and the generator's map of the space of codes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan import modes, warp
from vizlab.randomness import RandomStream

RING = modes.centres(8, 2.0)


def data(n: int, seed: int = 0) -> np.ndarray:
    source = torch.Generator().manual_seed(seed)
    return modes.draw(n, torch.tensor(RING, dtype=torch.float32), 0.1, source).numpy()


def test_centres_stand_evenly_on_the_ring() -> None:
    np.testing.assert_allclose(np.linalg.norm(RING, axis=1), 2)
    gaps = np.linalg.norm(RING - np.roll(RING, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, gaps[0])
    np.testing.assert_allclose(RING[0], [2, 0])


def test_the_data_covers_everything() -> None:
    found = modes.coverage(data(20_000), RING, 0.1)
    assert found.covered == 8
    assert found.good == pytest.approx(modes.share_of_data(), abs=0.003)
    assert found.counts.min() > 2000


def test_blind_points_are_told_from_data() -> None:
    points = np.random.default_rng(0).uniform(-3, 3, (20_000, 2))
    found = modes.coverage(points, RING, 0.1)
    assert found.good == pytest.approx(8 * np.pi * 0.3**2 / 36, abs=0.006)
    assert found.good == pytest.approx(modes.chance(RING, 0.1, 3.0), abs=0.006)
    assert found.covered == 0


@pytest.mark.parametrize("covered", [0, 1, 5])
def test_lost_modes_are_counted(covered: int) -> None:
    points = np.concatenate([data(800)[np.linalg.norm(data(800)[:, None] - RING, axis=2).argmin(1) < covered], np.zeros((50, 2))])
    assert modes.coverage(points, RING, 0.1).covered == covered


def test_a_few_strays_do_not_cover_a_mode() -> None:
    points = np.concatenate([np.repeat(RING[:1], 990, axis=0), RING[1:2].repeat(10, axis=0)])
    found = modes.coverage(points, RING, 0.1)
    assert (found.covered, found.good) == (1, 1.0)
    assert found.counts.tolist() == [990, 10, 0, 0, 0, 0, 0, 0]


def test_density_is_that_of_a_change_of_variables() -> None:
    """G24 in one dimension: G(z) = 2 z + sin z is one-to-one; its density against a histogram of a million samples."""

    class Bent(nn.Module):
        def forward(self, z: torch.Tensor) -> torch.Tensor:
            return 2 * z + torch.sin(z)

    z = torch.randn(1_000_000, 1, generator=torch.Generator().manual_seed(0))
    counts, edges = np.histogram(Bent()(z).numpy(), bins=60, range=(-6, 6), density=True)
    codes = torch.linspace(-2.5, 2.5, 101)[:, None]
    places, density = Bent()(codes).numpy()[:, 0], warp.log_density(Bent(), codes).exp().numpy()
    middles = (edges[1:] + edges[:-1]) / 2
    np.testing.assert_allclose(np.interp(middles[5:-5], places, density), counts[5:-5], atol=0.006)


def test_the_grid_is_carried_by_the_generator() -> None:
    with RandomStream(0):
        generator = perceptron(2, 16, 2, nn.ReLU)
    weights = {name: tensor.numpy() for name, tensor in generator.state_dict().items()}
    before, after = warp.carried_grid(weights)
    assert before.shape == after.shape == (42, 81, 2)
    with torch.no_grad():
        np.testing.assert_allclose(after[30, 7], generator(torch.tensor(before[30, 7])[None])[0].numpy(), atol=1e-6)
    assert np.ptp(before[0, :, 0]) == 0  # first half: lines along which only the second number changes
    assert np.ptp(before[-1, :, 1]) == 0
