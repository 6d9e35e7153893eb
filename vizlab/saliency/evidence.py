"""Numbers that say whether to believe a map: is the gradient right, and do the marked pixels matter to the network?"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.saliency.gradient import input_gradient
from vizlab.saliency.inspection import copy_images, inspected
from vizlab.saliency.outputs import explained

NUDGE = 1e-3  # in pixel value: a quarter of one of 255 grey levels
STEP = 1e-7  # in pixel value: so much smaller that it hardly ever meets a kink; float64 leaves seven digits of the slope
RANDOM_SETS = 20


@dataclass(frozen=True)
class Drop:
    """How much of the class's probability goes when pixels are wiped out; may be negative, when it rises.

    top: the most salient pixels. random: mean over random sets of as many pixels; low, high: their range.
    """

    top: float
    random: float
    low: float
    high: float

    @property
    def beats_chance(self) -> bool:
        """Whether the salient pixels matter more than every random set did."""
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

    image (c, h, w), saliency (h, w). The same number of pixels drawn at random, `RANDOM_SETS` times, says what falls anyway.
    Equally salient pixels are taken in random order, so that an empty map scores at chance.
    Made for small images: at 224 px scattered pixels of another colour fool a network by themselves (SqueezeNet lost 99 % of
    its probability for a cat), so that no map with compact regions can beat them.
    Errors: `VizlabError` if the map does not have the image's size, or the share is not between 0 and 1.
    """
    _check_map(image, saliency, share)
    count = max(1, round(share * saliency.numel()))
    shuffles = _shuffles(saliency.numel(), seed)
    order = shuffles[0, saliency.detach().cpu().flatten()[shuffles[0]].argsort(descending=True, stable=True)]
    wiped = torch.cat([order[None], shuffles[1:]])[:, :count]
    drops = _probability_drops(model, image, target, wiped.to(image.device))
    top, random = drops[0].item(), drops[1:]
    return Drop(top, random.mean().item(), random.min().item(), random.max().item())


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


def _shuffles(n_pixels: int, seed: int) -> torch.Tensor:
    """1 + `RANDOM_SETS` random orders of the pixels, drawn on the CPU so that a seed means the same everywhere."""
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(1 + RANDOM_SETS, n_pixels, generator=generator).argsort(dim=1)


def _probability_drops(model: nn.Module, image: torch.Tensor, target: int, wiped: torch.Tensor) -> torch.Tensor:
    """The drop, (k,), for each set of pixels in wiped (k, count); one forward pass, the whole image among them."""
    k, n_pixels = len(wiped), math.prod(image.shape[1:])
    mask = torch.zeros(k, n_pixels, dtype=torch.bool, device=image.device).scatter_(1, wiped, True)
    mean = image.mean(dim=(1, 2), keepdim=True)
    images = torch.where(mask.view(k, 1, *image.shape[1:]), mean, image)
    with inspected(model), torch.no_grad():
        batch = copy_images(torch.cat([image[None], images]))
        targets = torch.full((k + 1,), target, device=image.device)
        probability = explained(model, batch, targets, "log-probability").exp()
    return probability[0] - probability[1:]
