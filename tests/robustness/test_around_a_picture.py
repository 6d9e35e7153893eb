"""The straight-line view, planes and lines: exact where closed forms exist, and what they say of a trained network."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.robustness import easier, linearised, lines, plane, rays
from vizlab.robustness.pieces import pieces


def two_classes() -> tuple[nn.Module, torch.Tensor]:
    """A linear network of 16 pixels whose border is where the weighted sum is 0.4 above that of a grey picture."""
    weights = torch.randn(16, generator=torch.Generator().manual_seed(0))
    weights = weights / weights.abs().sum()
    layer = nn.Linear(16, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.stack([weights, -weights]))
        layer.bias.copy_(torch.tensor([0.1, -0.1]) - layer.weight @ torch.full((16,), 0.5))
    return nn.Sequential(nn.Flatten(), layer).eval(), torch.full((1, 4, 4), 0.5)


def test_of_a_linear_network_the_gain_is_the_size_times_the_sum_of_slopes() -> None:
    network, image = linearised.linear_network(), linearised.test_digit(5)
    found = linearised.gain(network, image, linearised.sizes(0.3))
    np.testing.assert_allclose(found.measured, found.forecast, rtol=0, atol=1e-12)
    assert np.abs(found.random).max() < found.measured[-1] / 2
    slope = linearised.gain(network, image, np.array([found.flips_at]))
    assert slope.measured[0] + found.margin == pytest.approx(0, abs=1e-12)  # just there the two classes are even
    corner, tried = linearised.box(network, image, 0.1).best()
    assert corner == pytest.approx(tried)


def test_a_trained_network_keeps_to_the_forecast_for_small_sizes_only() -> None:
    network = copy.deepcopy(library.open_model("bundled/digits-cnn").network).double()
    noise = 0.01 * torch.rand(1, 8, 8, generator=torch.Generator().manual_seed(0))  # or max pools have ties in the flat ground
    found = linearised.gain(network, samples.picture("digits", 1) + noise, np.array([1e-6, 0.25]))
    assert found.measured[0] == pytest.approx(found.forecast[0], rel=1e-4)
    assert found.error > 0.1


def test_the_border_of_a_linear_network_is_straight_and_where_it_should_be() -> None:
    network, image = two_classes()  # margin 0.2 at the picture; each step e along the signs takes 2 e |w|_1 = 2 e from it
    assert rays.smallest(network, image, rays.against(network, image, 0), lambda s: s.argmax(1) == 1, 0.3) == pytest.approx(
        0.1, abs=0.3 / 1024
    )
    found = plane.look(network, image, "adversarial", 0.2)
    fit, at = found.half
    assert fit > 0.99
    assert at == pytest.approx(0.1, abs=0.021)
    assert found.kept == pytest.approx(0.75, abs=0.03)
    first, second = plane._axes(network, image, "adversarial", 0)
    assert float((first * second).sum()) == pytest.approx(0, abs=1e-5)
    assert float(first.norm()) == pytest.approx(float(second.norm()), rel=1e-5)
    line = lines.look(network, image, "against the answer", 0.2)
    assert line.kept == pytest.approx((-0.2, 0.1), abs=0.004)
    assert line.beyond == 1.0
    assert line.pieces == (1, 1)


def test_around_a_real_picture_the_attack_crosses_a_nearly_straight_border_and_chance_does_not() -> None:
    model = library.open_model("bundled/fashion-cnn")
    image = samples.picture("Fashion-MNIST", 19)
    adversarial = plane.look(model.network, image, "adversarial", 12 / 255)
    assert adversarial.kept < 0.9
    assert adversarial.half[0] > 0.9
    assert plane.look(model.network, image, "random", 12 / 255).kept > 0.99


def test_linear_pieces_are_the_places_where_a_unit_switches() -> None:
    torch.manual_seed(0)
    first = nn.Linear(16, 24)
    network = nn.Sequential(nn.Flatten(), first, nn.ReLU(), nn.Linear(24, 3))
    image, direction = torch.rand(1, 4, 4), torch.randn(1, 4, 4)
    with torch.no_grad():
        start, rate = first(image.flatten()), first.weight @ direction.flatten()
    switches = -start / rate
    inside = int(((switches > -1) & (switches < 1)).sum())
    assert inside >= 3
    assert pieces(network, image, direction, np.linspace(-1, 1, 4097)) == inside + 1
    pool = nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1, 2))  # |1| then |2 - 3 e|: two inputs change places at 1/3
    scene, way = torch.tensor([[[1.0, 2.0], [0.0, 0.0]]]), torch.tensor([[[0.0, -3.0], [0.0, 0.0]]])
    assert pieces(pool, scene, way, np.linspace(0, 1, 101)) == 2
    dark = torch.tensor([[[-1.0, -1.0], [-1.0, -0.5]]])  # one unit wakes at 1/2, and the pool turns to it: one bend, not two
    assert pieces(nn.Sequential(nn.ReLU(), pool), dark, torch.tensor([[[0.0, 0.0], [0.0, 1.0]]]), np.linspace(0, 1, 101)) == 2
    with pytest.raises(VizlabError, match="smooth units"):
        pieces(nn.Sequential(nn.Flatten(), nn.Linear(16, 2), nn.Tanh()), image, direction, [0.0, 1.0])


def test_moving_pictures_takes_far_fewer_steps_than_moving_weights() -> None:
    network = library.open_model("bundled/digits-cnn").network
    before = copy.deepcopy(network.state_dict())
    found = easier.compare(network, 8, 15)
    steps = {name: way.steps or 16 for name, way in found.items()}
    assert steps["the pictures"] * 2 < min(steps["trained weights"], steps["weights from scratch"])
    assert found["the pictures"].values == 8 * 64
    losses = found["the pictures"].losses
    assert (np.diff(losses) < 0).all()
    torch.testing.assert_close(network.state_dict(), before, rtol=0, atol=0)
    with pytest.raises(VizlabError, match="1 to 64 pictures"):
        easier.compare(network, 65)
