"""What keeps an optimised picture natural: shifts, blur, prices on size and on differences, and clearing what matters little.

Pictures are (n, c, h, w) in [0, 1]. Source: Yosinski 2015, arXiv:1506.06579, section 3; Olah 2017, distill.00007.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def shifted(images: Tensor, most_px: int, generator: torch.Generator) -> Tensor:
    """The pictures, all rolled by the same random number of pixels, up to `most_px` each way."""
    if not most_px:
        return images
    down, right = torch.randint(-most_px, most_px + 1, (2,), generator=generator).tolist()
    return images.roll((down, right), (2, 3))


def blurred(images: Tensor, sigma_px: float) -> Tensor:
    """The pictures under a Gaussian of this standard deviation; edges are continued."""
    reach = max(1, round(3 * sigma_px))
    weights = torch.exp(-0.5 * (torch.arange(-reach, reach + 1).to(images) / sigma_px).square())
    weights = weights / weights.sum()
    c = images.shape[1]
    for shape, pad in (((1, 1, -1, 1), (0, 0, reach, reach)), ((1, 1, 1, -1), (reach, reach, 0, 0))):
        images = F.conv2d(F.pad(images, pad, mode="replicate"), weights.view(shape).repeat(c, 1, 1, 1), groups=c)
    return images


def size(images: Tensor, ground: float) -> Tensor:
    """Mean squared distance of each picture from the ground colour, (n,)."""
    return (images - ground).square().mean((1, 2, 3))


def variation(images: Tensor) -> Tensor:
    """Mean absolute difference of neighbours, down plus across, (n,)."""
    down = (images[:, :, 1:] - images[:, :, :-1]).abs().mean((1, 2, 3))
    return down + (images[:, :, :, 1:] - images[:, :, :, :-1]).abs().mean((1, 2, 3))


def likeness(features: Tensor) -> Tensor:
    """How alike n pictures' features (n, c, h, w) are: mean cosine of their Gram matrices over all pairs, a scalar.

    Source: Olah 2017, distill.00007, "diversity".
    """
    flat = features.flatten(2)
    grams = F.normalize((flat @ flat.transpose(1, 2)).flatten(1), dim=1)
    n = len(grams)
    return ((grams @ grams.T).sum() - n) / max(n * (n - 1), 1)


def cleared(images: Tensor, importance: Tensor, share: float, ground: float) -> Tensor:
    """The pictures with the share of their pixels that has the least importance (n, h, w) put back on the ground."""
    edge = importance.flatten(1).quantile(share, dim=1)[:, None, None]
    return torch.where((importance < edge)[:, None], torch.full_like(images, ground), images)
