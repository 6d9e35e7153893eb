"""The style pictures that vizlab draws, each a function `(x, y, dice) -> (h, w, 3)`; see `patterns`."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from vizlab.style.brushes import Field, along, clouds, middle, palette, step


def starlight(x: Field, y: Field, dice: Generator) -> Field:
    """A night sky in brush strokes that circle around bright stars."""
    centres, spins = dice.random((9, 2)), dice.choice([-1.0, 1.0], 9)
    radii = dice.uniform(0.06, 0.16, 9)
    flow_x, flow_y = np.full_like(x, 0.5), 0.25 * np.sin(2 * np.pi * x)
    glow = np.zeros_like(x)
    for (cx, cy), spin, radius in zip(centres, spins, radii, strict=True):
        dx, dy = x - cx, y - cy
        distance = np.hypot(dx, dy)
        pull = spin * np.exp(-((distance / (2.2 * radius)) ** 2)) / radius
        flow_x, flow_y = flow_x - pull * dy, flow_y + pull * dx
        rings = 0.75 + 0.25 * np.cos(distance / radius * 12)
        glow = np.maximum(glow, rings * np.exp(-((distance / (0.75 * radius)) ** 2)))
    haze = clouds(x, y, dice, 3)
    strokes = along(flow_x, flow_y, dice.random(x.shape))  # last: how much it draws depends on the size
    tone = 0.35 * haze + 0.65 * strokes
    return palette(np.clip(0.62 * tone + 0.85 * glow * (0.6 + 0.4 * strokes), 0, 1), NIGHT)


def stained_glass(x: Field, y: Field, dice: Generator) -> Field:
    """Panes of coloured glass in lead, each lit from behind."""
    seeds = dice.random((110, 2))
    distance = np.full(x.shape, np.inf)
    second, owner = distance.copy(), np.zeros(x.shape, int)
    for index, (cx, cy) in enumerate(seeds):
        d = np.hypot(x - cx, y - cy)
        nearer = d < distance
        second = np.where(nearer, distance, np.minimum(second, d))
        owner, distance = np.where(nearer, index, owner), np.minimum(d, distance)
    panes = np.array(GLASS)[dice.integers(0, len(GLASS), len(seeds))] * dice.uniform(0.75, 1.1, (len(seeds), 1))
    light = 1.15 - 2.6 * distance + 0.22 * (clouds(x, y, dice, 12) - 0.5)
    lead = 1 / (1 + np.exp((0.011 - (second - distance)) / 0.0018))
    return np.asarray(panes[owner] * light[..., None] * lead[..., None] + 0.05 * (1 - lead[..., None]))


def waves(x: Field, y: Field, dice: Generator) -> Field:
    """Rows of breaking waves, outlined in white foam, from a pale sky to a deep sea."""
    colors = palette(0.9 - 0.35 * y + 0.1 * clouds(x, y, dice, 3), SEA)
    hills = clouds(x, y, dice, 7) - 0.5
    for row in np.linspace(0.04, 1.05, 11):
        phase, length = dice.random(), dice.uniform(2.0, 3.2) / (0.6 + row)
        u = 2 * np.pi * (length * x + phase)
        crest = row - 0.045 * (0.5 + row) * (
            np.sin(u) + 0.4 * np.sin(2 * u + 1.3) + 0.35 * np.roll(hills, int(997 * row), axis=1)
        )
        depth = (y - crest) / (0.05 + 0.07 * row)
        stripes = 0.5 + 0.5 * np.cos(2 * np.pi * (3.2 * depth - 0.3 * np.sin(u)))
        body = palette(np.clip(0.62 - 0.4 * depth + 0.3 * stripes - 0.25 * row, 0, 1), SEA)
        inside = step(depth, 0.0, 0.03)[..., None]
        foam = (step(depth, -0.05, 0.03) * (1 - step(depth, 0.13, 0.05)))[..., None]
        colors = colors * (1 - inside) + body * inside
        colors = colors * (1 - foam) + np.array([0.97, 0.95, 0.88]) * foam
    return colors


def marble(x: Field, y: Field, dice: Generator) -> Field:
    """Inks that floated on water: bands of colour, folded again and again."""
    u, v = x.copy(), y.copy()
    for strength, scale in ((0.3, 2), (0.16, 3), (0.08, 5)):
        u, v = u + strength * (2 * clouds(u, v, dice, scale) - 1), v + strength * (2 * clouds(v, u, dice, scale) - 1)
    bands = 9 * (0.8 * u + 0.6 * v) + 1.5 * clouds(u, v, dice, 3)
    tone = palette(np.mod(bands, len(INKS)) / len(INKS), (*INKS, INKS[0]))
    veins = np.exp(-((np.mod(4 * bands, 1) - 0.5) ** 2) / 0.006)
    return tone * (1 - 0.55 * veins[..., None])


def dots(x: Field, y: Field, dice: Generator) -> Field:
    """Points of pure colour over points of pure colour: only the eye mixes them."""
    colors = np.broadcast_to(np.array([0.93, 0.86, 0.70]), (*x.shape, 3)).copy()
    hue = clouds(x, y, dice, 3)
    for cells in (26, 34, 42, 52, 60):
        row, column = np.floor(y * cells).astype(int), np.floor(x * cells).astype(int)
        shift = dice.uniform(0.25, 0.75, (2, cells, cells))
        radius = dice.uniform(0.34, 0.52, (cells, cells))
        shade = hue[middle(row, cells, x), middle(column, cells, x)]
        pick = np.clip(shade + dice.normal(0, 0.16, (cells, cells))[row, column], 0, 1)
        far = np.hypot(x * cells - column - shift[0][row, column], y * cells - row - shift[1][row, column])
        inside = (1 - step(far - radius[row, column], -0.04, 0.08)) * (dice.random((cells, cells)) < 0.72)[row, column]
        colors = colors * (1 - inside[..., None]) + palette(pick, POINTS, smooth=False) * inside[..., None]
    return colors


def circles(x: Field, y: Field, dice: Generator) -> Field:
    """A board of squares, in each of them rings of other colours, painted by hand."""
    across = 4
    wobble = 0.035 * (clouds(x, y, dice, 9) - 0.5)
    row, column = np.floor(y * across).astype(int), np.floor(x * across).astype(int)
    far = np.hypot(x * across - column - 0.5, y * across - row - 0.5) + across * wobble
    edges = np.sort(dice.uniform(0.08, 0.52, (across, across, 5)), axis=2)[row, column]
    ring = (far[..., None] > edges).sum(2)
    shades = np.stack([[dice.permutation(len(RINGS))[:6] for _ in range(across)] for _ in range(across)])
    colors = np.array(RINGS)[np.take_along_axis(shades[row, column], ring[..., None], 2)[..., 0]]
    brush = along(-(y * across - row - 0.5), x * across - column - 0.5, dice.random(x.shape), length=24)
    return np.asarray(colors * (0.78 + 0.44 * brush[..., None]))


NIGHT = ((0.03, 0.06, 0.20), (0.07, 0.16, 0.42), (0.16, 0.36, 0.66), (0.47, 0.68, 0.80), (0.97, 0.86, 0.42), (1.0, 0.96, 0.78))
GLASS = (
    (0.80, 0.10, 0.14), (0.10, 0.24, 0.68), (0.96, 0.72, 0.12), (0.08, 0.52, 0.36), (0.46, 0.14, 0.56), (0.94, 0.42, 0.10),
    (0.36, 0.70, 0.90), (0.92, 0.88, 0.72),
)  # fmt: skip
SEA = ((0.04, 0.11, 0.24), (0.07, 0.25, 0.44), (0.18, 0.47, 0.60), (0.53, 0.74, 0.74), (0.93, 0.88, 0.74))
INKS = ((0.10, 0.13, 0.30), (0.16, 0.45, 0.56), (0.93, 0.86, 0.72), (0.86, 0.42, 0.26), (0.62, 0.13, 0.22))
POINTS = ((0.13, 0.22, 0.55), (0.20, 0.52, 0.75), (0.30, 0.62, 0.34), (0.96, 0.78, 0.22), (0.91, 0.47, 0.18), (0.74, 0.17, 0.30))
RINGS = (
    (0.87, 0.20, 0.16), (0.96, 0.76, 0.18), (0.10, 0.28, 0.56), (0.20, 0.58, 0.52), (0.95, 0.90, 0.78), (0.94, 0.52, 0.20),
    (0.46, 0.20, 0.46), (0.50, 0.74, 0.86), (0.13, 0.13, 0.20),
)  # fmt: skip
