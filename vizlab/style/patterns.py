"""Style pictures that vizlab paints itself: seeded, the same on every machine, in any size.

To add one: a function `(x, y, dice) -> (h, w, 3)` and one line in `PATTERNS`. x and y (h, w) run from 0 to 1 over the picture,
dice is its own random generator; what comes back is RGB in [0, 1].
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from vizlab.errors import VizlabError

Field = NDArray[np.float64]
FINE_PX = 512  # the size in which a pattern is painted before it is shrunk: its strokes are then smooth


def paint(name: str, size_px: int = FINE_PX) -> Image.Image:
    """The pattern of this name, square, RGB. Errors: `VizlabError` listing the names."""
    if name not in PATTERNS:
        raise VizlabError(f"There is no pattern {name!r}; there are {', '.join(PATTERNS)}.")
    fine = max(2 * size_px, 128) if size_px < FINE_PX else size_px
    y, x = (np.indices((fine, fine)) + 0.5) / fine
    colors = PATTERNS[name](x, y, np.random.default_rng(zlib.crc32(name.encode())))
    pixels = (np.clip(colors, 0, 1) * 255).round().astype(np.uint8)
    return Image.fromarray(pixels).resize((size_px, size_px), Image.Resampling.LANCZOS)


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
    clouds = _clouds(x, y, dice, 3)
    strokes = _along(flow_x, flow_y, dice.random(x.shape))  # last: how much it draws depends on the size
    tone = 0.35 * clouds + 0.65 * strokes
    return _palette(np.clip(0.62 * tone + 0.85 * glow * (0.6 + 0.4 * strokes), 0, 1), NIGHT)


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
    light = 1.15 - 2.6 * distance + 0.22 * (_clouds(x, y, dice, 12) - 0.5)
    lead = 1 / (1 + np.exp((0.011 - (second - distance)) / 0.0018))
    return np.asarray(panes[owner] * light[..., None] * lead[..., None] + 0.05 * (1 - lead[..., None]))


def waves(x: Field, y: Field, dice: Generator) -> Field:
    """Rows of breaking waves, outlined in white foam, from a pale sky to a deep sea."""
    colors = _palette(0.9 - 0.35 * y + 0.1 * _clouds(x, y, dice, 3), SEA)
    hills = _clouds(x, y, dice, 7) - 0.5
    for row in np.linspace(0.04, 1.05, 11):
        phase, length = dice.random(), dice.uniform(2.0, 3.2) / (0.6 + row)
        u = 2 * np.pi * (length * x + phase)
        crest = row - 0.045 * (0.5 + row) * (
            np.sin(u) + 0.4 * np.sin(2 * u + 1.3) + 0.35 * np.roll(hills, int(997 * row), axis=1)
        )
        depth = (y - crest) / (0.05 + 0.07 * row)
        stripes = 0.5 + 0.5 * np.cos(2 * np.pi * (3.2 * depth - 0.3 * np.sin(u)))
        body = _palette(np.clip(0.62 - 0.4 * depth + 0.3 * stripes - 0.25 * row, 0, 1), SEA)
        inside = _step(depth, 0.0, 0.03)[..., None]
        foam = (_step(depth, -0.05, 0.03) * (1 - _step(depth, 0.13, 0.05)))[..., None]
        colors = colors * (1 - inside) + body * inside
        colors = colors * (1 - foam) + np.array([0.97, 0.95, 0.88]) * foam
    return colors


def marble(x: Field, y: Field, dice: Generator) -> Field:
    """Inks that floated on water: bands of colour, folded again and again."""
    u, v = x.copy(), y.copy()
    for strength, scale in ((0.3, 2), (0.16, 3), (0.08, 5)):
        u, v = u + strength * (2 * _clouds(u, v, dice, scale) - 1), v + strength * (2 * _clouds(v, u, dice, scale) - 1)
    bands = 9 * (0.8 * u + 0.6 * v) + 1.5 * _clouds(u, v, dice, 3)
    tone = _palette(np.mod(bands, len(INKS)) / len(INKS), (*INKS, INKS[0]))
    veins = np.exp(-((np.mod(4 * bands, 1) - 0.5) ** 2) / 0.006)
    return tone * (1 - 0.55 * veins[..., None])


def dots(x: Field, y: Field, dice: Generator) -> Field:
    """Points of pure colour over points of pure colour: only the eye mixes them."""
    colors = np.broadcast_to(np.array([0.93, 0.86, 0.70]), (*x.shape, 3)).copy()
    hue = _clouds(x, y, dice, 3)
    for cells in (26, 34, 42, 52, 60):
        row, column = np.floor(y * cells).astype(int), np.floor(x * cells).astype(int)
        shift = dice.uniform(0.25, 0.75, (2, cells, cells))
        radius = dice.uniform(0.34, 0.52, (cells, cells))
        shade = hue[_middle(row, cells, x), _middle(column, cells, x)]
        pick = np.clip(shade + dice.normal(0, 0.16, (cells, cells))[row, column], 0, 1)
        far = np.hypot(x * cells - column - shift[0][row, column], y * cells - row - shift[1][row, column])
        inside = (1 - _step(far - radius[row, column], -0.04, 0.08)) * (dice.random((cells, cells)) < 0.72)[row, column]
        colors = colors * (1 - inside[..., None]) + _palette(pick, POINTS, smooth=False) * inside[..., None]
    return colors


def circles(x: Field, y: Field, dice: Generator) -> Field:
    """A board of squares, in each of them rings of other colours, painted by hand."""
    across = 4
    wobble = 0.035 * (_clouds(x, y, dice, 9) - 0.5)
    row, column = np.floor(y * across).astype(int), np.floor(x * across).astype(int)
    far = np.hypot(x * across - column - 0.5, y * across - row - 0.5) + across * wobble
    edges = np.sort(dice.uniform(0.08, 0.52, (across, across, 5)), axis=2)[row, column]
    ring = (far[..., None] > edges).sum(2)
    shades = np.stack([[dice.permutation(len(RINGS))[:6] for _ in range(across)] for _ in range(across)])
    colors = np.array(RINGS)[np.take_along_axis(shades[row, column], ring[..., None], 2)[..., 0]]
    brush = _along(-(y * across - row - 0.5), x * across - column - 0.5, dice.random(x.shape), length=24)
    return np.asarray(colors * (0.78 + 0.44 * brush[..., None]))


def _clouds(x: Field, y: Field, dice: Generator, scale: int) -> Field:
    """Smooth noise (h, w) in [0, 1] with about `scale` hills across, and half as strong ones of half their size."""
    total = np.zeros_like(x)
    for octave in range(3):
        cells = scale * 2**octave
        grid = np.pad(dice.random((cells, cells)), (0, 1), mode="wrap")  # repeats, so that a fold shows no seam
        u, v = np.mod(x, 1) * cells, np.mod(y, 1) * cells
        i, j = np.minimum(u.astype(int), cells - 1), np.minimum(v.astype(int), cells - 1)
        s, t = (w * w * (3 - 2 * w) for w in (u - i, v - j))
        top = grid[j, i] * (1 - s) + grid[j, i + 1] * s
        low = grid[j + 1, i] * (1 - s) + grid[j + 1, i + 1] * s
        total += (top * (1 - t) + low * t) / 2**octave
    return np.asarray(total / 1.75)


def _along(flow_x: Field, flow_y: Field, noise: Field, length: int = 40) -> Field:
    """Noise smeared along a flow, as a brush smears paint: line integral convolution, then stretched to [0, 1].

    Source: Cabral, Leedom 1993, doi:10.1145/166117.166151.
    """
    h, w = noise.shape
    speed = np.hypot(flow_x, flow_y) + 1e-9
    step_x, step_y = flow_x / speed, flow_y / speed
    wide = max(1, 4 * h // FINE_PX)  # the width of a stroke
    coarse = noise[: -(-h // wide), : -(-w // wide)].repeat(wide, 0).repeat(wide, 1)[:h, :w]
    total = coarse.copy()
    for sign in (-1, 1):
        row, column = np.indices((h, w)).astype(np.float32) + 0.5
        for _ in range(max(1, length * h // FINE_PX)):
            i, j = row.astype(np.intp) % h, column.astype(np.intp) % w
            row, column = row + sign * step_y[i, j], column + sign * step_x[i, j]
            total += coarse[row.astype(np.intp) % h, column.astype(np.intp) % w]
    low, high = np.quantile(total, (0.02, 0.98))
    return np.asarray(np.clip((total - low) / (high - low), 0, 1))


def _palette(tone: Field, colors: tuple[tuple[float, float, float], ...], *, smooth: bool = True) -> Field:
    """Tones (h, w) in [0, 1] -> RGB (h, w, 3), between the colours of a table or, if not smooth, the nearest below."""
    table = np.array(colors)
    place = tone * (len(table) - 1) if smooth else np.minimum(np.floor(tone * len(table)), len(table) - 1)
    below = np.clip(np.floor(place).astype(int), 0, len(table) - 2)
    share = (place - below)[..., None]
    return np.asarray(table[below] * (1 - share) + table[below + 1] * share)


def _middle(cell: NDArray[np.int64], cells: int, like: Field) -> NDArray[np.int64]:
    """The pixel row or column in the middle of a cell."""
    return np.minimum((cell + 0.5) / cells * len(like), len(like) - 1).astype(int)


def _step(value: Field, edge: float, width: float) -> Field:
    """0 below the edge, 1 above edge + width, smooth between."""
    t = np.clip((value - edge) / width, 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


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

PATTERNS: dict[str, Callable[[Field, Field, Generator], Field]] = {
    "Starlight": starlight,
    "Waves": waves,
    "Stained glass": stained_glass,
    "Marble": marble,
    "Dots": dots,
    "Circles": circles,
}
