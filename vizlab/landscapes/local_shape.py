"""What a surface looks like at one point up to second order: Hessian, its eigenvectors, and the quadratic that they make.

Directions are angles in degrees, to the left of the x axis. Distances are in the units of x and y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vizlab.errors import VizlabError
from vizlab.landscapes.calculus import heights, hessians, slopes
from vizlab.landscapes.search import kind_of, steepest
from vizlab.landscapes.surface import Array, Surface

STILL, ZERO, THIN = 1e-9, 1e-9, 1e-3  # shares: of the steepest slope on the map, twice of the larger curvature
RING, HALVINGS, CUT = 48, 8, 121


@dataclass(frozen=True)
class LocalShape:
    """height, slope (2,) and hessian (2, 2) at place (2,); its eigenvalues (2,), the smaller first, and eigenvectors as columns.

    kind: minimum, saddle, maximum, or "slope" where it is not level.
    """

    place: Array
    height: float
    slope: Array
    hessian: Array
    values: Array
    vectors: Array
    kind: str

    @property
    def condition(self) -> float:
        """The larger over the smaller curvature, both without sign; infinite if one vanishes."""
        small, large = sorted(map(abs, map(float, self.values)))
        return large / small if small > ZERO * large else math.inf

    @property
    def definiteness(self) -> str:
        """What the signs of the eigenvalues say: positive or negative (semi)definite, indefinite or zero."""
        low, high = (float(np.sign(value)) if abs(value) > ZERO * np.abs(self.values).max() else 0.0 for value in self.values)
        return DEFINITENESS[low, high]

    def model(self, points: Array) -> Array:
        """The heights (...) of the quadratic f + gᵀd + ½ dᵀHd at points (..., 2), d being measured from the place."""
        away = points - self.place
        return np.asarray(self.height + away @ self.slope + 0.5 * np.einsum("...i,ij,...j", away, self.hessian, away))

    def axes(self, reach: float) -> Array:
        """Arrows (2, 2), a row for each eigenvalue: along its eigenvector, as long as 1/√|λ|, the longer one `reach` long.

        An eigenvalue below `THIN` of the other counts as that, so that its arrow stays on the map.
        """
        bends = np.abs(self.values)
        lengths = 1 / np.sqrt(np.maximum(bends, THIN * bends.max()) if bends.max() else np.ones(2))
        return np.asarray(self.vectors.T * (reach * lengths / lengths.max())[:, None])

    def line(self, direction: float, reach: float) -> Array:
        """The two ends (2, 2) of a line through the place, as far as `reach` on either side."""
        return np.asarray(self.place + np.outer([-reach, reach], heading(direction)))

    def along(self, direction: float) -> float:
        """The curvature vᵀHv along a direction."""
        return float(heading(direction) @ self.hessian @ heading(direction))


def local_shape(surface: Surface, place: tuple[float, float]) -> LocalShape:
    """The shape at a place. Errors: `VizlabError` where height, slope or curvature is not finite."""
    at = np.asarray(place, dtype=np.float64)
    height, slope = slopes(surface, at)
    hessian = hessians(surface, at)
    if not all(np.isfinite(found).all() for found in (height, slope, hessian)):
        spot = f"({place[0]:.4g}, {place[1]:.4g})"
        raise VizlabError(f"The surface must have a finite height, slope and curvature at the point; at {spot} one is not.")
    hessian = hessian + 0.0  # no minus before a zero
    values, vectors = np.linalg.eigh(hessian)
    level = np.linalg.norm(slope) <= STILL * steepest(surface)
    return LocalShape(at, float(height), slope, hessian, values, vectors, kind_of(surface, at) if level else "slope")


def hessian_gaps(surface: Surface, shape: LocalShape) -> dict[str, float]:
    """How far the Hessian is from its transpose, from QΛQᵀ and from differences of the slope, as shares of its largest entry."""
    reach, size = 1e-5 * surface.side, float(np.abs(shape.hessian).max()) or 1.0
    apart = [slopes(surface, shape.place + step)[1] - slopes(surface, shape.place - step)[1] for step in reach * np.eye(2)]
    rebuilt = shape.vectors @ np.diag(shape.values) @ shape.vectors.T
    others = {"transpose": shape.hessian.T, "rebuilt": rebuilt, "differences": np.array(apart) / (2 * reach)}
    return {name: float(np.abs(shape.hessian - other).max()) / size for name, other in others.items()}


def model_errors(surface: Surface, shape: LocalShape, radius: float) -> tuple[Array, Array]:
    """Radii (k,), each half of the one before, and the largest error (k,) of the quadratic on the circle of each."""
    radii = radius / 2.0 ** np.arange(HALVINGS)
    angles = np.linspace(0, 2 * np.pi, RING, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    points = shape.place + radii[:, None, None] * ring
    return np.asarray(radii), np.abs(heights(surface, points) - shape.model(points)).max(axis=1)


def halving_ratio(shape: LocalShape, errors: Array) -> float | None:
    """By what the error falls when the smallest radius that rounding leaves alone is reached; None on a quadratic.

    Theory: 8, for what is left out begins with the third derivatives; 16 where these vanish.
    """
    sound = np.flatnonzero(errors > 1e-11 * max(abs(shape.height), float(errors[0]), 1e-300))
    return float(errors[sound[-1] - 1] / errors[sound[-1]]) if len(sound) > 1 and sound[-1] == len(sound) - 1 else None


def contraction(shape: LocalShape, steps: int = 100) -> tuple[float, float]:
    """What gradient descent at its best rate leaves of the distance in a step: (κ − 1) / (κ + 1), and measured on the quadratic.

    Only where the Hessian is positive definite.
    """
    rate, away = 2 / float(shape.values.sum()), shape.vectors.sum(axis=1)
    for _ in range(steps):
        away = away - rate * shape.hessian @ away
    kappa = shape.condition
    return (kappa - 1) / (kappa + 1), float((np.linalg.norm(away) / np.sqrt(2)) ** (1 / steps))


def patch(surface: Surface, shape: LocalShape, radius: float, n: int = 31) -> tuple[Array, Array, Array, Array]:
    """x (n,), y (n,), the surface's heights (n, n) and the quadratic's over the square around the place."""
    steps = np.linspace(-radius, radius, n)
    x, y = shape.place[0] + steps, shape.place[1] + steps
    points = np.stack(np.meshgrid(x, y), axis=-1)
    return x, y, heights(surface, points), shape.model(points)


def heading(direction: float) -> Array:
    """The vector (2,) of length 1 in a direction."""
    radians = math.radians(direction)
    return np.array([math.cos(radians), math.sin(radians)])


@dataclass(frozen=True)
class Cut:
    """A surface along a line through a place. distance (k,), height (k,), model (k,): the quadratic; bend (k,): vᵀHv on the way.

    measured: the second difference of the heights at the place. chord (k,): the straight line between the two ends.
    """

    distance: Array
    height: Array
    model: Array
    bend: Array
    measured: float
    chord: Array

    @property
    def above(self) -> float:
        """By how much the graph rises above its chord; 0 or less if it never does."""
        return float(np.max((self.height - self.chord)[1:-1]))


def cut(surface: Surface, shape: LocalShape, direction: float, reach: float) -> Cut:
    """The surface from -reach to +reach along a direction."""
    along, distance = heading(direction), np.linspace(-reach, reach, CUT)
    points = shape.place + distance[:, None] * along
    found = heights(surface, points)
    step = 1e-4 * surface.side
    low, middle, high = heights(surface, shape.place + step * np.array([[-1], [0], [1]]) * along)
    chord = np.linspace(found[0], found[-1], CUT)
    bend = np.einsum("i,kij,j->k", along, hessians(surface, points), along)
    return Cut(distance, found, shape.model(points), bend, float((low - 2 * middle + high) / step**2), chord)


DEFINITENESS = {
    (1.0, 1.0): "positive definite",
    (0.0, 1.0): "positive semidefinite",
    (-1.0, 1.0): "indefinite",
    (-1.0, 0.0): "negative semidefinite",
    (-1.0, -1.0): "negative definite",
    (0.0, 0.0): "zero",
}
