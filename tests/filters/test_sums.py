"""The arithmetic of one value, by hand, is the network's value, for every kind of layer; and not when a weight is moved."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters import arithmetic, layers, strongest_inputs

Network = tuple[nn.Module, NDArray[np.float32]]


def test_every_value_added_up_by_hand_is_the_networks(network: Network) -> None:
    model, image = network
    kinds = set()
    for layer in layers(model, image):
        n, h, w = layer.maps.shape
        for index, row, column in {(0, 0, 0), (n - 1, h - 1, w - 1), (n // 2, h // 2, w // 3)}:
            found = arithmetic(model, image, layer.name, index, row, column)
            assert found.value == pytest.approx(layer.maps[index, row, column], rel=1e-4, abs=1e-5), layer.title
            assert found.sentence.endswith(".")
        kinds.add(layer.kind)
    assert len(kinds) >= 4


def test_a_convolution_shows_window_kernel_and_products(network: Network) -> None:
    model, image = network
    layer = next(layer for layer in layers(model, image) if layer.norms is not None)
    found = arithmetic(model, image, layer.name, 1, 2, 3)
    assert found.window is not None
    assert found.kernel is not None
    assert found.products is not None
    np.testing.assert_array_equal(found.kernel, model.get_parameter(f"{layer.name}.weight")[1].detach().numpy())
    np.testing.assert_allclose(found.products.sum() + found.bias, found.value)
    k = found.kernel.shape[-1]
    padded = np.pad(image, ((0, 0), (k // 2, k // 2), (k // 2, k // 2)))
    np.testing.assert_array_equal(found.window, padded[:, 2 : 2 + k, 3 : 3 + k])


def test_a_moved_weight_moves_the_sum(network: Network) -> None:
    """Control: the kernel is read from the network, not from what it said."""
    model, image = network
    name = next(layer.name for layer in layers(model, image) if layer.norms is not None)
    weight = model.get_parameter(f"{name}.weight")
    before, kept = arithmetic(model, image, name, 0, 3, 3), weight.detach().clone()
    assert before.window is not None
    with torch.no_grad():
        weight[0, 0, 1, 1] += 2
    after = arithmetic(model, image, name, 0, 3, 3)
    with torch.no_grad():
        weight.copy_(kept)
    assert after.value - before.value == pytest.approx(2 * before.window[0, 1, 1], abs=1e-6)


def test_the_strongest_inputs_come_first(network: Network) -> None:
    model, image = network
    found = [layer for layer in layers(model, image) if layer.norms is not None]
    whole = arithmetic(model, image, found[1].name, 0, 1, 1)
    window, kernel, products, names = strongest_inputs(whole)
    assert whole.products is not None
    parts = np.abs(products.sum(axis=(1, 2)))
    assert (np.diff(parts) <= 0).all()
    assert parts[0] == np.abs(whole.products.sum(axis=(1, 2))).max()
    assert len(names) == len(window) == len(kernel) == 3
    with pytest.raises(VizlabError, match="Only a sum of a convolution"):
        strongest_inputs(arithmetic(model, image, layers(model, image)[-1].name, 0, 0, 0))


def test_the_model_is_left_as_found(network: Network) -> None:
    model, image = network
    model.train()
    before, pixels = {key: value.clone() for key, value in model.state_dict().items()}, image.copy()
    for layer in layers(model, image):
        arithmetic(model, image, layer.name, 0, 0, 0)
    np.testing.assert_array_equal(image, pixels)
    assert all(torch.equal(before[key], value) for key, value in model.state_dict().items())
    assert all(module.training for module in model.modules())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    with pytest.raises(VizlabError, match="no layer 'conv9'"):
        arithmetic(model, image, "conv9", 0, 0, 0)
