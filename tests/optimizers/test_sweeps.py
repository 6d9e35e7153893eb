"""Sweeps are races at many values of a constant; what is read off them is what closed forms and arithmetic say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, find
from vizlab.optimizers import CLASSICS, VERDICTS, race
from vizlab.optimizers.starts.search import BUDGETS, WAYS, best_by_budget, distinct, read_plane, tried
from vizlab.optimizers.starts.small_network import HIDDEN, gradients, losses, rows, tune
from vizlab.optimizers.starts.standings import standings, verdicts
from vizlab.optimizers.starts.sweeps import (
    decades,
    effects,
    good_band,
    log_losses,
    plane,
    rates,
    second_axis,
    stability_bound,
    sweep_rates,
)

RAVINE = SURFACES["ravine"]


def test_a_sweep_is_one_race_for_each_rate() -> None:
    surface, lr = SURFACES["Himmelblau"], rates(7)
    found = sweep_rates(surface, CLASSICS, lr, surface.start, steps=60, momentum=0.8)
    for name in CLASSICS:
        for i, rate in enumerate(lr):
            path = race(surface, {name: float(rate)}, surface.start, steps=60, momentum=0.8)[name]
            flew = path.outcome.verdict == "flew off"
            assert math.isinf(found[name].loss[i]) == flew
            assert found[name].arrived[i] == (path.outcome.verdict == "arrived")
            if not flew:
                assert found[name].loss[i] == pytest.approx(path.losses[-1], rel=1e-9, abs=1e-12)


def test_adaptive_rules_need_tuning_too_but_have_a_wider_band() -> None:
    """O78: each has rates that fail; in the ravine gradient descent's band ends at 2/λ, Adam's is over a decade wider."""
    lr = rates(61)
    found = sweep_rates(RAVINE, ("GD", "Adam"), lr, RAVINE.start, steps=500)
    bands = {name: good_band(lr, one.arrived) for name, one in found.items()}
    assert stability_bound(RAVINE) == pytest.approx(2 / 90)
    assert lr[found["GD"].arrived].max() < 2 / 90 < lr[found["GD"].arrived].max() * (lr[1] / lr[0])
    assert decades(bands["Adam"]) > decades(bands["GD"]) + 1
    for one in found.values():
        assert not one.arrived.all()
        assert one.loss[0] > 100 * one.loss[one.arrived].min()


def test_the_good_band_is_the_longest_run_of_good_rates() -> None:
    lr = np.logspace(-2, 2, 5)
    assert good_band(lr, np.array([True, False, True, True, False])) == pytest.approx((10**-0.5, 10**1.5))
    assert good_band(lr, np.zeros(5, dtype=bool)) is None
    assert decades(good_band(lr, np.ones(5, dtype=bool))) == pytest.approx(5)
    assert decades(None) == 0


def test_the_plane_of_rate_and_momentum_has_a_ridge_that_neither_decides_alone() -> None:
    """O98: an additive map has no part that only both decide; that of momentum has."""
    column, row = np.array([1.0, 2.0, 4.0]), np.array([0.0, 5.0])
    assert effects(column[None] + row[:, None])[2] == pytest.approx(0, abs=1e-12)
    assert effects(np.outer([-1, 1], [-1, 1])) == pytest.approx((0, 0, 1))
    for name, both in (("momentum", True), ("AdaGrad", False)):
        lr, (_, second) = rates(15), second_axis(name, 15)
        found = log_losses(plane(RAVINE, name, lr, second, RAVINE.start, steps=200))
        assert (effects(found)[2] > 0.05) == both
        assert sum(effects(found)) == pytest.approx(1)


def test_planes_have_rates_along_their_columns() -> None:
    lr, (name, second) = rates(4), second_axis("momentum", 3)
    found = plane(RAVINE, "momentum", lr, second, RAVINE.start, steps=20)
    path = race(RAVINE, {"momentum": float(lr[1])}, RAVINE.start, steps=20, momentum=float(second[2]))["momentum"]
    assert (name, found.shape) == ("momentum", (3, 4))
    assert found[2, 1] == pytest.approx(path.losses[-1], rel=1e-9)


def test_nine_random_points_try_nine_rates_and_a_grid_three() -> None:
    """O97: when the rate alone matters, random points find more; then fine around the best, still more."""
    stripes = np.tile(np.abs(np.linspace(-1, 1, 101) - 0.31), (101, 1))  # only the column matters
    flat = read_plane(stripes)
    assert distinct(tried(flat, "grid", 9, 0)) == (3, 3)
    for way in ("random", "coarse, then fine"):
        assert distinct(tried(flat, way, 9, 0)) == (9, 9)
    found = best_by_budget(flat, (9, 25), 300, 0)
    assert found["random"][0] < 0.7 * found["grid"][0]
    assert found["coarse, then fine"][1] < 0.5 * found["random"][1]
    # k even draws from [0, 1] come within about ln 2 / 2k of a point: the median of the least distance, here in halves
    assert found["random"][0] == pytest.approx(2 * (1 - 0.5 ** (1 / 9)) / 2, rel=0.25)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_searching_stays_in_the_square_and_in_its_budget(way: str) -> None:
    losses_there = read_plane(np.random.default_rng(0).normal(size=(9, 9)))
    for n in BUDGETS:
        points = tried(losses_there, way, n, 3)
        assert points.shape == (n, 2)
        assert (points >= 0).all()
        assert (points < 1).all()


def test_overshoot_and_stagnation_depend_on_the_landscape() -> None:
    """O81: one rate for all: what arrives here flies off there, and the plateau holds who divides by nothing."""
    found = standings(["ravine", "plateau", "bowl"], ["GD", "Adam"], lr=0.5, steps=300)
    words = [[outcome.verdict for outcome in row] for row in found]
    assert words == [["flew off", "arrived"], ["stuck on a plateau", "arrived"], ["arrived", "arrived"]]
    assert [[list(VERDICTS)[i] for i in row] for row in verdicts(found)] == words


def test_gradients_of_the_small_network_are_those_of_torch() -> None:
    rng = np.random.default_rng(0)
    w, x, y = rng.normal(size=(2, 3, 4 * HIDDEN + 1)), rng.normal(size=(3, 5, 2)), rng.integers(0, 2, (3, 5)).astype(float)
    weights = torch.tensor(w, requires_grad=True)
    first, bias, second, shift = torch.split(weights, [2 * HIDDEN, HIDDEN, HIDDEN, 1], dim=-1)
    hidden = torch.tanh(torch.tensor(x) @ first.reshape(2, 3, 2, HIDDEN) + bias[..., None, :])
    out = (hidden @ second[..., None])[..., 0] + shift
    each = torch.nn.functional.binary_cross_entropy_with_logits(out, torch.tensor(y).expand(2, 3, 5), reduction="none").mean(-1)
    each.sum().backward()
    np.testing.assert_allclose(losses(w, x, y), each.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(gradients(w, x, y), weights.grad.numpy(), rtol=1e-9, atol=1e-12)  # type: ignore[union-attr]


def test_a_small_network_reports_what_decay_and_tuning_are_worth() -> None:
    """O39, O79, O80: measured, not asserted: every rule learns, and far from its best rate it does not."""
    found = tune(("GD", "momentum", "RMSProp", "Adam"), rates(11), steps=150, seeds=2)
    for one in found.values():
        rate, train, test = one.at_best()
        assert train < test < 0.45 < math.log(2) < one.validation[0].max()
        assert 0 < one.band() < 4
        assert one.gain == pytest.approx(1 - one.at_best(1)[2] / test)
        assert rate in one.lr
    assert {len(column) for column in rows(found).values()} == {4}
    again = tune(("Adam",), rates(11), steps=150, seeds=2)["Adam"]
    np.testing.assert_array_equal(again.validation, found["Adam"].validation)


def test_what_makes_no_sweep_is_said() -> None:
    with pytest.raises(VizlabError, match="at least one optimizer; got none"):
        sweep_rates(RAVINE, [], rates(3), RAVINE.start, steps=5)
    with pytest.raises(VizlabError, match="1 to 2,000 steps; got 0"):
        sweep_rates(RAVINE, ["GD"], rates(3), RAVINE.start, steps=0)
    with pytest.raises(VizlabError, match="1 to 20 seeds; got 5 and 0"):
        tune(["GD"], rates(3), steps=5, seeds=0)
    assert find("bowl").places("minimum")
