"""All points without slope inside a window, by Newton's method from every node of a grid at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes.calculus import heights, hessians, slopes
from vizlab.landscapes.surface import Array, Critical, Kind, Surface

ROUNDS, APART, RING = 40, 1e-6, 24  # apart: as a share of the window's side


def critical_points(surface: Surface, n: int = 41) -> tuple[Critical, ...]:
    """The critical points that Newton's method finds from n x n starts; valleys without one lowest point give none or many."""
    x, y = np.linspace(*surface.x, n), np.linspace(*surface.y, n)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    still = 1e-10 * steepest(surface, n)
    for _ in range(ROUNDS):
        points = points - _newton_steps(surface, points)
        points = points[_inside(surface, points)]
    if not len(points):
        return ()
    level = np.linalg.norm(slopes(surface, points)[1], axis=1) <= still
    return tuple(Critical(kind_of(surface, place), *map(float, place)) for place in _distinct(points[level], surface.side))


def steepest(surface: Surface, n: int = 21) -> float:
    """The largest slope at the nodes of a grid over the window."""
    grid = np.stack(np.meshgrid(np.linspace(*surface.x, n), np.linspace(*surface.y, n)), axis=-1)
    sizes = np.linalg.norm(slopes(surface, grid)[1], axis=-1)
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))


def kind_of(surface: Surface, place: Array) -> Kind:
    """What a point (2,) without slope is: by its curvatures, or, where one of them vanishes, by the heights around it."""
    low, high = np.linalg.eigvalsh(hessians(surface, place))
    if min(abs(low), abs(high)) > 1e-9 * max(abs(low), abs(high)):
        return "minimum" if low > 0 else "maximum" if high < 0 else "saddle"
    angles = np.linspace(0, 2 * np.pi, RING, endpoint=False)
    around = place + 1e-3 * surface.side * np.column_stack([np.cos(angles), np.sin(angles)])
    rises = heights(surface, around) - heights(surface, place)
    return "minimum" if rises.min() >= 0 else "maximum" if rises.max() <= 0 else "saddle"


def _newton_steps(surface: Surface, points: Array) -> Array:
    """H⁻¹ g at each point (n, 2), no longer than a tenth of the window; no number where H cannot be inverted."""
    (xx, xy), (_, yy) = np.moveaxis(hessians(surface, points), 0, -1)
    x, y = slopes(surface, points)[1].T
    with np.errstate(all="ignore"):
        steps = np.column_stack([yy * x - xy * y, xx * y - xy * x]) / (xx * yy - xy * xy)[:, None]
        shorter = np.minimum(1.0, 0.1 * surface.side / np.linalg.norm(steps, axis=1))
    return np.asarray(steps * shorter[:, None])


def _inside(surface: Surface, points: Array) -> NDArray[np.bool_]:
    low, high = np.transpose([surface.x, surface.y])
    return np.asarray(((points > low) & (points < high)).all(axis=1))


def _distinct(points: Array, side: float) -> list[Array]:
    """One of each cluster of points."""
    _, first = np.unique(np.round(points / (APART * side)), axis=0, return_index=True)
    kept: list[Array] = []
    for place in points[np.sort(first)]:
        if all(np.linalg.norm(place - other) > 10 * APART * side for other in kept):
            kept.append(place)
    return kept
