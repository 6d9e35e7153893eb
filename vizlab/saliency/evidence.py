"""Numbers that say whether to believe a map: is the gradient right, and do the marked pixels matter to the network?"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import copy_images, inspected
from vizlab.saliency.gradient import input_gradient
from vizlab.saliency.outputs import explained

NUDGE = 1e-3  # in pixel value: a quarter of one of 255 grey levels
STEP = 1e-7  # in pixel value: so much smaller that it hardly ever meets a kink; float64 leaves seven digits of the slope
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


def finite_difference_error(
    model: nn.Module, image: torch.Tensor, target: int, *, output: str = "class score", n_pixels: int = 5, seed: int = 0
) -> float:
    """The largest relative error of the gradient against central differences, at the strongest `n_pixels` pixels.

    image (c, h, w), each pixel in its strongest colour channel; on a float64 copy of the model on the CPU. Below 1e-5 the
    gradient is right. It is tested beside the image, at random values up to `NUDGE` higher, for at the image itself there
    may be none: on a flat background max pools tie and ReLUs sit on their kinks, and the slopes to both sides differ (on
    handwritten digits by 4 % in the median, 23 % at worst, with a step of 1e-4 and no nudge).
    """
    exact = copy.deepcopy(model).to("cpu", torch.float64)
    nudge = NUDGE * torch.rand(image.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    image, targets = image.detach().to("cpu", torch.float64) + nudge, torch.tensor([target])
    gradient = input_gradient(exact, image[None], targets, output=output).flatten()
    strongest = _strongest(gradient.reshape(image.shape), n_pixels)
    slopes = _central_differences(exact, image, targets, strongest, output)
    return _relative_error(slopes, gradient[strongest])


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
    mask = _most_salient(saliency.detach().cpu(), share, generator)
    masks = torch.stack([mask, *_moved(mask, generator)]).to(image.device)
    drops = _probability_drops(model, image, target, masks)
    top, moved = drops[0].item(), drops[1:]
    return Drop(top, moved.mean().item(), moved.min().item(), moved.max().item())


def _most_salient(saliency: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    """The mask (h, w) of the most salient share of pixels, at least one."""
    shuffle = torch.rand(saliency.numel(), generator=generator).argsort()
    order = shuffle[saliency.flatten()[shuffle].argsort(descending=True, stable=True)]
    mask = torch.zeros(saliency.numel(), dtype=torch.bool)
    mask[order[: max(1, round(share * saliency.numel()))]] = True
    return mask.view(saliency.shape)


def _moved(mask: torch.Tensor, generator: torch.Generator) -> list[torch.Tensor]:
    """The mask in `MOVES` other places, each drawn from all places but its own."""
    h, w = mask.shape
    places = torch.randint(1, max(h * w, 2), (MOVES,), generator=generator).tolist()
    return [mask.roll((place // w, place % w), dims=(0, 1)) for place in places]


def _strongest(gradient: torch.Tensor, n_pixels: int) -> torch.Tensor:
    """The places in the flattened (c, h, w) gradient of the strongest pixels, each in its strongest channel."""
    strength, channel = gradient.abs().flatten(1).max(dim=0)
    pixels = strength.topk(min(n_pixels, strength.numel())).indices
    return channel[pixels] * strength.numel() + pixels


def _central_differences(
    model: nn.Module, image: torch.Tensor, targets: torch.Tensor, places: torch.Tensor, output: str
) -> torch.Tensor:
    n = len(places)
    steps = torch.zeros(n, image.numel(), dtype=image.dtype).scatter_(1, places[:, None], STEP).view(n, *image.shape)
    with inspected(model), torch.no_grad():
        moved = copy_images(torch.cat([image + steps, image - steps]))
        up, down = explained(model, moved, targets.expand(2 * n), output).chunk(2)
    return (up - down) / (2 * STEP)


def _relative_error(a: torch.Tensor, b: torch.Tensor) -> float:
    size = torch.maximum(a.abs(), b.abs())
    return ((a - b).abs() / size.clamp_min(torch.finfo(size.dtype).tiny)).max().item()  # 0 where both are 0


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
