"""LRP-ε by hand, its books, batch norms that are one layer with their convolution, and networks that it refuses."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.saliency import conserved, gradient_times_input, lrp


def test_one_unit_by_hand() -> None:
    """z = (3 * 1 + -1 * 2) + 1 = 2 and 0 of another class, so that z's typical size is sqrt(2); e = sqrt(2) / 2."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(2, 2))
    model[1].weight.data = torch.tensor([[3.0, -1.0], [0.0, 0.0]])
    model[1].bias.data = torch.tensor([1.0, 0.0])
    maps, books = conserved(model, torch.tensor([[[[1.0, 2.0]]]]), torch.tensor([0]), epsilon=0.5)
    share = 2 / (2 + 0.5 * 2**0.5)
    torch.testing.assert_close(maps, torch.tensor([[[3.0, -2.0]]]) * share)
    assert books.pixels.item() == pytest.approx(share)
    assert books.biases.item() == pytest.approx(share)
    assert books.stabiliser.item() == pytest.approx(2 - 2 * share)
    assert books.score.item() == pytest.approx(2)


@pytest.mark.parametrize("epsilon", [1e-6, 0.01, 0.25])
@pytest.mark.parametrize("reference", ["bundled/digits-cnn", "bundled/mnist-lenet5", "bundled/shapes-honest"])
def test_nothing_of_the_score_gets_lost(reference: str, epsilon: float) -> None:
    """Shipped networks in float64: what pixels, biases and epsilon got adds up to the score, to ten digits."""
    model = library.open_model(reference)
    images = torch.rand(3, *model.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    maps, books = conserved(copy.deepcopy(model.network).double(), images, torch.tensor([0, 3, 5]), epsilon=epsilon)
    assert books.error.max() < 1e-10
    torch.testing.assert_close(books.pixels, maps.sum(dim=(1, 2)))
    if epsilon < 1e-5:
        assert (books.stabiliser / books.score).abs().max() < 1e-2


def test_a_batch_norm_is_one_layer_with_its_convolution() -> None:
    """The same network with the batch norms multiplied into the weights."""
    with RandomStream(0):
        model = build(Recipe(depth=2, width=6), (3, 12, 12), 4).double()
        model.get_submodule("block2.conv").bias = nn.Parameter(torch.rand(12, dtype=torch.float64))
        model(torch.rand(64, 3, 12, 12, dtype=torch.float64))  # so that its batch norms do something
    parts = [model.eval().get_submodule(f"block{i}") for i in (1, 2)]
    fused = [nn.Sequential(fuse_conv_bn_eval(part[0], part[1]), nn.ReLU(), nn.MaxPool2d(2)) for part in parts]  # type: ignore[index]
    folded = nn.Sequential(*fused, nn.Flatten(), model.get_submodule("output"))
    images, targets = torch.rand(3, 3, 12, 12, dtype=torch.float64), torch.tensor([0, 1, 3])
    expected, folded_books = conserved(folded, images, targets, epsilon=0.2)
    found, books = conserved(model, images, targets, epsilon=0.2)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(books.biases, folded_books.biases)


def test_with_hardly_any_epsilon_it_is_gradient_times_input(trained: Any) -> None:
    """Ancona 2018, arXiv:1711.06104, proposition 1."""
    model, images = trained.model, trained.images[:10]
    expected = gradient_times_input(model, images, trained.labels[:10])
    torch.testing.assert_close(lrp(model, images, trained.labels[:10], epsilon=1e-6), expected, rtol=1e-2, atol=1e-3)


class Functional(nn.Module):
    """A convolution called as a function, which no hook sees."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.conv2d(self.conv(x), torch.ones(2, 2, 2, 2)).mean(dim=(2, 3))


class Scaled(nn.Module):
    """Scores that are no linear layer's."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(16, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.linear(x.flatten(1)))


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.GELU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()), "this network has a GELU"),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.InstanceNorm2d(2), nn.Flatten()), "this network has a InstanceNorm2d"),
        (library.open_model("bundled/cifar-resnet20").network, r"adds or joins ways, or has another step between \(Add\)"),
        (Scaled(), r"another step between \(Tanh\)"),
        (Functional(), "beginning with one that has weights; this network is not made so"),
        (nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(1, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()), "beginning with one"),
    ],
)
def test_networks_that_are_no_plain_chain_are_refused(model: nn.Module, sentence: str) -> None:
    channels = next(model.parameters()).shape[1] if next(model.parameters()).ndim == 4 else 1
    with pytest.raises(VizlabError, match=f"LRP-ε needs a plain chain of convolutions.*{sentence}"):
        lrp(model, torch.rand(1, channels, 4, 4) if channels == 1 else torch.rand(1, 3, 32, 32), torch.tensor([0]))


def test_an_epsilon_out_of_range_is_said_in_a_sentence(trained: Any) -> None:
    with pytest.raises(VizlabError, match="more than 0 and at most 1 of a layer's typical response; got 0"):
        lrp(trained.model, trained.images[:1], trained.labels[:1], epsilon=0)
