"""Patches of textures: known ones from the left half of each picture, unknown ones from its right half.

To add a texture: a line in `SOURCES`, with the part of the picture that is of one texture.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from vizlab import images
from vizlab.style import patterns, pictures
from vizlab.style.features import luminance

SIDE_PX, PICTURE_PX = 48, 288  # of a patch; of the shorter side of the picture that it is cut from
EACH = 12  # patches of each half of each texture
CONTRAST = 0.18  # deviation of brightness in patches of equal contrast
Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Swatches:
    """Patches (n, 3, 48, 48) or grey ones (n, 1, 48, 48) in [0, 1], as many known as unknown, and the number of their texture."""

    known: Tensor
    unknown: Tensor
    labels: NDArray[np.int64]


@functools.lru_cache(maxsize=2)
def cut(*, grey: bool, seed: int = 0) -> Swatches:
    """Patches of every texture at places that the seed decides. grey: brightness only, of one mean and one contrast."""
    halves = [_halves(name, np.random.default_rng([seed, index])) for index, name in enumerate(SOURCES)]
    known, unknown = (torch.cat([pair[side] for pair in halves]) for side in (0, 1))
    if grey:
        known, unknown = equalised(known), equalised(unknown)
    return Swatches(known, unknown, labels())


def equalised(patches: Tensor) -> Tensor:
    """Patches (n, 3, h, w) -> their brightness (n, 1, h, w), of one mean and, but for what is cut off, one deviation."""
    grey = torch.stack([luminance(patch) for patch in patches])
    mean, deviation = grey.mean(dim=(1, 2, 3), keepdim=True), grey.std(dim=(1, 2, 3), keepdim=True)
    return (0.5 + CONTRAST * (grey - mean) / (deviation + 1e-6)).clamp(0, 1)


def labels() -> NDArray[np.int64]:
    """The number of the texture of each patch, known or unknown."""
    return np.repeat(np.arange(len(SOURCES)), EACH)


def titles() -> list[str]:
    """The names of the textures, in the order of their numbers."""
    return list(SOURCES)


def _halves(name: str, dice: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Patches of the left and of the right half, (EACH, 3, 48, 48) each, none over another."""
    picture = _picture(name)
    width, rows = picture.shape[2] // 2, picture.shape[1] // SIDE_PX
    columns = width // SIDE_PX
    places = [(row, column) for row in range(rows) for column in range(columns)]
    chosen = [dice.permutation(len(places))[:EACH] for _ in range(2)]
    left, right = picture[:, :, :width], picture[:, :, picture.shape[2] - width :]
    return _patches(left, [places[at] for at in chosen[0]]), _patches(right, [places[at] for at in chosen[1]])


def _patches(half: Tensor, places: list[tuple[int, int]]) -> Tensor:
    side = SIDE_PX
    return torch.stack([half[:, y * side : (y + 1) * side, x * side : (x + 1) * side] for y, x in places])


def _picture(name: str) -> Tensor:
    reference, (left, top, right, bottom) = SOURCES[name]
    kind, _, own = reference.partition("/")
    picture = patterns.paint(own, PICTURE_PX) if kind == "pattern" else pictures.find(reference)
    w, h = picture.size
    part = picture.crop((round(left * w), round(top * h), round(right * w), round(bottom * h)))
    scale = PICTURE_PX / min(part.size)
    size = (round(part.width * scale), round(part.height * scale))
    return images.to_tensor(part.resize(size, Image.Resampling.LANCZOS))


SOURCES: dict[str, tuple[str, Box]] = {  # texture -> its picture, and the part of it that is of this texture
    "Brick": ("texture/Brick", WHOLE),
    "Grass": ("texture/Grass", WHOLE),
    "Gravel": ("texture/Gravel", WHOLE),
    "Tissue": ("texture/Tissue", WHOLE),
    "Coins": ("photo/Coins", WHOLE),
    "Stars": ("photo/Hubble", WHOLE),
    "Starlight": ("pattern/Starlight", WHOLE),
    "Waves": ("pattern/Waves", WHOLE),
    "Stained glass": ("pattern/Stained glass", WHOLE),
    "Marble": ("pattern/Marble", WHOLE),
    "Dots": ("pattern/Dots", WHOLE),
    "Circles": ("pattern/Circles", WHOLE),
}
