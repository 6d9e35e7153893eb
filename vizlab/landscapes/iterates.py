"""A map applied to its own result again and again, as a recurrent network does: where it repels, its slope grows like a power.

The map is a recurrent unit, h ← tanh(x h + y), begun at h = `FIRST`; x is its weight, y its bias.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vizlab.landscapes.surface import Array

FIRST = 0.5


def iterated(x: Array, y: Array, turns: int) -> tuple[Array, Array, Array]:
    """The unit's state after so many turns, and its derivatives along x and y."""
    h, by_x, by_y = np.full_like(x, FIRST), np.zeros_like(x), np.zeros_like(y)
    for _ in range(turns):
        after = np.tanh(x * h + y)
        bend = 1 - after * after
        by_x, by_y, h = bend * (h + x * by_x), bend * (1 + x * by_y), after
    return h, by_x, by_y


@dataclass(frozen=True)
class Wall:
    """What turns make of the state along y: state (t, k) and slope (t, k) after `turns` (t,) at y (k,).

    at: the y at which the state never leaves `FIRST`. factor: by how much each turn multiplies a difference of states there.
    """

    turns: tuple[int, ...]
    y: Array
    state: Array
    slope: Array
    at: float
    factor: float

    @property
    def steepest(self) -> Array:
        """The largest slope (t,) without sign after each number of turns."""
        return np.asarray(np.abs(self.slope).max(axis=1))

    @property
    def expected(self) -> Array:
        """The slope (t,) at the wall in closed form: (1 − h²) (1 + c + … + cⁿ⁻¹), c being the factor."""
        return np.array([(1 - FIRST**2) * sum(self.factor**turn for turn in range(n)) for n in self.turns])


def wall(x: float, span: tuple[float, float], turns: tuple[int, ...]) -> Wall:
    """The state over y in a span at one weight x, looked at ever more closely towards where it would stay as it is."""
    at = math.atanh(FIRST) - x * FIRST
    close = (span[1] - span[0]) * 2.0 ** -np.arange(2, 26)
    y = np.sort(np.concatenate([np.linspace(*span, 161), at - close, [at], at + close]))
    y = y[(y >= span[0]) & (y <= span[1])]
    found = [iterated(np.full_like(y, x), y, n) for n in turns]
    state, slope = np.array([h for h, _, _ in found]), np.array([by_y for _, _, by_y in found])
    return Wall(turns, y, state, slope, at, x * (1 - FIRST**2))
