"""Bad copies: too few pixels, too few bytes, a wavy scan. All: images (n, c, h, w) in [0, 1] -> (n, c, h, w)."""

from __future__ import annotations

import io

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from vizlab.images import to_picture, to_tensor
from vizlab.robustness.corruptions.blur import moved

WAVES = 5  # random displacements along a side; the rest lies smoothly between them


def elastic(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """Every pixel comes from elsewhere: a smooth field of displacements with this standard deviation, a share of the side."""
    n, _, h, w = images.shape
    coarse = torch.randn(n, 2, WAVES, WAVES, generator=dice) * amount * min(h, w)
    return moved(images, functional.interpolate(coarse, (h, w), mode="bicubic", align_corners=True))


def pixelate(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """This share of the pixels along each side, each the mean of its area, and drawn large again."""
    h, w = images.shape[2:]
    few = functional.interpolate(images, (max(1, int(h * amount)), max(1, int(w * amount))), mode="area")
    return functional.interpolate(few, (h, w), mode="nearest")


def jpeg(images: Tensor, amount: int, dice: torch.Generator) -> Tensor:
    """Written to a JPEG file of this quality and read again."""
    return torch.stack([_reread(image, amount)[: len(image)] for image in images])


def _reread(image: Tensor, quality: int) -> Tensor:
    packed = io.BytesIO()
    to_picture(image).save(packed, "JPEG", quality=quality)
    return to_tensor(Image.open(packed))
