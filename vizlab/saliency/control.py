"""Maps that know nothing of the network: what they score in the evidence is chance, or the picture; a real map must do better."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.inspection import check_batch

SOBEL = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))


def random_map(model: nn.Module, images: Tensor, targets: Tensor, *, seed: int = 0) -> Tensor:
    """Independent uniform numbers in [0, 1), the same for every image: images (n, c, h, w), targets (n,) -> (n, h, w).

    Neither the model nor the target is asked. Errors: `VizlabError` for images or targets that no method would take.
    """
    check_batch(images, targets)
    dice = torch.rand(images.shape[-2:], generator=torch.Generator().manual_seed(seed))
    return dice.to(images.device).expand(len(images), -1, -1).clone()


def edge_detector(model: nn.Module, images: Tensor, targets: Tensor) -> Tensor:
    """The length of the Sobel gradient of each picture's mean over colours: images (n, c, h, w), targets (n,) -> (n, h, w).

    Neither the model nor the target is asked. The border is continued outwards. Errors: as of `random_map`.
    """
    check_batch(images, targets)
    grey = F.pad(images.detach().mean(dim=1, keepdim=True), (1, 1, 1, 1), mode="replicate")
    across = torch.tensor(SOBEL).to(images)
    slopes = F.conv2d(grey, torch.stack([across, across.T])[:, None])
    return slopes.square().sum(dim=1).sqrt()
