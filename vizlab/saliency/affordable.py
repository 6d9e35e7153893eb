"""How many pictures a mean over maps can afford: counted in passes, not in seconds, so that a link shows everyone the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from vizlab.inspection import hooked
from vizlab.saliency import find


def affordable(
    model: nn.Module, image: torch.Tensor, method: str, settings: Mapping[str, Any], *, passes: int, least: int, most: int
) -> int:
    """So many pictures that together about `passes` of them go through the network, from `least` to `most`.

    One map of image (c, h, w) is made to see how many a map takes.
    """
    seen: list[int] = []
    with hooked(model, lambda module, inputs, output: seen.append(len(output))):
        find(method).map(model, image[None], torch.tensor([0]), **settings)
    return max(least, min(most, passes // max(1, sum(seen))))
