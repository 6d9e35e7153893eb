"""What patterns are painted with: soft noise, strokes along a flow, palettes, soft edges."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Field = NDArray[np.float64]
FINE_PX = 512  # the size in which a pattern is painted before it is shrunk: its strokes are then smooth


def clouds(x: Field, y: Field, dice: Generator, scale: int) -> Field:
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


def along(flow_x: Field, flow_y: Field, noise: Field, length: int = 40) -> Field:
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


def palette(tone: Field, colors: tuple[tuple[float, float, float], ...], *, smooth: bool = True) -> Field:
    """Tones (h, w) in [0, 1] -> RGB (h, w, 3), between the colours of a table or, if not smooth, the nearest below."""
    table = np.array(colors)
    place = tone * (len(table) - 1) if smooth else np.minimum(np.floor(tone * len(table)), len(table) - 1)
    below = np.clip(np.floor(place).astype(int), 0, len(table) - 2)
    share = (place - below)[..., None]
    return np.asarray(table[below] * (1 - share) + table[below + 1] * share)


def middle(cell: NDArray[np.int64], cells: int, like: Field) -> NDArray[np.int64]:
    """The pixel row or column in the middle of a cell."""
    return np.minimum((cell + 0.5) / cells * len(like), len(like) - 1).astype(int)


def step(value: Field, edge: float, width: float) -> Field:
    """0 below the edge, 1 above edge + width, smooth between."""
    t = np.clip((value - edge) / width, 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
