"""Data for a GAN in the plane: clouds of points, each a mixture of equal Gaussians around many or few centres.

To add a cloud: a function of (number of modes, radius) -> centres (k, 2), and one line in `CLOUDS`. A cloud with more than
`MOST_MODES` centres is a curve; it is counted in `PARTS` parts along its length.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

if TYPE_CHECKING:
    from vizlab.generative.plane_gan.choices import GanRecipe

Array = NDArray[np.float64]
MOST_MODES, PARTS, ALONG = 25, 16, 400
CELLS, MOST_DRAWN = 64, 240  # what is drawn by hand lies on a grid of 64 x 64 places
ROOM = 0.9  # of the square that is looked at: what is drawn at the rim must not be cut
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True)
class Cloud:
    """Gaussians of standard deviation `spread` around `middle` (k, 2). part (k,): which of `parts` modes each belongs to."""

    middle: Array
    spread: float
    part: NDArray[np.int64]

    @property
    def parts(self) -> int:
        """How many modes are counted."""
        return int(self.part.max()) + 1

    @property
    def is_curve(self) -> bool:
        """Whether modes are pieces of a curve, not Gaussians of their own."""
        return len(self.part) > self.parts


def cloud(recipe: GanRecipe) -> Cloud:
    """The data of a recipe. Errors: `VizlabError` where nothing was drawn, or what is drawn cannot be read."""
    if recipe.cloud == "drawn":
        middle = drawn(recipe.drawn) * recipe.edge * ROOM
    else:
        middle = CLOUDS[recipe.cloud](recipe.modes, recipe.radius)
    k = len(middle)
    part = np.arange(k) if k <= MOST_MODES else np.arange(k) * PARTS // k
    return Cloud(middle, recipe.spread, part.astype(np.int64))


def ring(modes: int, radius: float) -> Array:
    """(modes, 2), evenly on a circle, the first to the right."""
    angle = 2 * np.pi * np.arange(modes) / modes
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def grid(modes: int, radius: float) -> Array:
    """(modes, 2) in rows and columns, as square as their number allows, from -radius to radius."""
    rows = next(n for n in range(math.isqrt(modes), 0, -1) if modes % n == 0)
    y, x = (np.linspace(-radius, radius, n) if n > 1 else np.zeros(1) for n in (rows, modes // rows))
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def moons(_: int, radius: float) -> Array:
    """(400, 2) along two half circles that reach into each other."""
    angle = np.linspace(0, np.pi, ALONG // 2)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    return np.concatenate([upper, -upper]) * radius * 0.8


def spiral(_: int, radius: float) -> Array:
    """(400, 2) at even distances along two turns of a spiral."""
    turn = np.sqrt(np.linspace(0.02, 1, ALONG))  # the length grows with the square of the angle
    points: Array = np.stack([np.cos(4 * np.pi * turn), np.sin(4 * np.pi * turn)], axis=1) * turn[:, None] * radius
    return points


def pack(points: Sequence[tuple[float, float]]) -> str:
    """Points in [-1, 1]² as text, two letters each, beyond the 240th thinned out evenly."""
    if len(points) > MOST_DRAWN:
        points = [points[index * len(points) // MOST_DRAWN] for index in range(MOST_DRAWN)]
    cells = [round((value + 1) / 2 * (CELLS - 1)) for point in points for value in point]
    return "".join(LETTERS[min(max(cell, 0), CELLS - 1)] for cell in cells)


def drawn(text: str) -> Array:
    """The points (k, 2) in [-1, 1]² of a text of `pack`. Errors: `VizlabError` without a single point, or at other letters."""
    if not text:
        raise VizlabError("At least one point must be drawn; the square is empty. Draw on it, or take another cloud.")
    if set(text) - set(LETTERS) or len(text) % 2 or len(text) > 2 * MOST_DRAWN:
        raise VizlabError(
            f"Drawn points must be two letters of A-Z, a-z, 0-9, - and _ each, at most {MOST_DRAWN} points; got {text[:20]!r}"
            f"{' …' if len(text) > 20 else ''}."
        )
    cells = np.array([LETTERS.index(letter) for letter in text], float).reshape(-1, 2)
    points: Array = cells / (CELLS - 1) * 2 - 1
    return points


def places(text: str) -> list[tuple[float, float]]:
    """The points of a text, none of one that cannot be read."""
    try:
        return [(float(x), float(y)) for x, y in drawn(text)]
    except VizlabError:
        return []


CLOUDS: dict[str, Callable[[int, float], Array]] = {
    "ring": ring,
    "grid": grid,
    "moons": moons,
    "spiral": spiral,
    "drawn": lambda modes, radius: np.zeros((0, 2)),  # read from the recipe's text
}
