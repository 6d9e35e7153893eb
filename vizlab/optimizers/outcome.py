"""How a path ended, by measures and not by eye. Distances are shares of the window's shorter side.

The criteria, tried in this order:
flew off: the next point is no number, or the path ends outside the map and higher than it started.
ran off downhill: it ends outside the map, lower than it started.
arrived: it ends within `NEAR` of a minimum and has been there since the step given.
stuck: over its last tenth it moved less than `STILL`; at a saddle if within `NEAR` of one, on a plateau if up to `AROUND`
away the height changes by less than `FLAT` of what it does on the whole map.
oscillating: more than half of its last `LAST` steps turn by more than a right angle.
still moving: none of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import Surface, heights, sample_grid

NEAR, STILL, AROUND, FLAT, LAST = 0.01, 0.005, 0.1, 0.001, 20
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


def judge(surface: Surface, points: Points, losses: Points, *, lost: bool) -> Outcome:
    """The outcome of a path of points (k + 1, 2) with these losses. lost: the point after the last is no number."""
    gone, away = _left(surface, points), _distances(points, surface.places("minimum"))
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
        saddles = _distances(points[-1:], surface.places("saddle"))
        if saddles is not None and saddles[-1] <= NEAR * surface.side:
            return "stuck at a saddle"
        if _is_flat(surface, points[-1]):
            return "stuck on a plateau"
    moves = np.diff(points, axis=0)[-LAST:]
    turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    return "oscillating" if len(turns) and turns.mean() > 0.5 else "still moving"


def _moved(points: Points) -> float:
    """How far the last tenth of the path leads."""
    return float(np.linalg.norm(points[-1] - points[-1 - max(len(points) // 10, 1) :][0]))


def _is_flat(surface: Surface, point: Points) -> bool:
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = point + AROUND * surface.side * np.column_stack([np.cos(angles), np.sin(angles)])
    return float(np.ptp(heights(surface, ring))) < FLAT * float(np.ptp(sample_grid(surface, 21)[2]))


def _distances(points: Points, places: list[tuple[float, float]]) -> Points | None:
    """From each point to the nearest of the places."""
    if not places:
        return None
    found: Points = np.linalg.norm(points[:, None] - np.asarray(places)[None], axis=2).min(axis=1)
    return found


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
    "stuck at a saddle": "standing still beside a saddle point",
    "stuck on a plateau": "standing still where it is flat for a tenth of the map around",
    "ran off downhill": "off the map, lower than the start",
    "flew off": "off the map and higher than the start, or out of the numbers",
}
