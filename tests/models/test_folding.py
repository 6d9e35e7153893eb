"""Folded batch norms: the same function, with the layer that is asked about left as it was."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vizlab.models import build
from vizlab.models.folding import folded
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe


@pytest.fixture
def network() -> nn.Module:
    """A small CNN whose batch norms have seen something."""
    with RandomStream(0):
        made = build(Recipe(depth=2, width=8), (3, 16, 16), 5)
        made(3 * torch.randn(32, 3, 16, 16) + 1)
    return made.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def test_it_computes_the_same_without_batch_norms(network: nn.Module) -> None:
    twin, x = folded(network), torch.rand(4, 3, 16, 16)
    assert not [module for module in twin.modules() if isinstance(module, nn.BatchNorm2d)]
    torch.testing.assert_close(twin(x), network.eval()(x), rtol=1e-5, atol=1e-5)
    assert twin.get_parameter("block1.conv.weight").is_contiguous(memory_format=torch.channels_last)


def test_the_network_is_left_as_it_was(network: nn.Module) -> None:
    before = {name: value.clone() for name, value in network.state_dict().items()}
    folded(network)
    assert network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_a_layer_that_is_asked_about_keeps_its_own_output(network: nn.Module) -> None:
    twin, x = folded(network, keep="block1.conv"), torch.rand(4, 3, 16, 16)
    torch.testing.assert_close(twin.get_submodule("block1.conv")(x), network.get_submodule("block1.conv")(x))
    assert isinstance(twin.get_submodule("block1.norm"), nn.BatchNorm2d)
    assert isinstance(twin.get_submodule("block2.norm"), nn.Identity)


def test_where_nothing_can_be_folded_it_is_the_network_itself() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.BatchNorm2d(2)).eval()
    assert folded(network) is network
