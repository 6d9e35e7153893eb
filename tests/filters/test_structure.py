"""Low rank, Winograd and non-local layers against NumPy, SciPy, torch and their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d
from torch import nn

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters.reading import material
from vizlab.filters.structure import low_rank, non_local, winograd

DICE = np.random.default_rng(0)


@pytest.fixture(scope="module")
def conv() -> nn.Conv2d:
    torch.manual_seed(0)
    return nn.Conv2d(5, 12, 3, stride=2, padding=1).requires_grad_(False)


@pytest.mark.parametrize("rank", [1, 4, 11, 12])
def test_the_error_is_the_tail_of_the_singular_values_and_no_other_pair_is_nearer(rank: int, conv: nn.Conv2d) -> None:
    factors = low_rank.factor(conv, rank)
    weight = conv.weight.double().numpy()
    assert np.linalg.norm(factors.kernels - weight) == pytest.approx(factors.tail, abs=1e-12)
    assert factors.tail == pytest.approx(np.sqrt((np.linalg.svd(weight.reshape(12, -1))[1][rank:] ** 2).sum()), abs=1e-12)
    other = np.linalg.qr(DICE.normal(size=(12, rank)))[0]  # the best mixture of another space
    assert np.linalg.norm(other @ other.T @ weight.reshape(12, -1) - weight.reshape(12, -1)) >= factors.tail - 1e-12


@pytest.mark.parametrize("rank", [3, 12])
def test_the_pair_computes_what_the_kernels_of_its_rank_do(rank: int, conv: nn.Conv2d) -> None:
    factors = low_rank.factor(conv, rank)
    pair, inputs = low_rank.split(conv, factors), torch.rand(2, 5, 9, 8)
    expected = nn.functional.conv2d(inputs, torch.from_numpy(factors.kernels).float(), conv.bias, stride=2, padding=1)
    torch.testing.assert_close(pair(inputs), expected, atol=1e-5, rtol=1e-4)
    weights = sum(part.weight.numel() for part in pair)
    assert factors.ratio == pytest.approx(weights / conv.weight.numel())
    assert low_rank.costs(conv)[rank - 1] == pytest.approx(factors.ratio)
    assert (weights < conv.weight.numel()) == (rank <= low_rank.break_even(conv))


def test_a_network_with_the_layer_replaced_answers_as_before_at_full_rank_and_is_left_alone() -> None:
    model = library.open_model("bundled/digits-cnn")
    known = material.gather("digits", model.shape, 120)
    before = [parameter.clone() for parameter in model.network.parameters()]
    ranks = [1, low_rank.full_rank(model.network.get_submodule("block2.conv"))]
    shares = low_rank.agreement(model.network, "block2.conv", ranks, known.inputs, known.labels)
    assert shares[1] == (low_rank.answers(model.network, known.inputs) == known.labels).mean() > 0.95
    assert shares[0] < 0.8
    assert isinstance(model.network.get_submodule("block2.conv"), nn.Conv2d)
    assert all(torch.equal(*pair) for pair in zip(before, model.network.parameters(), strict=True))


def test_only_whole_convolutions_and_possible_ranks_can_be_split(conv: nn.Conv2d) -> None:
    for layer in (nn.Linear(2, 2), nn.Conv2d(4, 4, 3, groups=2), None):
        with pytest.raises(VizlabError, match="Only a convolution"):
            low_rank.factor(layer, 1)
    with pytest.raises(VizlabError, match="between 1 and 12; got 13"):
        low_rank.factor(conv, 13)


@pytest.mark.parametrize("shape", [(4, 4), (8, 11), (7, 6), (3, 3)])
def test_winograd_is_correlation_with_fewer_multiplications(shape: tuple[int, int]) -> None:
    image, kernel = DICE.random(shape), DICE.normal(size=(3, 3))
    found = winograd.correlate(image, kernel)
    np.testing.assert_allclose(found, correlate2d(image, kernel, mode="valid"), atol=1e-4)
    direct, tiled = winograd.multiplications(*found.shape)
    assert direct == found.size * 9
    assert winograd.multiplications(2, 2) == (36, 16)
    if not (found.shape[0] % 2 or found.shape[1] % 2):
        assert direct / tiled == 2.25


def test_four_products_make_two_outputs() -> None:
    d, g = DICE.normal(size=4), DICE.normal(size=3)
    m = [value for _, value in winograd.line(d, g)]
    written = [
        (d[0] - d[2]) * g[0],
        (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2,
        (d[2] - d[1]) * (g[0] - g[1] + g[2]) / 2,
        (d[1] - d[3]) * g[2],
    ]
    np.testing.assert_allclose(m, written, rtol=1e-12)
    np.testing.assert_allclose([m[0] + m[1] + m[2], m[1] - m[2] - m[3]], np.correlate(d, g, mode="valid"), rtol=1e-12)
    tile = winograd.tile(DICE.normal(size=(4, 4)), DICE.normal(size=(3, 3)))
    np.testing.assert_allclose(tile.result, correlate2d(tile.data, tile.kernel, mode="valid"), rtol=1e-9)
    assert tile.by_hand == pytest.approx(tile.result[0, 0])
    for wrong in (lambda: winograd.line(d[:3], g), lambda: winograd.correlate(np.ones((2, 5)), np.ones((3, 3)))):
        with pytest.raises(VizlabError):
            wrong()


@pytest.mark.parametrize("kind", non_local.VECTORS)
def test_a_non_local_layer_is_its_formula_at_any_size(kind: str) -> None:
    for shape in ((2, 4, 5), (2, 7, 3)):
        values = DICE.random(shape)
        x = non_local.vectors(values, kind)
        flat = x.reshape(-1, x.shape[-1])
        flat = flat * np.sqrt(3.0 / (flat**2).sum(axis=1).mean())
        f = np.exp(flat @ flat.T)
        looking = non_local.weights(x, 3.0)
        np.testing.assert_allclose(looking, f / f.sum(axis=1, keepdims=True), rtol=1e-9)
        expected = np.einsum("ij,cj->ci", f, values.reshape(2, -1)) / f.sum(axis=1)
        np.testing.assert_allclose(non_local.mixed(looking, values).reshape(2, -1), expected, rtol=1e-9)
        np.testing.assert_allclose(non_local.mixed(non_local.weights(x, 0.0), values)[0], values[0].mean(), rtol=1e-9)


def test_arrows_are_the_largest_weights_and_rows_sum_to_one() -> None:
    looking = non_local.weights(non_local.vectors(DICE.random((3, 5, 6)), "values"), 20.0)
    np.testing.assert_allclose(looking.sum(axis=1), 1, rtol=1e-12)
    for place in (0, 17, 29):
        others = sorted((index for index in range(30) if index != place), key=lambda index: -looking[place, index])[:8]
        arrows = non_local.strongest(looking[place].reshape(5, 6), divmod(place, 6), 8)
        assert arrows == [(*divmod(index, 6), looking[place, index]) for index in others]


def test_its_weights_change_with_the_input_and_not_with_where_things_stand() -> None:
    values = DICE.random((1, 6, 6))
    here, other = (non_local.weights(non_local.vectors(each, "values"), 5.0) for each in (values, DICE.random((1, 6, 6))))
    assert non_local.distance(here, other) > 0.1
    assert non_local.distance(here, here) == 0
    dealt = DICE.permutation(36)  # whoever stands elsewhere is still looked at: the order of places means nothing
    moved = values.reshape(-1)[dealt].reshape(1, 6, 6)
    np.testing.assert_allclose(non_local.weights(non_local.vectors(moved, "values"), 5.0), here[np.ix_(dealt, dealt)], rtol=1e-9)
    with pytest.raises(VizlabError, match="At most"):
        non_local.weights(np.zeros((40, 40, 1)), 1.0)


def test_where_it_looks_most_and_how_widely() -> None:
    row = np.array([[0.5, 0.2], [0.2, 0.1]])
    assert non_local.strongest(row, (0, 0), 2) == [(0, 1, 0.2), (1, 0, 0.2)]
    assert non_local.spread(np.full((4, 5), 1 / 20)) == pytest.approx(20)
    assert non_local.spread(np.eye(1)) == 1
