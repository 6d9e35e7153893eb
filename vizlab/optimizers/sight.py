"""What the optimizers see of a surface: in turned axes if they are turned, with noise, clipped, all only if asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.landscapes import Surface, heights, slopes
from vizlab.landscapes.complex_step import swift_hessians
from vizlab.landscapes.surface import Sloped

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Conditions:
    """What holds for all racers alike. angle: degrees by which the axes that they see are turned against x and y.

    schedule: one of `SCHEDULES`. clip: the longest a gradient may be, 0 for no limit. noise: standard deviation of what is added
    to each coordinate of each gradient, the same for all racers; seed: of that, and of the tries of those that search.
    weight_decay: λ of the term ½ λ ‖w‖² whose gradient is added; AdamW takes it beside its step instead.
    """

    angle: float = 0.0
    schedule: str = "constant"
    clip: float = 0.0
    noise: float = 0.0
    seed: int = 0
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        """Errors: `VizlabError` for what makes no race."""
        for name in ("clip", "noise", "weight_decay"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise VizlabError(f"{name} must be a number from 0 on; got {value!r}.")


class Sight:
    """A surface, as it is seen from the axes of the optimizers; all points, steps and gradients are in these."""

    def __init__(self, surface: Surface, conditions: Conditions) -> None:
        """See `Conditions`."""
        self.surface, self.conditions = surface, conditions
        self.axes = turned_axes(conditions.angle)
        self.random = np.random.default_rng(conditions.seed)

    def enter(self, points: Array) -> Array:
        """From x and y to the turned axes."""
        return points @ self.axes.T if self.conditions.angle else points

    def leave(self, points: Array) -> Array:
        """From the turned axes to x and y."""
        return points @ self.axes if self.conditions.angle else points

    def slopes(self, points: Array) -> tuple[Array, Array]:
        """Losses (...), and the gradients (..., 2) as they are seen."""
        losses, gradients = slopes(self.surface, self.leave(points))
        gradients = self.enter(gradients)
        if self.conditions.noise:
            gradients = gradients + self.random.normal(0.0, self.conditions.noise, points.shape[-1])
        return losses, clipped(gradients, self.conditions.clip) if self.conditions.clip else gradients

    def heights(self, points: Array) -> Array:
        """Losses (...) only; with slopes where these are written out, for in numpy that is quicker than without in torch."""
        if isinstance(self.surface.height, Sloped):
            return slopes(self.surface, self.leave(points))[0]
        return heights(self.surface, self.leave(points))

    def hessians(self, points: Array) -> Array:
        """Second derivatives (..., 2, 2)."""
        found = swift_hessians(self.surface, self.leave(points))
        return self.axes @ found @ self.axes.T if self.conditions.angle else found

    def look(
        self, needs: tuple[str, ...], points: Array, losses: Array, random: np.random.Generator, tries: int
    ) -> dict[str, Any]:
        """What an optimizer needs beyond the gradient at points (..., 2) with these losses (...)."""
        return {name: LOOKS[name](self, points, losses, random, tries) for name in needs}


def clipped(gradients: Array, limit: float) -> Array:
    """Gradients (..., 2) of at most this length, their directions kept, as `torch.nn.utils.clip_grad_norm_` does it."""
    lengths = np.sqrt((gradients * gradients).sum(axis=-1, keepdims=True))
    found: Array = gradients * np.minimum(1.0, limit / (lengths + 1e-6))
    return found


def turned_axes(angle: float) -> Array:
    """The two axes (rows) after a turn by `angle` degrees to the left."""
    radians = math.radians(angle)
    return np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]])


LOOKS: dict[str, Any] = {  # what an optimizer may need -> how it is seen
    "point": lambda sight, points, losses, random, tries: points,
    "hessian": lambda sight, points, losses, random, tries: sight.hessians(points),
    "change": lambda sight, points, losses, random, tries: (
        lambda steps: sight.heights(points[..., None, :] + steps) - losses[..., None]
    ),
    "draws": lambda sight, points, losses, random, tries: random.normal(size=(tries, 2, points.shape[-1])),
}
