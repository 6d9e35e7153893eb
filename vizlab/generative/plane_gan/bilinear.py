"""The smallest game of two: x wants x · y small, y wants it large; how each kind of play goes about the equilibrium, (0, 0).

To add a way of playing: a function of (x, y, step size a) -> the next (x, y), and one line in `PLAYS`.
Source: Goodfellow 2016, arXiv:1701.00160, section 8.2; Gidel et al. 2018, arXiv:1802.10551, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vizlab.recipes import Knob

Pair = tuple[float, float]


def simultaneous(x: float, y: float, a: float) -> Pair:
    """Both step at once, down and up their own slope: the radius grows by √(1 + a²) each time."""
    return x - a * y, y + a * x


def alternating(x: float, y: float, a: float) -> Pair:
    """y answers the x that has already moved: it goes round for ever, neither in nor out."""
    moved = x - a * y
    return moved, y + a * moved


def extragradient(x: float, y: float, a: float) -> Pair:
    """Both look one step ahead and take the slope from there: the radius shrinks by √(1 - a² + a⁴) while a < 1."""
    ahead_x, ahead_y = simultaneous(x, y, a)
    return x - a * ahead_y, y + a * ahead_x


def path(play: str, a: float, angle: float, steps: int) -> NDArray[np.float64]:
    """The way (steps + 1, 2) from the circle of radius 1 at this angle (degrees)."""
    points = [(math.cos(math.radians(angle)), math.sin(math.radians(angle)))]
    for _ in range(steps):
        points.append(PLAYS[play](*points[-1], a))
    return np.array(points)


def averaged(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of all places so far (k, 2) of a way (k, 2)."""
    return np.cumsum(points, axis=0) / np.arange(1, len(points) + 1)[:, None]


def paths(a: float, angle: float, steps: int) -> dict[str, NDArray[np.float64]]:
    """The way of each kind of play, and the running mean of the alternating one."""
    found = {play: path(play, a, angle, steps) for play in PLAYS}
    return found | {AVERAGE: averaged(found["alternating"])}


def radii(a: float, angle: float, steps: int) -> dict[str, list[tuple[float, float]]]:
    """Distance from (0, 0) after each step, for each of `paths`."""
    return {name: list(enumerate(np.linalg.norm(way, axis=1).tolist())) for name, way in paths(a, angle, steps).items()}


def measured(way: NDArray[np.float64]) -> float:
    """What the radius of a way (k, 2) was multiplied by, a step, on geometric average."""
    first, last = np.linalg.norm(way[[0, -1]], axis=1)
    return float((last / first) ** (1 / (len(way) - 1)))


def growth(play: str, a: float) -> float:
    """What the radius is multiplied by each step, exactly; of alternating play on average."""
    return {"simultaneous": math.sqrt(1 + a * a), "extragradient": math.sqrt(1 - a * a + a**4)}.get(play, 1.0)


AVERAGE = "mean of alternating"
PLAYS: dict[str, Callable[[float, float, float], Pair]] = {
    "simultaneous": simultaneous,
    "alternating": alternating,
    "extragradient": extragradient,
}
KNOBS: dict[str, Knob] = {
    "bilinear_a": Knob(0.01, 0.9, "Length of each step.", (0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.9)),
    "bilinear_angle": Knob(0, 330, "Where on the circle of radius 1 the game begins, degrees.", tuple(range(0, 360, 30))),
    "bilinear_steps": Knob(10, 400, "Steps of both players.", (10, 30, 60, 100, 200, 400)),
}
