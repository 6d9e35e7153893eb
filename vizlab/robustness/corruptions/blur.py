"""Blur: what an eye or a camera that is out of focus, or moves, sees; every one a mean of moved copies of the picture.

All: images (n, c, h, w) in [0, 1] -> (n, c, h, w). Lengths are shares of the shorter side; beyond the edge the picture repeats
its last pixels.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

FINE = 9  # points along a side of a pixel, by which the part of it that a disc covers is told
EDGE_PX = 0.3  # added to the radius of a disc, so that it reaches beyond its own pixel in small pictures too
ZOOMS = 11  # moments while the camera comes nearer


def defocus(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """Each point becomes an even disc of this radius."""
    kernel = disc(amount * min(images.shape[2:]) + EDGE_PX)
    reach, channels = len(kernel) // 2, images.shape[1]
    padded = functional.pad(images, (reach,) * 4, mode="replicate")
    return functional.conv2d(padded, kernel.expand(channels, 1, -1, -1), groups=channels)


def disc(radius_px: float) -> Tensor:
    """How much of each pixel a disc around the middle one covers, (k, k), with the sum 1."""
    reach = math.ceil(radius_px)
    side = 2 * reach + 1
    at = (torch.arange(side * FINE) + 0.5) / FINE - side / 2
    inside = (at[:, None] ** 2 + at[None, :] ** 2 <= radius_px**2).float()
    covered = inside.reshape(side, FINE, side, FINE).mean(dim=(1, 3))
    return covered / covered.sum()


def motion(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """The mean along a line of this length, in a direction that is diced for each picture."""
    n, _, h, w = images.shape
    length_px = amount * min(h, w)
    angle = torch.rand(n, generator=dice) * math.pi
    steps = torch.linspace(-0.5, 0.5, 2 * math.ceil(length_px) + 1) * length_px
    rest = torch.zeros(n, 2, h, w)
    return torch.stack([moved(images, rest + _tall(angle.cos(), angle.sin()) * float(step)) for step in steps]).mean(dim=0)


def zoom(images: Tensor, amount: float, dice: torch.Generator) -> Tensor:
    """The mean of the picture at sizes from 1 to this factor."""
    factors = torch.linspace(1, amount, ZOOMS).tolist()
    return torch.stack([_enlarged(images, factor) for factor in factors]).mean(dim=0)


def moved(images: Tensor, by_px: Tensor) -> Tensor:
    """Each pixel takes the value that stands by_px (n, 2, h, w) away (columns, rows) from it, between pixels in proportion."""
    h, w = images.shape[2:]
    rows, columns = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    x, y = columns + by_px[:, 0], rows + by_px[:, 1]
    grid = torch.stack([(2 * x + 1) / w - 1, (2 * y + 1) / h - 1], dim=-1)
    return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)


def _tall(x: Tensor, y: Tensor) -> Tensor:
    return torch.stack([x, y], dim=1)[:, :, None, None]


def _enlarged(images: Tensor, factor: float) -> Tensor:
    turn = torch.tensor([[1 / factor, 0, 0], [0, 1 / factor, 0]]).expand(len(images), 2, 3)
    grid = functional.affine_grid(turn, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
