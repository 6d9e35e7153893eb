"""How well a planted cue of the Shapes tells the class: what the switch says, and what drawn images show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.data import shapes
from vizlab.data.shapes import Options

COUNT = 1000


@dataclass(frozen=True)
class Agreement:
    """Shares in 0-1. said: by the switch. measured: of n images, with its standard error if the switch is right.

    by_class: the same for the images of each class alone. is_seen: whether the cue is in the images at all.
    """

    said: float
    measured: float
    error: float
    by_class: tuple[float, ...]
    n: int
    is_seen: bool

    @property
    def is_as_said(self) -> bool:
        """Whether what was measured lies within three standard errors of what the switch says."""
        return abs(self.measured - self.said) <= 3 * self.error


def agreement(options: Options, seed: int, n: int = COUNT) -> Agreement | None:
    """How often the cue's class is the true one in the first n images; None where nothing is planted."""
    said = _said(options)
    if said is None:
        return None
    drawn = shapes.draw(n, options, seed)
    right = drawn.cues == drawn.labels
    by_class = tuple(float(right[drawn.labels == index].mean()) for index in range(len(shapes.CLASSES)))
    is_seen = options.shortcut != "tag" or bool(drawn.tag_masks.any())
    return Agreement(said, float(right.mean()), math.sqrt(said * (1 - said) / n), by_class, n, is_seen)


def by_class(drawn: shapes.Drawn, per_class: int) -> list[NDArray[np.int64]]:
    """For each class the indices of its first images."""
    return [np.flatnonzero(drawn.labels == index)[:per_class] for index in range(len(shapes.CLASSES))]


def describe(drawn: shapes.Drawn, index: int) -> str:
    """What an image shows, and what its cue says, in a few words."""
    words = shapes.CLASSES[drawn.labels[index]]
    if drawn.second_labels[index] >= 0:
        words += f" and {shapes.CLASSES[drawn.second_labels[index]]}"
    return words if drawn.cues[index] < 0 else f"{words}; the cue says {shapes.CLASSES[drawn.cues[index]]}"


def _said(options: Options) -> float | None:
    if options.shortcut != "none":
        return options.agreement
    return {"any": None, "of the class": 1.0, "of another class": 0.0}[options.texture]
