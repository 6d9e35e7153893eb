"""Experiments on rules against what is known of them on paper."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.optimizers import EXPERIMENTS, SLOPES, conduct, fact_rows
from vizlab.optimizers.steps.findings import Finding


def facts(found: Finding) -> dict[str, float]:
    return {fact.what: fact.measured for fact in found.facts}


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99])
def test_weights_of_the_past(momentum: float) -> None:
    """O11: βᵏ, whose sum is 1/(1 − β); averaged, the weights sum to 1."""
    found = conduct("weights of the past", momentum=momentum)
    k, weights = found.lines["momentum"]
    np.testing.assert_allclose(weights, momentum**k, atol=1e-15)
    np.testing.assert_allclose(found.lines["momentum, averaged"][1], (1 - momentum) * momentum**k, atol=1e-15)
    assert [fact.measured for fact in found.facts[:2]] == pytest.approx([1 / (1 - momentum), 1.0], rel=1e-9)


def test_terminal_velocity() -> None:
    """O70: −1.000 at α = 0.1, μ = 0.9, g = 1. O9: −0.1 for the average, and the same path at ten times the rate. O7: physics."""
    found = conduct("terminal velocity", momentum=0.9, slope=1.0)
    assert [round(fact.measured, 3) for fact in found.facts[:2]] == [-1.000, -0.100]
    assert all(fact.measured < 1e-14 for fact in found.facts[2:])
    t, speed = found.lines["momentum, physics"]
    np.testing.assert_allclose(speed, -(1 - 0.9**t), rtol=1e-12)
    assert conduct("terminal velocity", momentum=0.99, slope=1000.0).facts[0].measured == pytest.approx(-1e4, rel=1e-9)


def test_adams_first_steps() -> None:
    """O19: 3.162 and 6.57 at step 12 without correction. O20: 1 with it, whatever the slope. O76."""
    found = conduct("Adam's first steps", slope=1.0)
    assert [round(fact.measured, 3) for fact in found.facts] == [1.0, 3.162, 6.569, 12.0]
    for slope in SLOPES[1:]:
        lengths = conduct("Adam's first steps", slope=slope).lines["Adam"][1]
        np.testing.assert_allclose(lengths, 1.0, rtol=2e-5)


def test_where_epsilon_stands() -> None:
    """O21: at g = 1e-6 a step of 0.91 against one of 0.01."""
    assert [float(f"{fact.measured:.3g}") for fact in conduct("where ε stands").facts] == [0.909, 0.01, 90.9]


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_rmsprop_evens_out(seed: int) -> None:
    """O74: for both coordinates, though one is ten thousand times steeper. Sampling error of 3000 squares: 0.026."""
    found = conduct("RMSProp evens out", seed=seed)
    assert [fact.measured for fact in found.facts] == pytest.approx([1.0, 1.0], abs=0.08)


def test_adagrad_stalls() -> None:
    """O13: a tenth of the rate at step 100. O75: −½ on logarithmic axes, and the weak gradient has the long rate."""
    found = conduct("AdaGrad stalls")
    assert [fact.measured for fact in found.facts] == pytest.approx([0.1, -0.5, 100.0], rel=1e-6)
    t, rates = found.lines["gentle coordinate, g = 0.1"]
    np.testing.assert_allclose(rates, 10 / np.sqrt(t), rtol=1e-7)


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_nine_small_and_one_large(seed: int) -> None:
    """O14: signs walk eight steps an epoch, up; RMSProp stays, though its divisor differs from batch to batch."""
    measured = facts(conduct("nine small, one large", seed=seed))
    assert measured["drift in an epoch, RProp"] == -8.0
    assert abs(measured["drift in an epoch, RMSProp"]) < 0.4
    assert abs(measured["drift in an epoch, GD"]) < 1e-12


def test_adam_ends_at_the_worst_point() -> None:
    """O77: +1.000 against −0.994; what is left of 1 is the size of the last steps, α/√t."""
    measured = facts(conduct("Adam at the worst point"))
    last = 0.5 / np.sqrt(3000)
    assert measured["where Adam ends"] == pytest.approx(1, abs=last)
    assert measured["where GD ends"] == pytest.approx(-1 + last, abs=1e-4)
    assert measured["where AMSGrad ends"] == pytest.approx(-1, abs=last)


def test_momentum_is_like_newton_only_in_part() -> None:
    """O82: the first step is the gradient's at any β; later, a middle β points better than none, and a large one worse."""
    found = conduct("momentum like Newton?")
    first, none, middle, large = (fact.measured for fact in found.facts)
    angles = np.linspace(0, np.pi, 90, endpoint=False)
    x, y = np.cos(angles), np.sin(angles)
    assert first == pytest.approx(np.mean((x * x + 50 * y * y) / np.hypot(x, 50 * y)), rel=1e-12)
    assert large < none < middle < 0.9
    for _, cosines in found.lines.values():
        assert (np.abs(cosines) <= 1).all()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_theory_lies_on_what_was_measured(name: str) -> None:
    """Every dotted line that has as many points as a full one is that line."""
    found = conduct(name, momentum=0.9, slope=1.0, seed=3)
    lines = list(found.lines.values())
    for title, (x, y) in found.theory.items():
        if name in ("momentum like Newton?", "RMSProp evens out", "nine small, one large"):
            continue  # there theory is a level or a mean
        gaps = [np.abs(line - y).max() / np.abs(y).max() for at, line in lines if len(at) == len(x)]
        assert min(gaps) < 1e-8, title
    assert len(fact_rows(found)["Theory"]) == len(found.facts)


def test_unknown_experiments_are_named() -> None:
    with pytest.raises(VizlabError, match="must be one of weights of the past"):
        conduct("telepathy")
