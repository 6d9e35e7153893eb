"""Grad-CAM against Captum, against CAM where both exist, and on a picture whose answer is known."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from captum.attr import LayerAttribution, LayerGradCam
from torch import nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.models.squeezenet import SqueezeNet
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.saliency import convolutions, grad_cam


def oracle(model: nn.Module, images: torch.Tensor, targets: torch.Tensor, layer: str, upsample: bool) -> torch.Tensor:
    """Captum's Grad-CAM of the same layer."""
    model.eval()
    cam = LayerGradCam(model, model.get_submodule(layer)).attribute(images, targets, relu_attributions=True).detach()
    if upsample:
        cam = LayerAttribution.interpolate(cam, tuple(images.shape[2:]), "bilinear")
    return cam[:, 0]


@pytest.mark.parametrize("upsample", [True, False])
@pytest.mark.parametrize("layer", ["block1.conv", "block1.pool", "block2.conv", "block2.norm", "block2.activation"])
def test_captum_finds_the_same_map(
    layer: str, upsample: bool, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    expected = oracle(model, images, targets, layer, upsample)
    cam = grad_cam(model, images, targets, layer=layer, upsample=upsample)
    torch.testing.assert_close(cam, expected, rtol=0, atol=1e-5)
    assert cam.max() > 1e-4  # or the comparison would say nothing


def test_captum_finds_the_same_map_on_real_digits(trained: Any) -> None:
    expected = oracle(trained.model, trained.images, trained.labels, "block2.conv", True)
    cam = grad_cam(trained.model, trained.images, trained.labels)
    torch.testing.assert_close(cam, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("layer", ["features.12.expand3x3", "classifier.1"])
def test_captum_finds_the_same_map_in_a_network_for_photographs(layer: str) -> None:
    with RandomStream(0):
        model = SqueezeNet(n_classes=4)
        images, targets = torch.randn(2, 3, 96, 96), torch.tensor([3, 1])
    expected = oracle(model, images, targets, layer, True)
    torch.testing.assert_close(grad_cam(model, images, targets, layer=layer), expected, rtol=0, atol=1e-5)


def test_the_default_layer_is_the_last_convolution(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    assert convolutions(model) == ["block1.conv", "block2.conv"]
    assert torch.equal(grad_cam(model, images, targets), grad_cam(model, images, targets, layer="block2.conv"))


def test_it_is_cam_where_averaged_maps_feed_a_linear_layer() -> None:
    """METHODS S19: with y = w . mean(A) + b, alpha = w / (h w), so Grad-CAM = ReLU(CAM) / (h w)."""
    with RandomStream(0):
        model = build(Recipe(depth=3, width=4), (1, 24, 16), 3).eval()
    images, targets = torch.rand(5, 1, 24, 16), torch.tensor([0, 1, 2, 1, 0])
    with torch.no_grad():
        maps = model[:3](images)  # type: ignore[index]
        cam = torch.einsum("nk,nkhw->nhw", model.get_parameter("output.weight")[targets], maps)
    found = grad_cam(model, images, targets, layer="block3", upsample=False)
    torch.testing.assert_close(found, cam.relu() / (3 * 2), rtol=1e-5, atol=1e-7)
    assert found.max() > 0


def two_object_network() -> nn.Sequential:
    """Class 0 is a vertical bar, class 1 a horizontal one: a matched filter for each, averaged, and nothing else."""
    conv = nn.Conv2d(1, 2, 5, padding=2, bias=False)
    bar = torch.full((5, 5), -0.25)
    bar[:, 2] = 1.0
    conv.weight.data = torch.stack([bar, bar.T])[:, None]
    return nn.Sequential(conv, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def test_each_class_lights_up_its_own_object() -> None:
    image = torch.zeros(1, 1, 20, 40)
    image[..., 8:13, 10] = 1  # the vertical bar, left
    image[..., 10, 28:33] = 1  # the horizontal bar, right
    model = two_object_network()
    for target, place in ((0, (10, 10)), (1, (10, 30))):
        cam = grad_cam(model, image, torch.tensor([target]), layer="1")[0]
        assert divmod(int(cam.argmax()), 40) == place
        on_the_other_side = cam[:, 20:] if target == 0 else cam[:, :20]
        assert on_the_other_side.sum() < 0.25 * cam.sum()


def test_enlarging_keeps_a_flat_map_flat_and_takes_the_size_of_the_image() -> None:
    model = nn.Sequential(nn.Conv2d(1, 1, 2, stride=2, bias=False), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    nn.init.ones_(model[0].weight)
    cam = grad_cam(model, torch.ones(1, 1, 6, 10), torch.tensor([0]))
    # A = 4 everywhere on 3 x 5, alpha = 1/15
    torch.testing.assert_close(cam, torch.full((1, 6, 10), 4 / 15))


def test_the_loss_shows_what_speaks_against_the_class(trained: Any) -> None:
    images, labels = trained.images[:20], trained.labels[:20]
    for_it = grad_cam(trained.model, images, labels, output="log-probability", upsample=False)
    against_it = grad_cam(trained.model, images, labels, output="loss", upsample=False)
    assert torch.equal(for_it * against_it, torch.zeros_like(for_it))  # no place speaks both ways
    assert (for_it + against_it > 0).any()


class Reused(nn.Module):
    """Uses one convolution twice, and owns another that leads nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.twice = nn.Conv2d(1, 1, 3, padding=1)
        self.ignored = nn.Conv2d(1, 1, 3, padding=1)
        self.never = nn.Conv2d(1, 1, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.ignored(x)
        return F.adaptive_avg_pool2d(self.twice(self.twice(x)), 1).flatten(1)


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        ("twice", "uses once; it uses twice 2 times"),
        ("never", "uses once; it uses never 0 times"),
        ("ignored", "do not depend on ignored"),
        ("conv9", "must be a module of the network, such as never; got 'conv9'"),
    ],
)
def test_a_layer_that_cannot_be_looked_at_is_said_in_a_sentence(layer: str, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        grad_cam(Reused(), torch.rand(1, 1, 6, 6), torch.tensor([0]), layer=layer)


def test_a_layer_without_maps_is_said_in_a_sentence(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    with pytest.raises(VizlabError, match=r"gives maps .*; the output of output has shape \(4, 5\)"):
        grad_cam(model, images, targets, layer="output")
