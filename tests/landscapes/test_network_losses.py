"""The loss of a network around its weights: fast values, exact curvature, directions and paths, each against an oracle."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn
from torch.func import functional_call, vmap

from vizlab import library, models
from vizlab.landscapes.network import Losses, curvature, directions, permuted, toy_columns, toy_hump
from vizlab.landscapes.network.folding import Twin
from vizlab.recipes import Recipe
from vizlab.training.path import flat

NETWORKS = {  # architecture -> shape of an input
    "MLP": (2,),
    "small CNN": (1, 8, 8),
    "LeNet-5": (1, 28, 28),
    "ResNet-20": (3, 8, 8),
    "Plain-20": (3, 8, 8),
    "SqueezeNet 1.1": (3, 32, 32),
}


def network(name: str, activation: str = "ReLU", depth: int = 2) -> nn.Module:
    """An untrained network whose batch norm has statistics of its own, so that leaving them out would show."""
    torch.manual_seed(0)
    found = models.build(Recipe(model=name, width=4, depth=depth, activation=activation), NETWORKS[name], 3).eval()
    for key, tensor in found.named_buffers():
        if "running" in key:  # variances near one, means near zero, so that no unit is dead
            tensor.copy_(torch.rand_like(tensor) + 0.5 if "var" in key else 0.1 * torch.randn_like(tensor))
    return found


def losses(name: str = "MLP", n: int = 6, dtype: torch.dtype = torch.float32, activation: str = "ReLU", depth: int = 2) -> Losses:
    source = torch.Generator().manual_seed(1)
    inputs = torch.rand(n, *NETWORKS[name], generator=source)
    return Losses(network(name, activation, depth), inputs, torch.arange(n) % 3, dtype=dtype)


@pytest.mark.parametrize("name", NETWORKS)
def test_values_at_any_weights_are_those_of_a_plain_loop_and_of_vmap(name: str) -> None:
    found = losses(name)
    source = torch.Generator().manual_seed(2)
    sets = torch.stack([found.centre + 0.2 * directions.random_direction(found, source) for _ in range(2)])
    sets = torch.cat([sets, 1.05 * sets[:1] + 0.01])  # biases and batch norm move, too

    def plain(weights: torch.Tensor) -> torch.Tensor:
        scores = functional_call(found.network, found.split(weights), (found.inputs,))
        return nn.functional.cross_entropy(scores, found.labels)

    values = torch.tensor([found.at(weights) for weights in sets])
    assert float(values.std()) > 1e-4, "a network that does not answer to its weights shows nothing"
    torch.testing.assert_close(values, torch.stack([plain(weights) for weights in sets]), rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(values, vmap(plain)(sets), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_many_weights_at_once_are_one_after_the_other(name: str) -> None:
    found, before = losses(name), torch.get_num_threads()
    sets = [found.centre * (1 + 0.1 * step) for step in range(5)]
    torch.set_num_threads(3)
    try:
        together = found.each_of(sets)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    torch.testing.assert_close(together, torch.stack([found.each(weights) for weights in sets]), rtol=1e-4, atol=1e-4)


def test_a_twin_that_answers_differently_is_not_used() -> None:
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm = nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = self.conv(x)
            return (self.norm(y) + y).mean((2, 3))  # the convolution is also read before its norm

    torch.manual_seed(0)
    odd, inputs = Odd().eval(), torch.rand(4, 1, 6, 6)
    odd.norm.running_mean.fill_(0.7)
    assert not Twin(odd).agrees(inputs)
    found = Losses(odd, inputs, torch.tensor([0, 1, 2, 0]))
    assert found.at(found.centre) == pytest.approx(nn.functional.cross_entropy(odd(inputs), found.labels).item(), abs=1e-6)


def test_the_centre_is_the_models_loss_and_everything_is_left_as_it_was() -> None:
    model = library.open_model("bundled/digits-cnn@30")
    before = {name: tensor.clone() for name, tensor in model.network.state_dict().items()}
    inputs, labels = torch.rand(8, *model.shape), torch.arange(8)
    state = torch.get_rng_state()
    found = Losses(model.network, inputs, labels)
    found.at(found.centre + directions.random_directions(found, 3)[0])
    curvature.hessian_times(found, found.centre, torch.ones_like(found.centre))
    assert torch.equal(found.centre, flat(before))
    assert found.at(found.centre) == pytest.approx(float(nn.functional.cross_entropy(model.network(inputs), labels)), rel=1e-5)
    after = model.network.state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())
    assert torch.equal(torch.get_rng_state(), state)


def test_random_filters_are_as_long_as_the_networks_and_biases_stay() -> None:
    found = losses("small CNN")
    for direction in directions.random_directions(found, 0):
        drawn = found.split(direction)
        for name, own in found.split(found.centre).items():
            if own.ndim > 1:
                torch.testing.assert_close(drawn[name].flatten(1).norm(dim=1), own.flatten(1).norm(dim=1))
            else:
                assert not drawn[name].any(), name
    first, other = directions.random_directions(found, 0), directions.random_directions(found, 1)
    assert torch.equal(first, directions.random_directions(found, 0))
    assert not torch.equal(first, other)


def dense(found: Losses) -> torch.Tensor:
    """The Hessian written out, by torch."""

    def loss(weights: torch.Tensor) -> torch.Tensor:
        return sum(found.graphs(weights))  # type: ignore[return-value]

    return torch.autograd.functional.hessian(loss, found.centre)


def test_lanczos_and_hutchinson_find_what_a_dense_hessian_has() -> None:
    found = losses(dtype=torch.float64, activation="tanh", depth=1)
    matrix, d = dense(found), len(found.centre)

    def times(vector: torch.Tensor) -> torch.Tensor:
        return curvature.hessian_times(found, found.centre, vector)

    probe = torch.randn(d, dtype=torch.float64)
    torch.testing.assert_close(times(probe), matrix @ probe)
    lanczos = curvature.Lanczos(times, d, 0, found.centre)
    while lanczos.step():
        pass
    values, vectors = lanczos.spectrum()
    wanted = torch.linalg.eigvalsh(matrix).flip(0)
    assert values[:2] == pytest.approx(wanted[:2].tolist(), rel=1e-8)
    assert values[-1] == pytest.approx(float(wanted[-1]), abs=1e-8)
    torch.testing.assert_close(matrix @ vectors[0], values[0] * vectors[0], rtol=1e-6, atol=1e-9)
    traces = [curvature.probe(times, d, seed, found.centre) for seed in range(300)]
    error = np.std(traces) / np.sqrt(len(traces))
    assert abs(np.mean(traces) - float(matrix.trace())) < 4 * error
    assert error < 0.1 * float(matrix.trace())


def test_a_smooth_loss_leaves_its_parabola_as_the_third_power_and_kinks_cost_one() -> None:
    places = [2.0**-k for k in range(4, 11)]
    orders = {}
    for activation in ("tanh", "ReLU"):
        found = losses("small CNN" if activation == "ReLU" else "MLP", 60, torch.float64, activation)
        direction = directions.random_directions(found, 0)[0]
        orders[activation] = curvature.order(places, curvature.taylor_errors(found, direction, places))
    assert orders["tanh"] == pytest.approx(3, abs=0.15)
    assert orders["ReLU"] < 2.6


def test_a_quadratic_and_a_linear_model_are_convex_on_every_plane_and_a_network_is_not() -> None:
    grid = np.linspace(-2, 2, 15)
    x, y = np.meshgrid(grid, grid)
    step = (grid[1] - grid[0], grid[1] - grid[0])
    assert curvature.negative_share(3 * x * x + 2.9 * x * y + y * y - x + 7, step) == 0
    assert curvature.negative_share(x * x - y * y, step) == 1
    assert 0 < curvature.negative_share(x**3 + y**2, step) < 1

    def share(found: Losses) -> float:
        plane = torch.stack([torch.randn(len(found.centre), generator=torch.Generator().manual_seed(k)) for k in (0, 1)])
        values = [[found.at(found.centre + a * plane[0] + b * plane[1]) for a in grid] for b in grid]
        return curvature.negative_share(np.array(values), step)

    torch.manual_seed(0)
    linear = Losses(nn.Linear(2, 3), torch.rand(30, 2), torch.arange(30) % 3)
    assert share(linear) == 0  # cross-entropy of a linear model is convex
    assert share(losses(n=30)) > 0.1


@pytest.mark.parametrize("name", ["MLP", "small CNN", "LeNet-5"])
def test_hidden_units_in_another_order_are_another_point_and_the_same_function(name: str) -> None:
    own = network(name)
    twin, inputs = permuted(own, 1), torch.rand(5, *NETWORKS[name])
    torch.testing.assert_close(twin(inputs), own(inputs), rtol=1e-4, atol=1e-5)
    found = Losses(own, inputs, torch.arange(5) % 3, statistics=True)
    step = directions.difference(found, twin)
    assert float(step.norm()) > 0.1 * float(found.centre.norm())
    assert found.at(found.centre + step) == pytest.approx(found.at(found.centre), rel=1e-4)
    assert torch.equal(flat(own.state_dict()), flat(copy.deepcopy(network(name)).state_dict()))


def test_two_swapped_units_have_a_hump_between_them() -> None:
    """In closed form; x is uniform on [-2, 2], and halfway the network answers 0 where it should say 2 tanh x."""
    assert toy_hump(np.array([0.0, 1.0])) == pytest.approx([0, 0], abs=1e-15)
    t, values, halfway = toy_columns()
    assert values[len(t) // 2] == pytest.approx(halfway, rel=1e-12)
    x = np.linspace(-2, 2, 200_001)
    assert halfway == pytest.approx(np.trapezoid((2 * np.tanh(x)) ** 2, x) / 4, rel=1e-8)
    assert values.max() == pytest.approx(halfway)
