"""Many optimizers over one surface, each from one start or from many, all advanced together by one batched gradient a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import Surface
from vizlab.optimizers.rules import Walker
from vizlab.optimizers.schedules import Pacer
from vizlab.optimizers.sight import Conditions, Sight

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Tracks:
    """Where n optimizers went in k steps: points (k + 1, n, ..., 2) in x and y, losses (k + 1, n, ...).

    factors (k, n, ...): what each learning rate was multiplied by. Numbers may be infinite or none after a path diverged.
    """

    points: Array
    losses: Array
    factors: Array


def march(surface: Surface, walkers: Sequence[Walker], starts: Array, steps: int, conditions: Conditions) -> Tracks:
    """The tracks of n walkers from starts (n, ..., 2); each walker must have been made for the shape (..., 2)."""
    sight, pacer = Sight(surface, conditions), Pacer(conditions.schedule, steps, starts.shape[:-1])
    gaze = _Gaze(sight, walkers)
    points, losses = np.empty((steps + 1, *starts.shape)), np.empty((steps + 1, *starts.shape[:-1]))
    factors, here = np.ones((steps, *starts.shape[:-1])), sight.enter(np.array(starts, dtype=np.float64))
    moves = np.empty(starts.shape)
    with np.errstate(all="ignore"):  # a path that diverges does so in silence, and is then told of
        for t in range(steps + 1):
            points[t] = here
            losses[t], gradients = gaze.slopes(here)
            if t < steps:
                factors[t] = factor = pacer.advance(losses[t])
                gaze.advance(here, losses[t], gradients, factor, moves)
                here = here + moves
        points = sight.leave(points)
    points[0] = starts  # as given, to the last bit
    return Tracks(points, losses, factors)


class _Gaze:
    """The walkers, and who of them looks where."""

    def __init__(self, sight: Sight, walkers: Sequence[Walker]) -> None:
        self.sight, self.walkers = sight, walkers
        self.ahead = [i for i, walker in enumerate(walkers) if walker.optimizer.ahead is not None]
        self.decayed = [i for i, walker in enumerate(walkers) if "weight_decay" not in walker.optimizer.settings]
        # each its own, so that nobody's tries depend on who else takes part
        self.random = [np.random.default_rng([sight.conditions.seed, 1]) for _ in walkers]

    def slopes(self, here: Array) -> tuple[Array, Array]:
        """Losses at the points, and each gradient where its walker looks, both from one call."""
        if self.ahead:
            places = [here, *((here[i] + self.walkers[i].ahead())[None] for i in self.ahead)]
            losses, gradients = self.sight.slopes(np.concatenate(places))
            gradients[self.ahead] = gradients[len(here) :]
            losses, gradients = losses[: len(here)], gradients[: len(here)]
        else:
            losses, gradients = self.sight.slopes(here)
        if decay := self.sight.conditions.weight_decay:
            gradients[self.decayed] += decay * here[self.decayed]
        return losses, gradients

    def advance(self, here: Array, losses: Array, gradients: Array, factor: float | Array, moves: Array) -> None:
        """Fill in the moves (n, ..., 2)."""
        own = isinstance(factor, np.ndarray)
        for i, walker in enumerate(self.walkers):
            pace = factor[i][..., None] if own else factor  # type: ignore[index]
            needs = walker.optimizer.needs
            if needs:
                seen = self.sight.look(needs, here[i], losses[i], self.random[i], walker.optimizer.tries)
                moves[i] = walker.advance(gradients[i], pace, **seen)
            else:
                moves[i] = walker.advance(gradients[i], pace)
