"""Two spaces to put points in: the plane and its like of more dimensions, and the Poincaré ball, with more room at its rim.

A space knows distances of points (n, d), how a slope at the distances becomes a slope at the points, and how to walk. To add
one: a `Space` and a line in `SPACES`. Sources: Nickel & Kiela 2017, arXiv:1705.08039, eq. 1-5; Ganea 2018, arXiv:1805.09112.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Ints

RIM = 1 - 1e-7  # no point is farther out: beyond, float64 cannot tell places apart
TINY = 1e-15
PIECES, CENTRINGS = 14, 60  # of a geodesic that is drawn; steps to the middle


@dataclass(frozen=True)
class Space:
    """distances: points (n, d) -> (n, n). slopes: points, and slopes at the distances (n, n) -> directions of steepest ascent
    (n, d), as the space measures length. walk: points, and steps (n, d) -> points. centred: points (n, d) moved as one, all
    distances as they were, so that they surround the middle."""

    distances: Callable[[Array], Array]
    slopes: Callable[[Array, Array], Array]
    walk: Callable[[Array, Array], Array]
    centred: Callable[[Array], Array]


def poincare_distances(x: Array) -> Array:
    """arcosh(1 + 2 |u - v|² / ((1 - |u|²) (1 - |v|²))), between all rows (n, n)."""
    inside = 1 - (x**2).sum(1)
    return np.asarray(2 * np.arcsinh(np.sqrt(_squares(x) / np.outer(inside, inside))))


def poincare_slopes(x: Array, slopes: Array) -> Array:
    """The Riemannian gradient: the ordinary one times (1 - |x|²)² / 4."""
    norms = (x**2).sum(1)
    inside = 1 - norms
    gamma = 1 + 2 * _squares(x) / np.outer(inside, inside)
    pull = _without_self((slopes + slopes.T) * 4 / (inside * np.sqrt(np.maximum(gamma**2 - 1, 1e-12))))
    at_self = (pull * (norms + 1 - 2 * x @ x.T)).sum(1, keepdims=True) / inside[:, None] ** 2
    return np.asarray((at_self * x - pull @ x / inside[:, None]) * inside[:, None] ** 2 / 4)


def poincare_walk(x: Array, steps: Array) -> Array:
    """Along the geodesic: the exponential map, no step longer than 1 and no point beyond the rim."""
    inside = 1 - (x**2).sum(1, keepdims=True)
    length = np.linalg.norm(steps, axis=1, keepdims=True) + TINY
    shortened = np.minimum(2 * length / inside, 1.0) / 2
    moved = added(x, np.tanh(shortened) * steps / length)
    norm = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.where(norm > RIM, moved / np.maximum(norm, TINY) * RIM, moved)


def added(x: Array, y: Array) -> Array:
    """Möbius addition x ⊕ y of points in the ball, row by row (n, d). Source: Ungar 2008."""
    xy, xx, yy = ((a * b).sum(-1, keepdims=True) for a, b in ((x, y), (x, x), (y, y)))
    return np.asarray(((1 + 2 * xy + yy) * x + (1 - xx) * y) / (1 + 2 * xy + xx * yy))


def arcs(x: Array, y: Array, pieces: int) -> Array:
    """Points on the geodesics from x to y (m, d), evenly spaced as the ball measures: (m, pieces + 1, d)."""
    way = added(-x, y)
    length = np.linalg.norm(way, axis=1, keepdims=True) + TINY
    shares = np.linspace(0, 1, pieces + 1)[None, :, None]
    along = np.tanh(shares * np.arctanh(np.minimum(length, RIM))[:, None]) * (way / length)[:, None]
    return added(x[:, None], along)


def poincare_centred(x: Array) -> Array:
    """Moved by an isometry of the ball until the mean of the points is its middle. Source: Douady & Earle 1986."""
    for _ in range(CENTRINGS):
        x = added(np.broadcast_to(-x.mean(0), x.shape), x)
    return x


def paths(x: Array, edges: Ints, space: str) -> Array:
    """Edges (m, 2) between points (n, d) as paths (m, p, d): geodesics of the space."""
    ends = x[edges]
    return arcs(ends[:, 0], ends[:, 1], PIECES) if space == "hyperbolic" else ends


def flat_distances(x: Array) -> Array:
    """|u - v| between all rows (n, n)."""
    return np.asarray(np.sqrt(np.maximum(_squares(x), TINY)))


def flat_slopes(x: Array, slopes: Array) -> Array:
    """The ordinary gradient."""
    pull = _without_self((slopes + slopes.T) / flat_distances(x))
    return np.asarray(pull.sum(1, keepdims=True) * x - pull @ x)


def flat_walk(x: Array, steps: Array) -> Array:
    """Straight on, no step longer than 1."""
    length = np.linalg.norm(steps, axis=1, keepdims=True) + TINY
    return np.asarray(x + steps * np.minimum(1.0, 1 / length))


def flat_centred(x: Array) -> Array:
    """The mean in the middle."""
    return np.asarray(x - x.mean(0))


def _squares(x: Array) -> Array:
    norms = (x**2).sum(1)
    return _without_self(np.maximum(norms[:, None] + norms - 2 * x @ x.T, 0.0))


def _without_self(pull: Array) -> Array:
    np.fill_diagonal(pull, 0.0)
    return pull


SPACES: dict[str, Space] = {
    "hyperbolic": Space(poincare_distances, poincare_slopes, poincare_walk, poincare_centred),
    "flat": Space(flat_distances, flat_slopes, flat_walk, flat_centred),
}
