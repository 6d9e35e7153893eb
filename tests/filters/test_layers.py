"""Maps of every layer against a plain forward pass, their titles, orders and dead ones; kernels; C52's matched filter."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters import ORDERS, Layer, kernels, label, layers, order
from vizlab.models import build
from vizlab.recipes import Recipe

Network = tuple[nn.Module, NDArray[np.float32]]


def test_every_map_is_that_of_a_plain_forward_pass(network: Network) -> None:
    model, image = network
    training = [module.training for module in model.modules()]
    found = layers(model, image)
    assert [module.training for module in model.modules()] == training
    model.eval()
    by_name, hidden = {layer.name: layer for layer in found}, torch.from_numpy(image)[None]
    seen = 0
    with torch.no_grad():
        for name, module in model.named_modules():  # all are sequential, so walking the parts is a forward pass
            if name and not list(module.children()):
                hidden = module(hidden)
                if name in by_name:
                    seen += 1
                    shown = torch.from_numpy(by_name[name].maps).reshape(hidden[0].shape)
                    torch.testing.assert_close(shown, hidden[0], rtol=1e-4, atol=1e-5)
    assert seen == len(found) >= 9


def test_titles_are_plain() -> None:
    model = build(Recipe(depth=2, width=16), (1, 28, 28), 10)
    titles = [layer.title for layer in layers(model, np.zeros((1, 28, 28), np.float32))]
    assert titles[0] == "block1 · convolution, 16 maps of 28 × 28"
    assert titles[2:4] == ["block1 · ReLU, 16 maps of 28 × 28", "block1 · max pooling, 16 maps of 14 × 14"]
    assert titles[-1] == "output · linear, 10 units"
    assert not any("Flatten" in title or "Dropout" in title for title in titles)


def layer_of(maps: list[list[list[float]]], norms: list[float] | None = None) -> Layer:
    given = None if norms is None else np.array(norms, np.float32)
    return Layer("conv1", "convolution", np.array(maps, np.float32), given)


def test_dead_maps_and_shares_by_hand() -> None:
    layer = layer_of([[[0, 0], [0, 0]], [[0, -1], [0, 0]], [[3, 0], [1, 2]]])
    assert layer.dead.tolist() == [True, False, False]
    assert layer.active == pytest.approx(3 / 12)
    assert (layer.strongest, layer.peak(2), layer.signed) == (2, (0, 0), True)
    assert [label(layer, index) for index in range(3)] == ["(0)", "1", "2"]


def test_a_network_pushed_below_zero_is_dead_after_relu() -> None:
    """Control for the flag: before the push few maps are dead, after it all."""
    model = build(Recipe(depth=1, width=8, batch_norm=False), (1, 8, 8), 10)
    image = np.random.default_rng(0).random((1, 8, 8), dtype=np.float32)
    assert layers(model, image)[1].dead.sum() < 4
    nn.init.constant_(model.get_parameter("block1.conv.bias"), -100)
    after = layers(model, image)[1]
    assert (after.kind, int(after.dead.sum()), after.active) == ("ReLU", 8, 0)


def test_orders_are_by_what_they_say() -> None:
    layer = layer_of([[[1.0]], [[5.0]], [[3.0]]], [0.2, 0.1, 0.3])
    assert order(layer, "number") == [0, 1, 2]
    assert order(layer, "mean activation") == [1, 2, 0]
    assert order(layer, "norm of the kernel") == [2, 0, 1]
    with pytest.raises(VizlabError, match="conv1 · convolution, 3 units has no kernels"):
        order(layer_of([[[1.0]], [[5.0]], [[3.0]]]), "norm of the kernel")
    with pytest.raises(VizlabError, match=f"one of {', '.join(ORDERS)}; got 'age'"):
        order(layer, "age")


def test_norms_and_kernels_are_those_of_the_weights(network: Network) -> None:
    model, image = network
    for layer in layers(model, image):
        module = model.get_submodule(layer.name)
        if isinstance(module, nn.Conv2d):
            weights = kernels(model, layer.name)
            np.testing.assert_array_equal(weights, module.weight.detach().numpy())
            assert layer.norms is not None
            np.testing.assert_allclose(layer.norms**2, (weights**2).sum(axis=(1, 2, 3)), rtol=1e-5)
        else:
            assert layer.norms is None
            with pytest.raises(VizlabError, match="Only convolutions have kernels"):
                kernels(model, layer.name)


def test_the_largest_value_stands_where_the_kernel_was_planted() -> None:
    """METHODS C52: a map's maximum is where the picture matches the kernel; each of 8 kernels is planted elsewhere."""
    model = build(Recipe(depth=1, width=8, batch_norm=False), (1, 20, 20), 10)
    weights = kernels(model, "block1.conv")[:, 0]
    for index, kernel in enumerate(weights):
        image = np.zeros((1, 20, 20), np.float32)
        row, column = 3 + index, 16 - index
        image[0, row - 1 : row + 2, column - 1 : column + 2] = kernel
        assert layers(model, image)[0].peak(index) == (row, column)
