"""An outline drawn by hand around what matters in a picture: points, their text in an address, and the mask within them.

Points are (x, y) in pixels: x runs right, y down, whole numbers are the middles of pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

MOST_POINTS = 40
FORM = "points as x,y in pixels, such as 8,8 40,8 40,50"

Points = Sequence[tuple[float, float]]


def read(text: str) -> list[tuple[float, float]]:
    """The points of a text such as "8,8 40,8 40,50"; none of an empty one.

    Errors: `VizlabError` for anything else, one or two points, more than `MOST_POINTS`, or numbers that are not finite.
    """
    try:
        points = [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]
    except ValueError as error:
        raise VizlabError(f"An outline is written as {FORM}; got {text[:60]!r}.") from error
    if points and not 3 <= len(points) <= MOST_POINTS:
        raise VizlabError(f"An outline needs 3 to {MOST_POINTS} points; got {len(points)}.")
    if not all(math.isfinite(value) for point in points for value in point):
        raise VizlabError(f"An outline needs finite numbers; got {text[:60]!r}.")
    return points


def write(points: Points) -> str:
    """Points as `read` reads them: to a tenth of a pixel, of many those that shape the outline most."""
    return " ".join(f"{x:.1f},{y:.1f}".replace(".0", "") for x, y in simplified(points))


def simplified(points: Points, most: int = MOST_POINTS) -> list[tuple[float, float]]:
    """The points without those that change the outline least, until so many are left.

    Source: Visvalingam, Whyatt 1993, The Cartographic Journal 30(1): the smallest triangle with its neighbours goes first.
    """
    kept = list(points)
    while len(kept) > most:
        areas = [_triangle(kept[index - 1], kept[index], kept[(index + 1) % len(kept)]) for index in range(len(kept))]
        del kept[areas.index(min(areas))]
    return kept


def inside(points: Points, size: tuple[int, int]) -> NDArray[np.bool_]:
    """The mask (h, w) of the pixels whose middles lie within the closed outline, by the even-odd rule.

    Errors: `VizlabError` if there is no pixel within, or none without.
    """
    y, x = np.indices(size, dtype=np.float64)
    mask = np.zeros(size, bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if y0 != y1:
            crosses = (y0 <= y) != (y1 <= y)
            mask ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    if mask.all() or not mask.any():
        raise VizlabError(
            f"The outline must have pixels within and without; it has {'no pixel' if not mask.any() else 'all'} within."
        )
    return mask


def _triangle(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    """Twice its area."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))
