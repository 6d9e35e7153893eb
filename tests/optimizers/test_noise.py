"""Noise: a batch's gradient as a random vector, hovering around a minimum, lower rates, averages, restarts, and time."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.optimizers.stochastic import cooling, hovering, noise, throughput, warm_restarts
from vizlab.optimizers.stochastic.batches import example_gradients, losses, make, minimum
from vizlab.optimizers.stochastic.warm_restarts import GROUNDS

POINT = (0.7, 0.5)


@pytest.mark.parametrize("replacement", [True, False])
def test_a_batch_is_unbiased(replacement: bool) -> None:
    """O87: the mean of k draws is off by no more than chance, σ / √(S k); of all possible draws, by nothing."""
    problem = make("straight line", 64, 0)
    found = noise.cloud(problem, POINT, 8, replacement=replacement, draws=4000, seed=0)
    np.testing.assert_allclose(found.full, example_gradients(problem, np.array(POINT)).mean(axis=0), rtol=1e-12)
    assert found.bias < 2.5 * found.expected < 0.1 * np.sqrt(np.trace(found.covariance))
    np.testing.assert_allclose(np.cov(found.draws.T, ddof=0), found.covariance, rtol=0.15)
    lines, dots = found.curves
    assert dots[noise.BIAS][1][0] == np.linalg.norm(found.draws[0] - found.full)
    assert lines[noise.BIAS][1][4] == pytest.approx(lines[noise.BIAS][1][0] / 4)


def test_batch_size_times_variance_is_constant() -> None:
    """O88: within its error for every S with replacement; without, the factor (N - S) / (N - 1), down to nothing."""
    problem = make("straight line", 256, 0)
    found = noise.variances(problem, POINT, draws=2000, seed=0)
    each = example_gradients(problem, np.array(POINT))
    assert found.theory[0] == pytest.approx(np.trace(np.cov(each.T, ddof=0)))
    np.testing.assert_array_equal(found.sizes, [1, 2, 4, 8, 16, 32, 64, 128, 256])
    np.testing.assert_allclose(found.theory[1] / found.theory[0], (256 - found.sizes) / 255)
    assert (np.abs(found.measured - found.theory) <= 3.5 * found.errors + 1e-12).all()
    assert found.measured[0] == pytest.approx(found.theory[0], rel=0.1)
    assert found.measured[1, -1] == pytest.approx(0, abs=1e-20)


def test_the_cloud_does_not_depend_on_the_other_sizes() -> None:
    problem = make("two classes", 64, 0)
    found = noise.variances(problem, POINT, draws=50, seed=4)
    for size, index in ((1, 0), (8, 3)):
        alone = noise.cloud(problem, POINT, size, replacement=False, draws=50, seed=4)
        squares = size * ((alone.draws - alone.full) ** 2).sum(axis=1)
        assert found.measured[1, index] == pytest.approx(squares.mean(), rel=1e-12)


def test_the_stationary_variance_is_that_of_the_formula() -> None:
    """O37: α s² / (λ (2 - α λ)) is .3333, .0526 and .0101 for α = .5, .1, .02 and λ = s = 1; measured within its error."""
    assert hovering.stationary_variance(np.array([0.5, 0.1, 0.02]), 1.0, 1.0) == pytest.approx([1 / 3, 0.0526, 0.0101], abs=5e-5)
    assert np.isnan(hovering.stationary_variance(2.0, 1.0, 1.0))
    found = hovering.hover_in_bowl(1.0, runs=400, seed=0)
    assert found.rates == (0.5, 0.2, 0.1, 0.05, 0.02)
    assert (np.abs(found.measured - found.formula) < 3.5 * found.errors).all()
    np.testing.assert_allclose(found.measured[:, 0], found.formula[:, 0], rtol=0.05)
    np.testing.assert_array_equal(found.covariance(1), np.diag(found.formula[1]))


def test_batches_hover_as_the_balance_of_one_step_says() -> None:
    """With each batch's own curvature the balance is exact for a square loss; the formula alone says too little."""
    problem = make("straight line", 64, 0)
    found = hovering.hover_by_batches(problem, 2, runs=150, seed=0)
    assert (np.abs(found.measured - found.exact) < 4 * found.errors).all()
    assert (found.exact > found.formula).all()
    assert found.exact[0].sum() > 1.2 * found.formula[0].sum()
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    assert np.isnan(hovering.stationary_covariance(problem, 1.5, 1)).all()


def test_a_lower_rate_in_time_ends_lower() -> None:
    """O37, O38: 1/t goes on falling where a constant rate hovers; cut early, it is lower soon after and higher in the end."""
    problem = make("two features", 256, 0)
    found = cooling.cool(problem, (-2.0, 2.0), 8, rate=0.5, steps=600, seed=0)
    soon = int(np.searchsorted(found.steps, 200))
    assert found.losses["cut early"][soon] < 0.5 * found.losses["cut late"][soon]
    assert found.losses["cut early"][-1] > 1.5 * found.losses["cut late"][-1]
    assert found.distances[cooling.AVERAGE][0] < found.distances["constant"][0] / 5  # the way there is no part of the average
    soon_ratio, end_ratio = found.early_to_late
    assert soon_ratio < 0.5 < 1.5 < end_ratio
    assert found.losses["constant"][-1] > 0.5 * found.losses["constant"][soon]
    assert found.losses["1 / t"][-1] < 0.3 * found.losses["1 / t"][soon]
    assert found.losses["1 / t"][-1] < 0.3 * found.losses["constant"][-1]
    assert found.floor == pytest.approx(float(losses(problem, minimum(problem))))


def test_the_average_of_the_iterates_is_nearer_than_the_last() -> None:
    """O29: by far more than its error."""
    found = cooling.cool(make("straight line", 256, 0), (-2.0, 2.0), 4, rate=0.2, steps=600, seed=1)
    last, average = found.distances["constant"], found.distances[cooling.AVERAGE]
    assert average[0] < last[0] / 10
    assert last[0] - average[0] > 4 * np.hypot(last[1], average[1])


@pytest.mark.parametrize(("ground", "peak", "strength"), [("sine wave", 1.0, 0.25), ("two basins", 0.5, 1.0)])
def test_restarts_free_runs_from_the_worse_minimum(ground: str, peak: float, strength: float) -> None:
    """O35: a low rate stays where it began; each rise frees more. One long cosine is hot as long: it frees as many or more."""
    settings = {"peak": peak, "noise": strength, "cycles": 4, "steps": 200, "runs": 48, "seed": 0}
    found = warm_restarts.escape(ground, **settings)  # type: ignore[arg-type]
    shares = {name: share[-1] for name, share in found.shares.items()}
    assert found.shares["constant, low"][0] == 0
    assert shares["constant, low"] < 0.05
    assert shares["cosine with restarts"] > 0.5
    assert shares["one cosine"] > shares["cosine with restarts"] - 3 * 0.07
    after_first = found.shares["cosine with restarts"][found.at.tolist().index(50)]
    assert shares["cosine with restarts"] > after_first
    again = warm_restarts.escape(ground, **settings)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found.ends["one cosine"], again.ends["one cosine"])


def test_every_ground_has_minima_where_it_says() -> None:
    for make_ground in GROUNDS.values():
        ground = make_ground(1e-6 if make_ground is GROUNDS["two basins"] else 1.0, 1, 1, 0)
        assert not ground.better(ground.trap)
        assert ground.better(ground.goals).all()
    problem = make("sine wave", 256, 0)
    wave = GROUNDS["sine wave"](1.0, 1, 1, 0)
    assert losses(problem, wave.goals) == pytest.approx([0.0533] * 2, abs=1e-3)
    assert losses(problem, wave.trap) > 0.2


@pytest.mark.parametrize("name", ["two classes", "sine wave", "two features"])
def test_the_mean_answer_of_snapshots_costs_no_more_than_they_do(name: str) -> None:
    """O40: by convexity in the answer, in every one of many runs."""
    found = warm_restarts.snapshot(name, 1, peak=0.5, cycles=4, steps=120, seed=0)
    assert found.least_gap >= 0
    assert found.mean_gap > 1e-4
    assert found.ensemble <= found.each.mean()
    np.testing.assert_array_equal(found.at, [30, 60, 90, 120])
    np.testing.assert_array_equal(found.losses[found.at], found.each)


def test_single_examples_win_by_examples_and_batches_by_throughput(monkeypatch: pytest.MonkeyPatch) -> None:
    """O89, O90: the losses do not depend on the clock; examples a second grow with S, and no longer at the end."""
    found = throughput.measure(0.2, seed=0)
    seen = found[1].seen[-1]
    by_examples = [float(np.interp(seen, timing.seen, timing.losses)) for timing in found.values()]
    assert by_examples == sorted(by_examples)
    assert throughput.winners(found)[0] == 1
    assert found[64].examples_per_second > 3 * found[1].examples_per_second
    assert throughput.gain(found, 64, 1437) < throughput.gain(found, 1, 64) / 2  # for about as many times the batch
    assert found[1].losses[0] == pytest.approx(np.log(10))
    monkeypatch.setattr(throughput, "EPOCHS", {16: throughput.EPOCHS[16]})
    again = throughput.measure(0.2, seed=0)
    np.testing.assert_array_equal(found[16].losses, again[16].losses)
