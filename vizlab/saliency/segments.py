"""Segmentation for free: from a map of what counts to a mask of the object (METHODS S22), with no mask ever shown in training.

Maps are (n, h, w), masks (n, h, w) bool. To add a way: a function `(maps, images (n, c, h, w), share) -> masks` and one line in
`WAYS`. Source: Simonyan 2013, arXiv:1312.6034, section 3.2 (there with GraphCut from the strongest and the weakest pixels).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.images import unit
from vizlab.inspection import chunks, inspected
from vizlab.saliency import find
from vizlab.saliency.affordable import affordable
from vizlab.saliency.random_walker import UNKNOWN, walk

BINS = 256
MOST, LEAST, PASSES = 64, 8, 800  # pictures behind a mean IoU, at most and at least; images that may go through a network for it
CONTROLS = ("edge detector", "random map")
SURE_SHARE = 0.25  # of the foreground that is asked for: so much of it is certain to the random walker
BETA = 60.0  # how much a difference of colour keeps the walker back; half of scikit-image's default


@dataclass(frozen=True)
class Way:
    """about: one line. cut: (maps, images, share) -> masks. takes_share: whether it is told how much of the picture to mark."""

    about: str
    cut: Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]
    takes_share: bool = True


def segment(maps: torch.Tensor, images: torch.Tensor, way: str, *, share: float = 0.2, blur_px: float = 0.0) -> torch.Tensor:
    """The masks (n, h, w) of maps (n, h, w) of these images (n, c, h, w). share: of the picture, for the object.

    blur_px: standard deviation of a blur before, which turns grains into regions. What a map says against the class, below
    zero, counts as nothing. Errors: `VizlabError` for an unknown way, or a share outside (0, 1).
    """
    if way not in WAYS:
        raise VizlabError(f"The way to a mask must be one of {', '.join(WAYS)}; got {way!r}.")
    if not 0 < share < 1:
        raise VizlabError(f"The object's share of the picture must lie between 0 and 1; got {share}.")
    positive = blurred(maps.clamp(min=0), blur_px)
    return WAYS[way].cut(positive, images, share)


def blurred(maps: torch.Tensor, sigma_px: float) -> torch.Tensor:
    """The maps (n, h, w) under a Gaussian of this standard deviation, mirrored at the edges as far as they reach."""
    if sigma_px == 0:
        return maps
    reach = min(int(3 * sigma_px + 0.5), min(maps.shape[-2:]) - 1)
    bell = torch.exp(-(torch.arange(-reach, reach + 1, dtype=maps.dtype, device=maps.device) ** 2) / (2 * sigma_px**2))
    bell /= bell.sum()
    padded = F.pad(maps[:, None], (reach,) * 4, mode="reflect")
    return F.conv2d(F.conv2d(padded, bell[None, None, :, None]), bell[None, None, None, :])[:, 0]


def iou(masks: NDArray[np.bool_], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Intersection over union (n,) of masks (n, h, w); two empty ones agree."""
    both, either = (masks & truth).sum(axis=(1, 2)), (masks | truth).sum(axis=(1, 2))
    return np.where(either, both / np.maximum(either, 1), 1.0)


def chance(area: float, truth_area: float) -> float:
    """The IoU of a mask of this area, as a share of the picture, that is scattered by dice: a t / (a + t - a t)."""
    both = area * truth_area
    return both / max(area + truth_area - both, 1e-12)


def one(model: nn.Module, image: torch.Tensor, method: str, way: str, *, share: float, blur_px: float) -> NDArray[np.bool_]:
    """The mask (h, w) that a method's map of the network's answer gives of one image (c, h, w)."""
    image = torch.as_tensor(image, device=next(model.parameters()).device)[None]
    maps = find(method).map(model, image, answered(model, image)).float().cpu()
    mask: NDArray[np.bool_] = segment(maps, image.cpu(), way, share=share, blur_px=blur_px)[0].numpy()
    return mask


def answered(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """The class (n,) that the network gives to each of images (n, c, h, w)."""
    with inspected(model), torch.no_grad():
        parts = [model(part).argmax(1) for part, _ in chunks(images, torch.zeros(len(images), dtype=torch.int64))]
    return torch.cat(parts).cpu()


@dataclass(frozen=True)
class Overlaps:
    """Mean IoU over n pictures: way -> method, or control, -> number. scattered: of pixels marked by dice, in theory."""

    by_way: dict[str, dict[str, float]]
    scattered: float
    n: int


def overlaps(model: nn.Module, options: shapes.Options, method: str, *, share: float, blur_px: float) -> Overlaps:
    """Every way of cutting the method's maps for the network's answers, and those of the controls, over the first test images."""
    drawn = shapes.draw_test(options, 0, n=MOST)
    images = unit(torch.from_numpy(drawn.images)).to(next(model.parameters()).device)
    n = affordable(model, images[0], method, {}, passes=PASSES, least=LEAST, most=MOST)
    images, truth = images[:n], drawn.masks[:n]
    said = answered(model, images)
    names = dict.fromkeys((method, *CONTROLS))
    maps = {name: find(name).map(model, images, said).float().cpu() for name in names}
    cut = {
        way: {
            name: float(iou(segment(values, images.cpu(), way, share=share, blur_px=blur_px).numpy(), truth).mean())
            for name, values in maps.items()
        }
        for way in WAYS
    }
    return Overlaps(cut, float(np.mean([chance(share, float(mask.mean())) for mask in truth])), n)


def strongest(maps: torch.Tensor, images: torch.Tensor, share: float) -> torch.Tensor:
    """The strongest pixels, exactly so many; of equal ones the first."""
    flat = maps.flatten(1)
    marked = torch.zeros_like(flat, dtype=torch.bool)
    order = flat.argsort(dim=1, descending=True, stable=True)[:, : max(1, round(share * flat.shape[1]))]
    return marked.scatter_(1, order, True).view_as(maps)


def otsu(maps: torch.Tensor, images: torch.Tensor, share: float) -> torch.Tensor:
    """Above the threshold that parts each map's values into two groups as far apart as can be. Source: Otsu 1979, eq. 18."""
    return maps > otsu_thresholds(maps)[:, None, None]


def otsu_thresholds(maps: torch.Tensor) -> torch.Tensor:
    """Otsu's threshold (n,) of each map, in the middle of one of `BINS` equal bins of its values."""
    flat = maps.flatten(1).double()
    low, high = flat.amin(1, keepdim=True), flat.amax(1, keepdim=True)
    width = ((high - low) / BINS).clamp(min=1e-300)
    bins = ((flat - low) / width).long().clamp(0, BINS - 1)
    counts = torch.zeros(len(flat), BINS, dtype=torch.float64, device=maps.device).scatter_add_(1, bins, torch.ones_like(flat))
    middles = low + (torch.arange(BINS, device=maps.device) + 0.5) * width
    below, sums = counts.cumsum(1)[:, :-1], (counts * middles).cumsum(1)[:, :-1]
    above, total = flat.shape[1] - below, (counts * middles).sum(1, keepdim=True)
    between = below * above * (sums / below.clamp(min=1) - (total - sums) / above.clamp(min=1)) ** 2
    found: torch.Tensor = middles.gather(1, between.argmax(1, keepdim=True))[:, 0]
    return found.to(maps.dtype)


def grown(maps: torch.Tensor, images: torch.Tensor, share: float) -> torch.Tensor:
    """The region around the peak: of the strongest pixels those that hang together with it, side by side."""
    allowed = strongest(maps, images, share)
    flat = maps.flatten(1)
    region = torch.zeros_like(flat, dtype=torch.bool).scatter_(1, flat.argmax(1, keepdim=True), True).view_as(maps)
    while True:
        wider = _spread(region) & allowed
        if torch.equal(wider, region):
            return region
        region = wider


def _spread(region: torch.Tensor) -> torch.Tensor:
    """The region (n, h, w) and the pixels above, below, left and right of it."""
    wider = region.clone()
    wider[:, 1:] |= region[:, :-1]
    wider[:, :-1] |= region[:, 1:]
    wider[:, :, 1:] |= region[:, :, :-1]
    wider[:, :, :-1] |= region[:, :, 1:]
    return wider


def walked(maps: torch.Tensor, images: torch.Tensor, share: float) -> torch.Tensor:
    """Where a random walker on the picture is more likely to meet one of the map's strongest pixels than one of its weakest.

    It knows a quarter of the object's share as object, and of the rest of the picture the weaker half as ground.
    """
    sure = strongest(maps, images, share * SURE_SHARE)
    weak = strongest(-maps, images, (1 - share) / 2) & ~sure
    seeds = torch.full(maps.shape, UNKNOWN, dtype=torch.int8).masked_fill_(weak, 0).masked_fill_(sure, 1)
    return walk(images.cpu(), seeds, beta=BETA) > 0.5


WAYS: dict[str, Way] = {
    "strongest pixels": Way("As many of the strongest pixels as are asked for, wherever they lie.", strongest),
    "Otsu": Way(
        "Above the threshold that parts the map's values best into two groups; it finds the share by itself.", otsu, False
    ),
    "region growing": Way("Of the strongest pixels, those that hang together with the strongest of all.", grown),
    "random walker": Way(
        "The strongest pixels are object, the weakest ground, and the picture's own edges settle all between.", walked
    ),
}
