"""SmoothGrad: the gradient averaged over noisy copies of the picture, so that what flickers from copy to copy cancels.

Source: Smilkov 2017, arXiv:1706.03825, section 3: M(x) = 1/n sum_i dS/dx (x + e_i), e_i ~ N(0, (sigma (max x - min x))^2).
The signed gradients are averaged; the absolute value is taken of their mean, as the paper does when it draws a map.
"""

from __future__ import annotations

import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import copy_images
from vizlab.saliency.gradient import check_channels, input_gradient, joined

MOST_SAMPLES = 256


def smooth_grad(
    model: nn.Module,
    images: torch.Tensor,
    targets: torch.Tensor,
    *,
    output: str = "class score",
    channels: str = "max",
    n_samples: int = 24,
    sigma: float = 0.15,
    seed: int = 0,
) -> torch.Tensor:
    """|mean gradient| over `n_samples` noisy copies of each image: images (n, c, h, w), targets (n,) int64 -> (n, h, w).

    sigma: standard deviation of the noise as a share of the image's own range of values; 0 gives the gradient map. Every
    image gets the same draw. Units: as the gradient. Errors: `VizlabError` as the gradient, and for numbers out of range.
    """
    check_channels(channels)
    _check(n_samples, sigma)
    images = copy_images(images)
    if len(targets) != len(images):  # before repeating hides it
        return input_gradient(model, images, targets, output=output)
    noise = draw_noise(images, n_samples=n_samples, sigma=sigma, seed=seed)
    copies = (images[:, None] + noise).flatten(0, 1)
    gradient = input_gradient(model, copies, targets.repeat_interleave(n_samples), output=output)
    return joined(gradient.unflatten(0, (len(images), n_samples)).mean(dim=1), channels)


def draw_noise(images: torch.Tensor, *, n_samples: int, sigma: float, seed: int) -> torch.Tensor:
    """The noise of each copy of images (n, c, h, w): (n, n_samples, c, h, w), drawn on the CPU so that a seed means the same."""
    generator = torch.Generator().manual_seed(seed)
    draw = torch.randn((n_samples, *images.shape[1:]), generator=generator, dtype=torch.float32)
    low, high = images.flatten(1).aminmax(dim=1)
    deviation = sigma * (high - low)
    return deviation[:, None, None, None, None] * draw.to(images)


def _check(n_samples: int, sigma: float) -> None:
    if not 1 <= n_samples <= MOST_SAMPLES:
        raise VizlabError(f"SmoothGrad averages 1 to {MOST_SAMPLES} noisy copies; got {n_samples}.")
    if not 0 <= sigma <= 1:
        raise VizlabError(f"The noise must be 0 to 1 times the picture's range of values; got {sigma}.")
