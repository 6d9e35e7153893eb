"""Surfaces with one way down: bowls of any condition number, and two curved valleys.

Each has its height in torch and, under the name `..._slope`, height and derivatives in numpy; a test holds the two together.
"""

from __future__ import annotations

import math
from functools import partial

from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.landscapes.surface import Array, Critical, Sloped, Surface

MOST_KAPPA = 1000.0
Parts = tuple[Array, Array, Array]


def bowl(kappa: float = 2.0, turned: float = 0.0) -> Surface:
    """½ (u² + κ v²), where u and v are x and y turned to the left by `turned` degrees. Its curvatures are 1 and κ.

    Errors: `VizlabError` for a condition number κ outside [1, 1000] and for an angle that is no number.
    """
    if not 1 <= kappa <= MOST_KAPPA:
        raise VizlabError(f"The condition number must be in [1, {MOST_KAPPA:g}]; got {kappa!r}.")
    if not math.isfinite(turned):
        raise VizlabError(f"The angle of the bowl must be a finite number of degrees; got {turned!r}.")
    matrix = _turned(kappa, turned)
    upright = turned % 180 == 0
    return Surface(
        about="Convex: every way down leads to the one minimum. The larger the condition number κ, the longer it takes.",
        formula=f"½ ({'x' if upright else 'u'}² + {kappa:g} {'y' if upright else 'v'}²)"
        + ("" if upright else f", u and v turned by {turned:g}°"),
        height=Sloped(partial(_bowl, matrix), partial(_bowl_slope, matrix)),
        x=(-2, 2),
        y=(-2, 2),
        critical=(Critical("minimum", 0, 0),),
        floor=0,
        start=(-1.6, 1.4),
    )


def _turned(kappa: float, turned: float) -> tuple[float, float, float]:
    """The second derivatives along x twice, x and y, and y twice."""
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    return cos * cos + kappa * sin * sin, (1 - kappa) * cos * sin, sin * sin + kappa * cos * cos


def _bowl(matrix: tuple[float, float, float], x: Tensor, y: Tensor) -> Tensor:
    xx, xy, yy = matrix
    return 0.5 * (xx * x * x + yy * y * y) + xy * x * y


def _bowl_slope(matrix: tuple[float, float, float], x: Array, y: Array) -> Parts:
    xx, xy, yy = matrix
    along_x, along_y = xx * x + xy * y, xy * x + yy * y
    return 0.5 * (x * along_x + y * along_y), along_x, along_y


def _rosenbrock(x: Tensor, y: Tensor) -> Tensor:
    """Source: Rosenbrock 1960, The Computer Journal 3(3)."""
    across, along = y - x * x, 1 - x
    return along * along + 100 * across * across


def _rosenbrock_slope(x: Array, y: Array) -> Parts:
    across, along = y - x * x, 1 - x
    steep = 200 * across
    return along * along + 0.5 * across * steep, -2 * (along + x * steep), steep


def _beale(x: Tensor, y: Tensor) -> Tensor:
    """Source: Beale 1958, On an iterative method for finding a local minimum."""
    one, two, three = (goal - x * (1 - y**power) for power, goal in enumerate((1.5, 2.25, 2.625), start=1))
    return one * one + two * two + three * three


def _beale_slope(x: Array, y: Array) -> Parts:
    square = y * y
    cube = square * y
    a, b, c = y - 1, square - 1, cube - 1
    one, two, three = 1.5 + x * a, 2.25 + x * b, 2.625 + x * c
    along_x = 2 * (one * a + two * b + three * c)
    return one * one + two * two + three * three, along_x, 2 * x * (one + 2 * y * two + 3 * square * three)


VALLEYS: dict[str, Surface] = {
    "ravine": Surface(
        about="Ninety times steeper across than along: a step that suits one direction is too long or too short for the other.",
        formula="½ (x² + 90 y²)",
        height=Sloped(partial(_bowl, (1.0, 0.0, 90.0)), partial(_bowl_slope, (1.0, 0.0, 90.0))),
        x=(-2, 2),
        y=(-2, 2),
        critical=(Critical("minimum", 0, 0),),
        floor=0,
        start=(-1.8, 1.2),
    ),
    "Rosenbrock": Surface(
        about="A curved valley: its floor is found at once, and then falls so gently that the way along it is what costs.",
        formula="(1 − x)² + 100 (y − x²)²",
        height=Sloped(_rosenbrock, _rosenbrock_slope),
        x=(-2, 2),
        y=(-1, 3),
        critical=(Critical("minimum", 1, 1),),
        floor=0,
        start=(-1.52, 2.0),
    ),
    "bowl": bowl(),
    "Beale": Surface(
        about="A flat cross between steep corners: far out the slope is enormous, along the valley nearly nothing.",
        formula="(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        height=Sloped(_beale, _beale_slope),
        x=(-4.5, 4.5),
        y=(-4.5, 4.5),
        critical=(
            Critical("minimum", 3, 0.5),
            Critical("saddle", 0, 1),
            Critical("saddle", 0.10053793732415842, -2.6445135850231245),
        ),
        floor=0,
        start=(1.035, 1.53),
    ),
}
