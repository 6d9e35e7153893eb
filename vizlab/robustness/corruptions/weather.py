"""Weather and light. All: images (n, c, h, w) in [0, 1] -> (n, c, h, w), which may leave that range.

Brightness and saturation are changed as in the HSV colour space, without going there: with value V = max and chroma V - min of a
pixel's colours, a new value scales the pixel, a new saturation scales its distances from V.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

TINY = 1e-6


def fog(images: Tensor, amount: tuple[float, float], dice: torch.Generator) -> Tensor:
    """A veil (thickness, decay) of clouds of every size, those of half the size `decay` times as thin, and dimmed to fit."""
    thickness, decay = amount
    veil = clouds(len(images), (images.shape[2], images.shape[3]), decay, dice)
    brightest = images.amax(dim=(1, 2, 3), keepdim=True)
    return (images + thickness * veil) * brightest / (brightest + thickness)


def clouds(n: int, size: tuple[int, int], decay: float, dice: torch.Generator) -> Tensor:
    """Smooth random fields in [0, 1], (n, 1, h, w): the sum of random grids, each of twice as many cells as the one before."""
    octaves = max(2, math.ceil(math.log2(max(size))))
    total = torch.zeros(n, 1, *size)
    for octave in range(octaves):
        cells = torch.rand(n, 1, 2**octave + 1, 2**octave + 1, generator=dice)
        total += functional.interpolate(cells, size, mode="bilinear", align_corners=True) / decay**octave
    low, high = total.amin(dim=(2, 3), keepdim=True), total.amax(dim=(2, 3), keepdim=True)
    return (total - low) / (high - low).clamp(min=TINY)


def brightness(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """The value of each pixel grows by this much, up to 1; its hue and saturation stay."""
    value = images.amax(dim=1, keepdim=True)
    brighter = (value + amount).clamp(max=1)
    return torch.where(value > TINY, images * brighter / value.clamp(min=TINY), brighter)


def contrast(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """Only this share of the distance from each channel's mean is left."""
    mean = images.mean(dim=(2, 3), keepdim=True)
    return mean + amount * (images - mean)


def saturate(images: Tensor, amount: tuple[float, float], dice: torch.Generator) -> Tensor:
    """The saturation s of each pixel becomes factor · s + shift, in [0, 1]; grey pixels have no hue and stay grey."""
    factor, shift = amount
    value = images.amax(dim=1, keepdim=True)
    saturation = (value - images.amin(dim=1, keepdim=True)) / value.clamp(min=TINY)
    wanted = (factor * saturation + shift).clamp(0, 1)
    scale = torch.where(saturation > TINY, wanted / saturation.clamp(min=TINY), torch.ones_like(saturation))
    return value - (value - images) * scale
