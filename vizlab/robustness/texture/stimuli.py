"""Pictures with the texture or the shape taken away, and which answers of a network outlive that.

On photographs there is no second cue to be believed instead: what can be said is whether the answer stays. To add a way: a
function `(images (n, c, h, w) in [0, 1], dice) -> the same` and a line in `STIMULI`.
Source: the stimuli of Geirhos 2019, arXiv:1811.12231, figure 2, by simpler means; shuffled tiles: Brendel 2019, arXiv:1904.00760.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from vizlab import library
from vizlab.models.anatomy import anatomy
from vizlab.robustness.corruptions import measured

TILES = 4  # along a side
COARSE, LEAST = 8, 6  # pixels that become one; of the side that are left at least
LEVELS = 64  # of grey, for the threshold
AT_ONCE_MULTIPLY_ADDS = 2e10  # about half a second on one core
FEWEST, MOST = 6, 200  # pictures that are counted
WEIGHTS = (0.299, 0.587, 0.114)  # of red, green and blue in what is seen as brightness


@dataclass(frozen=True)
class Stimulus:
    """about: what is left. leaves: "everything", "shape" or "texture"."""

    about: str
    leaves: str
    make: Callable[[Tensor, torch.Generator], Tensor]


@dataclass(frozen=True)
class Kept:
    """Over `count` pictures (`words`) the share of answers that are right, or stay, under each stimulus, (stimuli,)."""

    names: list[str]
    shares: NDArray[np.float64]
    count: int
    words: str
    is_labelled: bool

    @property
    def leaves(self) -> list[str]:
        """What each stimulus leaves of a picture."""
        return [STIMULI[name].leaves for name in self.names]


def changed(images: Tensor, name: str, seed: int = 0) -> Tensor:
    """Images (n, c, h, w) in [0, 1] under one of `STIMULI`; KeyError for any other."""
    with torch.no_grad():
        found = STIMULI[name].make(images.detach().float(), torch.Generator().manual_seed(seed))
    return found.clamp(0, 1)


def of(channels: int) -> list[str]:
    """The names in `STIMULI` that do something to pictures of so many channels, the picture as it is among them."""
    return [name for name in STIMULI if channels > 1 or name != "grey"]


def every(image: NDArray[np.float32], seed: int = 0) -> NDArray[np.float32]:
    """A picture (c, h, w) under all that `of` lists, (stimuli, c, h, w)."""
    one = torch.as_tensor(np.asarray(image))[None]
    return np.asarray(torch.cat([changed(one, name, seed) for name in of(len(image))]).numpy())


def kept(model: library.Model, seed: int = 0) -> Kept | None:
    """How many answers outlive each stimulus, over as many pictures as take about half a second; None for slow networks."""
    with model.lock:
        work = anatomy(model.network, model.shape).multiply_adds * len(STIMULI)
    count = min(MOST, int(AT_ONCE_MULTIPLY_ADDS / max(work, 1)))
    if count < FEWEST:
        return None
    recipe = measured.CorruptionRecipe(reference=model.reference, part=measured.parts(model)[0], pictures=count)
    pictures, labels = measured.drawn(model, recipe)
    truth = measured.answers(model, pictures) if labels is None else labels
    names = of(model.shape[0])
    shares = [float((measured.answers(model, changed(pictures, name, seed)) == truth).mean()) for name in names]
    which = f"test pictures of {model.data}" if labels is not None else "pieces of photographs"
    return Kept(names, np.array(shares), len(pictures), f"{len(pictures)} {which}", labels is not None)


def _grey(images: Tensor, dice: torch.Generator) -> Tensor:
    return _brightness(images).expand_as(images)


def _edges(images: Tensor, dice: torch.Generator) -> Tensor:
    """The length of the brightness's slope (Sobel), the steepest white."""
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    kernels = torch.stack([across, across.T])[:, None]
    slopes = functional.conv2d(functional.pad(_brightness(images), (1,) * 4, mode="replicate"), kernels)
    steep = slopes.pow(2).sum(dim=1, keepdim=True).sqrt()
    return (steep / steep.amax(dim=(2, 3), keepdim=True).clamp(min=1e-6)).expand_as(images)


def _two_tones(images: Tensor, dice: torch.Generator) -> Tensor:
    """Black and white, parted where that explains most of the brightness's variance (Otsu 1979)."""
    grey = _brightness(images)
    return (grey > torch.stack([_threshold(each) for each in grey])[:, None, None, None]).float().expand_as(images)


def _threshold(grey: Tensor) -> Tensor:
    counts = torch.histc(grey, LEVELS, 0, 1)
    below = counts.cumsum(0)
    level = (torch.arange(LEVELS) + 0.5) / LEVELS
    sums = (counts * level).cumsum(0)
    above = below[-1] - below
    means = sums / below.clamp(min=1), (sums[-1] - sums) / above.clamp(min=1)
    return (torch.argmax(below * above * (means[0] - means[1]) ** 2) + 1) / LEVELS


def _coarse(images: Tensor, dice: torch.Generator) -> Tensor:
    """Without detail: means of squares, and smoothly between them."""
    h, w = images.shape[2:]
    few = functional.interpolate(images, (max(LEAST, h // COARSE), max(LEAST, w // COARSE)), mode="area")
    return functional.interpolate(few, (h, w), mode="bicubic", align_corners=False)


def _shuffled(images: Tensor, dice: torch.Generator) -> Tensor:
    """Tiles in another order, the same for all pictures; a rest at the edge stays."""
    h, w = images.shape[2] // TILES, images.shape[3] // TILES
    found = images.clone()
    for to, source in enumerate(torch.randperm(TILES**2, generator=dice).tolist()):
        (y, x), (v, u) = divmod(to, TILES), divmod(source, TILES)
        found[:, :, y * h : (y + 1) * h, x * w : (x + 1) * w] = images[:, :, v * h : (v + 1) * h, u * w : (u + 1) * w]
    return found


def _repeated(images: Tensor, dice: torch.Generator) -> Tensor:
    """The middle quarter of the sides, over and over."""
    h, w = images.shape[2:]
    tall, wide = max(1, h // TILES), max(1, w // TILES)
    top, left = (h - tall) // 2, (w - wide) // 2
    piece = images[:, :, top : top + tall, left : left + wide]
    return piece.repeat(1, 1, -(-h // tall), -(-w // wide))[:, :, :h, :w]


def _brightness(images: Tensor) -> Tensor:
    if images.shape[1] == 1:
        return images
    return (images * torch.tensor(WEIGHTS)[:, None, None]).sum(dim=1, keepdim=True)


STIMULI: dict[str, Stimulus] = {
    "as it is": Stimulus("Everything.", "everything", lambda images, dice: images),
    "grey": Stimulus("All but the colours.", "everything", _grey),
    "coarse": Stimulus("Large shapes without detail.", "shape", _coarse),
    "two tones": Stimulus("Outlines of light and dark, no texture within.", "shape", _two_tones),
    "edges": Stimulus("Lines only.", "shape", _edges),
    "tiles shuffled": Stimulus("Every texture, no shape larger than a tile.", "texture", _shuffled),
    "one tile": Stimulus("The texture of the middle, over and over.", "texture", _repeated),
}
