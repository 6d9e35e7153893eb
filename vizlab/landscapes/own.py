"""A surface from a formula of one's own: what is known of the others, its critical points and its floor, is searched for."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np

from vizlab.errors import VizlabError
from vizlab.landscapes.calculus import heights
from vizlab.landscapes.formula import parse
from vizlab.landscapes.search import critical_points
from vizlab.landscapes.surface import Array, Critical, Surface

REACH, START, GRID = 3.0, (-2.1, 1.8), 61


def own_surface(formula: str = "") -> Surface:
    """The surface of a formula over the window from -`REACH` to `REACH`; without one, that of `EXAMPLE`.

    Its critical points are those that Newton's method finds, so kinks are none; its floor is the lowest of them, if no node of
    the map is lower.
    Errors: `VizlabError` for what is no formula, and for one that is constant or has no height on the window.
    """
    return EXAMPLE if formula.strip() in ("", EXAMPLE.formula) else _searched(formula)


@lru_cache(maxsize=64)
def _searched(text: str) -> Surface:
    bare = dataclasses.replace(EXAMPLE, formula=text.strip(), height=parse(text), critical=(), floor=None)
    points = np.stack(np.meshgrid(*2 * [np.linspace(-REACH, REACH, GRID)]), axis=-1).reshape(-1, 2)
    sound, lowest = _sound(points, heights(bare, points))
    critical = critical_points(bare)
    lows = [float(heights(bare, np.array([point.x, point.y]))) for point in critical if point.kind == "minimum"]
    floor = min(lows, default=np.inf)
    x, y = sound[np.linalg.norm(sound - START, axis=1).argmin()]
    start = round(float(x), 6), round(float(y), 6)
    return dataclasses.replace(bare, critical=critical, floor=floor if floor <= lowest else None, start=start)


def _sound(points: Array, ground: Array) -> tuple[Array, float]:
    """The points where the formula has a height, and the lowest of these."""
    finite = np.isfinite(ground)
    if not finite.any():
        raise VizlabError(f"The formula must have a finite height somewhere in −{REACH:g} ≤ x, y ≤ {REACH:g}; it has none.")
    if np.ptp(ground[finite]) == 0:
        raise VizlabError(f"The formula must change with x or y; it is {ground[finite][0]:.4g} everywhere.")
    return points[finite], float(ground[finite].min())


HALF_OF_THE_CAMEL = (
    Critical("minimum", 1.7036067149699807, -0.7960835686726252),
    Critical("minimum", 1.607104752920197, 0.5686514548841314),
    Critical("minimum", 0.08984201310031806, -0.7126564030207396),
    Critical("saddle", 1.1092053368047863, -0.7682680925095398),
    Critical("saddle", 1.296070267167109, 0.6050843880386585),
    Critical("saddle", 1.6380679841897785, 0.22867406904439402),
    Critical("maximum", 1.2302298765166524, 0.16233458445899493),
)
# The six-hump camel. Source: Dixon and Szegö 1978, Towards Global Optimization 2.
EXAMPLE = Surface(
    about="Your own: any formula in x and y. Its minima, saddles and maxima are searched for from every node of a grid.",
    formula="(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2",
    height=parse("(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2"),
    x=(-REACH, REACH),
    y=(-REACH, REACH),
    critical=(
        *HALF_OF_THE_CAMEL,
        *(Critical(point.kind, -point.x, -point.y) for point in HALF_OF_THE_CAMEL),
        Critical("saddle", 0, 0),
    ),
    floor=-1.0316284534898774,
    start=START,
)
