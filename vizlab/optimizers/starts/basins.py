"""Basins: where each of many starts ends under one optimizer, by the measures of a race.

All starts are one batch. A start is followed no further once its fate is known: it has stayed within `NEAR` of a minimum for
`HOLD` steps, or it is `FAR` sides of the window away, or no number. What a race says differs only for one that comes back from
there, and for one that runs downhill until it is no number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.landscapes import Surface, heights, slopes
from vizlab.optimizers.outcome import NEAR
from vizlab.optimizers.rules import GRADIENT_RULES, Walker

HOLD, FAR = 100, 1000.0
CHECK = 25  # steps between two looks at who is done
CHUNK = 16384  # starts that are walked together: what they need stays in the processor's cache
MOST_STARTS, MOST_BASIN_STEPS = 512, 2000
GONE = tuple(f"downhill off the {edge}" for edge in ("left", "right", "bottom", "top"))
FLEW, UNDER_WAY = "flew off", "not arrived"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fates:
    """What became of n starts. fate (n,): index into `names`. step (n,): when it arrived, -1 if it did not.

    loss (n,): the last height. start, end (n, 2): the first and the last point that was followed, if it is a number.
    """

    names: tuple[str, ...]
    start: Array
    fate: NDArray[np.int16]
    step: NDArray[np.int16]
    loss: Array
    end: Array

    @property
    def minima(self) -> int:
        """How many of the names are minima; they come first."""
        return len(self.names) - len(GONE) - 2

    def shares(self) -> Array:
        """The part of all starts with each fate, in [0, 1], in the order of the names."""
        return np.bincount(self.fate, minlength=len(self.names)) / len(self.fate)


def fate_names(surface: Surface) -> tuple[str, ...]:
    """What can become of a start: the minima of the window, the edges, flown off, not arrived."""
    return (*(f"minimum at ({x:.3g}, {y:.3g})" for x, y in surface.places("minimum")), *GONE, FLEW, UNDER_WAY)


def grid_starts(surface: Surface, n: int) -> Array:
    """Starts (n · n, 2), the centres of the squares that n cuts along each side make, row by row from the bottom."""
    x, y = (_centres(span, n) for span in (surface.x, surface.y))
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def basin_map(surface: Surface, optimizer: str, lr: float, n: int, *, steps: int, momentum: float = 0.9) -> Fates:
    """The fates of n · n starts that fill the window (see `grid_starts`). Errors: as `fates`."""
    if not 1 <= n <= MOST_STARTS:
        raise VizlabError(f"A basin map has 1 to {MOST_STARTS} starts along a side; got {n!r}.")
    return fates(surface, optimizer, lr, grid_starts(surface, n), steps=steps, momentum=momentum)


def fates(surface: Surface, optimizer: str, lr: float, starts: Array, *, steps: int, momentum: float = 0.9) -> Fates:
    """What becomes of starts (n, 2) within so many steps. Errors: `VizlabError` for values that make no walk."""
    if optimizer not in GRADIENT_RULES:
        raise VizlabError(f"The optimizer must be one of {', '.join(GRADIENT_RULES)}; got {optimizer!r}.")
    if not (np.isfinite(lr) and lr > 0):
        raise VizlabError(f"The learning rate must be above 0; got {lr!r}.")
    if not 1 <= steps <= MOST_BASIN_STEPS:
        raise VizlabError(f"A basin map has 1 to {MOST_BASIN_STEPS:,} steps; got {steps!r}.")
    parts = []
    for first in range(0, len(starts), CHUNK):
        walk = _Walk(surface, starts[first : first + CHUNK])
        walker = Walker(GRADIENT_RULES[optimizer], walk.here.shape, lr, {"momentum": momentum})
        parts.append(walk.run(walker, steps))
    fate, step, loss, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Fates(fate_names(surface), starts, fate, step, loss, end)


class _Walk:
    """One chunk of starts under way; `rows` are the starts that are still followed, `here` where they are."""

    def __init__(self, surface: Surface, starts: Array) -> None:
        self.surface, self.starts, self.here = surface, starts, np.array(starts, dtype=np.float64)
        self.rows = np.arange(len(starts))
        self.minima = np.asarray(surface.places("minimum"), dtype=np.float64).reshape(-1, 2)
        self.centre = np.array([sum(surface.x) / 2, sum(surface.y) / 2])
        # when the present stay at a minimum began, -1 for who is at none; and at which
        self.since = np.full(len(starts), -1)
        self.place = np.full(len(starts), -1)
        # where the last look found who is followed
        self.last = self.here
        self.end, self.lost = self.here.copy(), np.zeros(len(starts), dtype=bool)

    def run(self, walker: Walker, steps: int) -> tuple[NDArray[np.int16], NDArray[np.int16], Array, Array]:
        """Fates, steps of arrival, last heights, last points of all starts of the chunk."""
        trail = np.empty((CHECK, *self.here.shape))
        with np.errstate(all="ignore"):  # who diverges does so in silence, and is then told of
            self._look(self.here[None], 0)
            for t in range(1, steps + 1):
                self.here = self.here + walker.advance(slopes(self.surface, self.here)[1])
                trail[(t - 1) % CHECK] = self.here
                if t % CHECK == 0 or t == steps:
                    self._look(trail[: (t - 1) % CHECK + 1], t)
                    trail = self._drop(walker, trail, t)
                    if not len(self.rows):
                        break
            return self._verdicts()

    def _look(self, trail: Array, t: int) -> None:
        """Note who is at a minimum now, and since when: trail (k, rows, 2) are the places at steps t - k + 1 to t."""
        self._reach(trail)
        if not len(self.minima):
            return
        nearest, away = _nearest(self.here, self.minima)
        at = np.flatnonzero(away <= NEAR * self.surface.side)
        stays = np.linalg.norm(trail[:, at] - self.minima[nearest[at]], axis=2) <= NEAR * self.surface.side
        began = t + 1 - np.where(stays.all(axis=0), len(stays), stays[::-1].argmin(axis=0))
        rows = self.rows[at]
        whole = stays.all(axis=0) & (self.since[rows] >= 0)
        since, self.since[self.rows] = self.since[rows].copy(), -1
        self.since[rows] = np.where(whole, since, began)
        self.place[rows] = nearest[at]

    def _reach(self, trail: Array) -> None:
        """Note how far everyone came; who is too far now, to the first place that was, or to the last that is a number."""
        self.end[self.rows] = self.here
        out = np.flatnonzero(self._is_far())
        gone = ~(np.abs(trail[:, out] - self.centre) <= FAR * self.surface.side).all(axis=2)
        at = gone.argmax(axis=0)
        reached = trail[at, out]
        before = np.where((at == 0)[:, None], self.last[out], trail[at - 1, out])
        sound = np.isfinite(reached).all(axis=1)
        self.end[self.rows[out]] = np.where(sound[:, None], reached, before)
        self.lost[self.rows[out]] = ~sound
        self.last = self.here

    def _is_far(self) -> NDArray[np.bool_]:
        """Who is too far, or no number; by columns, which takes a tenth of the time."""
        x, y = (np.abs(self.here[:, axis] - self.centre[axis]) <= FAR * self.surface.side for axis in (0, 1))
        inside: NDArray[np.bool_] = x & y
        return ~inside

    def _drop(self, walker: Walker, trail: Array, t: int) -> Array:
        """Follow no further whose fate is known; the trail, as wide as what is left."""
        since = self.since[self.rows]
        keep = ~self._is_far() & ((since < 0) | (t - since < HOLD))
        if keep.all():
            return trail
        self.rows, self.here, self.last = self.rows[keep], self.here[keep], self.last[keep]
        walker.keep(keep)
        return np.empty((CHECK, *self.here.shape))

    def _verdicts(self) -> tuple[NDArray[np.int16], NDArray[np.int16], Array, Array]:
        m, arrived = len(self.minima), self.since >= 0
        loss = heights(self.surface, self.end)
        beyond = _beyond(self.surface, self.end)
        out = beyond.max(axis=1) > 0
        flew = (out & ~(loss <= heights(self.surface, self.starts))) | (self.lost & ~out)
        fate = np.where(out, m + beyond.argmax(axis=1), m + len(GONE) + 1)
        fate = np.where(flew, m + len(GONE), np.where(arrived & ~out, self.place, fate))
        return fate.astype(np.int16), np.where(arrived & ~out, self.since, -1).astype(np.int16), loss, self.end


def _centres(span: tuple[float, float], n: int) -> Array:
    low, high = span
    return low + (high - low) * (np.arange(n) + 0.5) / n


def _nearest(points: Array, minima: Array) -> tuple[NDArray[np.int64], Array]:
    """The index (n,) of the minimum nearest to each point, and how far it is; one minimum after the other, to save memory."""
    index, least = np.zeros(len(points), dtype=np.int64), np.full(len(points), np.inf)
    for i, minimum in enumerate(minima):
        away = ((points - minimum) ** 2).sum(axis=1)
        closer = away < least
        index[closer], least[closer] = i, away[closer]
    return index, np.sqrt(least)


def _beyond(surface: Surface, points: Array) -> Array:
    """How far (n, 4) points lie outside of the left, right, lower and upper edge."""
    x, y = points.T
    return np.column_stack([surface.x[0] - x, x - surface.x[1], surface.y[0] - y, y - surface.y[1]])
