"""The window behind a value, against what gradients say: nothing outside has any effect, and its edges have some."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters import field, layers
from vizlab.inspection import hooked

Network = tuple[nn.Module, NDArray[np.float32]]


def output_of(model: nn.Module, pixels: torch.Tensor, name: str) -> torch.Tensor:
    """What a layer says, (1, n, h, w), with its graph."""
    seen: list[torch.Tensor] = []
    with hooked(model.get_submodule(name), lambda module, inputs, output: seen.append(output)):
        model(pixels)
    return seen[0].reshape(*seen[0].shape[:2], *(seen[0].shape[2:] or (1, 1)))


def effect(model: nn.Module, image: NDArray[np.float32], name: str, row: int, column: int) -> NDArray[np.bool_]:
    """Which pixels (h, w) can move the maps of a layer at one place, over eight pictures: a max pool hides some in each."""
    moved = np.zeros(image.shape[1:], bool)
    for seed in range(8):
        pixels = torch.rand(1, *image.shape, generator=torch.Generator().manual_seed(seed), requires_grad=True)
        maps = output_of(model, pixels, name)
        total = (maps[0, :, row, column] ** 2).sum()
        moved |= torch.autograd.grad(total, pixels)[0][0].abs().amax(dim=0).numpy() > 0
    return moved


def test_the_window_holds_all_that_has_an_effect_and_no_more(network: Network) -> None:
    model, image = network
    model.eval()
    for layer in layers(model, image):
        _, h, w = layer.maps.shape
        for row, column in {(0, 0), (h - 1, w - 1), (h // 2, w // 3)}:
            top, left, bottom, right = field(model, layer.name, image.shape).window(row, column)
            moved = effect(model, image, layer.name, row, column)
            inside = np.zeros_like(moved)
            inside[top:bottom, left:right] = True
            assert not (moved & ~inside).any(), layer.title
            rows, columns = np.nonzero(moved)
            if rows.size:  # ReLU may have switched off all of them
                reached = (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
                if layer.name in ("conv1", "pool1", "block1.conv", "block1.pool"):
                    assert reached == (top, left, bottom, right), layer.title


def test_the_field_of_stacked_layers_by_hand(network: Network) -> None:
    """3 x 3, then pooling, then 3 x 3: 3, 4 (jump 2), 8; LeNet: 5, 6 (jump 2), 14."""
    model, image = network
    names, sides = (["conv1", "pool1", "conv2"], [5, 6, 14])
    if "conv1" not in dict(model.named_modules()):
        names, sides = (["block1.conv", "block1.pool", "block2.conv"], [3, 4, 8])
    found = [field(model, name, image.shape) for name in names]
    assert [each.side for each in found] == [(side, side) for side in sides]
    assert [each.jump for each in found] == [(1, 1), (2, 2), (2, 2)]
    assert found[0].center() == (0, 0)
    assert found[1].center() == (0.5, 0.5)


def test_an_unknown_layer_is_said_in_a_sentence(network: Network) -> None:
    with pytest.raises(VizlabError, match="no layer 'conv9'; it has "):
        field(network[0], "conv9", network[1].shape)
