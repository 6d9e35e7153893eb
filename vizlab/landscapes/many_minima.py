"""Surfaces with many minima, of one depth or of several.

Each has its height in torch and, under the name `..._slope`, height and derivatives in numpy; a test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import torch
from torch import Tensor

from vizlab.landscapes.surface import Array, Critical, Kind, Sloped, Surface

Parts = tuple[Array, Array, Array]
TAU = 2 * math.pi


def _himmelblau(x: Tensor, y: Tensor) -> Tensor:
    """Source: Himmelblau 1972, Applied Nonlinear Programming."""
    one, other = x * x + y - 11, x + y * y - 7
    return one * one + other * other


def _himmelblau_slope(x: Array, y: Array) -> Parts:
    one, other = x * x + y - 11, x + y * y - 7
    return one * one + other * other, 2 * (2 * x * one + other), 2 * (one + 2 * y * other)


def _styblinski(x: Tensor, y: Tensor) -> Tensor:
    """Source: Styblinski and Tang 1990, Neural Networks 3(4)."""
    return 0.5 * (x**4 - 16 * x * x + 5 * x + y**4 - 16 * y * y + 5 * y)


def _styblinski_slope(x: Array, y: Array) -> Parts:
    square_x, square_y = x * x, y * y
    height = 0.5 * (square_x * (square_x - 16) + square_y * (square_y - 16) + 5 * (x + y))
    return height, (2 * square_x - 16) * x + 2.5, (2 * square_y - 16) * y + 2.5


def _rastrigin(x: Tensor, y: Tensor) -> Tensor:
    """Source: Rastrigin 1974; 10 − 10 cos 2πx is 20 sin² πx, which keeps its digits at the bottom."""
    return x * x + y * y + 20 * (torch.sin(math.pi * x) ** 2 + torch.sin(math.pi * y) ** 2)


def _rastrigin_slope(x: Array, y: Array) -> Parts:
    sin_x, sin_y = _sin(math.pi * x), _sin(math.pi * y)
    height = x * x + y * y + 20 * (sin_x * sin_x + sin_y * sin_y)
    return height, 2 * x + 10 * TAU * _sin(TAU * x), 2 * y + 10 * TAU * _sin(TAU * y)


def _ackley(x: Tensor, y: Tensor) -> Tensor:
    """Source: Ackley 1987. At its minimum, a kink, there is no slope; 0 is taken, which is a subgradient."""
    square = 0.5 * (x * x + y * y)
    away = torch.where(square > 0, torch.where(square > 0, square, 1.0).sqrt(), 0.0)
    waves = 0.5 * (torch.cos(TAU * x) + torch.cos(TAU * y)) - 1
    return -20 * torch.expm1(-0.2 * away) - math.e * torch.expm1(waves)


def _ackley_slope(x: Array, y: Array) -> Parts:
    away = np.sqrt(0.5 * (x * x + y * y))
    funnel = np.expm1(-0.2 * away)
    waves = np.expm1(0.5 * (_cos(TAU * x) + _cos(TAU * y)) - 1)
    pull, push = 2 * (1 + funnel) / np.maximum(away, 1e-300), math.pi * math.e * (1 + waves)
    return -20 * funnel - math.e * waves, pull * x + push * _sin(TAU * x), pull * y + push * _sin(TAU * y)


def _sin(angles: Array) -> Array:
    """torch's sine, which for many angles takes a third of the time of numpy's."""
    found: Array = torch.sin(torch.from_numpy(angles)).numpy()
    return found


def _cos(angles: Array) -> Array:
    found: Array = torch.cos(torch.from_numpy(angles)).numpy()
    return found


def _grid(minima: Sequence[float], maxima: Sequence[float]) -> tuple[Critical, ...]:
    """The critical points of g(x) + g(y), given those of g: two minima make a minimum, one of each a saddle."""
    places = [(place, 1) for place in minima] + [(place, -1) for place in maxima]
    kinds: dict[int, Kind] = {2: "minimum", 0: "saddle", -2: "maximum"}
    return tuple(Critical(kinds[up + other], x, y) for (x, up), (y, other) in product(places, places))


def _both(*values: float) -> tuple[float, ...]:
    return tuple(sign * value for value in values for sign in (1, -1))


def _mirrored(*points: Critical) -> tuple[Critical, ...]:
    """The points with all their images where x and y may change places and signs."""
    found = {
        (float(first) + 0.0, float(second) + 0.0): point.kind
        for point in points
        for x, y in ((point.x, point.y), (point.y, point.x))
        for first, second in product((x, -x), (y, -y))
    }
    return tuple(Critical(kind, x, y) for (x, y), kind in found.items())


MANY_MINIMA: dict[str, Surface] = {
    "Himmelblau": Surface(
        about="Four minima, equally deep: from one start near the hill between them, different rules end in different valleys.",
        formula="(x² + y − 11)² + (x + y² − 7)²",
        height=Sloped(_himmelblau, _himmelblau_slope),
        x=(-5, 5),
        y=(-5, 5),
        critical=(
            Critical("minimum", 3, 2),
            Critical("minimum", -2.805118086952745, 3.131312518250573),
            Critical("minimum", -3.779310253377747, -3.283185991286169),
            Critical("minimum", 3.5844283403304917, -1.8481265269644034),
            Critical("saddle", 0.08667750455539634, 2.884254701174776),
            Critical("saddle", 3.385154183607021, 0.07385187983774928),
            Critical("saddle", -3.0730257507643897, -0.08135304428796751),
            Critical("saddle", -0.12796134673068005, -1.9537149802445766),
            Critical("maximum", -0.2708445906673476, -0.9230385564799813),
        ),
        floor=0,
        start=(-0.8, -0.6),
    ),
    "Styblinski-Tang": Surface(
        about="Four minima of three depths: only the one at the lower left is the deepest, and the nearest one is rarely that.",
        formula="½ (x⁴ − 16 x² + 5 x + y⁴ − 16 y² + 5 y)",
        height=Sloped(_styblinski, _styblinski_slope),
        x=(-5, 5),
        y=(-5, 5),
        critical=_grid((-2.903534027771177, 2.746802770990837), (0.1567312567803401,)),
        floor=-78.33233140754285,
        start=(1.5, 0.9),
    ),
    "Rastrigin": Surface(
        about="A bowl under a wave: every step of the lattice is a minimum, and only the middle one is the deepest.",
        formula="20 + x² − 10 cos 2πx + y² − 10 cos 2πy",
        height=Sloped(_rastrigin, _rastrigin_slope),
        x=(-2.5, 2.5),
        y=(-2.5, 2.5),
        critical=_grid((0, *_both(0.9949586376523347, 1.9899122337085495)), _both(0.5025460365546747, 1.5076407318703584)),
        floor=0,
        start=(-1.8, 1.7),
    ),
    "Ackley": Surface(
        about="A funnel under a wave. Its minimum is a kink: the slope stays at 2√2 up to the very point.",
        formula="20 + e − 20 exp(−0.2 √(½ (x² + y²))) − exp(½ (cos 2πx + cos 2πy))",
        height=Sloped(_ackley, _ackley_slope),
        x=(-2.5, 2.5),
        y=(-2.5, 2.5),
        critical=_mirrored(
            Critical("minimum", 0, 0),
            Critical("minimum", 0.9521665459501717, 0),
            Critical("minimum", 0.9684776587077244, 0.9684776587077244),
            Critical("minimum", 1.9589197181217175, 0),
            Critical("minimum", 1.9646166628629864, 0.9824160350791393),
            Critical("minimum", 1.9744519864841168, 1.9744519864841168),
            Critical("saddle", 0.6257806168564638, 0),
            Critical("saddle", 0.8747620388753442, 0.5774125352782147),
            Critical("saddle", 1.6102960205537258, 0),
            Critical("saddle", 1.595028924072865, 0.9458984927015273),
            Critical("saddle", 1.8559767089749082, 0.5364972381119947),
            Critical("saddle", 1.916166848997128, 1.5674502528624068),
            Critical("maximum", 0.6730965201107377, 0.6730965201107377),
            Critical("maximum", 1.7734451487084713, 0.5495858144229183),
            Critical("maximum", 1.6518481462014178, 1.6518481462014178),
        ),
        floor=0,
        start=(-1.8, 1.3),
    ),
}
