"""What an image of `vizlab.data.shapes` is made of: outlines, patterns and tones, as functions of coordinates.

An outline says of coordinates (k, h, w) in radii of the object whether they lie inside; each fits into the unit disc. A pattern
gives of coordinates in pixels, turned with what it lies on, values in [0, 1] between a dark and a light tone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.floating[Any]]
Inside = NDArray[np.bool_]
CELLS = 32  # of the random field that rough patterns look into


def inside_disc(u: Coordinates, v: Coordinates) -> Inside:
    """Radius 0.85."""
    return u * u + v * v <= 0.85**2


def inside_square(u: Coordinates, v: Coordinates) -> Inside:
    """Sides of 1.4."""
    return np.maximum(np.abs(u), np.abs(v)) <= 0.7


def inside_triangle(u: Coordinates, v: Coordinates) -> Inside:
    """Equilateral, its corners on the unit circle, one on top."""
    return np.maximum(v, np.abs(u) * math.sqrt(0.75) - v / 2) <= 0.5


def inside_star(u: Coordinates, v: Coordinates) -> Inside:
    """Five points on the unit circle, one on top; the corners between them at 0.45."""
    tenth = math.pi / 5
    angle = np.abs(np.mod(np.arctan2(u, -v) + tenth, 2 * tenth) - tenth)  # to the nearest point of the star
    radius = np.hypot(u, v)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    corner_x, corner_y = 0.45 * math.cos(tenth), 0.45 * math.sin(tenth)
    return (1 - x) * corner_y >= y * (1 - corner_x)


def inside_cross(u: Coordinates, v: Coordinates) -> Inside:
    """Two bars of 1.84 by 0.6."""
    a, b = np.abs(u), np.abs(v)
    return (np.maximum(a, b) <= 0.92) & (np.minimum(a, b) <= 0.3)


def inside_ring(u: Coordinates, v: Coordinates) -> Inside:
    """From radius 0.5 to 0.92."""
    square = u * u + v * v
    return (square >= 0.5**2) & (square <= 0.92**2)


def inside_heart(u: Coordinates, v: Coordinates) -> Inside:
    """A unit square standing on its corner, a half disc on each of its upper sides."""
    middle = math.sqrt(1 / 8)
    bulge = (np.abs(u) - middle) ** 2 + (v + middle) ** 2 <= 0.5**2
    return bulge | (np.abs(u) + np.abs(v) <= math.sqrt(0.5))


def inside_crescent(u: Coordinates, v: Coordinates) -> Inside:
    """The unit disc without a disc of radius 0.8 whose middle lies 0.45 to the right."""
    return (u * u + v * v <= 1) & ((u - 0.45) ** 2 + v * v > 0.8**2)


def blob(u: Coordinates, v: Coordinates, phase: Coordinates) -> Inside:
    """An outline that is none of the classes: a disc with five unequal dents. phase (k, 1, 1) in radians."""
    angle = np.arctan2(v, u)
    return np.hypot(u, v) <= 0.7 + 0.17 * np.sin(2 * angle + phase) + 0.13 * np.sin(5 * angle + 2 * phase)


def plain(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """The light tone alone."""
    return np.ones_like(a)


def stripes(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Straight bars, 3 pixels wide."""
    return _steps(a / 3)


def dots(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Dark spots in rows, 6 pixels apart."""
    return _float(np.hypot(np.mod(a, 6) - 3, np.mod(b, 6) - 3) > 1.9)


def checks(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """A chessboard of 4 pixels."""
    return _steps(np.floor(a / 4) + np.floor(b / 4))


def waves(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Bars, 3 pixels wide, that wind."""
    return _steps((a + 2 * np.sin(b * (2 * math.pi / 12))) / 3)


def noise(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Grains of 2 pixels, each of its own tone."""
    return _look_up(field, a / 2, b / 2)


def bricks(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Courses of 5 pixels, every other one moved, with dark joints."""
    course = np.floor(b / 5)
    return _float((np.mod(b, 5) > 1.3) & (np.mod(a + 4.5 * np.mod(course, 2), 9) > 1.3))


def rings(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Circles around the middle, 3 pixels wide."""
    return _steps(np.hypot(a, b) / 3)


def fade(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """From light at one edge to dark at the other."""
    shade: Coordinates = np.clip(0.5 - b / 64, 0, 1)
    return shade


def streaks(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Blades of one pixel by sixteen."""
    return _look_up(field, a, b / 16)


def bands(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Soft waves across, as grain in wood."""
    shade: Coordinates = 0.5 + 0.5 * np.sin(b * (2 * math.pi / 8) + 1.5 * np.sin(a * (2 * math.pi / 40)))
    return shade


def blotches(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Patches of 8 pixels."""
    return _look_up(field, a / 8, b / 8)


def lines(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Thin dark lines across, 6 pixels apart, as on ruled paper."""
    return _float(np.mod(b, 6) > 1)


def tiles(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Squares of 12 pixels with dark joints."""
    return _float((np.mod(a, 12) > 1) & (np.mod(b, 12) > 1))


def stars(a: Coordinates, b: Coordinates, field: Coordinates) -> Coordinates:
    """Few light points of 2 pixels on the dark tone."""
    return _float(_look_up(field, a / 2, b / 2) > 0.95)


def _steps(along: Coordinates) -> Coordinates:
    steps: Coordinates = np.mod(np.floor(along), 2)
    return steps


def _float(mask: Inside) -> Coordinates:
    return mask.astype(np.float32)


def _look_up(field: Coordinates, a: Coordinates, b: Coordinates) -> Coordinates:
    """The values of random fields (k, CELLS, CELLS) at the cells of coordinates (k, h, w)."""
    rows, columns = np.floor(b).astype(np.int32) % CELLS, np.floor(a).astype(np.int32) % CELLS
    picked: Coordinates = field[np.arange(len(field))[:, None, None], rows, columns]
    return picked


Pattern = Callable[[Coordinates, Coordinates, Coordinates], Coordinates]

OUTLINES: dict[str, Callable[[Coordinates, Coordinates], Inside]] = {
    "disc": inside_disc,
    "square": inside_square,
    "triangle": inside_triangle,
    "star": inside_star,
    "cross": inside_cross,
    "ring": inside_ring,
    "heart": inside_heart,
    "crescent": inside_crescent,
}
TEXTURES: dict[str, Pattern] = {
    "plain": plain,
    "stripes": stripes,
    "dots": dots,
    "checks": checks,
    "waves": waves,
    "noise": noise,
    "bricks": bricks,
    "rings": rings,
}
BACKGROUNDS: dict[str, tuple[Pattern, tuple[str, str]]] = {
    "sky": (fade, ("8fa6b8", "d3dee6")),
    "sand": (noise, ("b3a588", "d4c8ae")),
    "grass": (streaks, ("3c4a34", "61704f")),
    "wood": (bands, ("5c4937", "7d6650")),
    "stone": (blotches, ("6f7175", "96989b")),
    "paper": (lines, ("b9bdc4", "eceae4")),
    "tiles": (tiles, ("7f8b8a", "bcc7c4")),
    "night": (stars, ("14161f", "b8bccb")),
}
COLOURS: dict[str, tuple[str, str]] = {
    "red": ("7d0f14", "f2444a"),
    "orange": ("8a3c00", "ff9130"),
    "yellow": ("8a7200", "ffe23d"),
    "green": ("0b5e22", "3ddc68"),
    "cyan": ("00606a", "34e3ee"),
    "blue": ("12218a", "4f6bff"),
    "purple": ("4a1280", "b06bff"),
    "pink": ("8f1464", "ff6fc8"),
}
# A tag's plate: its tone, and four rows of four cells that are white.
TAGS: tuple[tuple[str, tuple[str, str, str, str]], ...] = (
    ("c1121f", ("####", "#..#", "#..#", "####")),
    ("e36414", (".##.", ".##.", ".##.", ".##.")),
    ("b59f00", ("....", "####", "####", "....")),
    ("2d7d32", ("#...", "##..", "###.", "####")),
    ("00838f", ("#..#", ".##.", ".##.", "#..#")),
    ("1d3fbb", ("##..", "##..", "..##", "..##")),
    ("6a1b9a", (".#.#", "#.#.", ".#.#", "#.#.")),
    ("ad1457", ("#..#", "....", "....", "#..#")),
)


def tone_table(pairs: Iterable[tuple[str, str]]) -> NDArray[np.float32]:
    """Colours as in CSS, k pairs of (dark, light) -> (k, 2, 3) in 0-255."""
    return np.array([[list(bytes.fromhex(tone)) for tone in pair] for pair in pairs], np.float32)


def plates() -> NDArray[np.uint8]:
    """The eight tags as pictures (8, 3, 8, 8)."""
    cells = np.array([[[cell == "#" for cell in row] for row in rows] for _, rows in TAGS])
    white = cells.repeat(2, axis=1).repeat(2, axis=2)[:, None]
    tones = np.array([list(bytes.fromhex(tone)) for tone, _ in TAGS], np.uint8)[:, :, None, None]
    return np.where(white, np.uint8(255), tones)
