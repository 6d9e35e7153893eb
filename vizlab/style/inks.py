"""Style pictures of lines and of stones: an engraving in two inks, and a mosaic laid in winding courses; see `patterns`."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from vizlab.style.brushes import Field, clouds, palette, step


def engraving(x: Field, y: Field, dice: Generator) -> Field:
    """Hills in hatching, lit from the upper left: the darker, the broader the lines, and the more ways they cross."""
    height = clouds(x, y, dice, 3)
    rows, columns = np.gradient(height, 1 / len(height))
    shade = np.clip(0.5 + 0.16 * (rows + columns) - 0.3 * (height - 0.5), 0, 1)
    hand = 0.01 * (clouds(x, y, dice, 14) - 0.5)
    colors = np.broadcast_to(np.array(PAPER), (*x.shape, 3)).copy()
    for (across, down, lines), ink, lightest in zip(HATCHES, (SANGUINE, INDIGO, INDIGO), (0.0, 0.3, 0.6), strict=True):
        dark = np.clip((shade - lightest) / (1 - lightest), 0, 1)
        place = lines * (across * x + down * y + 0.22 * height + hand)
        wave = np.abs(np.mod(place, 1) - 0.5) * 2  # 0 in the middle of a line
        line = (1 - step(wave - 0.85 * dark, -0.06, 0.22)) * step(dark, 0.02, 0.1)
        colors = colors * (1 - line[..., None]) + np.array(ink) * line[..., None]
    return np.asarray(colors)


def mosaic(x: Field, y: Field, dice: Generator) -> Field:
    """Small stones in winding courses, each of one colour, with pale mortar between."""
    bend, fold = clouds(x, y, dice, 2), clouds(x, y, dice, 3)
    course = 30 * (y + 0.55 * (bend - 0.5))
    row = np.floor(course).astype(int)
    along = 30 * (x + 0.25 * (fold - 0.5)) + dice.random(400)[row]
    column = np.floor(along).astype(int)
    _, stone = np.unique((row - row.min()) * 1000 + column - column.min(), return_inverse=True)
    stone = stone.reshape(x.shape)
    mean = np.bincount(stone.ravel(), (1.6 * bend + 0.9 * fold).ravel()) / np.bincount(stone.ravel())
    odd, worn = dice.normal(0, 0.035, (400, 400))[row, column], dice.uniform(0.82, 1.12, (400, 400))[row, column]
    picked = np.mod(1.6 * mean[stone] + odd, 1)
    worn = worn + 0.12 * (clouds(x, y, dice, 40) - 0.5)
    gap = np.minimum(_inside(course), _inside(along))
    joint = step(gap, 0.03, 0.09)[..., None]
    return np.asarray(palette(picked, STONES, smooth=False) * worn[..., None] * joint + np.array(MORTAR) * (1 - joint))


def _inside(place: Field) -> Field:
    """How far from the nearest whole number."""
    return np.asarray(np.minimum(np.mod(place, 1), 1 - np.mod(place, 1)))


HATCHES = ((0.25, 1.0, 40.0), (1.0, -0.55, 44.0), (0.75, 0.85, 46.0))  # across, down, lines: the way of each
PAPER, SANGUINE, INDIGO = (0.95, 0.90, 0.78), (0.72, 0.26, 0.14), (0.10, 0.13, 0.34)
MORTAR = (0.80, 0.76, 0.68)
STONES = (
    (0.07, 0.16, 0.42), (0.13, 0.38, 0.62), (0.16, 0.55, 0.55), (0.88, 0.84, 0.70), (0.90, 0.68, 0.18), (0.80, 0.38, 0.14),
    (0.58, 0.10, 0.14), (0.22, 0.10, 0.26),
)  # fmt: skip
