"""Networks as judges of style: textures told apart by Gram matrix, random weights, and paintings at equal compute."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import binomtest

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store
from vizlab.style import RANDOM, open_network
from vizlab.style.judging import draws, lineup, shown, swatches, telling
from vizlab.style.judging.effort import THERE_AND_BACK, multiply_adds
from vizlab.style.losses import gram, style_loss

SMALL = lineup.LineupRecipe(
    content="texture/Brick", style="texture/Grass", networks="bundled/digits-cnn,random/small", effort=1, lineup_px=48
)


def stripes(count: int, side: int = 24) -> torch.Tensor:
    """Upright stripes at chance places, then the same lying down: one histogram, two textures."""
    dice = np.random.default_rng(0)
    rows = [np.tile(np.roll(np.arange(side) // 3 % 2, dice.integers(side)), (side, 1)) for _ in range(2 * count)]
    both = [row if at < count else row.T for at, row in enumerate(rows)]
    return torch.tensor(np.stack(both)[:, None], dtype=torch.float32)


def test_distances_are_the_style_losses_of_each_pair() -> None:
    maps = torch.rand(5, 3, 4, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    flat = torch.stack([gram(each).flatten() for each in maps])
    found = telling.style_distances(flat[:2], flat[2:])
    expected = [[float(style_loss(one, gram(other))) for other in maps[2:]] for one in maps[:2]]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_histograms_count_colours_as_numpy_does() -> None:
    patches = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    found = telling.histograms(patches)
    for patch, own in zip(patches.numpy(), found.numpy(), strict=True):
        counts, _ = np.histogramdd(patch.reshape(3, -1).T, bins=telling.BINS, range=[(0, 1)] * 3)
        np.testing.assert_allclose(own, counts.ravel() / 64, atol=1e-7)


def test_the_interval_is_scipys() -> None:
    expected = binomtest(130, 144).proportion_ci(method="wilson")
    np.testing.assert_allclose(telling.wilson(130 / 144, 144), expected, rtol=1e-4)


def test_a_gram_matrix_tells_upright_from_lying_stripes_where_a_histogram_cannot() -> None:
    patches, labels = stripes(8), np.repeat([0, 1], 4)
    halves = torch.arange(16).reshape(2, 2, 4)  # texture, half, patch
    cut = swatches.Swatches(patches[halves[:, 0].flatten()], patches[halves[:, 1].flatten()], labels)
    looking = telling.looked(open_network("bundled/digits-cnn"), cut)
    try:
        while True:
            next(looking)
    except StopIteration as end:
        found = telling.Told("", end.value[0], end.value[1], labels)
    assert found.accuracy(telling.ALL) == 1.0
    assert found.accuracy("pixels") < 1.0
    assert found.accuracy("histogram") < 1.0


def test_what_ships_says_that_training_tells_more_textures_apart() -> None:
    """N24: Gram nearest neighbours of unknown grey patches, by networks that come with vizlab."""
    networks = ("bundled/tiny-vgg@20", "bundled/tiny-vgg@0", RANDOM)
    recipes = {name: telling.TellingRecipe(network=name) for name in networks}
    assert all(Frames(telling.KIND, recipe).record() is not None for recipe in recipes.values())
    trained, untrained, drawn = (telling.made(recipe) for recipe in recipes.values())
    others = [untrained.interval(telling.ALL), drawn.interval(telling.ALL), trained.interval("histogram")]
    assert all(trained.interval(telling.ALL)[0] > high for _, high in others)
    assert trained.interval("pixel by pixel")[1] < 0.5
    assert trained.confusion(telling.ALL).trace() / len(trained.labels) == trained.accuracy(telling.ALL)
    rows, kinds = shown.compared(shown.known(recipes["bundled/tiny-vgg@20"]))
    assert len(rows) == len(kinds)
    assert {"trained", "never trained", "no network"} == set(kinds)


def test_ten_times_the_weights_see_the_same_style() -> None:
    """Without biases a network of ReLUs scales its maps, which a relative loss cannot tell."""
    patches = stripes(2)
    plain, larger = (draws._changed(0, change) for change in (lambda weight: weight, lambda weight: weight * draws.LARGER))
    for network in (plain, larger):
        assert network.channels == 3
    seen = [[telling.seen(network, patch)["block2.activation"] for patch in patches[::2]] for network in (plain, larger)]
    losses = [telling.style_distances(own[0][None], own[1][None]) for own in seen]
    torch.testing.assert_close(*losses, rtol=1e-4, atol=1e-6)
    assert float(seen[1][0].max() / seen[0][0].max()) > 1e3


def test_calibrated_channels_have_mean_0_and_deviation_1() -> None:
    maps = swatches_of_noise()
    network = draws.calibrated(open_network(RANDOM, seed=3), maps)
    with torch.no_grad():
        said = network.network.get_submodule("block1.conv")(maps)
    torch.testing.assert_close(said.mean((0, 2, 3)), torch.zeros(said.shape[1]), rtol=0, atol=1e-4)
    torch.testing.assert_close(said.std((0, 2, 3)), torch.ones(said.shape[1]), rtol=0, atol=1e-3)


def swatches_of_noise() -> torch.Tensor:
    return torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def test_work_is_what_the_formula_of_a_convolution_says() -> None:
    network, expected, channels = open_network(RANDOM), 0, 3
    for at, width in enumerate((32, 64, 128, 256)):
        expected += (32 >> at) * (48 >> at) * 9 * channels * width
        channels = width
    assert multiply_adds(network, 32, 48) == expected


def test_a_lineup_gives_equal_work_and_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = dataclasses.replace(SMALL, lineup_px=96)
    recipe = lineup.painting_of(wide, RANDOM)
    work = THERE_AND_BACK * multiply_adds(open_network(RANDOM), 96, 96)
    assert recipe.steps * work <= wide.effort * 1e9 < (recipe.steps + 1) * work
    monkeypatch.setattr(lineup, "MOST_STEPS", 3)
    store, whole = Store(str(tmp_path / "a")), Store(str(tmp_path / "b"))
    steps = lineup.paint(SMALL, store)
    for step in steps:
        if step.frame == 0:
            break
    steps.close()
    assert Frames(lineup.KIND, SMALL, store).indices() == [0]
    record = lineup.made(SMALL, store)
    assert record["style"] == lineup.made(SMALL, whole)["style"]
    shares = lineup.left(record)
    assert shares.shape == (3, 2)
    assert shares[1, 1] < 1  # the random network has painted what it was asked for
    assert len(lineup.told(SMALL, store)[0]) == 4
    assert 0 < lineup.by_others(SMALL, record)["random weights"] < 2


@pytest.mark.parametrize("networks", ["", "random/small,random/small", ",".join(f"run/{n}" for n in range(9))])
def test_a_lineup_needs_different_networks(networks: str) -> None:
    with pytest.raises(VizlabError, match="different networks"):
        lineup.LineupRecipe(networks=networks)
