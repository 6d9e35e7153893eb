"""Gradient, SmoothGrad and Grad-CAM against Captum, on SqueezeNet 1.0 at 224 px.

Times: ours on the network as vizlab opens it (channels last), Captum called as its documentation shows, on the network as it
was built. Maps: compared in float64, where the two memory formats differ by rounding only; in float32 a near-tie of a max pool
or a ReLU may fall either way, in Captum as in ours, and move single pixels. The difference is a share of the largest value of
the map, for untrained weights give small maps.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from captum.attr import LayerAttribution, LayerGradCam, NoiseTunnel, Saliency
from torch import nn

from benchmarks.table import Row, against, verdict
from benchmarks.timing import alternate
from vizlab import images
from vizlab.models.squeezenet import SqueezeNet
from vizlab.randomness import RandomStream
from vizlab.saliency import grad_cam, gradient_map, smooth_grad

SIDE_PX = 224
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, which the public weights expect
LAYER = "features.12.expand3x3"
REPEAT = 4
SAMPLES = 16
MOST_DIFFERENCE = 1e-5

Method = Callable[[nn.Module, torch.Tensor, torch.Tensor], torch.Tensor]


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Two rows a method, for one picture and for eight, and one for the difference of the maps."""
    model = _network(options.weights)
    fast = copy.deepcopy(model).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pictures = _photographs()
    with torch.no_grad():
        targets = model(pictures).argmax(1)
    weights = "random weights" if options.weights is None else options.weights.name
    for name, (ours, captum) in PAIRS.items():
        for n in (1, 8):
            x, some = pictures[:n], targets[:n]
            ours_s, captum_s = alternate(_call(ours, fast, x, some), _call(captum, model, x, some), repeat=REPEAT)
            yield against(f"{name}, SqueezeNet 1.0, 224 px, n = {n}", ours_s, captum_s, "Captum", at_most=0.80)
        gap = _difference(ours, captum, model, pictures, targets)
        what = f"{name}, largest difference of maps / largest value, float64, {weights}"
        yield Row(what, f"{gap:.1g}", target=f"≤ {MOST_DIFFERENCE:g}", met=verdict(gap <= MOST_DIFFERENCE))
    yield _smooth_grad(fast, model, pictures[:1], targets[:1])


def _smooth_grad(fast: nn.Module, model: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> Row:
    """SmoothGrad of one picture; each draws its own noise, so that the maps themselves are compared in the tests."""

    def ours() -> torch.Tensor:
        return smooth_grad(fast, x, targets, n_samples=SAMPLES)

    def captum() -> torch.Tensor:
        options = {"nt_type": "smoothgrad", "nt_samples": SAMPLES, "stdevs": float(0.15 * (x.max() - x.min()))}
        found: torch.Tensor = NoiseTunnel(Saliency(model)).attribute(x, target=targets, abs=False, **options)
        return found.abs().amax(1)

    ours_s, captum_s = alternate(ours, captum)
    return against(f"SmoothGrad of {SAMPLES} copies, SqueezeNet 1.0, 224 px, n = 1", ours_s, captum_s, "Captum", at_most=0.80)


def _call(method: Method, model: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> Callable[[], torch.Tensor]:
    return lambda: method(model, x, targets)


def _difference(ours: Method, captum: Method, model: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> float:
    exact = copy.deepcopy(model).double()
    expected = captum(exact, x.double(), targets)
    return float((ours(exact, x.double(), targets) - expected).abs().max() / expected.abs().max())


def _captum_gradient(model: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    found: torch.Tensor = Saliency(model).attribute(x.clone().requires_grad_(), target=targets)
    return found.amax(1)


def _captum_grad_cam(model: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    maps = LayerGradCam(model, model.get_submodule(LAYER)).attribute(x, target=targets, relu_attributions=True)
    enlarged: torch.Tensor = LayerAttribution.interpolate(maps, (SIDE_PX, SIDE_PX), interpolate_mode="bilinear")
    return enlarged[:, 0].detach()


def _network(weights: Path | None) -> nn.Module:
    with RandomStream(0):
        model = SqueezeNet()
    if weights is not None:
        model.load_state_dict(torch.load(weights, weights_only=True))
    return model.eval()


def _photographs() -> torch.Tensor:
    """Eight photographs (8, 3, 224, 224), normalised as ImageNet's."""
    shape = (3, SIDE_PX, SIDE_PX)
    pixels = torch.stack([images.fit(images.photograph(label), shape) for label in list(images.PHOTOGRAPHS)[:8]])
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return (pixels - mean) / deviation


PAIRS: dict[str, tuple[Method, Method]] = {
    "gradient": (gradient_map, _captum_gradient),
    "Grad-CAM": (lambda model, x, targets: grad_cam(model, x, targets, layer=LAYER), _captum_grad_cam),
}
