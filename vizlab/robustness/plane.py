"""A plane through picture space with the picture in the middle: which class a network says at each place (a church window).

The first axis is an attack's direction, the second one at right angles to it; both move every value by about as much, so that
places of equal distance are changes of equal length. Source: Warde-Farley 2016, Adversarial Perturbations of Deep Neural
Networks, figure 11.1. To add a plane: a line in `PLANES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.robustness import rays
from vizlab.robustness.attacks.slope import scores
from vizlab.robustness.effort import affordable, multiply_adds

Array = NDArray[Any]
Image = Tensor | NDArray[np.float32]
SIDES, WORK = (11, 15, 21, 31, 41), 16_000_000_000  # places along a side; multiply-adds of a plane

LEANS = np.tan(np.radians(np.arange(-60, 61, 5)))  # of a straight cut across the plane


@dataclass(frozen=True)
class Plane:
    """steps (m,): along both axes, as a share of the range of pixels. answers, and how sure (m, m): rows for the second axis."""

    steps: Array
    answers: Array
    sure: Array

    @property
    def answer(self) -> int:
        """What the network says of the picture, in the middle."""
        return int(self.answers[len(self.steps) // 2, len(self.steps) // 2])

    @property
    def kept(self) -> float:
        """The share of the plane with that answer."""
        return float((self.answers == self.answer).mean())

    @property
    def half(self) -> tuple[float, float]:
        """How nearly the other answers fill a half-plane: the share of places on their side of the best straight cut, and where
        it crosses the first axis. The cut may lean by up to 60 degrees, and the picture keeps its answer.
        """
        other, along, across = self.answers != self.answer, self.steps[None, :], self.steps[:, None]
        cuts = self.steps[self.steps > 0]
        fits = [
            (float((other == (along + lean * across >= cut - 1e-12)).mean()), -abs(lean), float(cut))
            for lean in LEANS
            for cut in cuts
        ]
        share, _, cut = max(fits)
        return share, cut


def look(model: nn.Module, image: Image, kind: str, reach: float, seed: int = 0) -> Plane:
    """The plane of a kind in `PLANES` around an image (c, h, w), as far as `reach` either way, kept in [0, 1]."""
    image = _placed(model, image)
    first, second = _axes(model, image, kind, seed)
    side = affordable(multiply_adds(model, image), [side * side for side in SIDES], WORK)
    steps = np.linspace(-reach, reach, round(side**0.5))
    found = [_shares(model, image + float(down) * second, first, steps) for down in steps]
    shares = np.stack(found)
    return Plane(steps, shares.argmax(axis=-1), shares.max(axis=-1))


def place(model: nn.Module, image: Image, kind: str, across: float, down: float, seed: int = 0) -> tuple[Array, Array]:
    """The picture (c, h, w) at a place of the plane, and its class probabilities (n_classes,)."""
    image = _placed(model, image)
    first, second = _axes(model, image, kind, seed)
    there = (image + across * first + down * second).clamp(0, 1)
    return there.cpu().numpy(), scores(model, there[None]).softmax(1)[0].cpu().numpy()


def _axes(model: nn.Module, image: Tensor, kind: str, seed: int) -> tuple[Tensor, Tensor]:
    answer = int(scores(model, image[None])[0].argmax())
    first = PLANES[kind](model, image, answer, seed + 1)
    other = rays.at_random(model, image, answer, seed)
    second = other - first * (other * first).sum() / first.square().sum().clamp(min=1e-30)
    return first, second * (first.norm() / second.norm().clamp(min=1e-30))


def _shares(model: nn.Module, image: Tensor, direction: Tensor, steps: Array) -> Array:
    """Class probabilities along one row of the plane, (m, n_classes)."""
    return rays.along(model, image, direction, steps).shares


def _placed(model: nn.Module, image: Image) -> Tensor:
    return torch.as_tensor(image, device=next(model.parameters()).device)


PLANES: dict[str, Callable[..., Tensor]] = {"adversarial": rays.against, "random": rays.at_random}
