"""Pooling and unpooling against torch and the figures of the source, and the grids that a visitor types."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters.pooling import unpooling
from vizlab.filters.pooling.fractional import fractional, window_starts
from vizlab.filters.pooling.numbers import GRIDS, parse_grid
from vizlab.filters.pooling.strided import stand_in
from vizlab.filters.pooling.windows import pool

DICE = np.random.default_rng(0)
MAP = DICE.standard_normal((9, 11))
TORCH = torch.tensor(MAP)[None, None]


def test_the_figures_of_the_source() -> None:
    """METHODS C30-C33: 200 and 90 of one patch; overlapping windows; values added up on their way back."""
    patch = parse_grid(GRIDS["one patch"])
    assert pool(patch, 3, 1).values.tolist() == [[200]]
    assert pool(patch, 3, 1, "average").values.tolist() == [[90]]
    found = pool(parse_grid(GRIDS["overlapping windows"]), 2, 1)
    assert found.values.tolist() == [[150, 150], [100, 110]]
    assert found.places.tolist() == [[1, 1], [3, 5]]
    back = np.array([[300.0, 450], [100, 250]])
    assert unpooling.unpool(back, found.places, (3, 3)).tolist() == [[0, 750, 0], [100, 0, 250], [0, 0, 0]]
    assert unpooling.overwritten(back, found.places, (3, 3), (2, 1)).tolist() == [[0, 450, 0], [100, 0, 250], [0, 0, 0]]


@pytest.mark.parametrize(("k", "stride"), [(2, 2), (3, 1), (2, 3), (4, 2)])
def test_torch_pools_and_unpools_the_same(k: int, stride: int) -> None:
    values, places = F.max_pool2d(TORCH, k, stride, return_indices=True)
    found = pool(MAP, k, stride)
    np.testing.assert_array_equal(found.values, values[0, 0].numpy())
    np.testing.assert_array_equal(found.places, places[0, 0].numpy())
    mean = F.avg_pool2d(TORCH, k, stride)[0, 0].numpy()
    np.testing.assert_allclose(pool(MAP, k, stride, "average").values, mean, rtol=1e-12)
    if len(np.unique(found.places)) == found.places.size:  # nothing lands twice: both ways back agree
        back = unpooling.overwritten(found.values, found.places, (9, 11), (k, stride))
        np.testing.assert_array_equal(unpooling.unpool(found.values, found.places, (9, 11)), back)


def test_what_comes_back_at_its_place_is_the_map_itself() -> None:
    found = pool(MAP, 2, 2)
    back = unpooling.unpool(found.values, found.places, (9, 11))
    assert (back != 0).sum() == found.values.size
    np.testing.assert_array_equal(back[back != 0], MAP[back != 0])


def test_the_other_ways_to_enlarge_are_those_of_torch() -> None:
    small = torch.tensor(MAP)[None, None]
    np.testing.assert_array_equal(unpooling.nearest(MAP, 3), F.interpolate(small, scale_factor=3, mode="nearest")[0, 0].numpy())
    nail = torch.zeros(1, 1, 3, 3, dtype=torch.float64)
    nail[0, 0, 0, 0] = 1
    nails = F.conv_transpose2d(small, nail, stride=3)[0, 0].numpy()
    np.testing.assert_array_equal(unpooling.bed_of_nails(MAP, 3), nails)


@pytest.mark.parametrize("ratio", [1.1, 1.5, 1.9])
def test_fractional_windows_are_those_of_torch(ratio: float) -> None:
    """METHODS C35."""
    found = fractional(MAP, ratio, seed=3)
    rows, columns = np.random.default_rng(3).random(2)
    samples = torch.tensor([[[columns, rows]]], dtype=torch.float64)
    size = tuple(int(n / ratio) for n in MAP.shape)
    values, places = F.fractional_max_pool2d(TORCH, 2, output_size=size, _random_samples=samples, return_indices=True)
    np.testing.assert_array_equal(found.values, values[0, 0].numpy())
    np.testing.assert_array_equal(found.places, places[0, 0].numpy())


def test_fractional_pooling_shrinks_by_one_to_two_and_differs_by_seed() -> None:
    large = DICE.standard_normal((40, 40))
    for ratio in (1.2, 1.5, 1.8):
        draws = [fractional(large, ratio, seed) for seed in range(3)]
        assert {draw.values.shape for draw in draws} == {(int(40 / ratio),) * 2}
        assert set(np.diff(draws[0].tops).tolist()) <= {1, 2}
        assert not np.array_equal(draws[0].values, draws[1].values)
        np.testing.assert_array_equal(draws[2].values, fractional(large, ratio, 2).values)
    with pytest.raises(VizlabError, match="between 1 and 2; got 2 "):
        window_starts(9, 2.0, 0.5)


def test_a_strided_convolution_is_average_pooling_and_never_max_pooling() -> None:
    """METHODS C42: equal sizes; the weights of a mean are 1/k^2, and no convolution comes nearer to the maximum."""
    mean, largest = (pool(MAP, 2, 2, kind) for kind in ("average", "max"))
    np.testing.assert_allclose(stand_in(MAP, mean).kernel, 0.25, atol=1e-12)
    assert stand_in(MAP, mean).missed < 1e-20
    best = stand_in(MAP, largest)
    assert best.values.shape == largest.values.shape == F.conv2d(TORCH, torch.ones(1, 1, 2, 2).double(), stride=2).shape[2:]
    made = F.conv2d(TORCH, torch.tensor(best.kernel)[None, None], torch.tensor([best.bias]).double(), stride=2)[0, 0].numpy()
    np.testing.assert_allclose(best.values, made, atol=1e-12)
    assert best.missed > 0.01
    for _ in range(20):
        other = made + F.conv2d(TORCH, torch.tensor(DICE.normal(0, 0.1, (1, 1, 2, 2))), stride=2)[0, 0].numpy()
        assert ((other - largest.values) ** 2).sum() > ((made - largest.values) ** 2).sum()


@pytest.mark.parametrize("text", ["", "1 2; 3", "1 x; 2 3", "nan 1; 1 1", "1e308 1; 1 1", ";".join(["1 " * 99] * 99)])
def test_what_is_no_grid_is_answered_in_a_sentence(text: str) -> None:
    with pytest.raises(VizlabError, match=r"grid|number"):
        parse_grid(text)


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(VizlabError, match="must fit into 9"):
        pool(MAP, 10, 1)
    with pytest.raises(VizlabError, match="one of max, average"):
        pool(MAP, 2, 1, "least")
    with pytest.raises(VizlabError, match="must lie in the map"):
        unpooling.unpool(np.ones((1, 1)), np.array([[9]]), (3, 3))
