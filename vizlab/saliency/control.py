"""Maps that know nothing of the network: what they score in the evidence is chance, and a real map must do better."""

from __future__ import annotations

import torch
from torch import nn

from vizlab.inspection import chunks


def random_map(model: nn.Module, images: torch.Tensor, targets: torch.Tensor, *, seed: int = 0) -> torch.Tensor:
    """Independent uniform numbers in [0, 1), the same for every image: images (n, c, h, w), targets (n,) -> (n, h, w).

    Neither the model nor the target is asked. Errors: `VizlabError` for images or targets that no method would take.
    """
    n = sum(len(part) for part, _ in chunks(images, targets))
    dice = torch.rand(images.shape[-2:], generator=torch.Generator().manual_seed(seed))
    return dice.to(images.device).expand(n, -1, -1).clone()
