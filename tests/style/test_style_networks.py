"""Feature networks: which layers are heard, that they say what the network says, and nothing behind them is computed."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from vizlab import shipped
from vizlab.errors import VizlabError
from vizlab.inspection import activations
from vizlab.library import open_model
from vizlab.models.squeezenet import SqueezeNet
from vizlab.style import RANDOM, StyleRecipe, features, network_of
from vizlab.style.features import PIXELS, convolution_layers, limits, offered, open_network, spread
from vizlab.style.recipe import layer_numbers

SHIPPED = [name for name in offered() if name.startswith("bundled/")]


def picture(channels: int, side: int = 24) -> torch.Tensor:
    return torch.rand(channels, side, side + 6, generator=torch.Generator().manual_seed(0))


def test_all_networks_with_convolutions_are_offered_and_the_best_is_first() -> None:
    names = list(offered())
    assert names[0] == StyleRecipe().network
    assert set(SHIPPED) == {f"bundled/{name}" for name in shipped.SHIPPED} - {"bundled/spirals-mlp"}
    assert {RANDOM, "imagenet/squeezenet1_0"} < set(names)
    assert all(limits(name).endswith(".") for name in names)
    assert "no colour" in limits("bundled/fashion-cnn")
    assert "no colour" not in limits("bundled/cifar-cnn")


@pytest.mark.parametrize("reference", [*SHIPPED, RANDOM])
def test_it_hears_what_the_layers_say_at_any_size(reference: str) -> None:
    network = open_network(reference)
    shown = picture(network.channels)
    seen = network.look(shown)
    assert set(seen) == {*network.style, *network.content}
    names = [name for name in seen if name != PIXELS]
    whole = nn.Sequential()  # without the classifier, which fits one size only
    for name, module in network.network.named_children():
        if isinstance(module, nn.Flatten | nn.AdaptiveAvgPool2d):
            break
        whole.add_module(name, module)
    expected = activations(whole, shown[None], names)
    for name in names:
        torch.testing.assert_close(seen[name], expected[name][0], rtol=1e-4, atol=1e-5)
    assert torch.equal(seen[PIXELS], shown)


def test_nothing_behind_the_last_layer_is_computed() -> None:
    network = network_of(StyleRecipe(network="bundled/cifar-cnn", content_layers="3", w_4=0.0))
    heard: list[str] = []
    for name, module in network.network.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _m, _i, _o, name=name: heard.append(name))
    network.look(picture(3))
    assert "block3.activation" in heard  # where the content is
    assert not [name for name in heard if name.startswith(("block4", "output", "block3.pool"))]


def test_hooks_are_gone_afterwards() -> None:
    network = open_network("bundled/cifar-cnn")
    network.look(picture(3))
    assert not any(module._forward_hooks for module in network.network.modules())
    assert not any(parameter.requires_grad for parameter in network.network.parameters())


def test_gradients_reach_the_pixels() -> None:
    network = open_network("bundled/cifar-cnn")
    shown = picture(3).requires_grad_()
    (slope,) = torch.autograd.grad(network.look(shown)[network.last].sum(), shown)
    assert slope.abs().sum() > 0


def test_a_colour_network_sees_a_grey_picture_as_grey() -> None:
    network = open_network("bundled/cifar-cnn")
    grey = picture(1)
    torch.testing.assert_close(network.look(grey)["block2.activation"], network.look(grey.expand(3, -1, -1))["block2.activation"])
    with pytest.raises(VizlabError, match="sees luminance only; got a picture of 3 channels"):
        open_network("bundled/fashion-cnn").look(picture(3))


def test_layers_are_activations_behind_convolutions() -> None:
    assert convolution_layers(open_network("bundled/cifar-cnn").network) == [f"block{i}.activation" for i in (1, 2, 3, 4)]
    assert convolution_layers(nn.Sequential(nn.Flatten(), nn.Linear(3, 3), nn.ReLU())) == []
    inside = convolution_layers(SqueezeNet())
    assert inside[0] == "features.1"
    assert len(inside) == 1 + 2 * 8 + 1  # the stem, squeeze and expand of eight Fires, the classifier's
    assert spread("abcdefg", 3) == ["a", "d", "g"]
    assert spread("ab", 3) == ["a", "b"]


@pytest.mark.parametrize("reference", ["bundled/cifar-cnn", "bundled/digits-cnn"])
def test_layers_go_by_number_and_those_of_weight_zero_are_not_heard(reference: str) -> None:
    network = open_network(reference, content_layers="0, 1,5", weights=(0, 2, 0, 0, 0, 0))
    assert network.style == network.layers[:1]
    assert network.weights == (2.0,)
    assert network.content == (PIXELS, network.layers[0], network.layers[-1])
    assert layer_numbers("4,2 ,2") == (2, 4)


def test_a_layer_can_be_heard_before_its_activation() -> None:
    before, after = (open_network("bundled/tiny-vgg", tap=tap) for tap in ("before", "after"))
    heard, rectified = before.look(picture(3)), after.look(picture(3))
    for name in before.style[1:]:
        assert heard[name].min() < 0
        torch.testing.assert_close(heard[name].relu(), rectified[name])


def test_average_pools_stand_in_for_max_pools() -> None:
    own = open_network("bundled/cifar-cnn", pooling="average")
    x = picture(3)[None]
    model = open_model("bundled/cifar-cnn").network
    for i in (1, 2):
        block = model.get_submodule(f"block{i}")
        for part in ("conv", "norm", "activation"):
            x = block.get_submodule(part)(x)
        torch.testing.assert_close(own.look(picture(3))[f"block{i}.activation"], x[0], rtol=1e-4, atol=1e-5)
        x = torch.nn.functional.avg_pool2d(x, 2)


def test_round_the_edge_features_of_a_rolled_picture_are_rolled_features() -> None:
    network = open_network("bundled/cifar-cnn")
    shown = picture(3, 16)[:, :, :16]
    for edge, atol in (("circular", 1e-5), ("zeros", math.inf)):
        seen, rolled = (network.look(each, edge=edge)["block3.activation"] for each in (shown, shown.roll(4, 2)))
        error = (seen.roll(1, 2) - rolled).abs().max()
        assert error < atol
    assert error > 0.01, "without it they are others"
    assert {module.padding_mode for module in network.network.modules() if isinstance(module, nn.Conv2d)} == {"zeros"}


def test_the_random_network_depends_on_its_seed_alone() -> None:
    weights = [open_network(RANDOM, seed=seed).network.get_parameter("block1.conv.weight") for seed in (0, 0, 1)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert features.RANDOM in offered()
