"""The rules against `torch.optim`, and against what is known of them on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
import torch
from torch import optim

from vizlab.landscapes import SURFACES, slopes
from vizlab.optimizers import GRADIENT_RULES, OPTIMIZERS, RATES, race
from vizlab.optimizers.rules import Vector, Walker

STEPS = 500
PEERS: dict[str, Callable[[Sequence[torch.Tensor], float], optim.Optimizer]] = {
    "GD": lambda w, lr: optim.SGD(w, lr=lr),
    "momentum": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9),
    "momentum, physics": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9),
    "Nesterov": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda w, lr: optim.Adagrad(w, lr=lr),
    "RMSProp": lambda w, lr: optim.RMSprop(w, lr=lr),
    "RMSProp, form B": lambda w, lr: optim.RMSprop(w, lr=lr, alpha=0.9, eps=1e-7),
    "RProp": lambda w, lr: optim.Rprop(w, lr=lr),
    "Adam": lambda w, lr: optim.Adam(w, lr=lr),
    "AdamW": lambda w, lr: optim.AdamW(w, lr=lr, weight_decay=0.01),
    "AMSGrad": lambda w, lr: optim.Adam(w, lr=lr, amsgrad=True),
    "NAdam": lambda w, lr: optim.NAdam(w, lr=lr),
}
GROUNDS = [name for name in SURFACES if name != "own formula"]


@pytest.fixture(autouse=True)
def torch_counts_in_doubles() -> Iterator[None]:
    """NAdam of torch multiplies its momenta in the default type, which is single otherwise."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def walk(name: str, gradients: Sequence[Vector], lr: float, **settings: float) -> np.ndarray:
    """The sum of the steps for given gradients, after each."""
    walker = Walker(OPTIMIZERS[name], np.shape(gradients[0]), lr, settings)
    return np.cumsum([walker.advance(np.asarray(gradient)) for gradient in gradients], axis=0)


def torch_paths(rates: dict[str, float]) -> np.ndarray:
    """The paths (peers, surfaces, steps + 1, 2), all under way at once: to torch, surfaces are the rows of one parameter."""
    starts = torch.tensor([SURFACES[ground].start for ground in GROUNDS])
    rows = [starts.clone().requires_grad_() for _ in PEERS]
    optimizers, path = [PEERS[name]((w,), lr) for w, (name, lr) in zip(rows, rates.items(), strict=True)], []
    for t in range(STEPS + 1):
        path.append(np.stack([w.detach().numpy() for w in rows]))
        if t < STEPS:
            gradients = [slopes(SURFACES[ground], path[-1][:, i])[1] for i, ground in enumerate(GROUNDS)]
            for w, gradient, optimizer in zip(rows, np.stack(gradients, axis=1), optimizers, strict=True):
                w.grad = torch.tensor(gradient)
                optimizer.step()
    return np.stack(path, axis=2)


def test_torch_walks_the_same_path() -> None:
    """O1, O7, O8, O12, O13, O14, O16, O20, over every surface for 500 steps, at rates that let no small difference grow."""
    rates = {name: min(RATES[ground][name] for ground in GROUNDS) / 5 for name in PEERS}
    expected = torch_paths(rates)
    for i, ground in enumerate(GROUNDS):
        for k, (name, path) in enumerate(race(SURFACES[ground], rates, SURFACES[ground].start, steps=STEPS).items()):
            assert len(path.points) == STEPS + 1
            np.testing.assert_allclose(path.points, expected[k, i], rtol=1e-10, atol=1e-10, err_msg=f"{name} on {ground}")


@pytest.mark.parametrize("ground", ["ravine", "Rosenbrock", "Himmelblau"])
def test_lbfgs_without_line_search_is_that_of_torch(ground: str) -> None:
    """O23."""
    surface, lr = SURFACES[ground], 0.1
    x, y = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in surface.start)
    peer = optim.LBFGS((x, y), lr=lr, max_iter=1, history_size=2, tolerance_grad=0, tolerance_change=0)

    def loss() -> torch.Tensor:
        peer.zero_grad()
        height = surface.height(x, y)
        height.backward()
        return height

    walker = Walker(OPTIMIZERS["L-BFGS"], (2,), lr, {})
    for _ in range(200):  # step by step along the path of torch: off it, differences in the last digit grow
        before = np.array([x.item(), y.item()])
        peer.step(loss)
        theirs = np.array([x.item(), y.item()]) - before
        np.testing.assert_allclose(walker.advance(slopes(surface, before)[1]), theirs, rtol=1e-8, atol=1e-12)


def test_muon_goes_where_that_of_torch_goes() -> None:
    """On a matrix of one row, whose singular value torch sets to 1 only roughly, and in half precision."""
    gradients = np.random.default_rng(1).normal(size=(30, 1, 2))
    w = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)
    peer = optim.Muon((w,), lr=0.1, momentum=0.95, weight_decay=0.0)
    walker = Walker(OPTIMIZERS["Muon"], (1, 2), 0.1, {})
    for gradient in gradients:
        before, w.grad = w.detach().clone(), torch.tensor(gradient)
        peer.step()
        theirs, ours = (w.detach() - before).numpy()[0], walker.advance(gradient)[0]
        assert np.linalg.norm(ours) == pytest.approx(0.1, rel=1e-12)
        assert theirs @ ours / np.linalg.norm(theirs) / 0.1 > 0.999
        assert 0.6 < np.linalg.norm(theirs) / 0.1 < 1.3


@pytest.mark.parametrize("name", [name for name in PEERS if name in GRADIENT_RULES])
def test_torch_takes_the_same_steps_in_many_dimensions(name: str) -> None:
    gradients = np.random.default_rng(3).normal(size=(50, 4, 5)) * np.logspace(-6, 2, 5)
    w = torch.zeros(4, 5, dtype=torch.float64, requires_grad=True)
    optimizer = PEERS[name]((w,), 0.03)
    ours = walk(name, list(gradients), 0.03)
    for gradient, expected in zip(gradients, ours, strict=True):
        w.grad = torch.tensor(gradient)
        optimizer.step()
        np.testing.assert_allclose(expected, w.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", GRADIENT_RULES)
def test_a_batch_with_rates_of_its_own_walks_as_each_alone(name: str) -> None:
    gradients, rates = np.random.default_rng(2).normal(size=(20, 3, 2)), np.array([0.01, 0.1, 1.0])
    walker = Walker(OPTIMIZERS[name], (3, 2), rates[:, None], {})
    together = np.stack([walker.advance(gradient) for gradient in gradients[:10]])
    walker.keep(np.array([True, False, True]))
    rest = np.stack([walker.advance(gradient[[0, 2]]) for gradient in gradients[10:]])
    for i, lr in enumerate(rates):
        alone = Walker(OPTIMIZERS[name], (2,), lr, {})
        steps = np.stack([alone.advance(gradient) for gradient in gradients[:, i]])
        np.testing.assert_allclose(together[:, i], steps[:10], rtol=1e-12, atol=1e-15)
        if i != 1:
            np.testing.assert_allclose(rest[:, i // 2], steps[10:], rtol=1e-12, atol=1e-15)


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


def test_where_epsilon_stands_decides_the_step_on_a_plateau() -> None:
    """O21: under a slope of 1e-6, ε = 1e-8 inside of the root leaves a thirtieth of the step that ε outside leaves."""
    first = walk("Adam", [np.array([1e-6])], 1.0)[0, 0]
    assert -first == pytest.approx(1e-6 / (1e-6 + 1e-8), rel=1e-9)
    outside, inside = (-walk(name, [np.array([1e-6])], 1.0, eps=1e-8)[0, 0] for name in ("RMSProp, form B", "RMSProp, form C"))
    assert outside == pytest.approx(1e-6 / (np.sqrt(0.1) * 1e-6 + 1e-8), rel=1e-9)
    assert inside == pytest.approx(1e-6 / np.sqrt(0.1e-12 + 1e-8), rel=1e-9)
    assert outside / inside == pytest.approx(306.5, rel=1e-3)


def test_gradients_are_left_as_they_were() -> None:
    for name in GRADIENT_RULES:
        gradient = np.array([1.0, -2.0])
        walker = Walker(OPTIMIZERS[name], (2,), 0.1, {})
        first = walker.advance(gradient)
        kept = first.copy()
        walker.advance(gradient)
        assert (gradient == [1.0, -2.0]).all()
        assert (first == kept).all()
