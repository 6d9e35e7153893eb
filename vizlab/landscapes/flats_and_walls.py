"""Surfaces that mislead: saddles, a plateau, a wall, and a narrow hole beside a wide one.

Each has its height in torch and, under the name `..._slope`, height and derivatives in numpy; a test holds the two together.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from vizlab.landscapes.iterates import FIRST, iterated
from vizlab.landscapes.surface import Array, Critical, Sloped, Surface

Parts = tuple[Array, Array, Array]
ITERATIONS, TARGET, DECAY = 5, 0.8, 0.02  # of the cliff
SHARP, FLAT = (-1.5, -1.0, 1.0, 0.2), (1.0, 0.6, 0.9, 0.9)  # holes: x, y, depth, width
RIM = 0.03


def _saddle(x: Tensor, y: Tensor) -> Tensor:
    return 0.5 * (x * x - y * y)


def _saddle_slope(x: Array, y: Array) -> Parts:
    return 0.5 * (x * x - y * y), +x, -y


def _monkey(x: Tensor, y: Tensor) -> Tensor:
    return x * x * x - 3 * x * y * y


def _monkey_slope(x: Array, y: Array) -> Parts:
    square, other = x * x, y * y
    return x * (square - 3 * other), 3 * (square - other), -6 * x * y


def _plateau(x: Tensor, y: Tensor) -> Tensor:
    # expm1 keeps the digits of the height near the bottom, where 1 - exp would lose them
    return -torch.expm1(-0.5 * (x * x + y * y))


def _plateau_slope(x: Array, y: Array) -> Parts:
    dip = np.expm1(-0.5 * (x * x + y * y))
    return -dip, x * (1 + dip), y * (1 + dip)


def _cliff(x: Tensor, y: Tensor) -> Tensor:
    """A recurrent unit h ← tanh(x h + y), asked for `TARGET` after `ITERATIONS` turns, with weight decay.

    Source: after Pascanu 2013, arXiv:1211.5063, figure 6, whose unit is a sigmoid and whose loss has no decay.
    """
    h = torch.full_like(x, FIRST)
    for _ in range(ITERATIONS):
        h = torch.tanh(x * h + y)
    gap = h - TARGET
    return gap * gap + DECAY * (x * x + y * y)


def _cliff_slope(x: Array, y: Array) -> Parts:
    h, by_x, by_y = iterated(x, y, ITERATIONS)
    gap = h - TARGET
    height = gap * gap + DECAY * (x * x + y * y)
    return height, 2 * (gap * by_x + DECAY * x), 2 * (gap * by_y + DECAY * y)


def _basins(x: Tensor, y: Tensor) -> Tensor:
    height = RIM * (x * x + y * y)
    for left, low, depth, width in (SHARP, FLAT):
        height = height - depth * torch.exp(((x - left) ** 2 + (y - low) ** 2) / (-2 * width * width))
    return height


def _basins_slope(x: Array, y: Array) -> Parts:
    height, along_x, along_y = RIM * (x * x + y * y), 2 * RIM * x, 2 * RIM * y
    for left, low, depth, width in (SHARP, FLAT):
        right, up = x - left, y - low
        hole = depth * np.exp((right * right + up * up) / (-2 * width * width))
        pull = hole / (width * width)
        height, along_x, along_y = height - hole, along_x + pull * right, along_y + pull * up
    return height, along_x, along_y


FLATS_AND_WALLS: dict[str, Surface] = {
    "saddle": Surface(
        about="Down along y, up along x: exactly on the ridge there is no slope off it, and the smallest nudge decides.",
        formula="½ (x² − y²)",
        height=Sloped(_saddle, _saddle_slope),
        x=(-1, 1),
        y=(-1, 1),
        critical=(Critical("saddle", 0, 0),),
        floor=None,
        start=(-0.8, 0.0),
    ),
    "monkey saddle": Surface(
        about="Three ways down and three up from one point, where slope and curvature both vanish.",
        formula="x³ − 3 x y²",
        height=Sloped(_monkey, _monkey_slope),
        x=(-1, 1),
        y=(-1, 1),
        critical=(Critical("saddle", 0, 0),),
        floor=None,
        start=(0.8, 0.0),
    ),
    "plateau": Surface(
        about="A hole in a plain: far out the slope is nearly nothing, and only a rule that ignores its size moves at all.",
        formula="1 − exp(−½ (x² + y²))",
        height=Sloped(_plateau, _plateau_slope),
        x=(-5, 5),
        y=(-5, 5),
        critical=(Critical("minimum", 0, 0),),
        floor=0,
        start=(-4.0, 3.0),
    ),
    "cliff": Surface(
        about="The loss of a recurrent unit over its weight x and bias y: applied five times over, it turns a slope into a wall.",
        formula="(h₅ − 0.8)² + 0.02 (x² + y²), h ← tanh(x h + y) five times from 0.5",
        height=Sloped(_cliff, _cliff_slope),
        x=(-1, 3.5),
        y=(-2, 2),
        critical=(Critical("minimum", 0.4982961903965274, 0.6452246645139561),),
        floor=0.013955863250591177,
        start=(2.5, -0.9),
    ),
    "two basins": Surface(
        about="A sharp minimum and a flat one: the sharp one is deeper, but found only from close by and lost at a small shift.",
        formula="0.03 (x² + y²) − exp(−12.5 r²) − 0.9 exp(−0.617 s²), r and s the distances from (−1.5, −1) and (1, 0.6)",
        height=Sloped(_basins, _basins_slope),
        x=(-3, 3),
        y=(-3, 3),
        critical=(
            Critical("minimum", -1.4959176363262263, -0.9972915072287264),
            Critical("minimum", 0.9486589327163953, 0.5691953596298371),
            Critical("saddle", -0.9933920114977337, -0.6689579099435669),
        ),
        floor=-0.9067123186726793,
        start=(-2.4, 1.5),
    ),
}
