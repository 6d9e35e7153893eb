"""What one-pass networks learn from: pieces of photographs, each time others, at random sizes, mirrored and recoloured.

Step i of a seed always sees the same pieces, so that a training that was broken off goes on as if it had not been.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from vizlab import data, images
from vizlab.errors import VizlabError
from vizlab.style.canvas import sized
from vizlab.style.patterns import PATTERNS
from vizlab.style.pictures import TEXTURES, find

HELD_OUT = ("Cat", "Astronaut", "Coffee")  # photographs that no training sees: what is measured and shown is new to the networks
LONGER_PX = 384
DATA = "Tiny-ImageNet"
STYLES = [*(f"pattern/{name}" for name in PATTERNS), *(f"texture/{name}" for name in TEXTURES)]


class Pool:
    """Pictures to learn from: float32 (3, h, w) in [0, 1], and as many small ones, uint8 (n, 3, h, w), none where `small` is."""

    def __init__(self, large: Sequence[torch.Tensor], small: NDArray[np.uint8] | None = None, small_share: float = 2 / 3) -> None:
        """small_share: how many pieces are of the small pictures, where there are any."""
        self.large, self.small, self.small_share = list(large), small, small_share

    def piece(self, side_px: int, dice: Generator) -> torch.Tensor:
        """One piece (3, side_px, side_px)."""
        if self.small is not None and dice.random() < self.small_share:
            picture = self._tiles(side_px, dice)
        else:
            picture = self.large[dice.integers(len(self.large))]
        return recoloured(cut(picture, side_px, dice), dice)

    def pieces(self, count: int, side_px: int, dice: Generator) -> torch.Tensor:
        """(count, 3, side_px, side_px)."""
        return torch.stack([self.piece(side_px, dice) for _ in range(count)])

    def _tiles(self, side_px: int, dice: Generator) -> torch.Tensor:
        """A small picture as large as the piece, or four of them as a square: large plain forms, or small sharp ones."""
        assert self.small is not None
        across = int(dice.integers(1, 3))
        chosen = self.small[np.sort(dice.integers(len(self.small), size=across**2))].transpose(0, 2, 3, 1)
        rows = [np.concatenate(list(chosen[start : start + across]), 1) for start in range(0, across**2, across)]
        square = np.concatenate(rows)
        return sized(Image.fromarray(square), max(side_px, 2 * len(square)))


def pool(pictures: str) -> Pool:
    """The pool of a name in `recipe.PICTURES`. Errors: `VizlabError` if its data are not downloaded."""
    if pictures == "photographs":
        return Pool(_photographs())
    if not data.is_ready(DATA):
        raise VizlabError(f"{DATA} is not on this machine; fetch it on the page Data, or learn from the photographs alone.")
    return Pool(_photographs(), data.load(DATA).train.inputs)


def cut(picture: torch.Tensor, side_px: int, dice: Generator) -> torch.Tensor:
    """A random square of a picture (3, h, w), between all of it and what fills the piece pixel for pixel, perhaps mirrored."""
    height, width = picture.shape[1:]
    shorter = min(height, width)
    side = int(dice.integers(min(side_px, shorter), shorter + 1))
    top, left = int(dice.integers(height - side + 1)), int(dice.integers(width - side + 1))
    square = picture[None, :, top : top + side, left : left + side]
    if side != side_px:
        square = torch.nn.functional.interpolate(square, size=(side_px, side_px), mode="bilinear", antialias=True)
    return square[0].flip(2) if dice.random() < 0.5 else square[0]


def recoloured(picture: torch.Tensor, dice: Generator) -> torch.Tensor:
    """A picture (3, h, w) with other contrast and brightness, and another gain for each channel."""
    gains = torch.tensor(dice.uniform(0.8, 1.2, (3, 1, 1)), dtype=torch.float32)
    contrast, shift = float(dice.uniform(0.7, 1.3)), float(dice.uniform(-0.12, 0.12))
    return ((picture * gains - 0.5) * contrast + 0.5 + shift).clamp(0, 1)


@lru_cache(maxsize=1)
def _photographs() -> tuple[torch.Tensor, ...]:
    names = [name for name in images.PHOTOGRAPHS if name not in HELD_OUT]
    return tuple(sized(images.photograph(name), LONGER_PX) for name in names)


def style_pool(pictures: str) -> Pool:
    """What may be a style: every pattern and texture that vizlab has, each large and small, and the pictures of a name, too."""
    patterns = [sized(found, longer) for found in map(find, STYLES) for longer in (LONGER_PX, LONGER_PX * 2 // 3)]
    return Pool([*patterns, *patterns, *_photographs()], pool(pictures).small, 1 / 4)


def shuffled(pieces: torch.Tensor, dice: Generator) -> torch.Tensor:
    """Pictures (n, 3, h, w) with their channels in another order, every second time: one picture is then six styles."""
    return pieces[:, dice.permutation(3)] if dice.random() < 0.5 else pieces
