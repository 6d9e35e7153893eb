"""Schedules against their closed forms, against `torch.optim.lr_scheduler`, and at work in a race."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from vizlab.landscapes import SURFACES
from vizlab.optimizers import SCHEDULES, factors, race
from vizlab.optimizers.schedules import Pacer

STEPS = 200
BOWL = SURFACES["bowl"]
PEERS: dict[str, Callable[[torch.optim.Optimizer], lr_scheduler.LRScheduler]] = {
    "constant": lambda o: lr_scheduler.ConstantLR(o, factor=1.0),
    "step decay": lambda o: lr_scheduler.StepLR(o, STEPS // 5, gamma=0.5),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.01 ** (1 / STEPS)),
    "inverse time": lambda o: lr_scheduler.LambdaLR(o, lambda t: 1 / (1 + 10 / STEPS * t)),
    "inverse root": lambda o: lr_scheduler.LambdaLR(o, lambda t: (t + 1) ** -0.5),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS),
    "cosine, restarts": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=STEPS // 4),
    "warm-up": lambda o: lr_scheduler.LinearLR(o, start_factor=10 / STEPS, total_iters=STEPS // 10 - 1),
    "one-cycle": lambda o: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=STEPS, cycle_momentum=False),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_torch_paces_alike(name: str) -> None:
    """O32 to O35, warm-up and one-cycle; those that watch the loss are tested below."""
    if name not in PEERS:
        assert SCHEDULES[name].watch is not None
        assert factors(name, STEPS) is None
        return
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    peer, expected = PEERS[name](optimizer), []
    for _ in range(STEPS):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        peer.step()
    np.testing.assert_allclose(factors(name, STEPS), expected, rtol=1e-10, atol=1e-12)
    paced = race(BOWL, {"GD": 0.1}, (1.0, 1.0), steps=STEPS, schedule=name)["GD"]
    np.testing.assert_array_equal(paced.factors, factors(name, STEPS))
    # on ½ x² each step leaves 1 - α f of x
    np.testing.assert_allclose(paced.points[1:, 0], np.cumprod(1 - 0.1 * paced.factors), rtol=1e-9)


def test_closed_forms() -> None:
    """O32: α(kE) = α₀/2ᵏ. O33: log α falls along a line. O34: half at 1/k; its sum has no bound, that of squares has."""
    stepped, falling, slow = (factors(name, 1000) for name in ("step decay", "exponential", "inverse time"))
    assert stepped is not None
    assert falling is not None
    assert slow is not None
    np.testing.assert_array_equal(stepped[::200], 0.5 ** np.arange(5))
    np.testing.assert_allclose(np.diff(np.log(falling)), -np.log(100) / 1000, rtol=1e-9)
    assert slow[100] == 0.5
    k = 0.01
    t = np.arange(10**6)
    tail = 1 / (1 + k * t)
    assert tail.sum() == pytest.approx(np.log(1 + k * 10**6) / k, rel=0.01)  # grows as a logarithm: without bound
    assert (tail**2).sum() == pytest.approx(1 / k, rel=0.01)  # bounded


def test_the_plateau_rule_fires_where_torch_does() -> None:
    """O36: on losses that fall, rest and fall again, for two racers at once, one of which never rests."""
    rng = np.random.default_rng(0)
    resting = np.concatenate([np.linspace(5, 1, 30), np.ones(40) + 1e-6 * rng.normal(size=40), np.linspace(1, 0.1, 30)])
    losses = np.column_stack([resting, np.geomspace(5, 0.001, 100)])
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    peer, expected = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=10), []
    for loss in resting:
        peer.step(float(loss))
        expected.append(optimizer.param_groups[0]["lr"])
    pacer = Pacer("plateau", 100, (2,))
    found = np.stack([pacer.advance(row) for row in losses])
    np.testing.assert_allclose(found[:, 0], expected)
    assert (found[:, 1] == 1).all()
    assert set(found[:, 0]) == {1, 0.5, 0.25, 0.125}
    assert (found[:30, 0] == 1).all()


def test_the_bold_driver_tames_a_reckless_rate() -> None:
    """O36: twice over the bound of 2/λ = 1 it still arrives, lowered by each rise of the loss and raised by each fall."""
    wild, tamed = (race(BOWL, {"GD": 2.0}, (-1.0, 0.5), steps=200, schedule=name)["GD"] for name in ("constant", "bold driver"))
    assert wild.outcome.verdict == "flew off"
    assert tamed.outcome.verdict == "arrived"
    rises = np.diff(tamed.losses) > 0
    np.testing.assert_allclose(tamed.factors[1:] / tamed.factors[:-1], np.where(rises, 0.5, 1.05)[:-1], rtol=1e-12)


def test_the_velocity_of_the_physics_form_keeps_the_old_rate() -> None:
    """O7 and O8 part once the rate changes: after a halving the accumulator's step halves at once."""
    ramp = dataclasses.replace(BOWL, height=lambda x, y: x + 0 * y)
    found = race(ramp, {"momentum": 0.1, "momentum, physics": 0.1}, (0.0, 0.0), steps=500, schedule="step decay")
    steps = {name: -np.diff(path.points[:, 0]) for name, path in found.items()}
    assert steps["momentum"][100] / steps["momentum"][99] == pytest.approx(0.5, rel=1e-3)
    assert steps["momentum, physics"][100] / steps["momentum, physics"][99] == pytest.approx(0.95, rel=1e-3)


def test_annealing_settles_where_a_constant_rate_hovers() -> None:
    """O34, O37: under noise, 1/t ends ten times lower than a constant rate does."""
    ends = {
        name: np.median(race(BOWL, {"GD": 0.3}, (-1.0, 0.5), steps=2000, schedule=name, noise=1.0)["GD"].losses[-200:])
        for name in ("constant", "inverse time")
    }
    assert ends["constant"] > 7 * ends["inverse time"]
