"""The scenes of `vizlab.data.shapes`, a block of images at a time: where objects lie, and painting them over backgrounds."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.data import shape_drawing as drawing
from vizlab.data.shape_drawing import BACKGROUNDS, CELLS, COLOURS, OUTLINES, TEXTURES

SIDE, BLOCK, KINDS = 64, 64, 8  # pixels; images that are drawn together; classes, textures, colours, backgrounds, tags
MARGIN_PX = 1.0
RADII_PX, PAIR_RADII_PX, BLOB_RADII_PX = (10.0, 22.0), (9.0, 14.0), (6.0, 9.0)
TILT = np.pi / 6  # how far objects turn to either side
TRIES = 24  # places of which a thing takes the first that is free, or the one that is least in the way
TAG_PX, TAG_EDGE_PX = 8, 2
CORNERS = ("top left", "top right", "bottom left", "bottom right")

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Masks = NDArray[np.bool_]


@dataclass(frozen=True)
class Things:
    """One thing in each image. x, y, radius: in pixels. angle: in radians. All (BLOCK,)."""

    x: Floats
    y: Floats
    radius: Floats
    angle: Floats

    def coordinates(self, dx: Floats | float = 0.0, dy: Floats | float = 0.0) -> tuple[Floats, Floats]:
        """(BLOCK, SIDE, SIDE) each: pixels right of and below the middle moved by dx, dy (BLOCK,), turned with the thing."""
        cos, sin = _tall(np.cos(self.angle)), _tall(np.sin(self.angle))
        across, down = _line()[None, None, :] - _tall(self.x + dx), _line()[None, :, None] - _tall(self.y + dy)
        return across * cos + down * sin, down * cos - across * sin


def things(rng: np.random.Generator, *, pair: bool) -> list[Things]:
    """One thing in each image, anywhere; or a pair of smaller ones, each in a half of its own, so that they cannot touch."""
    if not pair:
        return [_placed(rng, RADII_PX, np.zeros(BLOCK), np.zeros(BLOCK), np.full(BLOCK, SIDE), np.full(BLOCK, SIDE))]
    upright, swapped = rng.random(BLOCK) < 0.5, rng.random(BLOCK) < 0.5
    half, found = SIDE / 2, []
    for late in (swapped, ~swapped):
        left, top = np.where(upright & late, half, 0.0), np.where(~upright & late, half, 0.0)
        found.append(_placed(rng, PAIR_RADII_PX, left, top, np.where(upright, half, SIDE), np.where(upright, SIDE, half)))
    return found


def _placed(
    rng: np.random.Generator,
    radii: tuple[float, float],
    left: NDArray[np.float64],
    top: NDArray[np.float64],
    width: NDArray[np.float64],
    height: NDArray[np.float64],
) -> Things:
    """Things within boxes (BLOCK,), clear of the corners where tags are."""
    radius, angle = rng.uniform(*radii, BLOCK), rng.uniform(-TILT, TILT, BLOCK)
    inset = radius + MARGIN_PX
    share = rng.random((2, TRIES, BLOCK))
    share[:, -1] = 0.5  # the middle of the box is always clear
    x, y = left + inset + share[0] * (width - 2 * inset), top + inset + share[1] * (height - 2 * inset)
    first = (_from_corners(x, y) >= radius).argmax(axis=0), np.arange(BLOCK)
    return Things(*(values.astype(np.float32) for values in (x[first], y[first], radius, angle)))


def _from_corners(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels to the nearest place of a tag."""
    reach = TAG_EDGE_PX + TAG_PX + 1
    right, below = (np.maximum(np.minimum(along, SIDE - along) - reach, 0) for along in (x, y))
    distance: NDArray[np.float64] = np.hypot(right, below)
    return distance


def inside(where: Things, outlines: Integers) -> Masks:
    """(BLOCK, SIDE, SIDE): the pixels whose middle lies inside the outlines of these indices."""
    a, b = where.coordinates()
    masks = np.zeros(a.shape, np.bool_)
    for index, outline in enumerate(OUTLINES.values()):
        chosen = np.flatnonzero(outlines == index)
        size = _tall(where.radius[chosen])
        masks[chosen] = outline(a[chosen] / size, b[chosen] / size)
    return masks


def backgrounds(kinds: Integers, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Images (BLOCK, 3, SIDE, SIDE) that show only a background of these kinds."""
    middle = (SIDE / 2 + rng.uniform(-6, 6, (2, BLOCK))).astype(np.float32)
    a, b = Things(middle[0], middle[1], np.ones(BLOCK, np.float32), np.zeros(BLOCK, np.float32)).coordinates()
    patterns = [pattern for pattern, _ in BACKGROUNDS.values()]
    shades = _shades(patterns, kinds, a, b, rng)
    tones = drawing.tone_table(tones for _, tones in BACKGROUNDS.values())[kinds]
    return _mixed(tones * rng.uniform(0.88, 1.08, (BLOCK, 1, 1)).astype(np.float32), shades)


def paint(images: NDArray[np.uint8], masks: Masks, where: Things, textures: Integers, rng: np.random.Generator) -> None:
    """Paint what the masks enclose with textures of these indices, each in one of the colours, in place."""
    dx, dy = rng.uniform(-3, 3, (2, BLOCK)).astype(np.float32)
    shades = _shades(list(TEXTURES.values()), textures, *where.coordinates(dx, dy), rng)
    tones = drawing.tone_table(COLOURS.values())[rng.integers(0, KINDS, BLOCK)]
    np.copyto(images, _mixed(tones, shades), where=masks[:, None])


def paint_blobs(images: NDArray[np.uint8], others: Sequence[Things], rng: np.random.Generator) -> None:
    """Paint a blob of no class into each image, in place, where it is least in the way of the others (BLOCK things each)."""
    radius, angle = rng.uniform(*BLOB_RADII_PX, BLOCK), rng.uniform(0, 2 * np.pi, BLOCK)
    inset = radius + MARGIN_PX
    x, y = inset + rng.random((2, TRIES, BLOCK)) * (SIDE - 2 * inset)
    gaps = [np.hypot(x - other.x, y - other.y) - other.radius for other in others]
    best = np.minimum(np.min(gaps, axis=0), _from_corners(x, y)).argmax(axis=0), np.arange(BLOCK)
    where = Things(*(values.astype(np.float32) for values in (x[best], y[best], radius, angle)))
    a, b = where.coordinates()
    size, phase = _tall(where.radius), _tall(rng.uniform(0, 2 * np.pi, BLOCK).astype(np.float32))
    paint(images, drawing.blob(a / size, b / size, phase), where, rng.integers(0, KINDS, BLOCK), rng)


def paint_tags(images: NDArray[np.uint8], kinds: Integers, place: str) -> Masks:
    """Put plates of these kinds into a corner, in place: masks (BLOCK, SIDE, SIDE) of where they are."""
    start, end = slice(TAG_EDGE_PX, TAG_EDGE_PX + TAG_PX), slice(SIDE - TAG_EDGE_PX - TAG_PX, SIDE - TAG_EDGE_PX)
    rows, columns = start if "top" in place else end, start if "left" in place else end
    masks = np.zeros((BLOCK, SIDE, SIDE), np.bool_)
    masks[:, rows, columns] = True
    images[:, :, rows, columns] = drawing.plates()[kinds]
    return masks


def _shades(patterns: Sequence[drawing.Pattern], kinds: Integers, a: Floats, b: Floats, rng: np.random.Generator) -> Floats:
    """(BLOCK, SIDE, SIDE) in [0, 1]: for each image the pattern of its kind."""
    fields = rng.random((BLOCK, CELLS, CELLS), dtype=np.float32)
    shades = np.empty_like(a)
    for index, pattern in enumerate(patterns):
        chosen = np.flatnonzero(kinds == index)
        shades[chosen] = pattern(a[chosen], b[chosen], fields[chosen])
    return shades


def _mixed(tones: Floats, shades: Floats) -> NDArray[np.uint8]:
    """Tones (BLOCK, 2, 3), dark and light, mixed by shades (BLOCK, h, w) -> (BLOCK, 3, h, w)."""
    dark, light = tones[:, 0, :, None, None], tones[:, 1, :, None, None]
    mixed = dark + shades[:, None] * (light - dark)
    return np.clip(mixed, 0, 255, out=mixed).astype(np.uint8)


def _tall(values: NDArray[np.floating]) -> Floats:
    return values.astype(np.float32)[:, None, None]


@functools.lru_cache(maxsize=1)
def _line() -> Floats:
    """The middles of the pixels of a row."""
    return np.arange(SIDE, dtype=np.float32) + 0.5
