"""The count of modes, on clouds of which the answer is known; and the generator's map of the space of codes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.generative import GanRecipe
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan import clouds, divergence, modes, warp
from vizlab.randomness import RandomStream

RING = clouds.ring(8, 2.0)
CLOUD = clouds.cloud(GanRecipe())


def data(n: int, seed: int = 0) -> np.ndarray:
    source = torch.Generator().manual_seed(seed)
    return modes.draw(n, torch.tensor(RING, dtype=torch.float32), 0.1, source).numpy()


def test_centres_stand_evenly_on_the_ring() -> None:
    np.testing.assert_allclose(np.linalg.norm(RING, axis=1), 2)
    gaps = np.linalg.norm(RING - np.roll(RING, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, gaps[0])
    np.testing.assert_allclose(RING[0], [2, 0])


def test_the_data_covers_everything() -> None:
    found = modes.coverage(data(20_000), CLOUD)
    assert found.covered == 8
    assert found.good == pytest.approx(modes.share_of_data(), abs=0.003)
    assert found.counts.min() > 2000
    assert found.effective == pytest.approx(8, abs=0.01)


def test_blind_points_are_told_from_data() -> None:
    points = np.random.default_rng(0).uniform(-3, 3, (20_000, 2))
    found = modes.coverage(points, CLOUD)
    assert found.good == pytest.approx(8 * np.pi * 0.3**2 / 36, abs=0.006)
    assert found.good == pytest.approx(modes.chance(CLOUD, 3.0), abs=0.006)
    assert found.covered == 0


@pytest.mark.parametrize("covered", [0, 1, 5])
def test_lost_modes_are_counted(covered: int) -> None:
    points = np.concatenate([data(800)[np.linalg.norm(data(800)[:, None] - RING, axis=2).argmin(1) < covered], np.zeros((50, 2))])
    assert modes.coverage(points, CLOUD).covered == covered


def test_a_few_strays_do_not_cover_a_mode() -> None:
    points = np.concatenate([np.repeat(RING[:1], 990, axis=0), RING[1:2].repeat(10, axis=0)])
    found = modes.coverage(points, CLOUD)
    assert (found.covered, found.good) == (1, 1.0)
    assert found.effective == pytest.approx(np.exp(-0.99 * np.log(0.99) - 0.01 * np.log(0.01)))
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


@pytest.mark.parametrize("name", [name for name in clouds.CLOUDS if name != "drawn"])
@pytest.mark.parametrize("count", [1, 8, 25])
def test_every_cloud_lies_in_the_square_and_covers_itself(name: str, count: int) -> None:
    recipe = GanRecipe(cloud=name, modes=count)
    cloud = clouds.cloud(recipe)
    points = modes.draw(4000, torch.tensor(cloud.middle, dtype=torch.float32), 0.1, torch.Generator().manual_seed(0)).numpy()
    assert np.abs(points).max() < recipe.edge
    found = modes.coverage(points, cloud)
    assert found.covered == cloud.parts == (clouds.PARTS if name in ("moons", "spiral") else count)
    assert found.good > 0.97
    assert found.good > 3 * modes.chance(cloud, recipe.edge) or cloud.is_curve
    assert found.effective == pytest.approx(cloud.parts, rel=0.05)


def test_grids_are_as_square_as_their_number_allows() -> None:
    for count, rows in ((1, 1), (2, 1), (6, 2), (12, 3), (25, 5)):
        middle = clouds.grid(count, 2.0)
        assert middle.shape == (count, 2)
        assert len(np.unique(middle[:, 1])) == rows


def test_drawn_points_come_back_from_their_text() -> None:
    points = [(-1.0, 1.0), (0.0, 0.3), (0.5, -0.75)]
    text = clouds.pack(points)
    assert len(text) == 6
    np.testing.assert_allclose(clouds.drawn(text), points, atol=1 / 63)
    assert len(clouds.drawn(clouds.pack([(x / 1000, 0.0) for x in range(1000)]))) == clouds.MOST_DRAWN
    assert clouds.pack([(9.0, -9.0)]) == "_A"
    assert clouds.places("no!") == clouds.places("") == []


@pytest.mark.parametrize(
    ("text", "words"), [("", "At least one point"), ("abc", "two letters"), ("ä!", "two letters"), ("ab" * 300, "240")]
)
def test_a_drawing_that_cannot_be_read_is_told(text: str, words: str) -> None:
    with pytest.raises(VizlabError, match=words):
        GanRecipe(cloud="drawn", drawn=text)
    GanRecipe(drawn=text)  # it is not read where the cloud is another one


@pytest.mark.parametrize("count", [1, 3])
def test_one_point_and_three_are_data(count: int) -> None:
    cloud = clouds.cloud(GanRecipe(cloud="drawn", drawn=clouds.pack([(0.0, 0.0), (0.5, 0.5), (-0.5, 0.5)][:count])))
    assert cloud.parts == count
    truth = divergence.truth(cloud, 3.0)
    points = modes.draw(2000, torch.tensor(cloud.middle, dtype=torch.float32), 0.1, torch.Generator().manual_seed(0)).numpy()
    assert modes.coverage(points, cloud).covered == count
    assert divergence.divergence(points, truth, 3.0).js < 0.01


@pytest.mark.parametrize("name", ["ring", "spiral"])
def test_the_true_share_of_each_cell_is_that_of_many_points(name: str) -> None:
    cloud = clouds.cloud(GanRecipe(cloud=name))
    truth = divergence.truth(cloud, 3.0)
    assert truth.sum() == pytest.approx(1)
    points = modes.draw(400_000, torch.tensor(cloud.middle, dtype=torch.float32), 0.1, torch.Generator().manual_seed(0)).numpy()
    shares = divergence.shares(points, 3.0) / 400_000
    np.testing.assert_allclose(shares, truth, atol=6 * np.sqrt(truth.max() / 400_000))
    found = divergence.divergence(points, truth, 3.0)
    assert found.js < 5e-4
    assert found.kl < 2e-3


def test_points_elsewhere_are_log_two_away_and_half_of_them_half() -> None:
    truth = divergence.truth(CLOUD, 3.0)
    nowhere = np.full((2000, 2), 50.0)
    assert divergence.divergence(nowhere, truth, 3.0).js == pytest.approx(np.log(2), abs=1e-6)
    half = np.concatenate([data(20_000), np.full((20_000, 2), 50.0)])
    expected = 0.5 * np.log(4 / 3) + 0.5 * (0.5 * np.log(2 / 3) + 0.5 * np.log(2))  # JS(p, p / 2 + r / 2)
    assert divergence.divergence(half, truth, 3.0).js == pytest.approx(expected, abs=0.003)
    one = data(20_000)[np.linalg.norm(data(20_000) - RING[0], axis=1) < 1]
    alone = (np.log(1 / 4.5) / 8 + 7 / 8 * np.log(2) + np.log(8 / 4.5)) / 2  # p against its one eighth
    assert divergence.divergence(one, truth, 3.0).js == pytest.approx(alone, abs=0.01)
