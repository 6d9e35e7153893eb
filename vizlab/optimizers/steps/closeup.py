"""One step close up: the arrows that it is made of, at their true lengths, and the ground around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import Surface, heights
from vizlab.optimizers.steps.walk import Walk

Array = NDArray[np.float64]
GRID, ROOM = 41, 0.62  # points along a side; half the side, in extents of the arrows
LONGER = 1.2  # than the longest step: it stays to be seen under one in its direction
DOWNHILL, ALONE, ADDED, TAKEN = "downhill", "the step without a memory", "what memory adds", "the step taken"
LOOKED, BEHIND = "the gradient is taken here", "where the look-ahead started"


@dataclass(frozen=True)
class CloseUp:
    """Ground (h, w) at y (h,) and x (w,); arrows: name -> (2, 2), from and to; marks: name -> (2,)."""

    x: Array
    y: Array
    ground: Array
    arrows: dict[str, Array]
    marks: dict[str, Array]

    @property
    def side(self) -> float:
        """How wide the square is."""
        return float(self.x[-1] - self.x[0])


def look_closely(surface: Surface, walk: Walk, step: int) -> CloseUp:
    """The step-th step (from 1) of a walk. `DOWNHILL` shows only where to: its length means nothing."""
    here, gradient = walk.points[step - 1], walk.gradients[step - 1]
    alone, taken = here + walk.first_moves[step - 1], here + walk.moves[step - 1]
    arrows = {ALONE: np.array([here, alone]), ADDED: np.array([alone, taken])} if walk.memories.shape[1] else {}
    arrows[TAKEN] = np.array([here, taken])
    reach = max(float(np.linalg.norm(arrow[1] - arrow[0])) for arrow in arrows.values())
    looked, steepness = walk.looked[step - 1], float(np.linalg.norm(gradient))
    arrows = {DOWNHILL: np.array([looked, looked - LONGER * reach * gradient / (steepness or 1.0)]), **arrows}
    marks = _marks(walk, step)
    x, y = _square(np.vstack([*arrows.values(), *(place[None] for place in marks.values())]))
    return CloseUp(x, y, heights(surface, np.stack(np.meshgrid(x, y), axis=-1)), arrows, marks)


def _marks(walk: Walk, step: int) -> dict[str, Array]:
    """Where the gradient is taken, if elsewhere; Nesterov's rule stands where it looks: there, where its other form stands."""
    here, looked = walk.points[step - 1], walk.looked[step - 1]
    if walk.optimizer == "Nesterov":
        return {BEHIND: here + walk.lr * walk.settings["momentum"] * walk.memories[step - 1, 0]}
    return {} if (here == looked).all() else {LOOKED: looked}


def _square(points: Array) -> tuple[Array, Array]:
    """The sides of a square around points (n, 2)."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = ROOM * max(float((high - low).max()), 1e-9 * max(float(np.abs(points).max()), 1.0))
    middle = (low + high) / 2
    return tuple(np.linspace(middle[axis] - half, middle[axis] + half, GRID) for axis in range(2))  # type: ignore[return-value]
