"""Toys of the six lessons: points whose truth is known, for maps that get it wrong.

A generator is a function (rng) -> points (n, d) float64, labels (n,), in order along a curve where there is one. To add one: such
a function, a line in `GENERATORS`, and its name with a lesson in `lessons.py`. Source: Wattenberg, Viegas & Johnson 2016, "How to
use t-SNE effectively", Distill; their toys, drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Drawn = tuple[NDArray[np.float64], NDArray[np.int64]]
Drawer = Callable[[np.random.Generator], Drawn]
WIDE = 50  # dimensions of the toys that only a map can show


@dataclass(frozen=True)
class Generator:
    """A toy. classes: the names of its labels; about: what it is; is_curve: whether each group closes into a curve, in order."""

    draw: Drawer
    classes: tuple[str, ...]
    about: str
    is_curve: bool = False


def draw(name: str, seed: int) -> Drawn:
    """Points (n, d) and labels (n,) of the toy of this name."""
    return GENERATORS[name].draw(np.random.default_rng([seed, *name.encode()]))


def pair(distance: float, seed: int, *, n: int = 50, d: int = 10) -> Drawn:
    """Two round clusters of n points each, standard deviation 1 in d dimensions, with their centres so far apart."""
    rng = np.random.default_rng([seed, n, d])
    points, labels = rng.normal(size=(2 * n, d)), np.repeat([0, 1], n)
    points[n:, 0] += distance
    return points, labels


def _two(rng: np.random.Generator) -> Drawn:
    return _blobs(rng, [(0, 0), (10, 0)], [1, 1], 60)


def _sizes(rng: np.random.Generator) -> Drawn:
    return _blobs(rng, [(0, 0), (60, 0)], [1, 10], 75)


def _three(rng: np.random.Generator) -> Drawn:
    return _blobs(rng, [(0, 0), (10, 0), (50, 0)], [1, 1, 1], 50)


def _cloud(rng: np.random.Generator) -> Drawn:
    return rng.normal(size=(200, WIDE)), np.zeros(200, np.int64)


def _ellipse(rng: np.random.Generator) -> Drawn:
    """Standard deviations falling as 1 / i along 50 axes."""
    return rng.normal(size=(150, WIDE)) / np.arange(1, WIDE + 1), np.zeros(150, np.int64)


def _stripes(rng: np.random.Generator) -> Drawn:
    """Two parallel lines, straight but for a little noise, 75 points each along 10 units."""
    along = np.tile(np.linspace(0, 10, 75), 2)
    labels = np.repeat([0, 1], 75)
    return np.stack([along, labels * 1.5], 1) + rng.normal(scale=0.03, size=(150, 2)), labels


def _nested(rng: np.random.Generator) -> Drawn:
    """A tight cluster in the middle of one fifty times as wide."""
    return _blobs(rng, [(0,) * WIDE] * 2, [1, 50], 75)


def _linked(rng: np.random.Generator) -> Drawn:
    angle = _turn(75)
    one = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)
    other = np.stack([1 + np.cos(angle), 0 * angle, np.sin(angle)], 1)
    return np.concatenate([one, other]) + rng.normal(scale=0.01, size=(150, 3)), np.repeat([0, 1], 75)


def _apart(rng: np.random.Generator) -> Drawn:
    points, labels = _linked(rng)
    return points + 2 * labels[:, None] * np.array([1.0, 0.0, 0.0]), labels


def _trefoil(rng: np.random.Generator) -> Drawn:
    angle = _turn(150)
    x, y = np.sin(angle) + 2 * np.sin(2 * angle), np.cos(angle) - 2 * np.cos(2 * angle)
    points = np.stack([x, y, -np.sin(3 * angle)], 1)
    return points + rng.normal(scale=0.02, size=points.shape), np.arange(150) * 5 // 150


def _turn(n: int) -> NDArray[np.float64]:
    return np.linspace(0, 2 * np.pi, n, endpoint=False)


def _blobs(rng: np.random.Generator, centres: Any, widths: Any, n: int) -> Drawn:
    """Round clusters of n points each, with these centres and standard deviations."""
    labels = np.repeat(np.arange(len(centres)), n)
    noise = rng.normal(size=(len(labels), len(centres[0]))) * np.asarray(widths)[labels, None]
    return np.asarray(centres, float)[labels] + noise, labels


GENERATORS: dict[str, Generator] = {
    "two clusters": Generator(_two, ("left", "right"), "Two equal clusters of 60 points, their centres ten widths apart."),
    "tight and wide": Generator(_sizes, ("tight", "wide"), "Two clusters of 75 points, one ten times as wide as the other."),
    "near and far": Generator(
        _three, ("first", "near", "far"), "Three clusters of 50 points: the third five times as far from the first as the second."
    ),
    "pure noise": Generator(_cloud, ("noise",), "200 points of one round Gaussian in 50 dimensions."),
    "long ellipsoid": Generator(_ellipse, ("ellipsoid",), "150 points in 50 dimensions, ever thinner from axis to axis."),
    "parallel lines": Generator(_stripes, ("one", "other"), "Two straight lines side by side, 75 points each."),
    "nested clusters": Generator(
        _nested, ("inner", "outer"), "75 tight points in the very middle of 75 others, fifty times as wide, in 50 dimensions."
    ),
    "linked rings": Generator(_linked, ("one", "other"), "Two rings of 75 points, each going through the other.", True),
    "unlinked rings": Generator(_apart, ("one", "other"), "The same two rings, drawn apart.", True),
    "trefoil knot": Generator(
        _trefoil, ("1st fifth", "2nd", "3rd", "4th", "5th"), "One closed curve of 150 points, knotted in space.", True
    ),
}
