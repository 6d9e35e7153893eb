"""The methods against Captum and pytorch-grad-cam on the same network and pictures, in float64.

Where these differ from the papers, or from each other, on purpose, the test says so and undoes the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from captum.attr import (
    LRP,
    Deconvolution,
    GuidedBackprop,
    GuidedGradCam,
    InputXGradient,
    IntegratedGradients,
    NoiseTunnel,
    Occlusion,
    Saliency,
)
from captum.attr._utils.lrp_rules import EpsilonRule
from torch import nn

from tests.torchvision_alone import networks
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.saliency import METHODS
from vizlab.saliency.baselines import BASELINES, baseline_of
from vizlab.saliency.smoothgrad import deviations, draw_noise

NOISY = {"squared SmoothGrad": "smoothgrad_sq", "variance of gradients": "vargrad"}
CAMS = {"Grad-CAM": "GradCAM", "Grad-CAM++": "GradCAMPlusPlus", "LayerCAM": "LayerCAM", "Score-CAM": "ScoreCAM"}


@pytest.fixture
def exact(model: nn.Module) -> nn.Module:
    """The small CNN with batch norm in float64, its batch norms as after training."""
    generator = torch.Generator().manual_seed(2)
    for name, values in model.named_buffers():
        if name.endswith(("running_mean", "running_var")):
            values.copy_(0.1 * torch.rand(values.shape, generator=generator) + (0.1 if name.endswith("var") else 0))
    return model.double().eval()


@pytest.fixture
def pixels(images: torch.Tensor) -> torch.Tensor:
    return images.double()


def assert_equal(found: torch.Tensor, expected: torch.Tensor) -> None:
    """To six digits, for Captum holds some weights and sums in float32; of maps that show something."""
    assert expected.abs().max() > 1e-6
    torch.testing.assert_close(found, expected.double(), rtol=1e-6, atol=1e-7 * float(expected.abs().max()))


def absolute(attributions: torch.Tensor, channels: str) -> torch.Tensor:
    return attributions.abs().amax(dim=1) if channels == "max" else attributions.abs().sum(dim=1)


def test_gradient_times_input(exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor) -> None:
    expected = InputXGradient(exact).attribute(pixels.clone(), target=targets).detach().sum(dim=1)
    assert_equal(METHODS["gradient × input"].map(exact, pixels, targets), expected)


@pytest.mark.parametrize("channels", ["max", "sum"])
@pytest.mark.parametrize(("name", "oracle"), [("guided backpropagation", GuidedBackprop), ("deconvolution", Deconvolution)])
def test_ways_back_by_rule(
    name: str, oracle: Callable[..., Any], channels: str, exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor
) -> None:
    expected = absolute(oracle(exact).attribute(pixels.clone(), target=targets).detach(), channels)
    assert_equal(METHODS[name].map(exact, pixels, targets, channels=channels), expected)


@pytest.mark.parametrize("layer", ["block1.activation", "block2.conv"])
def test_guided_grad_cam(layer: str, exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor) -> None:
    oracle = GuidedGradCam(exact, exact.get_submodule(layer))
    expected = oracle.attribute(pixels.clone(), targets, interpolate_mode="bilinear").detach()
    assert_equal(METHODS["guided Grad-CAM"].map(exact, pixels, targets, layer=layer), absolute(expected, "max"))


@pytest.mark.parametrize("baseline", BASELINES)
def test_integrated_gradients_by_the_midpoint_rule(
    baseline: str, exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor
) -> None:
    options = {"target": targets, "n_steps": 7, "method": "riemann_middle"}
    expected = IntegratedGradients(exact).attribute(pixels, baseline_of(pixels, baseline, 5), **options).sum(dim=1)
    found = METHODS["integrated gradients"].map(exact, pixels, targets, path_steps=7, baseline=baseline, seed=5)
    assert_equal(found, expected)


def test_integrated_gradients_by_the_trapezoid_rule(exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor) -> None:
    """Captum's weights of n points are 1 / n, which add up to (n - 1) / n; ours are 1 / (n - 1)."""
    options = {"target": targets, "n_steps": 7, "method": "riemann_trapezoid"}
    expected = IntegratedGradients(exact).attribute(pixels, **options).sum(dim=1) * 7 / 6
    assert_equal(METHODS["integrated gradients"].map(exact, pixels, targets, path_steps=7, path_rule="trapezoid"), expected)


@pytest.mark.parametrize("name", NOISY)
def test_statistics_of_noisy_gradients(
    name: str, exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the same noise: Captum's dice are replaced by ours."""
    noise = deviations(pixels, 0.2)[:, None] * draw_noise(pixels, n_samples=5, seed=3)
    monkeypatch.setattr(torch, "normal", lambda *_, **__: noise.flatten(0, 1).clone())
    options = {"nt_type": NOISY[name], "nt_samples": 5, "target": targets, "abs": False}
    expected = NoiseTunnel(Saliency(exact)).attribute(pixels.clone(), **options).detach()
    monkeypatch.undo()
    found = METHODS[name].map(exact, pixels, targets, n_samples=5, sigma=0.2, seed=3)
    assert_equal(found, expected.amax(dim=1))


@pytest.mark.parametrize(("window", "stride", "fill"), [(0.25, 0.5, "mean"), (0.3, 1.0, "blur"), (0.5, 0.4, "noise")])
def test_occlusion(
    window: float, stride: float, fill: str, exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor
) -> None:
    """Not square, and with windows that the border cuts: 16 x 13 px."""
    small = nn.Sequential(exact[0], exact[1], nn.AdaptiveAvgPool2d(4), exact[2], exact[-1])  # type: ignore[index]
    pixels = pixels[..., :13]
    side = max(1, round(window * 13))
    step = max(1, round(stride * side))
    expected = Occlusion(small).attribute(
        pixels, (3, side, side), (3, step, step), baseline_of(pixels, fill, 1), target=targets, perturbations_per_eval=4
    )
    found = METHODS["occlusion"].map(small, pixels, targets, window=window, stride=stride, fill=fill, seed=1)
    assert_equal(found, expected[:, 0])


@pytest.mark.parametrize("epsilon", [1e-6, 0.25])
def test_lrp(epsilon: float, pixels: torch.Tensor, targets: torch.Tensor) -> None:
    """Image by image, for Captum's epsilon is a number and ours a share of each layer's typical response to the image.

    Captum has epsilon in max pools too: 1e-30 there. It has no batch norm that is one layer with its convolution.
    """
    with RandomStream(0):
        plain = build(Recipe(depth=2, width=6, batch_norm=False), (3, 16, 16), 5).double().eval()
    found = METHODS["LRP-ε"].map(plain, pixels, targets, epsilon=epsilon)
    for i, image in enumerate(pixels.split(1)):
        layers, handles = [module for module in plain.modules() if isinstance(module, nn.Conv2d | nn.Linear)], []
        for module in layers:
            handles.append(module.register_forward_hook(_rule(epsilon)))
        plain(image)
        for handle in handles:
            handle.remove()
        for module in plain.modules():
            if isinstance(module, nn.MaxPool2d | nn.Flatten):
                module.rule = EpsilonRule(1e-30)  # type: ignore[assignment]
        assert_equal(found[i], LRP(plain).attribute(image.clone(), target=int(targets[i])).detach()[0].sum(dim=0))


def _rule(epsilon: float) -> Callable[..., None]:
    def give(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        module.rule = EpsilonRule(epsilon * output.square().mean().sqrt().item())  # type: ignore[assignment]

    return give


@pytest.mark.parametrize("name", CAMS)
def test_pytorch_grad_cam(
    name: str, exact: nn.Module, pixels: torch.Tensor, targets: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its maps are in float32, scaled to [0, 1] (ours are not), and have 1e-6 and 1e-7 in denominators.

    The scores are therefore enlarged a thousandfold. Its Score-CAM enlarges maps with their corners aligned, the paper's authors
    and we do not.
    """
    networks()
    import pytorch_grad_cam as peer
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    with torch.no_grad():
        for values in exact.get_submodule("output").parameters():
            values.mul_(1 if name == "Score-CAM" else 1000)  # whose softmax would have a single winner
    monkeypatch.setattr(nn, "UpsamplingBilinear2d", lambda size: nn.Upsample(size=size, mode="bilinear"))
    with getattr(peer, CAMS[name])(exact, [exact.get_submodule("block1.activation")]) as cam:
        expected = torch.from_numpy(cam(pixels, [ClassifierOutputTarget(int(target)) for target in targets]))
    found = METHODS[name].map(exact, pixels, targets, layer="block1.activation")
    low, high = (values[:, None, None] for values in found.flatten(1).aminmax(dim=1))
    torch.testing.assert_close(((found - low) / (high - low)).float(), expected.float(), rtol=0, atol=1e-5)
