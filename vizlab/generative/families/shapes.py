"""Distributions in the plane whose density is known exactly: many small Gaussians strung along a shape.

To add one: a function -> centres (k, 2) and standard deviations (k,), and one line in `SHAPES`. All lie within the square
[-EDGE, EDGE]², but for a share far below a thousandth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

EDGE = 3.0
CHUNK = 2000  # points at a time

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mixture:
    """Equally weighted round Gaussians: centres (k, 2), standard deviations (k,)."""

    centres: Array
    spreads: Array

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        """Points (n, 2)."""
        chosen = rng.integers(len(self.centres), size=n)
        return self.centres[chosen] + self.spreads[chosen, None] * rng.standard_normal((n, 2))

    def log_density(self, points: NDArray[np.floating]) -> Array:
        """log p(x), nats, of points (n, 2): (n,)."""
        return np.concatenate([self._log_density(np.asarray(part, np.float64)) for part in _chunks(points)])

    def _log_density(self, points: Array) -> Array:
        gaps = ((points[:, None] - self.centres) ** 2).sum(axis=2)
        logs = -gaps / (2 * self.spreads**2) - np.log(2 * math.pi * self.spreads**2)
        highest = logs.max(axis=1)
        found: Array = highest + np.log(np.exp(logs - highest[:, None]).mean(axis=1))
        return found


def _chunks(points: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    return [points[start : start + CHUNK] for start in range(0, max(len(points), 1), CHUNK)]


@cache
def shape(name: str) -> Mixture:
    """The distribution of this name. Errors: `VizlabError` for an unknown one."""
    if name not in SHAPES:
        raise VizlabError(f"The points must be one of {', '.join(SHAPES)}; got {name!r}.")
    return SHAPES[name]()


def draws(name: str, n: int, seed: int, part: int) -> NDArray[np.float32]:
    """n points (n, 2) of the shape, always the same for a seed and a part (0: to learn from, 1: held out, 2: once more)."""
    return shape(name).draw(n, np.random.default_rng([seed, part])).astype(np.float32)


def spiral() -> Mixture:
    """Two arms of a turn each."""
    along = np.sqrt(np.linspace(0.06, 1, 160))
    arm = 2.4 * along[:, None] * _turned(2.0 * math.pi * along)
    return _equal(np.concatenate([arm, -arm]), 0.1)


def moons() -> Mixture:
    """Two half circles, each reaching into the other."""
    angle = np.linspace(0, math.pi, 80)
    upper = 1.5 * _turned(angle) + (-0.75, -0.375)
    return _equal(np.concatenate([upper, -upper]), 0.13)


def ring() -> Mixture:
    """Eight Gaussians on a circle."""
    return _equal(2.0 * _turned(2 * math.pi * np.arange(8) / 8), 0.15)


def grid() -> Mixture:
    """Five rows of five Gaussians."""
    line = np.linspace(-2, 2, 5)
    return _equal(np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2), 0.12)


def pinwheel() -> Mixture:
    """Five bent arms that grow wider outwards."""
    radius = np.linspace(0.5, 2.3, 40)
    arms = [radius[:, None] * _turned(2 * math.pi * arm / 5 + 0.7 * radius) for arm in range(5)]
    return Mixture(np.concatenate(arms), np.tile(0.04 + 0.09 * radius, 5))


def _turned(angle: Array) -> Array:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _equal(centres: Array, spread: float) -> Mixture:
    return Mixture(np.asarray(centres, np.float64), np.full(len(centres), spread))


SHAPES: dict[str, Callable[[], Mixture]] = {
    "spiral": spiral,
    "pinwheel": pinwheel,
    "ring": ring,
    "moons": moons,
    "grid": grid,
}
