"""Straight lines through picture space: what a network says along image + e * direction, and where its answer ends.

A direction is a change of size 1 in Linf: +1 or -1 for every value, so that e is FGSM's size. Images are (c, h, w) in [0, 1].
To add a direction: a function `(model, image, label, seed) -> (c, h, w)` and a line in `DIRECTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.robustness.attacks.noise import signs
from vizlab.robustness.attacks.slope import scores, slope

Array = NDArray[np.float64]
PLACES = 33  # of a first look along a ray, and of the closer look where the answer changes


@dataclass(frozen=True)
class Ray:
    """sizes (k,): e at each place. scores (k, n_classes), before softmax."""

    sizes: Array
    scores: Array

    @property
    def shares(self) -> Array:
        """Class probabilities (k, n_classes)."""
        powers = np.exp(self.scores - self.scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    @property
    def answers(self) -> NDArray[np.int64]:
        """The class that the network says at each place, (k,)."""
        return np.asarray(self.scores.argmax(axis=1))


def against(model: nn.Module, image: Tensor, label: int, seed: int = 0) -> Tensor:
    """The direction that raises the loss of this class fastest: the sign of its gradient, FGSM's."""
    return slope(model, image[None], torch.tensor([label]))[0].sign()


def toward(model: nn.Module, image: Tensor, label: int, seed: int = 0) -> Tensor:
    """The direction that lowers the loss of this class fastest."""
    return -against(model, image, label)


def at_random(model: nn.Module, image: Tensor, label: int, seed: int = 0) -> Tensor:
    """Up or down for every value as a coin falls."""
    return signs(image[None], seed)[0]


def along(model: nn.Module, image: Tensor, direction: Tensor, sizes: Array, *, clipped: bool = True) -> Ray:
    """What the network says at image + e * direction for each e of `sizes`; clipped: brought back into [0, 1]."""
    e = torch.as_tensor(np.asarray(sizes, np.float32), device=image.device)
    places = image + e[:, None, None, None] * direction
    found = scores(model, places.clamp(0, 1) if clipped else places)
    return Ray(np.asarray(sizes, np.float64), found.double().cpu().numpy())


def smallest(model: nn.Module, image: Tensor, direction: Tensor, won: Callable[[Array], Array], most: float) -> float | None:
    """The smallest e at which `won` (scores (k, n_classes) -> (k,) bool) first holds, to most / 1024; None up to `most`.

    First seen at 33 places, then at 33 between two of them: a ray may leave its class, enter it again and leave once more.
    """
    low, high = 0.0, most
    for _ in range(2):
        found = along(model, image, direction, np.linspace(low, high, PLACES))
        at = np.flatnonzero(won(found.scores))
        if not len(at):
            return None
        first = int(at[0])
        low, high = float(found.sizes[max(first - 1, 0)]), float(found.sizes[first])
    return high


DIRECTIONS: dict[str, Callable[..., Tensor]] = {
    "against the answer": against,
    "random": at_random,
}
