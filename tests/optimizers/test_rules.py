"""The rules against `torch.optim`, and against what is known of them on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from torch import optim

from vizlab.landscapes import SURFACES
from vizlab.optimizers import OPTIMIZERS, RATES, race
from vizlab.optimizers.rules import Vector, Walker

STEPS = 400
PEERS: dict[str, Callable[[Sequence[torch.Tensor], float], optim.Optimizer]] = {
    "GD": lambda w, lr: optim.SGD(w, lr=lr),
    "momentum": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9),
    "Nesterov": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda w, lr: optim.Adagrad(w, lr=lr),
    "RMSProp": lambda w, lr: optim.RMSprop(w, lr=lr),
    "Adam": lambda w, lr: optim.Adam(w, lr=lr),
}


def walk(name: str, gradients: Sequence[Vector], lr: float, **settings: float) -> np.ndarray:
    """The sum of the steps for given gradients, after each."""
    walker = Walker(OPTIMIZERS[name], np.shape(gradients[0]), lr, settings)
    return np.cumsum([walker.advance(np.asarray(gradient)) for gradient in gradients], axis=0)


def torch_path(surface: str, name: str, lr: float) -> np.ndarray:
    x, y = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in SURFACES[surface].start)
    optimizer = PEERS[name]((x, y), lr)
    path = [(x.item(), y.item())]
    for _ in range(STEPS):
        optimizer.zero_grad()
        SURFACES[surface].height(x, y).backward()
        optimizer.step()
        path.append((x.item(), y.item()))
    return np.array(path)


def test_every_rule_has_its_peer() -> None:
    assert set(PEERS) == set(OPTIMIZERS)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_torch_walks_the_same_path(surface: str, name: str) -> None:
    lr = RATES[surface][name]
    ours = race(SURFACES[surface], {name: lr}, SURFACES[surface].start, steps=STEPS)[name].points
    np.testing.assert_allclose(ours, torch_path(surface, name, lr), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_torch_takes_the_same_steps_in_many_dimensions(name: str) -> None:
    gradients = np.random.default_rng(3).normal(size=(50, 4, 5)) * np.logspace(-6, 2, 5)
    w = torch.zeros(4, 5, dtype=torch.float64, requires_grad=True)
    optimizer = PEERS[name]((w,), 0.03)
    ours = walk(name, list(gradients), 0.03)
    for gradient, expected in zip(gradients, ours, strict=True):
        w.grad = torch.tensor(gradient)
        optimizer.step()
        np.testing.assert_allclose(expected, w.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", ["momentum", "Nesterov"])
def test_without_momentum_they_are_gradient_descent(name: str) -> None:
    """O8."""
    surface = SURFACES["Rosenbrock"]
    plain = race(surface, {"GD": 0.001}, surface.start, steps=200)["GD"].points
    np.testing.assert_array_equal(race(surface, {name: 0.001}, surface.start, steps=200, momentum=0.0)[name].points, plain)
    assert not np.allclose(race(surface, {name: 0.001}, surface.start, steps=200, momentum=0.5)[name].points, plain)


def test_nesterov_in_two_forms_visits_the_same_look_ahead_points() -> None:
    """O12: the gradient taken at w + βv, as the method is stated, against the change of variables that the rule uses."""
    beta, lr, hessian = 0.9, 0.005, np.array([1.0, 90.0])
    w = np.array([-1.8, 1.2])
    v, seen = np.zeros(2), []
    for _ in range(200):
        ahead = w + beta * v
        seen.append(ahead)
        v = beta * v - lr * hessian * ahead
        w = w + v
    ours = race(SURFACES["ravine"], {"Nesterov": lr}, (-1.8, 1.2), steps=199)["Nesterov"].points
    np.testing.assert_allclose(ours, seen, rtol=0, atol=1e-10)
    heavy = race(SURFACES["ravine"], {"momentum": lr}, (-1.8, 1.2), steps=199)["momentum"].points
    assert np.abs(heavy - seen).max() > 0.1


def test_adagrad_under_a_constant_slope_shortens_its_steps_by_the_root_of_their_number() -> None:
    """O13: lr / √t, so a tenth of the rate at the hundredth step."""
    way = walk("AdaGrad", [np.array([5.0])] * 100, 0.3)[:, 0]
    steps = -np.diff(way, prepend=0)
    np.testing.assert_allclose(steps, 0.3 / np.sqrt(np.arange(1, 101)), rtol=1e-9)
    assert steps[99] == pytest.approx(0.100 * 0.3, rel=1e-9)


def test_rmsprop_forgets_and_adagrad_does_not() -> None:
    """O17, and ERR-5: without the decay the one would be the other."""
    constant = [np.array([5.0])] * 2000
    steps = {name: -np.diff(walk(name, constant, 0.3)[:, 0])[-1] for name in ("RMSProp", "AdaGrad")}
    assert steps["RMSProp"] == pytest.approx(0.3, rel=1e-6)
    assert steps["AdaGrad"] == pytest.approx(0.3 / np.sqrt(2000), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_adams_first_step_is_as_long_as_its_rate(scale: float) -> None:
    """O20; with the printed sign of ERR-3 it would be 19 times as long, with that of ERR-6 ten times."""
    first = walk("Adam", [scale * np.array([-3.0, 0.7])], 0.02)[0]
    np.testing.assert_allclose(first, [0.02, -0.02], rtol=2e-5)
    plain = walk("GD", [scale * np.array([-3.0, 0.7])], 0.02)[0]
    np.testing.assert_allclose(plain, scale * np.array([0.06, -0.014]))


def test_epsilon_stands_outside_of_the_root() -> None:
    """O21: as in torch; inside, the step under a slope of 1e-6 would be a hundredth of this."""
    first = walk("Adam", [np.array([1e-6])], 1.0)[0, 0]
    assert -first == pytest.approx(1e-6 / (1e-6 + 1e-8), rel=1e-9)
    assert 1e-6 / np.sqrt(1e-12 + 1e-8) < 0.011


def test_gradients_are_left_as_they_were() -> None:
    for name in OPTIMIZERS:
        gradient = np.array([1.0, -2.0])
        walker = Walker(OPTIMIZERS[name], (2,), 0.1, {})
        first = walker.advance(gradient)
        kept = first.copy()
        walker.advance(gradient)
        assert (gradient == [1.0, -2.0]).all()
        assert (first == kept).all()
