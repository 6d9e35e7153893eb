"""The scores of a network along a straight line through a picture, how far its answer reaches, and how many pieces they have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.robustness import rays
from vizlab.robustness.attacks.slope import answers
from vizlab.robustness.effort import affordable, multiply_adds
from vizlab.robustness.pieces import is_of_pieces, pieces

Image = Tensor | NDArray[np.float32]
PLACES, WORK = (33, 65, 129), 6_000_000_000  # on a line, always a place more than a power of two; multiply-adds of a line


@dataclass(frozen=True)
class Line:
    """ray: from -most to most, the picture in the middle. answer: there. pieces: linear ones, seen at these places and at every
    other one, which finds nearly as many if the places are dense enough; None for a network with smooth units.
    """

    ray: rays.Ray
    answer: int
    pieces: tuple[int, int] | None

    @property
    def kept(self) -> tuple[float, float]:
        """The first and the last place next to the picture up to which the answer is the same."""
        same = self.ray.answers == self.answer
        middle = len(same) // 2
        after, before = np.flatnonzero(~same[middle:]), np.flatnonzero(~same[middle::-1])
        right = middle + (int(after[0]) - 1 if len(after) else middle)
        left = middle - (int(before[0]) - 1 if len(before) else middle)
        return float(self.ray.sizes[left]), float(self.ray.sizes[right])

    @property
    def beyond(self) -> float | None:
        """The share of places beyond the first other answer, forward, that have another answer too; None if there is none."""
        other = (self.ray.answers != self.answer)[len(self.ray.sizes) // 2 :]
        first = np.flatnonzero(other)
        return float(other[first[0] :].mean()) if len(first) else None


def look(model: nn.Module, image: Image, way: str, most: float, seed: int = 0) -> Line:
    """The line through an image (c, h, w) along a direction of `rays.DIRECTIONS`; values may leave [0, 1], or it would bend."""
    image = torch.as_tensor(image, device=next(model.parameters()).device)
    answer = int(answers(model, image[None])[0])
    direction = rays.DIRECTIONS[way](model, image, answer, seed)
    sizes = np.linspace(-most, most, affordable(multiply_adds(model, image), PLACES, WORK))
    ray = rays.along(model, image, direction, sizes, clipped=False)
    found = (pieces(model, image, direction, sizes), pieces(model, image, direction, sizes[::2])) if is_of_pieces(model) else None
    return Line(ray, answer, found)
