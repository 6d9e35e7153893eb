"""The gradient of any neuron: Captum's, and exactly nothing outside of what the neuron can see."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import NeuronGradient
from torch import nn

from vizlab.backward_rules import RULES
from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.saliency.neurons import spots, tracing

NETWORKS: dict[str, tuple[str, tuple[int, int, int]]] = {
    "plain": ("small CNN", (3, 16, 16)),
    "with shortcuts": ("ResNet-20", (3, 32, 32)),
    "without padding": ("LeNet-5", (1, 28, 28)),
}


def untrained(name: str) -> tuple[nn.Module, np.ndarray]:
    model, shape = NETWORKS[name]
    with RandomStream(3):
        network = build(Recipe(model=model, depth=3, width=4), shape, 5).train()
    return network, np.random.default_rng(0).random(shape, dtype=np.float32)


def flags(model: nn.Module) -> list[object]:
    modules = [(module.training, len(module._forward_hooks)) for module in model.modules()]
    return [*modules, *((each.requires_grad, each.grad) for each in model.parameters()), torch.get_rng_state().tolist()]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", NETWORKS)
def test_outside_of_its_window_a_neurons_gradient_is_exactly_zero(name: str, rule: str) -> None:
    model, image = untrained(name)
    before = flags(model)
    for spot in spots.spots(model, image.shape)[:: 9 if name == "with shortcuts" else 1]:
        units, rows, columns = spot.shape
        neuron = tracing.Neuron(spot.name, units - 1, rows - 1, columns // 2)
        found = tracing.traced(model, image, neuron, rule)
        assert found.outside == 0
        rest = np.abs(found.values).max(axis=0)
        top, left, bottom, right = spot.box(neuron.row, neuron.column)
        rest[top:bottom, left:right] = 0
        assert not rest.any()
    assert flags(model) == before


def test_the_window_is_no_larger_than_what_a_neuron_sees() -> None:
    """Every pixel of it counts, where weights are positive and pooling takes the mean instead of one pixel."""
    model, image = untrained("plain")
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.MaxPool2d):
            parent, _, last = name.rpartition(".")
            setattr(model.get_submodule(parent), last, nn.AvgPool2d(module.kernel_size, module.stride, module.padding))
    with torch.no_grad():
        for each in model.parameters():
            each.abs_()
    for spot in spots.spots(model, image.shape):
        row, column = spot.shape[1] // 2, 0
        found = tracing.traced(model, image, tracing.Neuron(spot.name, 0, row, column))
        top, left, bottom, right = spot.box(row, column)
        assert found.strength[top:bottom, left:right].all(), spot.name
        assert found.support == found.box


def test_captum_finds_the_same_gradient_of_a_neuron() -> None:
    model, image = untrained("plain")
    model.eval()
    oracle = NeuronGradient(model, model.get_submodule("block2.conv"))
    inputs = torch.from_numpy(image)[None].requires_grad_()
    wanted = oracle.attribute(inputs, (5, 3, 2))[0].detach().numpy()
    found = tracing.traced(model, image, tracing.Neuron("block2.conv", 5, 3, 2)).values
    assert np.abs(wanted).max() > 1e-3
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_the_sum_of_a_map_is_the_sum_of_its_neurons() -> None:
    model, image = untrained("without padding")
    whole = tracing.traced(model, image, tracing.Neuron("conv2", 1, whole=True))
    maps = tracing.said(model, image, "conv2")
    each = [tracing.traced(model, image, tracing.Neuron("conv2", 1, row, column)) for row, column in np.ndindex(*maps.shape[1:])]
    np.testing.assert_allclose(whole.values, sum(one.values for one in each), atol=1e-5)
    assert whole.said == pytest.approx(float(maps[1].sum()), abs=1e-4)
    assert [one.said for one in each] == pytest.approx(maps[1].ravel().tolist(), abs=1e-5)


def test_pixels_and_neurons_find_each_other() -> None:
    model, image = untrained("plain")
    spot = spots.find(spots.spots(model, image.shape), "block2.conv")
    boxes = [spot.box(row, column) for row, column in np.ndindex(*spot.shape[1:])]
    assert spot.seeing(9, 4) == sum(top <= 9 < bottom and left <= 4 < right for top, left, bottom, right in boxes)
    for row, column in np.ndindex(*spot.shape[1:]):
        middle = [(axis.low + axis.high) / 2 + axis.jump * at for axis, at in zip(spot.axes, (row, column), strict=True)]
        assert spot.nearest(*middle) == (row, column)


def test_deeper_neurons_see_more_and_the_last_sees_all() -> None:
    model, image = untrained("plain")
    before = flags(model)
    found = tracing.growth(model, image)
    sides = [box[2] - box[0] for box in (each.box for _, each in found)]
    assert sides == sorted(sides)
    assert sides[0] == 3
    assert sides[-1] == 16
    assert all(each.outside == 0 for _, each in found)
    assert flags(model) == before


def test_what_is_not_there_is_refused_and_the_model_is_as_before() -> None:
    model, image = untrained("plain")
    before = flags(model)
    for neuron, words in (
        (tracing.Neuron("nowhere", 0), "no layer 'nowhere'"),
        (tracing.Neuron("block1.conv", 4), "has 4 units in 16 rows"),
        (tracing.Neuron("block1.conv", 0, 16), "got unit 0, row 16"),
    ):
        with pytest.raises(VizlabError, match=words):
            tracing.traced(model, image, neuron)
    with pytest.raises(VizlabError, match="rule must be one of"):
        tracing.traced(model, image, tracing.Neuron("block1.conv", 0), "backwards")
    assert flags(model) == before
