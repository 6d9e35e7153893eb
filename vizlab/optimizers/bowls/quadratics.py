"""Rules on the bowl ½ wᵀ A w, whose eigenvalues are 1 and kappa: here every path is known on paper, step by step.

Paths are measured by running the rules themselves, any number of bowls, rates and constants at once: kappa, turned, lr and
settings broadcast against each other, and a point is the last axis. Units: none; turned is in degrees.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vizlab import landscapes
from vizlab.errors import VizlabError
from vizlab.landscapes.valleys import MOST_KAPPA
from vizlab.optimizers.rules import GRADIENT_RULES, Walker

Vector = NDArray[np.float64]
START = (1.0, 0.37)  # along the eigenvectors; with equal parts, rules that look at signs would arrive in one step


def eigenvalues(kappa: ArrayLike) -> Vector:
    """The two curvatures (..., 2), 1 first. Errors: a kappa that is no condition number of these pages."""
    kappas = np.asarray(kappa, dtype=np.float64)
    if not np.all((kappas >= 1) & (kappas <= MOST_KAPPA)):
        raise VizlabError(f"The condition number must be between 1 and {MOST_KAPPA:g}; got {kappa!r}.")
    return np.stack([np.ones_like(kappas), kappas], axis=-1)


def axes(turned: ArrayLike) -> Vector:
    """The eigenvectors as rows (..., 2, 2): the gentle direction first, turned to the left from x."""
    radians = np.radians(np.asarray(turned, dtype=np.float64))
    cosine, sine = np.cos(radians), np.sin(radians)
    return np.stack([np.stack([cosine, sine], -1), np.stack([-sine, cosine], -1)], axis=-2)


def hessian(kappa: ArrayLike, turned: ArrayLike = 0.0) -> Vector:
    """A (..., 2, 2), constant over the plane."""
    rows = axes(turned)
    found: Vector = np.swapaxes(rows, -1, -2) @ (eigenvalues(kappa)[..., None] * rows)
    return found


def descend(
    name: str,
    kappa: ArrayLike,
    lr: ArrayLike,
    *,
    turned: ArrayLike = 0.0,
    start: tuple[float, float] = START,
    steps: int = 100,
    every: int = 1,
    **settings: Any,
) -> Vector:
    """Points (k, ..., 2) of one rule from `start`, which is given along the eigenvectors: step 0 and each `every`-th after it."""
    matrix, lr = hessian(kappa, turned), np.asarray(lr, dtype=np.float64)
    shape = np.broadcast_shapes(matrix.shape[:-2], lr.shape, *(np.shape(value) for value in settings.values()))
    rate, constants = lr[..., None], {key: np.asarray(value)[..., None] for key, value in settings.items()}
    walker = Walker(GRADIENT_RULES[name], (*shape, 2), rate, constants)
    straight, crossed = np.diagonal(matrix, axis1=-2, axis2=-1), matrix[..., 0, 1, None]
    here = np.broadcast_to(np.asarray(start) @ axes(turned), (*shape, 2)).copy()
    points = np.empty((steps // every + 1, *shape, 2))
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):  # what diverges does so in silence, and is then told of
        for t in range(steps + 1):
            if t % every == 0:
                points[t // every] = here
            here = here + walker.advance(straight * here + crossed * here[..., ::-1])
    return points


def losses(points: Vector, kappa: ArrayLike, turned: ArrayLike = 0.0) -> Vector:
    """½ wᵀ A w (...) at points (..., 2)."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: Vector = 0.5 * (eigenvalues(kappa) * components(points, turned) ** 2).sum(axis=-1)
    return found


def components(points: Vector, turned: ArrayLike) -> Vector:
    """Points (..., 2) along the eigenvectors: what every closed form speaks of."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: Vector = (axes(turned) * points[..., None, :]).sum(axis=-1)
    return found


def sample_bowl(
    kappa: float, turned: float, span: tuple[float, float], n: int, centre: tuple[float, float] = (0.0, 0.0)
) -> tuple[Vector, Vector]:
    """A map of the bowl around its centre: the grid (n,) along both axes over the span, and heights (n, n), rows of equal y."""
    grid = np.linspace(*span, n)
    points = np.stack(np.meshgrid(grid, grid), axis=-1) - np.asarray(centre)
    return grid, landscapes.heights(landscapes.find("bowl", kappa=kappa, turned=turned), points)
