"""The control of every attack: a change of the same size that asks the network nothing."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from vizlab.robustness.attacks.budget import check_size


def random_sign(model: nn.Module, images: Tensor, labels: Tensor, *, eps: float, seed: int = 0) -> Tensor:
    """Each value of images (n, c, h, w) moved by +eps or -eps as a coin falls, another draw for each image, in [0, 1]."""
    check_size(eps)
    return (images + eps * signs(images, seed)).clamp(0, 1)


def signs(images: Tensor, seed: int = 0) -> Tensor:
    """+1 or -1 for every value of images (n, c, h, w); drawn on the CPU, so that a seed means the same everywhere."""
    draw = torch.rand(images.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float32)
    return torch.where(draw < 0.5, -1.0, 1.0).to(images)
