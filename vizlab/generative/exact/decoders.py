"""How hidden numbers become an observation: x = G(z) + noise, with z from N(0, I) and noise from N(0, eta).

To add one: a function of (z, w) and a line in `DECODERS` (one hidden number) or `PLANE_DECODERS` (two, in the last axis of z).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Array = NDArray[np.float64]
Decoder = Callable[[Array, float], Array]
LINE = "straight line"


def line(z: Array, w: float) -> Array:
    """w z: the posterior is Gaussian, and all is known in closed form."""
    return w * z


def parabola(z: Array, w: float) -> Array:
    """w (z² - 1): two hidden numbers, z and -z, explain an observation equally well."""
    return w * (z**2 - 1)


def sine(z: Array, w: float) -> Array:
    """w sin 2z: many hidden numbers explain it, the nearest to 0 best."""
    return w * np.sin(2 * z)


def cubic(z: Array, w: float) -> Array:
    """w (z³ - 3z) / 2: up to three explanations of different weight."""
    return w * (z**3 - 3 * z) / 2


def total(z: Array, w: float) -> Array:
    """w (z1 + z2) / √2: only the sum is seen, so that the posterior is a Gaussian ridge across the axes."""
    summed: Array = z.sum(-1)
    return w / math.sqrt(2) * summed


def distance(z: Array, w: float) -> Array:
    """w |z|² / 2: only the distance from the middle is seen; the posterior is a ring."""
    squares: Array = np.square(z).sum(-1)
    return w * squares / 2


def product(z: Array, w: float) -> Array:
    """w z1 z2: two branches of a hyperbola."""
    return w * z[..., 0] * z[..., 1]


def find(name: str, table: dict[str, Any]) -> Any:
    """The entry of this name. Errors: `VizlabError` if there is none."""
    if name not in table:
        raise VizlabError(f"The choice must be one of {', '.join(table)}; got {name!r}.")
    return table[name]


DECODERS: dict[str, Decoder] = {LINE: line, "parabola": parabola, "sine": sine, "cubic": cubic}
PLANE_DECODERS: dict[str, Decoder] = {"sum": total, "distance": distance, "product": product}
