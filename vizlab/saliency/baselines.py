"""Pictures that say nothing: where a path of integrated gradients begins, and what an occluded window is filled with.

None is neutral to every network: black is a colour too. To add one: a function (images (n, c, h, w), seed) -> the same shape,
and a line in `BASELINES`.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from vizlab.errors import VizlabError

BLUR = 1 / 8  # of the shorter side: the standard deviation of the blur, at which no shape is left
REACH = 3  # standard deviations that the blur's kernel reaches to either side


def baseline_of(images: Tensor, name: str, seed: int) -> Tensor:
    """The baseline of this name for each image, (n, c, h, w). Errors: `VizlabError` for an unknown name."""
    if name not in BASELINES:
        raise VizlabError(f"The baseline must be one of {', '.join(BASELINES)}; got {name!r}.")
    return BASELINES[name](images, seed)


def _black(images: Tensor, seed: int) -> Tensor:
    return torch.zeros_like(images)


def _mean(images: Tensor, seed: int) -> Tensor:
    """The mean colour of each image."""
    return images.mean(dim=(2, 3), keepdim=True).expand_as(images)


def _noise(images: Tensor, seed: int) -> Tensor:
    """Uniform in [0, 1), the same for every image; drawn on the CPU, so that a seed means the same everywhere."""
    draw = torch.rand(images.shape[1:], generator=torch.Generator().manual_seed(seed))
    return draw.to(images).expand_as(images)


def _blur(images: Tensor, seed: int) -> Tensor:
    """Gaussian, the border continued outwards; rows, then columns."""
    n, c, h, w = images.shape
    kernel = _gaussian(BLUR * min(h, w)).to(images)
    reach = len(kernel) // 2
    flat = F.pad(images.reshape(n * c, 1, h, w), (reach,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(flat, kernel.view(1, 1, 1, -1)), kernel.view(1, 1, -1, 1)).view(n, c, h, w)


def _gaussian(deviation: float) -> Tensor:
    reach = max(1, round(REACH * deviation))
    kernel = (-0.5 * (torch.arange(-reach, reach + 1, dtype=torch.float64) / deviation).square()).exp()
    return kernel / kernel.sum()


BASELINES: dict[str, Callable[[Tensor, int], Tensor]] = {
    "black": _black,
    "blur": _blur,
    "noise": _noise,
    "mean": _mean,
}
