"""RISE: which pixels must be seen for the network to be sure, by showing it the picture through thousands of random masks.

Source: Petsiuk 2018, arXiv:1806.07421, equation 6: S = 1 / (p N) sum_i P(class | x * M_i) M_i, with masks that
are small random grids, each cell open with probability p = 1/2, enlarged bilinearly and shifted by a random part of a cell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.inspection import check_batch
from vizlab.saliency.versions import answers

CELLS = 7  # a side, as in the paper
OPEN = 0.5
MOST_MASKS = 8000
AT_ONCE = 64


def rise(model: nn.Module, images: Tensor, targets: Tensor, *, n_masks: int = 256, seed: int = 0) -> Tensor:
    """The mean of the masks, each times the probability of the class behind it: images (n, c, h, w) -> (n, h, w), never negative.

    Every image gets the same masks. Units: probability. Few masks leave grain: its size falls as one over the root of n_masks.
    Errors: `VizlabError` as the gradient, and for a number out of range.
    """
    if not 1 <= n_masks <= MOST_MASKS:
        raise VizlabError(f"RISE looks through 1 to {MOST_MASKS} masks; got {n_masks}.")
    check_batch(images, targets)
    images, masks = images.detach(), draw_masks(images, n_masks=n_masks, seed=seed)

    def behind(picture: Tensor, version: Tensor) -> Tensor:
        return images[picture] * masks.at(version)[:, None]

    probability = answers(model, images, targets, n_masks, behind, "log-probability").exp()
    parts = (torch.einsum("nk,khw->nhw", probability[:, part], masks.at(part)) for part in torch.arange(n_masks).split(AT_ONCE))
    return torch.stack(list(parts)).sum(dim=0) / (OPEN * n_masks)


@dataclass(frozen=True)
class Masks:
    """Random masks, (n, 1, CELLS, CELLS) open or closed, each enlarged to size when it is needed and shifted by pixels (n,)."""

    grids: Tensor
    size: tuple[int, int]
    down: Tensor
    across: Tensor

    def at(self, index: Tensor) -> Tensor:
        """The masks of these indices (m,): (m, h, w), from 0 to 1."""
        (h, w), (tall, wide) = self.size, _cell(self.size)
        enlarged = ((CELLS + 1) * tall, (CELLS + 1) * wide)
        large = F.interpolate(self.grids[index], size=enlarged, mode="bilinear", align_corners=False)[:, 0]
        places = zip(self.down[index].tolist(), self.across[index].tolist(), strict=True)
        return torch.stack([one[i : i + h, j : j + w] for one, (i, j) in zip(large, places, strict=True)])


def draw_masks(images: Tensor, *, n_masks: int, seed: int) -> Masks:
    """Random masks for images of this size; drawn on the CPU, so that a seed means the same everywhere."""
    generator, size = torch.Generator().manual_seed(seed), (images.shape[-2], images.shape[-1])
    grids = torch.rand((n_masks, 1, CELLS, CELLS), generator=generator) < OPEN
    down, across = (torch.randint(0, px, (n_masks,), generator=generator) for px in _cell(size))
    return Masks(grids.to(images), size, down, across)


def _cell(size: tuple[int, int]) -> tuple[int, int]:
    return math.ceil(size[0] / CELLS), math.ceil(size[1] / CELLS)
