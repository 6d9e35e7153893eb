"""Deletion and insertion: how a class's probability falls as the marked pixels go, and rises as they come.

Source: Petsiuk, Das, Saenko 2018, arXiv:1806.07421, section 4.1: pixels in the order of the map, area under the probability by
the trapezoid rule. Signed maps are ranked by value, not by size: what speaks for the class first, what speaks against it last.
What stands for missing pixels is a baseline, as for occlusion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import CHUNK_VALUES, copy_images, inspected
from vizlab.saliency.baselines import baseline_of
from vizlab.saliency.evidence.order import ranks
from vizlab.saliency.outputs import explained

STEPS = 24
DRAWS = 5


@dataclass(frozen=True)
class Curves:
    """The class's probability, deletion and insertion (..., k), at shares (k,) of the pixels gone, or come, from 0 to 1."""

    shares: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]

    @property
    def deletion_area(self) -> NDArray[np.float64]:
        """The area under deletion, (...): the lower, the more the network needs the marked pixels."""
        return _area(self.shares, self.deletion)

    @property
    def insertion_area(self) -> NDArray[np.float64]:
        """The area under insertion, (...): the higher, the sooner the marked pixels are enough."""
        return _area(self.shares, self.insertion)


def curves(
    model: nn.Module, image: Any, saliency: Any, target: int, *, steps: int = STEPS, missing: str = "mean", seed: int = 0
) -> Curves:
    """Deletion and insertion of one image (c, h, w) by one map (h, w), or by many at once, (m, h, w); tensors or arrays.

    missing: what stands for missing pixels, of `BASELINES`. seed: of the order of equally salient pixels, and of noise.
    Errors: `VizlabError` for shapes that do not fit, an unknown baseline, or no steps.
    """
    image = torch.as_tensor(image, device=next(model.parameters()).device)
    maps = torch.as_tensor(saliency)
    _check(image, maps, steps)
    shares = np.linspace(0, 1, steps + 1)
    order = ranks(maps, torch.Generator().manual_seed(seed)).to(image.device).reshape(-1, 1, *maps.shape[-2:])
    counts = torch.from_numpy(shares[1:-1] * order[0].numel()).round().to(image.device)
    gone = order < counts[:, None, None]  # (m, k - 2, h, w): the ends are the same for every map
    found = _probabilities(model, image, baseline_of(image[None], missing, seed)[0], torch.stack([gone, ~gone]), target)
    deletion, insertion = found.reshape(2, *maps.shape[:-2], steps + 1)
    return Curves(shares, deletion, insertion)


def by_chance(model: nn.Module, image: Any, target: int, *, missing: str = "mean", seed: int = 0) -> Curves:
    """Deletion and insertion by `DRAWS` maps of dice, (DRAWS, k). Scattered pixels fool many networks by themselves.

    So the probability may fall faster by dice than by any map; then it also rises later, and the areas' difference is about 0.
    """
    dice = torch.rand(DRAWS, *image.shape[1:], generator=torch.Generator().manual_seed(seed))
    return curves(model, image, dice, target, missing=missing, seed=seed)


def _probabilities(model: nn.Module, image: Tensor, filled: Tensor, gone: Tensor, target: int) -> NDArray[np.float64]:
    """The target's probability, (2, m, k), under masks (2, m, k - 2, h, w) with the ends around them."""
    masks = gone.flatten(0, 2)[:, None]
    parts = [torch.where(part, filled, image) for part in masks.split(max(1, CHUNK_VALUES // image.numel()))]
    whole, nothing = _passed(model, torch.stack([image, filled]), target)
    inner = torch.cat([_passed(model, part, target) for part in parts]) if len(masks) else masks.new_empty(0)
    between = inner.view(gone.shape[:3])
    ends = torch.stack([torch.stack([whole, nothing]), torch.stack([nothing, whole])])[:, None].expand(-1, gone.shape[1], -1)
    found = torch.cat([ends[..., :1], between, ends[..., 1:]], dim=-1)
    return found.double().cpu().numpy()


def _passed(model: nn.Module, images: Tensor, target: int) -> Tensor:
    targets = torch.full((len(images),), target, device=images.device)
    with inspected(model), torch.no_grad():
        return explained(model, copy_images(images), targets, "log-probability").exp()


def _area(shares: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.trapezoid(values, shares, axis=-1))


def _check(image: Tensor, maps: Tensor, steps: int) -> None:
    if image.ndim != 3 or maps.ndim not in (2, 3) or maps.shape[-2:] != image.shape[1:]:
        got = f"an image of shape {tuple(image.shape)} and maps of shape {tuple(maps.shape)}"
        raise VizlabError(f"An image (c, h, w) needs maps (h, w) or (m, h, w) of the same size; got {got}.")
    if steps < 1:
        raise VizlabError(f"Deletion and insertion need 1 step or more; got {steps}.")
