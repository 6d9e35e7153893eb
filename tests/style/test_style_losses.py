"""The losses against their definitions, written out in numpy, and the forms that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from vizlab.style.losses import (
    STATISTICS,
    _directions,
    content_loss,
    gram,
    mean_of,
    mixed,
    quantiles,
    sliced,
    style_loss,
    total_variation,
    weighted,
)


def features(seed: int, c: int = 6, h: int = 5, w: int = 7) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal((c, h, w)).astype(np.float32))


def test_a_gram_matrix_is_symmetric_positive_and_knows_no_places() -> None:
    f = features(0)
    g = gram(f)
    torch.testing.assert_close(g, g.T, rtol=1e-6, atol=1e-7)
    assert np.linalg.eigvalsh(g.double().numpy()).min() > -1e-6
    order = torch.randperm(35, generator=torch.Generator().manual_seed(1))
    mixed = f.flatten(1)[:, order].view_as(f)
    torch.testing.assert_close(gram(mixed), g, rtol=3e-5, atol=3e-6)
    moved = f.flip(0)  # control: other channels in the same places are another texture
    assert not torch.allclose(gram(moved), g, atol=0.1)


def test_the_printed_form_with_a_wrong_index_is_not_symmetric() -> None:
    """sum_k F(i,k) F(j,j) instead of F(j,k)."""
    flat = features(0).flatten(1).numpy()
    printed = flat.sum(1)[:, None] * np.diag(flat)[None, :]
    assert not np.allclose(printed, printed.T, atol=0.1)
    np.testing.assert_allclose(gram(features(0)).numpy(), flat @ flat.T / 35, rtol=1e-5, atol=1e-6)


def test_the_sum_of_outer_products_is_their_mean_times_the_number_of_positions() -> None:
    f = features(2).numpy()
    columns = [f[:, i, j] for i in range(5) for j in range(7)]
    total = sum(np.outer(column, column) for column in columns)
    np.testing.assert_allclose(gram(torch.from_numpy(f)).numpy() * len(columns), total, rtol=1e-5, atol=1e-4)


def test_correlations_stay_within_one_layer() -> None:
    for c in (3, 6):
        assert gram(features(0, c=c)).shape == (c, c)


def test_the_style_loss_is_a_squared_frobenius_distance_as_a_share_of_the_target() -> None:
    f, target = features(3), gram(features(4))
    difference = gram(f).numpy() - target.numpy()
    expected = np.linalg.norm(difference, "fro") ** 2 / np.linalg.norm(target.numpy(), "fro") ** 2
    assert style_loss(f, target).item() == pytest.approx(expected, rel=1e-5)
    assert style_loss(f, gram(f)).item() == 0
    assert style_loss(torch.zeros_like(f), target).item() == pytest.approx(1)


def test_the_content_loss_is_a_share_of_what_the_photograph_says() -> None:
    f, target = features(5), features(6)
    expected = ((f - target).numpy() ** 2).sum() / (target.numpy() ** 2).sum()
    assert content_loss(f, target).item() == pytest.approx(expected, rel=1e-5)
    assert content_loss(target, target).item() == 0
    assert content_loss(torch.zeros_like(target), target).item() == pytest.approx(1)


def test_a_layer_that_says_nothing_of_the_target_divides_nothing_by_zero() -> None:
    nothing = torch.zeros(2, 3, 3)
    assert content_loss(nothing, nothing).item() == 0
    assert style_loss(nothing, gram(nothing)).item() == 0


def test_total_variation_of_pictures_of_which_it_is_known() -> None:
    board = torch.from_numpy((np.indices((6, 8)).sum(0) % 2).astype(np.float32))[None]
    ramp = torch.linspace(0, 1, 11).repeat(4, 1)[None]  # steps of 0.1 across, none down
    assert total_variation(torch.full((3, 5, 5), 0.4)).item() == 0
    assert total_variation(board).item() == pytest.approx(2)
    assert total_variation(ramp).item() == pytest.approx(0.1)


def test_the_total_adds_up_as_its_docstring_says() -> None:
    parts = [torch.tensor(0.2), torch.tensor(0.6)]
    total = weighted(torch.tensor(0.5), parts, torch.tensor(0.1), strength=10.0, tv=3.0)
    assert total.item() == pytest.approx(0.5 + 10 * (0.2 + 0.6) / 2 + 3 * 0.1)


def test_layers_count_by_their_weights_and_what_weighs_nothing_gets_no_slope() -> None:
    parts = [torch.tensor(0.2), torch.tensor(0.6)]
    assert mean_of(parts, [1.0, 3.0]).item() == pytest.approx(0.5)
    assert mean_of([], []).item() == 0
    content = torch.tensor(0.5, requires_grad=True)
    assert not weighted(content, parts, torch.tensor(0.1), strength=1.0, tv=0.0, alpha=0.0).requires_grad


def test_the_way_back_of_a_gram_matrix_is_that_of_its_definition() -> None:
    f = features(1).double().requires_grad_()
    slopes = torch.from_numpy(np.random.default_rng(2).standard_normal((6, 6)))  # not symmetric
    (ours,) = torch.autograd.grad((gram(f) * slopes).sum(), f)
    (plain,) = torch.autograd.grad((torch.einsum("ihw,jhw->ij", f, f) / 35 * slopes).sum(), f)
    torch.testing.assert_close(ours, plain)


REFERENCES: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "Gram": lambda f: f @ f.T / f.shape[1],
    "mean and variance": lambda f: np.stack([f.mean(1), f.std(1)]),
    "histogram": lambda f: np.sort(f, 1),
}


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_knows_no_places_and_is_what_it_says(name: str) -> None:
    f, other = features(0).double(), features(1).double()
    target = STATISTICS[name].target(other)
    shuffled = f.flatten(1)[:, torch.randperm(35, generator=torch.Generator().manual_seed(1))].view_as(f)
    assert STATISTICS[name].distance(shuffled, target).item() == pytest.approx(STATISTICS[name].distance(f, target).item())
    assert STATISTICS[name].distance(other, target).item() == 0
    if name in REFERENCES:
        own, there = (REFERENCES[name](each.flatten(1).numpy()) for each in (f, other))
        assert STATISTICS[name].distance(f, target).item() == pytest.approx(((own - there) ** 2).sum() / (there**2).sum())


def test_one_sliced_direction_is_the_distance_that_scipy_computes() -> None:
    """Squared 2-Wasserstein distance of two samples of equal size, by optimal assignment."""
    f, other = features(0).double(), features(1).double()
    torch.testing.assert_close(_directions(6) @ _directions(6).T, torch.eye(6), atol=1e-6, rtol=0)
    values, targets = (_directions(6).double() @ each.flatten(1) for each in (f, other))
    expected = 0.0
    for a, b in zip(values.numpy(), targets.numpy(), strict=True):
        cost = (a[:, None] - b[None]) ** 2
        rows, columns = linear_sum_assignment(cost)
        expected += cost[rows, columns].sum()
    got = STATISTICS["sliced Wasserstein"].distance(f, sliced(other)) * sliced(other).square().sum()
    assert got.item() == pytest.approx(expected)


def test_ordered_values_of_pictures_of_other_sizes_can_be_compared_and_mixed() -> None:
    few, many = quantiles(torch.arange(5.0)[None, None]), torch.linspace(0, 4, 9)[None, None]
    assert STATISTICS["histogram"].distance(many, few).item() < 1e-12
    torch.testing.assert_close(mixed([few, quantiles(many)], [0.5, 0.5]), few)
