"""Cue conflict: the outline of one class filled with the texture of another, and whose class a network names.

The shape-decision fraction is shape / (shape + texture): answers that name neither are left out, and counted beside it.
Source: Geirhos 2019, arXiv:1811.12231, section 2.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab import images
from vizlab.data import shapes
from vizlab.data.shape_drawing import TEXTURES
from vizlab.errors import VizlabError
from vizlab.inspection import inspected

CONFLICT, TOLD, FREE = (shapes.Options(texture=texture) for texture in ("of another class", "of the class", "any"))
FIRST = shapes.TEST_START  # pictures that no network has learned from
CHUNK = 200
PATTERNS = tuple(TEXTURES)  # in the order of the classes that they tell
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Decisions:
    """Of n pictures in conflict, how many answers name the class of the outline, of the texture, or neither; all (classes,).

    By the class of the outline.
    """

    shape: Integers
    texture: Integers
    neither: Integers

    @property
    def fraction(self) -> float:
        """Shape decisions among those that name one of the two; NaN if none does."""
        decided = int(self.shape.sum() + self.texture.sum())
        return float(self.shape.sum()) / decided if decided else float("nan")

    @property
    def by_class(self) -> NDArray[np.float64]:
        """The fraction for each outline; NaN where nothing was decided."""
        decided = self.shape + self.texture
        return np.asarray(np.divide(self.shape, decided, out=np.full(len(decided), np.nan), where=decided > 0))

    @property
    def undecided(self) -> float:
        """The share of all answers that name neither."""
        return float(self.neither.sum() / max(int((self.shape + self.texture + self.neither).sum()), 1))


@functools.lru_cache(maxsize=2)
def conflicts(n: int) -> shapes.Drawn:
    """The first n test pictures whose outline and texture are of different classes: `labels` and `cues`."""
    return shapes.draw(n, CONFLICT, shapes.SEED, FIRST)


def answers(model: nn.Module, drawn: shapes.Drawn) -> Integers:
    """The class that a network names for each picture. Errors: `VizlabError` if it does not know the classes of Shapes."""
    pictures = images.unit(torch.from_numpy(drawn.images))
    device = next(model.parameters()).device
    with inspected(model), torch.no_grad():
        scores = torch.cat([model(part.to(device, memory_format=torch.channels_last)) for part in pictures.split(CHUNK)])
    if scores.shape[1] != len(shapes.CLASSES):
        raise VizlabError(f"The network must know the {len(shapes.CLASSES)} classes of Shapes; it knows {scores.shape[1]}.")
    return np.asarray(scores.argmax(dim=1).cpu().numpy(), np.int64)


def told(drawn: shapes.Drawn, chosen: Sequence[int]) -> tuple[list[NDArray[np.uint8]], list[str], list[str]]:
    """What is shown of some pictures in conflict: pixels (h, w, 4), "star, checks", and what hovering says."""
    tiles = [np.dstack([drawn.images[at].transpose(1, 2, 0), np.full(shapes.SHAPE[1:], 255, np.uint8)]) for at in chosen]
    names = [f"{shapes.CLASSES[drawn.labels[at]]}, {PATTERNS[drawn.cues[at]]}" for at in chosen]
    hover = [
        f"{name}<br>outline: {shapes.CLASSES[drawn.labels[at]]}<br>texture of the class {shapes.CLASSES[drawn.cues[at]]}"
        for name, at in zip(names, chosen, strict=True)
    ]
    return tiles, names, hover


def verdict(said: int, shape: int, texture: int) -> str:
    """Whom an answer believes, in words."""
    whom = {shape: "shape", texture: "texture"}.get(said, "neither")
    return f"{shapes.CLASSES[said]} · {whom}"


def decisions(said: Integers, drawn: shapes.Drawn) -> Decisions:
    """Whom the answers (n,) believe, by the class of the outline."""
    by_shape, by_texture = said == drawn.labels, said == drawn.cues
    kinds = (by_shape, by_texture, ~(by_shape | by_texture))
    return Decisions(*(np.bincount(drawn.labels[kind], minlength=len(shapes.CLASSES)) for kind in kinds))
