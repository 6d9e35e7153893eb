"""Is a surface convex? Random chords, the signs of its curvatures, and where walks downhill end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes.calculus import heights, hessians, slopes
from vizlab.landscapes.search import steepest
from vizlab.landscapes.surface import Array, Surface

LEVEL = 1e-9  # of the steepest slope
BETWEEN = np.arange(1, 16) / 16  # where along a chord the graph is looked at
ROUNDING = 1e-12  # of the heights at the chord's ends
ROUNDS, HALVINGS, LONGEST = 80, 12, 0.1  # of a walk; its longest step as a share of the window's side


@dataclass(frozen=True)
class Chords:
    """ends (n, 2, 2): two points each. above (n,): by how much the graph rises above the chord, 0 if it nowhere does."""

    ends: Array
    above: Array

    @property
    def share(self) -> float:
        """The share of chords that the graph rises above: 0 if and only if the surface is convex, given enough chords."""
        return float(np.mean(self.above > 0))


def random_chords(surface: Surface, n: int, seed: int) -> Chords:
    """Chords between points of the window, drawn evenly; those over a hole in the surface are left out."""
    low, high = np.transpose([surface.x, surface.y])
    ends = np.random.default_rng(seed).uniform(low, high, (n, 2, 2))
    on_way = ends[:, 0, None] + BETWEEN[:, None] * (ends[:, 1] - ends[:, 0])[:, None]
    first, last = heights(surface, ends).T[:, :, None]
    above = heights(surface, on_way) - (first + BETWEEN * (last - first))
    rounding = ROUNDING * (np.abs(first) + np.abs(last))
    above = np.where(above > rounding, above, 0.0).max(axis=1)
    whole = np.isfinite(above)
    return Chords(ends[whole], above[whole])


def bent_down(surface: Surface, n: int) -> NDArray[np.bool_]:
    """Where the smaller eigenvalue of the Hessian is below 0: (n, n) over the window, rows of equal y."""
    x, y = np.linspace(*surface.x, n), np.linspace(*surface.y, n)
    (xx, xy), (_, yy) = np.moveaxis(hessians(surface, np.stack(np.meshgrid(x, y), axis=-1)), (-2, -1), (0, 1))
    middle, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    return np.asarray(middle - spread < -ROUNDING * (np.abs(middle) + spread))


def depths(surface: Surface, n: int = 15) -> tuple[dict[float, int], int]:
    """Height -> how many of n x n walks downhill end there, lowest first; and how many leave the window or never end."""
    ends = _descend(surface, n)
    found, gradients = slopes(surface, ends)
    low, high = np.transpose([surface.x, surface.y])
    still = np.linalg.norm(gradients, axis=1) <= LEVEL * steepest(surface)
    ended = still & ((ends >= low) & (ends <= high)).all(axis=1)
    values, counts = np.unique(np.round(found[ended], 6) + 0.0, return_counts=True)
    return dict(zip(map(float, values), map(int, counts), strict=True)), int(len(ends) - ended.sum())


def _descend(surface: Surface, n: int) -> Array:
    """Ends (n * n, 2) of walks from the middles of a grid's cells; every step is downhill, or none."""
    sides = [low + (high - low) * (np.arange(n) + 0.5) / n for low, high in (surface.x, surface.y)]
    points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    for _ in range(ROUNDS):
        steps = _step_down(surface, points)
        points = np.asarray(points + steps)
        if np.abs(steps).max() <= 1e-12 * surface.side:
            break
    return points


def _step_down(surface: Surface, points: Array) -> Array:
    """Newton's step (n, 2) with every curvature taken as upward, halved until it leads down; zero if it never does.

    Source: Dauphin 2014, arXiv:1406.2572.
    """
    before, gradients = slopes(surface, points)
    values, vectors = np.linalg.eigh(np.nan_to_num(hessians(surface, points)))
    bends = np.maximum(np.abs(values), 1e-6 * np.abs(values).max() + 1e-12)
    along = np.einsum("nji,nj->ni", vectors, np.nan_to_num(gradients)) / bends
    steps = -np.einsum("nij,nj->ni", vectors, along)
    longest = LONGEST * surface.side
    steps = steps * (longest / np.maximum(np.linalg.norm(steps, axis=1), longest))[:, None]
    for _ in range(HALVINGS):
        worse = ~(heights(surface, points + steps) < before)
        if not worse.any():
            break
        steps[worse] /= 4
    return np.where((heights(surface, points + steps) < before)[:, None], steps, 0.0)
