"""The gradient map against Captum, closed forms and finite differences."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from captum.attr import Saliency
from torch import nn
from torch.nn import functional as F

from vizlab.models import build
from vizlab.recipes import Recipe
from vizlab.saliency import OUTPUTS, gradient_map
from vizlab.saliency.gradient import input_gradient


def test_captum_finds_the_same_gradient(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    model.eval()
    oracle = Saliency(model).attribute(images.clone().requires_grad_(), targets, abs=True)
    for channels, joined in (("max", oracle.amax(dim=1)), ("sum", oracle.sum(dim=1))):
        saliency = gradient_map(model, images, targets, channels=channels)
        torch.testing.assert_close(saliency, joined, rtol=0, atol=1e-5)


def test_captum_finds_the_same_gradient_on_real_digits(trained: Any) -> None:
    oracle = Saliency(trained.model).attribute(trained.images.clone().requires_grad_(), trained.labels, abs=True)
    saliency = gradient_map(trained.model, trained.images, trained.labels)
    torch.testing.assert_close(saliency, oracle[:, 0], rtol=0, atol=1e-5)


def test_a_linear_network_shows_its_weights() -> None:
    """Closed form: scores W x + b have the gradient W, whatever the image."""
    model = build(Recipe(model="logistic regression"), (3, 4, 5), 2)
    weights = model.get_parameter("linear.weight").detach().view(2, 3, 4, 5)
    images, targets = torch.rand(3, 3, 4, 5), torch.tensor([0, 1, 1])
    torch.testing.assert_close(
        gradient_map(model, images, targets, channels="max"), weights.abs().amax(dim=1)[targets], rtol=0, atol=0
    )
    torch.testing.assert_close(gradient_map(model, images, targets, channels="sum"), weights.abs().sum(dim=1)[targets])


def test_joining_the_channels_matters_in_colour_only(
    model: nn.Module, images: torch.Tensor, targets: torch.Tensor, trained: Any
) -> None:
    def both(net: nn.Module, x: torch.Tensor, t: torch.Tensor) -> list[torch.Tensor]:
        return [gradient_map(net, x, t, channels=channels) for channels in ("max", "sum")]

    grey = both(trained.model, trained.images[:4], trained.labels[:4])
    colour = both(model, images, targets)
    assert torch.equal(grey[0], grey[1])
    assert (colour[0] < colour[1]).any()
    assert (colour[0] <= colour[1]).all()


@pytest.mark.parametrize("output", OUTPUTS)
def test_finite_differences_agree(output: str, model: nn.Module) -> None:
    """Every value of a small image, central differences in float64 on smooth activations."""
    smooth = build(Recipe(depth=1, width=4, activation="tanh", batch_norm=False), (2, 4, 4), 3).double()
    smooth[0].pool = nn.AvgPool2d(2)  # type: ignore[index, union-attr]
    image, target, step = torch.rand(1, 2, 4, 4, dtype=torch.float64), torch.tensor([1]), 1e-5
    steps = step * torch.eye(32, dtype=torch.float64).view(32, 2, 4, 4)
    definitions = {
        "class score": lambda s: s[:, 1],
        "log-probability": lambda s: s.softmax(dim=1)[:, 1].log(),
        "loss": lambda s: F.cross_entropy(s, target.expand(len(s)), reduction="none"),
    }
    with torch.no_grad():
        slopes = (definitions[output](smooth(image + steps)) - definitions[output](smooth(image - steps))) / (2 * step)
    gradient = input_gradient(smooth, image, target, output=output)
    torch.testing.assert_close(gradient.flatten(), slopes, rtol=1e-6, atol=1e-9)


def test_the_log_probability_also_pulls_the_other_classes_down(trained: Any) -> None:
    """METHODS S11: d log p_c = d s_c - sum_k p_k d s_k."""
    images, labels = trained.images[:5], trained.labels[:5]
    by_class = torch.stack(
        [input_gradient(trained.model, images, torch.full((5,), k)) for k in range(10)], dim=1
    )  # (n, classes, c, h, w)
    with torch.no_grad():
        p = trained.model(images).softmax(dim=1)
    expected = by_class[torch.arange(5), labels] - torch.einsum("nk,nkchw->nchw", p, by_class)
    gradient = input_gradient(trained.model, images, labels, output="log-probability")
    torch.testing.assert_close(gradient, expected, rtol=0, atol=1e-5)
    torch.testing.assert_close(gradient, -input_gradient(trained.model, images, labels, output="loss"))


def test_where_the_network_is_certain_only_the_score_still_shows_something() -> None:
    model = build(Recipe(model="logistic regression"), (1, 4, 4), 2)
    nn.init.constant_(model.get_parameter("linear.bias"), 0)
    with torch.no_grad():
        model.get_parameter("linear.bias")[0] = 200
    images, targets = torch.rand(1, 1, 4, 4), torch.tensor([0])
    assert gradient_map(model, images, targets).max() > 0.01
    assert gradient_map(model, images, targets, output="log-probability").max() == 0
