"""SmoothGrad: the gradient over noisy copies of the picture, so that what flickers from copy to copy cancels; three statistics.

Source: Smilkov 2017, arXiv:1706.03825, section 3: M(x) = 1/n sum_i dS/dx (x + e_i), e_i ~ N(0, (sigma (max x - min x))^2).
The signed gradients are averaged; the absolute value is taken of their mean, as the paper does when it draws a map. The mean of
squares is its squared form (Hooker 2019, arXiv:1806.10758), the variance VarGrad (Adebayo 2018, arXiv:1810.03307).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import check_batch
from vizlab.saliency.gradient import check_channels, joined
from vizlab.saliency.versions import mean_gradients

MOST_SAMPLES = 256


def smooth_grad(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    output: str = "class score",
    channels: str = "max",
    n_samples: int = 24,
    sigma: float = 0.15,
    seed: int = 0,
) -> Tensor:
    """|mean gradient| over `n_samples` noisy copies of each image: images (n, c, h, w), targets (n,) int64 -> (n, h, w).

    sigma: standard deviation of the noise as a share of the image's own range of values; 0 gives the gradient map. Every
    image gets the same draw. Units: as the gradient. Errors: `VizlabError` as the gradient, and for numbers out of range.
    """
    check_channels(channels)
    (mean,) = _moments(model, images, targets, (1,), output, n_samples, sigma, seed)
    return joined(mean, channels)


def squared_smooth_grad(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    output: str = "class score",
    channels: str = "max",
    n_samples: int = 24,
    sigma: float = 0.15,
    seed: int = 0,
) -> Tensor:
    """The mean squared gradient over the noisy copies, (n, h, w). Units: the gradient's, squared. Else as `smooth_grad`."""
    check_channels(channels)
    (square,) = _moments(model, images, targets, (2,), output, n_samples, sigma, seed)
    return joined(square, channels)


def var_grad(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    output: str = "class score",
    channels: str = "max",
    n_samples: int = 24,
    sigma: float = 0.15,
    seed: int = 0,
) -> Tensor:
    """The variance of the gradient over the noisy copies, (n, h, w). Units: the gradient's, squared. Else as `smooth_grad`."""
    check_channels(channels)
    mean, square = _moments(model, images, targets, (1, 2), output, n_samples, sigma, seed)
    return joined((square - mean.square()).clamp_min(0), channels)  # below zero by rounding only


def draw_noise(images: Tensor, *, n_samples: int, seed: int) -> Tensor:
    """Standard normal noise for the copies of an image, (n_samples, c, h, w); drawn on the CPU, so that a seed means the same."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((n_samples, *images.shape[1:]), generator=generator, dtype=torch.float32).to(images)


def deviations(images: Tensor, sigma: float) -> Tensor:
    """The standard deviation of the noise of each image, (n, 1, 1, 1)."""
    low, high = images.flatten(1).aminmax(dim=1)
    return (sigma * (high - low))[:, None, None, None]


def _moments(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    powers: Sequence[int],
    output: str,
    n_samples: int,
    sigma: float,
    seed: int,
) -> list[Tensor]:
    _check(n_samples, sigma)
    check_batch(images, targets)
    images = images.detach()
    noise, deviation = draw_noise(images, n_samples=n_samples, seed=seed), deviations(images, sigma)

    def noisy(picture: Tensor, version: Tensor) -> Tensor:
        return images[picture] + deviation[picture] * noise[version]

    weights = torch.full((n_samples,), 1 / n_samples, dtype=torch.float64)
    return mean_gradients(model, images, targets, noisy, weights, output=output, powers=powers)


def _check(n_samples: int, sigma: float) -> None:
    if not 1 <= n_samples <= MOST_SAMPLES:
        raise VizlabError(f"SmoothGrad averages 1 to {MOST_SAMPLES} noisy copies; got {n_samples}.")
    if not 0 <= sigma <= 1:
        raise VizlabError(f"The noise must be 0 to 1 times the picture's range of values; got {sigma}.")
