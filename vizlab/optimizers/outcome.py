"""How a path ended, by measures and not by eye. Distances are shares of the window's shorter side.

The criteria, tried in this order:
flew off: the next point is no number, or the path ends outside the map and higher than it started.
ran off downhill: it ends outside the map, lower than it started.
arrived: it ends within `NEAR` of a minimum and has been there since the step given.
stuck: over its last tenth it moved less than `STILL`; at a saddle if within `NEAR` of one, on a plateau if up to `AROUND`
away the height changes by less than `FLAT` of what it does on the whole map.
oscillating: more than half of its last `LAST` steps turn by more than a right angle.
circling: it comes back to where it was a period ago, and so through the last two periods (see `_period`), without coming closer.
still moving: none of these.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import Surface, heights, sample_grid

NEAR, STILL, AROUND, FLAT, LAST = 0.01, 0.005, 0.1, 0.001, 20
LONGEST = 200  # steps of a period that is looked for
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """verdict: one of `VERDICTS`. step: when it came to that, if it did. distance: to the nearest minimum, None without one.

    left: the step that took it off the map for good, and by which edge.
    """

    verdict: str
    step: int | None
    distance: float | None
    left: tuple[int, str] | None

    @property
    def sentence(self) -> str:
        """The verdict, with when and where."""
        if self.left:
            return f"{self.verdict}: off the map at the {self.left[1]}, step {self.left[0]}"
        return self.verdict if self.step is None else f"{self.verdict} at step {self.step}"


def judge(surface: Surface, points: Points, losses: Points, away: Points | None, *, lost: bool) -> Outcome:
    """The outcome of a path of points (k + 1, 2) with these losses and distances from the nearest minimum, if there is one.

    lost: the point after the last is no number.
    """
    gone = _left(surface, points)
    distance = None if away is None else float(away[-1])
    if lost or (gone and losses[-1] > losses[0]):
        return Outcome("flew off", len(points) if lost else None, distance, gone)
    if gone:
        return Outcome("ran off downhill", None, distance, gone)
    if away is not None and away[-1] <= NEAR * surface.side:
        return Outcome("arrived", _since(away <= NEAR * surface.side), distance, None)
    return Outcome(_unfinished(surface, points), None, distance, None)


def _unfinished(surface: Surface, points: Points) -> str:
    """What keeps a path inside the map from a minimum."""
    if _moved(points) < STILL * surface.side:
        saddles = distances(points[-1:], surface.places("saddle"))
        if saddles is not None and saddles[-1] <= NEAR * surface.side:
            return "stuck at a saddle"
        if _is_flat(surface, points[-1]):
            return "stuck on a plateau"
    moves = np.diff(points, axis=0)[-LAST:]
    turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    if len(turns) and turns.mean() > 0.5:
        return "oscillating"
    return "circling" if _period(surface, points) else "still moving"


def _period(surface: Surface, points: Points) -> int | None:
    """The shortest period of a closed orbit that the path ends in, if it does.

    A period p holds if each of the last p points is nearer than `STILL` or 0.6 steps to that of p steps before, and each of
    these to its own; if the path is wider than 4 such gaps; and if its width does not shrink by more than a hundredth.
    """
    moves = np.linalg.norm(np.diff(points[-2 * LONGEST :], axis=0), axis=1)
    gap = max(STILL * surface.side, 0.6 * float(moves.max())) if len(moves) else math.inf
    for p in range(3, min(LONGEST, len(points) // 3) + 1):
        last, before, first = points[-p:], points[-2 * p : -p], points[-3 * p : -2 * p]
        if np.linalg.norm(last[-1] - before[-1]) < gap and _repeat(last, before, gap) and _repeat(before, first, gap):
            wide, was = float(np.ptp(last, axis=0).max()), float(np.ptp(before, axis=0).max())
            return p if wide > 4 * gap and wide > 0.99 * was else None
    return None


def _repeat(one: Points, other: Points, gap: float) -> bool:
    """Whether two stretches of a path are nowhere further apart than the gap."""
    return bool(np.linalg.norm(one - other, axis=1).max() < gap)


def _moved(points: Points) -> float:
    """How far the last tenth of the path leads."""
    return float(np.linalg.norm(points[-1] - points[-1 - max(len(points) // 10, 1) :][0]))


def _is_flat(surface: Surface, point: Points) -> bool:
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = point + AROUND * surface.side * np.column_stack([np.cos(angles), np.sin(angles)])
    return float(np.ptp(heights(surface, ring))) < FLAT * float(np.ptp(sample_grid(surface, 21)[2]))


def distances(points: Points, places: list[tuple[float, float]]) -> Points | None:
    """From each point (..., 2) to the nearest of the places (...)."""
    if not places:
        return None
    x, y = points[..., 0], points[..., 1]
    with np.errstate(over="ignore"):  # from beyond 1e154 the distance is infinite
        found = (x - places[0][0]) ** 2 + (y - places[0][1]) ** 2
        for left, low in places[1:]:
            np.minimum(found, (x - left) ** 2 + (y - low) ** 2, out=found)
    return np.sqrt(found)


def _since(true: NDArray[np.bool_]) -> int:
    """The index from which on all are true; the last must be."""
    return len(true) - int(np.argmin(true[::-1])) if not true.all() else 0


def _left(surface: Surface, points: Points) -> tuple[int, str] | None:
    """The step after which the path is outside the window for good, and the edge that it crossed most."""
    beyond = np.column_stack(
        [
            surface.x[0] - points[:, 0],
            points[:, 0] - surface.x[1],
            surface.y[0] - points[:, 1],
            points[:, 1] - surface.y[1],
        ]
    )
    outside = beyond.max(axis=1) > 0
    if not outside[-1]:
        return None
    step = _since(outside)
    return step, ("left", "right", "bottom", "top")[int(beyond[step].argmax())]


VERDICTS: dict[str, str] = {
    "arrived": "within a hundredth of the map of a minimum, to the end",
    "still moving": "none of the others: more steps may help",
    "oscillating": "more than half of the last twenty steps turn back",
    "circling": "round and round on a closed orbit, coming no closer",
    "stuck at a saddle": "standing still beside a saddle point",
    "stuck on a plateau": "standing still where it is flat for a tenth of the map around",
    "ran off downhill": "off the map, lower than the start",
    "flew off": "off the map and higher than the start, or out of the numbers",
}
