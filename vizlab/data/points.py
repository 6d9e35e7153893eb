"""Two-dimensional toys with known shapes: what a network does to the plane can be looked at whole.

A shape is a function (n, rng) -> points (n, 2), labels (n,), without noise and within about [-1.5, 1.5]. To add one: such a
function, one line in `SHAPES` and one in `vizlab.data.DATASETS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.data.examples import Examples, Split

N_TRAIN = N_TEST = 1000
RING, GRID = 8, 5  # Gaussians on the ring, and in a row of the grid

Points = tuple[NDArray[np.float64], NDArray[np.int64]]


def load(shape: str, noise: float, seed: int) -> Split:
    """Training and test points (1000, 2), float32, of one of `SHAPES`, drawn independently of each other.

    noise: standard deviation of the Gaussian added to both coordinates; the shapes are about 3 wide.
    """
    return Split(_draw(shape, N_TRAIN, noise, [seed, 0]), _draw(shape, N_TEST, noise, [seed, 1]))


def _draw(shape: str, n: int, noise: float, stream: list[int]) -> Examples:
    rng = np.random.default_rng(stream)
    points, labels = SHAPES[shape](n, rng)
    points = points + rng.normal(scale=noise, size=points.shape)
    order = rng.permutation(n)  # so that any part of the whole is balanced too
    return Examples(points[order].astype(np.float32), labels[order])


def _moons(n: int, rng: np.random.Generator) -> Points:
    """Two half circles, each reaching into the other."""
    labels, angle = _labels(n, 2), rng.uniform(0, np.pi, n)
    upper = labels == 0
    x = np.where(upper, np.cos(angle), 1 - np.cos(angle)) - 0.5
    y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
    return _pairs(x, y), labels


def _circles(n: int, rng: np.random.Generator) -> Points:
    """A ring around a ring of half its radius."""
    labels, angle = _labels(n, 2), rng.uniform(0, 2 * np.pi, n)
    radius = np.where(labels == 0, 1.5, 0.75)
    return _pairs(radius * np.cos(angle), radius * np.sin(angle)), labels


def _spirals(n: int, rng: np.random.Generator) -> Points:
    """Two arms of one and a half turns, one the other turned by half a turn."""
    # The square root spreads the points evenly along the arm, whose turns grow longer outwards.
    labels, along = _labels(n, 2), np.sqrt(rng.uniform(0.01, 1, n))
    angle = 3 * np.pi * along + np.pi * labels
    return 1.5 * _pairs(along * np.cos(angle), along * np.sin(angle)), labels


def _blobs(n: int, rng: np.random.Generator) -> Points:
    """Four discs at the corners of a square, one class each."""
    labels, angle = _labels(n, 4), rng.uniform(0, 2 * np.pi, n)
    radius = 0.5 * np.sqrt(rng.uniform(0, 1, n))
    centres = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])[labels]
    return centres + _pairs(radius * np.cos(angle), radius * np.sin(angle)), labels


def _xor(n: int, rng: np.random.Generator) -> Points:
    """Four squares with a gap between them; a point's class says whether its coordinates differ in sign."""
    quadrant = _labels(n, 4)
    signs = _pairs(1 - 2 * (quadrant % 2), 1 - 2 * (quadrant // 2))
    return signs * rng.uniform(0.1, 1.5, (n, 2)), (quadrant % 2) ^ (quadrant // 2)


def _ring(n: int, rng: np.random.Generator) -> Points:
    """Eight points on a circle, a class each; the noise makes Gaussians of them."""
    labels = _labels(n, RING)
    angle = 2 * np.pi * labels / RING
    return 1.5 * _pairs(np.cos(angle), np.sin(angle)), labels


def _grid(n: int, rng: np.random.Generator) -> Points:
    """Five rows of five points; the noise makes Gaussians of them. In each row and each column every class occurs once."""
    place = _labels(n, GRID**2)
    row, column = place // GRID, place % GRID
    step = 3 / (GRID - 1)
    return _pairs(column * step - 1.5, row * step - 1.5), (column + 2 * row) % GRID


def _labels(n: int, classes: int) -> NDArray[np.int64]:
    """(n,) labels, each class equally often (to within one)."""
    return np.arange(n, dtype=np.int64) % classes


def _pairs(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
    return np.stack([x, y], axis=1).astype(np.float64)


SHAPES: dict[str, Callable[[int, np.random.Generator], Points]] = {
    "moons": _moons,
    "circles": _circles,
    "spirals": _spirals,
    "blobs": _blobs,
    "XOR": _xor,
    "ring of Gaussians": _ring,
    "grid of Gaussians": _grid,
}
