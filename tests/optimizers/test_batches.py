"""Mini-batches: gradients against autograd, batches that are what they say, and paths that the textbook knows."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.optimizers.stochastic import batches, mini_batches
from vizlab.optimizers.stochastic.batches import PROBLEMS, SAMPLINGS, make

START = (-2.0, 2.0)


def torch_loss(name: str, inputs: torch.Tensor, targets: torch.Tensor, point: torch.Tensor) -> torch.Tensor:
    z = inputs @ point
    if name == "two classes":
        return torch.nn.functional.binary_cross_entropy_with_logits(z, targets)
    return 0.5 * torch.nn.functional.mse_loss(torch.sin(z) if name == "sine wave" else z, targets)


@pytest.mark.parametrize("name", PROBLEMS)
def test_losses_gradients_and_curvature_are_those_of_autograd(name: str) -> None:
    problem, point = make(name, 64, 3), np.array([0.7, -1.1])
    chosen = np.array([0, 5, 6, 40])
    for part in (None, chosen):
        rows = slice(None) if part is None else part
        inputs, targets = torch.tensor(problem.inputs[rows]), torch.tensor(problem.targets[rows])
        place = torch.tensor(point, requires_grad=True)
        loss = torch_loss(name, inputs, targets, place)
        assert batches.losses(problem, point, part) == pytest.approx(loss.item(), rel=1e-12)
        (slope,) = torch.autograd.grad(loss, place)
        np.testing.assert_allclose(batches.gradients(problem, point, part), slope.numpy(), rtol=1e-11, atol=1e-14)
    whole = (torch.tensor(problem.inputs), torch.tensor(problem.targets))
    curvature = torch.autograd.functional.hessian(lambda place: torch_loss(name, *whole, place), torch.tensor(point))
    np.testing.assert_allclose(batches.hessian(problem, point), curvature.numpy(), rtol=1e-10)
    lowest = batches.minimum(problem)
    assert np.abs(batches.gradients(problem, lowest)).max() < 1e-12
    assert batches.losses(problem, lowest) <= batches.sample_losses(problem, 31)[1].min()


def test_a_line_has_the_minimum_of_least_squares() -> None:
    problem = make("straight line", 64, 0)
    np.testing.assert_allclose(batches.minimum(problem), np.linalg.lstsq(problem.inputs, problem.targets)[0], rtol=1e-12)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_an_epoch_without_replacement_sees_every_example_once(sampling: str) -> None:
    chosen = batches.batches(64, 8, 20, sampling=sampling, seed=1, runs=2)
    assert chosen.shape == (20, 2, 8)
    assert (np.diff(chosen, axis=-1) >= 0).all()
    epochs = [np.sort(chosen[first : first + 8, run].ravel()) for first in (0, 8) for run in range(2)]
    assert all((epoch == np.arange(64)).all() for epoch in epochs) == (sampling != "with replacement")
    assert (chosen[0] == np.arange(8)).all() == (sampling == "in sequence")


def test_a_batch_of_all_examples_is_gradient_descent_bit_for_bit() -> None:
    """O4: the plain loop over all data, against batches of size N; and torch's SGD, which adds in another order."""
    problem = make("two classes", 64, 0)
    path = mini_batches.descend(problem, START, 64, rate=0.3, epochs=40)
    point, place = np.array(START), torch.tensor(START, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.SGD([place], lr=0.3)
    for step in range(40):
        np.testing.assert_array_equal(path.points[step], point)
        errors = problem.kind.link.slope(problem.inputs[:, 0] * point[0] + problem.inputs[:, 1] * point[1], problem.targets)
        point = point - 0.3 * (errors[:, None] * problem.inputs).mean(axis=0)
        descent.zero_grad()
        torch_loss("two classes", torch.tensor(problem.inputs), torch.tensor(problem.targets), place).backward()
        descent.step()
    np.testing.assert_allclose(path.points[-1], place.detach().numpy(), rtol=1e-12)


def test_one_example_a_step_is_right_on_average_and_walks_farther() -> None:
    """O3: the mean step over all single examples is the full step; the path is longer than that of all examples."""
    problem = make("two features", 64, 0)
    steps = [batches.gradients(problem, np.array(START), np.array([i])) for i in range(64)]
    np.testing.assert_allclose(np.mean(steps, axis=0), batches.gradients(problem, np.array(START)), rtol=1e-12)
    whole = mini_batches.descend(problem, START, 64, rate=0.1, epochs=256)
    single = mini_batches.descend(problem, START, 1, rate=0.1, epochs=4)
    assert len(whole.points) == len(single.points) == 257
    assert single.length / single.straight > 2 * whole.length / whole.straight > 2


def test_the_mean_of_the_batch_landscapes_is_the_landscape() -> None:
    """O56, and that a single one is another."""
    for name in PROBLEMS:
        problem = make(name, 64, 2)
        axis, seen, mean = mini_batches.batch_landscapes(problem, 8, 9, count=3, seed=0)
        heights = batches.sample_losses(problem, 9)[1]
        np.testing.assert_allclose(mean, heights, rtol=1e-12)
        assert seen.shape == (3, 9, 9)
        assert np.abs(seen - heights).max() > 0.1
        assert batches.losses(problem, np.array([axis[2], axis[7]])) == pytest.approx(heights[7, 2], rel=1e-14)


def test_paths_agree_where_rate_over_batch_size_does() -> None:
    """O92: the sum is the mean at S times the rate; with it, progress for an example is alike for all S while steps are small."""
    problem, settings = make("straight line", 256, 0), {"epochs": 4, "sampling": "in sequence"}
    summed = mini_batches.descend(problem, START, 8, rate=0.001, reduction="sum", **settings)  # type: ignore[arg-type]
    scaled = mini_batches.descend(problem, START, 8, rate=0.008, **settings)  # type: ignore[arg-type]
    np.testing.assert_array_equal(summed.points, scaled.points)
    single = mini_batches.descend(problem, START, 1, rate=0.001, **settings)  # type: ignore[arg-type]
    plain = mini_batches.descend(problem, START, 8, rate=0.001, **settings)  # type: ignore[arg-type]
    walked = np.linalg.norm(single.points[-1] - START)
    assert np.abs(summed.points - single.points[::8]).max() < 0.02 * walked
    assert np.abs(plain.points - single.points[::8]).max() > 0.5 * walked
    wild = mini_batches.descend(problem, START, 256, rate=0.02, epochs=30, reduction="sum")
    assert wild.losses[-1] > 1e6  # far over 2 / λ


@pytest.mark.parametrize("optimizer", ["BFGS", "L-BFGS"])
def test_quasi_newton_needs_the_full_batch(optimizer: str) -> None:
    """O23: few iterations with all examples; with 8 of them, a floor far more than ten times higher after as many examples."""
    floors = {}
    for size in (256, 8):
        ends = []
        for seed in range(5):
            problem = make("two features", 256, seed)
            path = mini_batches.descend(problem, START, size, rate=1.0, epochs=16, optimizer=optimizer, seed=seed)
            ends.append(path.losses[-1] - batches.losses(problem, batches.minimum(problem)))
        floors[size] = float(np.median(ends))
    assert floors[256] < 1e-12
    assert floors[8] > 1e-6


def test_duplicates_cost_full_batches_and_nobody_else() -> None:
    """O91: the gradient over k copies is that over one; the full batch pays k times for it, mini-batches nothing."""
    once, often = make("two classes", 64, 0), make("two classes", 64, 0, copies=8)
    point = np.array([0.4, -2.0])
    np.testing.assert_allclose(batches.gradients(often, point), batches.gradients(once, point), rtol=1e-13)
    settings = {"copies": (1, 4, 8), "rate": 0.1, "left": 0.02, "seed": 0}
    found = mini_batches.examples_to_target("straight line", 64, 8, START, **settings)  # type: ignore[arg-type]
    full, some = (np.array(row) for row in found.values())
    np.testing.assert_array_equal(full, full[0] * np.array([1, 4, 8]))
    assert (some < 1.5 * some[0]).all()
    assert some[0] < full[0] / 4
    lines, dots = mini_batches.duplicate_curves(found, (1, 4, 8))
    np.testing.assert_array_equal(lines["all"][1], dots["all"][1])


def test_what_makes_no_batches_is_said() -> None:
    problem = make("two features", 64, 0)
    for said, call in {
        "must be one of two features": lambda: make("cubic", 64, 0),
        "2 examples and 1 copy": lambda: make("two features", 1, 0),
        "must divide the 64 examples; got 3": lambda: mini_batches.descend(problem, START, 3, rate=0.1, epochs=1),
        "drawn in one of these ways": lambda: batches.batches(64, 8, 1, sampling="at night", seed=0),
        "mean or the sum, and a rate above 0; got 'mean' and 0.0": lambda: mini_batches.descend(
            problem, START, 8, rate=0.0, epochs=1
        ),
        "1 to 40,000 steps": lambda: mini_batches.descend(problem, START, 1, rate=0.1, epochs=1000),
    }.items():
        with pytest.raises(VizlabError, match=said):
            call()


def test_a_path_that_leaves_the_numbers_ends_there() -> None:
    problem = make("two features", 64, 0)
    path = mini_batches.descend(problem, START, 64, rate=50.0, epochs=1000)
    assert len(path.points) < 1001
    assert np.isfinite(path.losses).all()
    assert dataclasses.asdict(path)["seen"][-1] == path.at[-1] * 64
