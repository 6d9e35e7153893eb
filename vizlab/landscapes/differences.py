"""Finite differences as a check of slopes: too far apart they miss the bend of the surface, too close they lose their digits."""

from __future__ import annotations

import numpy as np

from vizlab.landscapes.calculus import heights, slopes
from vizlab.landscapes.surface import Array, Surface

DISTANCES = 10.0 ** np.arange(-14, 0.25, 0.25)


def difference_errors(surface: Surface, place: Array) -> dict[str, Array]:
    """Largest error (k,) of the gradient at a place, as a share of the gradient, over `DISTANCES`, for both kinds of difference.

    forward: (f(x + h) − f(x)) / h, 3 heights in two coordinates. central: (f(x + h) − f(x − h)) / 2h, 4 heights.
    """
    middle, exact = slopes(surface, place)
    steps = DISTANCES[:, None, None] * np.eye(2)
    up, down = heights(surface, place + steps), heights(surface, place - steps)
    found = {
        "forward": (up - middle) / DISTANCES[:, None],
        "central": (up - down) / (2 * DISTANCES[:, None]),
    }
    size = float(np.abs(exact).max()) or 1.0
    return {name: np.abs(values - exact).max(axis=1) / size for name, values in found.items()}


def best_distance(errors: Array) -> float:
    """The distance with the smallest error; the middle one of several."""
    return float(np.exp(np.log(DISTANCES[errors == np.nanmin(errors)]).mean()))
