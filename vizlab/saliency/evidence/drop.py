"""Do the marked pixels matter? The class's probability without them, against the same shape elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import copy_images, inspected
from vizlab.saliency.evidence.order import ranks
from vizlab.saliency.outputs import explained

MOVES = 20


@dataclass(frozen=True)
class Drop:
    """How much of the class's probability goes when pixels are wiped out; may be negative, when it rises.

    top: the most salient pixels. elsewhere: mean over the same set of pixels moved to other places; low, high: their range.
    """

    top: float
    elsewhere: float
    low: float
    high: float

    @property
    def beats_chance(self) -> bool:
        """Whether the salient pixels matter more than the same pixels anywhere else."""
        return self.top > self.high


def score_drop(
    model: nn.Module, image: torch.Tensor, saliency: torch.Tensor, target: int, *, share: float = 0.1, seed: int = 0
) -> Drop:
    """How far the target's probability falls when the most salient share of pixels takes the image's mean colour.

    image (c, h, w), saliency (h, w). The control is the same set of pixels, moved elsewhere `MOVES` times (what leaves the
    image comes in on the other side): as many pixels in the same shape, but not where the map says. Scattered pixels would be
    no fair control, since they fool a network by themselves.
    Equally salient pixels are taken in random order, so that an empty map scores at chance.
    Errors: `VizlabError` if the map does not have the image's size, or the share is not between 0 and 1.
    """
    _check_map(image, saliency, share)
    generator = torch.Generator().manual_seed(seed)  # on the CPU, so that a seed means the same everywhere
    mask = ranks(saliency, generator) < max(1, round(share * saliency.numel()))
    masks = torch.stack([mask, *_moved(mask, generator)]).to(image.device)
    drops = _probability_drops(model, image, target, masks)
    top, moved = drops[0].item(), drops[1:]
    return Drop(top, moved.mean().item(), moved.min().item(), moved.max().item())


def _moved(mask: torch.Tensor, generator: torch.Generator) -> list[torch.Tensor]:
    """The mask in `MOVES` other places, each drawn from all places but its own."""
    h, w = mask.shape
    places = torch.randint(1, max(h * w, 2), (MOVES,), generator=generator).tolist()
    return [mask.roll((place // w, place % w), dims=(0, 1)) for place in places]


def _check_map(image: torch.Tensor, saliency: torch.Tensor, share: float) -> None:
    if image.ndim != 3 or saliency.shape != image.shape[1:]:
        got = f"an image of shape {tuple(image.shape)} and a map of shape {tuple(saliency.shape)}"
        raise VizlabError(f"An image (c, h, w) needs a map (h, w) of the same size; got {got}.")
    if not 0 < share < 1:
        raise VizlabError(f"The share of pixels must lie between 0 and 1; got {share!r}.")


def _probability_drops(model: nn.Module, image: torch.Tensor, target: int, masks: torch.Tensor) -> torch.Tensor:
    """The drop, (k,), for wiping each of the masks (k, h, w); one forward pass, the whole image among them."""
    mean = image.mean(dim=(1, 2), keepdim=True)
    images = torch.where(masks[:, None], mean, image)
    with inspected(model), torch.no_grad():
        batch = copy_images(torch.cat([image[None], images]))
        targets = torch.full((len(batch),), target, device=image.device)
        probability = explained(model, batch, targets, "log-probability").exp()
    return probability[0] - probability[1:]
