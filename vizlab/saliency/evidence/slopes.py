"""Is a gradient the slope of what it is said to be? Measured by finite differences."""

from __future__ import annotations

import copy

import torch
from torch import nn

from vizlab.inspection import copy_images, inspected
from vizlab.saliency.gradient import input_gradient
from vizlab.saliency.outputs import explained

NUDGE = 1e-3  # in pixel value: a quarter of one of 255 grey levels
STEP = 1e-7  # in pixel value: so much smaller that it hardly ever meets a kink; float64 leaves seven digits of the slope


def finite_difference_error(
    model: nn.Module, image: torch.Tensor, target: int, *, output: str = "class score", n_pixels: int = 5, seed: int = 0
) -> float:
    """The largest relative error of the gradient against central differences, at the strongest `n_pixels` pixels.

    image (c, h, w), each pixel in its strongest colour channel; on a float64 copy of the model on the CPU. Below 1e-5 the
    gradient is right. It is tested beside the image, at random values up to `NUDGE` higher, for at the image itself there
    may be none: on a flat background max pools tie and ReLUs sit on their kinks, and the slopes to both sides differ (on
    handwritten digits by 4 % in the median, 23 % at worst, with a step of 1e-4 and no nudge).
    """
    exact = copy.deepcopy(model).to("cpu", torch.float64)
    nudge = NUDGE * torch.rand(image.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    image, targets = image.detach().to("cpu", torch.float64) + nudge, torch.tensor([target])
    gradient = input_gradient(exact, image[None], targets, output=output).flatten()
    strongest = _strongest(gradient.reshape(image.shape), n_pixels)
    slopes = _central_differences(exact, image, targets, strongest, output)
    return _relative_error(slopes, gradient[strongest])


def _strongest(gradient: torch.Tensor, n_pixels: int) -> torch.Tensor:
    """The places in the flattened (c, h, w) gradient of the strongest pixels, each in its strongest channel."""
    strength, channel = gradient.abs().flatten(1).max(dim=0)
    pixels = strength.topk(min(n_pixels, strength.numel())).indices
    return channel[pixels] * strength.numel() + pixels


def _central_differences(
    model: nn.Module, image: torch.Tensor, targets: torch.Tensor, places: torch.Tensor, output: str
) -> torch.Tensor:
    n = len(places)
    steps = torch.zeros(n, image.numel(), dtype=image.dtype).scatter_(1, places[:, None], STEP).view(n, *image.shape)
    with inspected(model), torch.no_grad():
        moved = copy_images(torch.cat([image + steps, image - steps]))
        up, down = explained(model, moved, targets.expand(2 * n), output).chunk(2)
    return (up - down) / (2 * STEP)


def _relative_error(a: torch.Tensor, b: torch.Tensor) -> float:
    size = torch.maximum(a.abs(), b.abs())
    return ((a - b).abs() / size.clamp_min(torch.finfo(size.dtype).tiny)).max().item()  # 0 where both are 0
