"""Scenes of 32 × 32 px: a disc, a square and a bar, each in a quarter of its own and each the only cause of one number.

The fourth quarter is empty, or holds something odd that is in no picture of the training. Pictures are drawn from a seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

SIDE, HALF = 32, 16  # pixels
GROUND, GRAIN = 0.25, 0.04  # grey of the ground, standard deviation of its noise
RADIUS_PX, EDGES_PX, LENGTHS_PX, BAR_PX, ODD_PX = 5.0, (4.0, 12.0), (3.0, 13.0), 3.0, 8.0
DIM = 0.2  # brightness of the darkest disc
ROOM_PX = 1.0  # how far a thing's middle may lie off the middle of its quarter
NUMBERS = ("brightness of the disc", "side of the square", "length of the bar")
ODD = "what is odd"
COLOURS = {"disc": (0.2, 1.0, 0.3), "square": (1.0, 0.3, 0.2), "bar": (0.3, 0.5, 1.0)}


@dataclass(frozen=True)
class Scenes:
    """n scenes and what is known of them.

    images (n, 3, 32, 32), float32 in [0, 1]. numbers (n, 3), in [0, 1], as in `NUMBERS`. masks (n, 4, 32, 32): where the cause
    of each number is to be seen, and what is odd. quarters (n, 4): which quarter each is in, rows first.
    """

    images: torch.Tensor
    numbers: torch.Tensor
    masks: torch.Tensor
    quarters: torch.Tensor


def draw(n: int, seed: int, *, odd: bool = False) -> Scenes:
    """n scenes. odd: with something in the fourth quarter that no training picture has."""
    rng = np.random.default_rng(seed)
    quarters = np.argsort(rng.random((n, 4)), axis=1)
    numbers, middles = rng.random((n, 3)), HALF / 2 + rng.uniform(-ROOM_PX, ROOM_PX, (n, 4, 2))
    middles += HALF * np.stack([quarters // 2, quarters % 2], axis=2)
    image = GROUND + GRAIN * rng.standard_normal((n, 3, SIDE, SIDE))
    masks = _masks(numbers, middles)
    bright = DIM + (1 - DIM) * numbers[:, 0]
    for index, (colour, light) in enumerate(zip(COLOURS.values(), (bright, np.full(n, 0.8), np.full(n, 0.8)), strict=True)):
        paint = np.array(colour)[None, :, None, None] * light[:, None, None, None]
        image = np.where(masks[:, index, None], paint, image)
    if odd:
        checkers = np.indices((SIDE, SIDE)).sum(axis=0) % 2
        image = np.where(masks[:, 3, None], checkers[None, None] * np.array([1.0, 0.9, 0.1])[None, :, None, None], image)
    else:
        masks[:, 3] = False
    pixels = torch.from_numpy(image.clip(0, 1)).float()
    return Scenes(pixels, torch.from_numpy(numbers).float(), torch.from_numpy(masks), torch.from_numpy(quarters))


def _masks(numbers: NDArray[np.float64], middles: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n, 4, 32, 32): the pixels of disc, square, bar and the odd thing."""
    line = np.arange(SIDE) + 0.5
    down = np.abs(line[None, None, :, None] - middles[:, :, 0, None, None])
    across = np.abs(line[None, None, None, :] - middles[:, :, 1, None, None])
    edges = EDGES_PX[0] + (EDGES_PX[1] - EDGES_PX[0]) * numbers[:, 1, None, None]
    lengths = LENGTHS_PX[0] + (LENGTHS_PX[1] - LENGTHS_PX[0]) * numbers[:, 2, None, None]
    disc = down[:, 0] ** 2 + across[:, 0] ** 2 <= RADIUS_PX**2
    square = np.maximum(down[:, 1], across[:, 1]) <= edges / 2
    bar = (down[:, 2] <= BAR_PX / 2) & (across[:, 2] <= lengths / 2)
    odd = np.maximum(down[:, 3], across[:, 3]) <= ODD_PX / 2
    return np.stack([disc, square, bar, odd], axis=1)
