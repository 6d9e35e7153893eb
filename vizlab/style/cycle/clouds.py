"""Pairs of clouds of points in the plane whose true pairing is known, though no training ever sees it.

Each point is drawn from a part of its cloud (a cluster, a stretch of a curve), a place `along` it in [0, 1) and a wobble; the
same three, drawn in the other cloud, are its true partner. A pair is a `Pair`; to add one, a line in `PAIRS`. Clouds lie in
about [-1.5, 1.5].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SPREAD = 0.09  # of a cluster, one standard deviation; that across a curve is half of it
EDGE = 1.9  # half the side of the square that is looked at
Place = Callable[[Tensor, Tensor, Tensor], Tensor]  # parts (n,), along (n,), wobble (n, 2) -> points (n, 2)


@dataclass(frozen=True)
class Pair:
    """a, b: where the points of either cloud lie. shares: of the parts. symmetries: part -> part, one row each; after any of
    them cloud B looks as before, so that without pairs nobody can tell (the first leaves all as it is). about: one sentence."""

    a: Place
    b: Place
    shares: tuple[float, ...]
    symmetries: tuple[tuple[int, ...], ...]
    about: str

    @property
    def parts(self) -> int:
        """How many parts a cloud has."""
        return len(self.shares)

    def draw(self, n: int, source: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """n points of A, their true partners in B, (n, 2) each, and their parts (n,)."""
        parts = torch.multinomial(torch.tensor(self.shares), n, replacement=True, generator=source)
        along, wobble = torch.rand(n, generator=source), torch.randn(n, 2, generator=source)
        return self.a(parts, along, wobble), self.b(parts, along, wobble), parts

    def unpaired(self, runs: int, n: int, source: torch.Generator) -> tuple[Tensor, Tensor]:
        """Two batches (runs, n, 2) that were drawn apart from each other."""
        a, b = self.draw(runs * n, source)[0], self.draw(runs * n, source)[1]
        return a.reshape(runs, n, 2), b.reshape(runs, n, 2)


def ring(parts: int, turn: float = 0.0) -> Place:
    """Clusters on a circle, the first at an angle of `turn` (radians)."""
    angle = 2 * np.pi * np.arange(parts) / parts + turn
    return clusters(1.3 * np.stack([np.cos(angle), np.sin(angle)], 1))


def clusters(centres: NDArray[np.float64] | Sequence[Sequence[float]]) -> Place:
    """A Gaussian around each centre (parts, 2)."""
    middle = torch.tensor(np.asarray(centres), dtype=torch.float32)
    return lambda parts, along, wobble: middle[parts] + SPREAD * wobble


def curve(parts: int, path: Callable[[Tensor], tuple[Tensor, Tensor]]) -> Place:
    """A path over [0, 1) in as many equal stretches."""
    return lambda part, along, wobble: torch.stack(path((part + along) / parts), 1) + SPREAD / 2 * wobble


def turned(place: Place, angle: float) -> Place:
    """A cloud turned about 0 by an angle, radians."""
    turn = torch.tensor([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], dtype=torch.float32)
    return lambda parts, along, wobble: place(parts, along, wobble) @ turn


def _moons(part: Tensor, along: Tensor, wobble: Tensor) -> Tensor:
    """Two half circles that reach into each other: four stretches each."""
    angle = torch.pi * (part % 4 + along) / 4
    upper = torch.stack([torch.cos(angle) - 0.5, torch.sin(angle) - 0.25], 1)
    return torch.where((part < 4)[:, None], upper, -upper) + SPREAD / 2 * wobble


def _spiral(t: Tensor) -> tuple[Tensor, Tensor]:
    radius = 0.3 + 1.2 * t.sqrt()  # evenly along the arm, nearly
    return radius * torch.cos(3 * torch.pi * t.sqrt()), radius * torch.sin(3 * torch.pi * t.sqrt())


def _turns(n: int) -> tuple[tuple[int, ...], ...]:
    """What leaves a ring of n as it looks: n turns, and n more after turning it over."""
    return tuple(tuple((way * part + turn) % n for part in range(n)) for way in (1, -1) for turn in range(n))


_SAME, _OTHER_END = tuple(range(8)), tuple(range(7, -1, -1))
_EIGHTHS = (1 / 8,) * 8
_SQUARE = [(x, y) for y in (1.1, 0.0, -1.1) for x in (-1.1, 0.0, 1.1)]
PAIRS: dict[str, Pair] = {
    "moons and moons turned": Pair(
        _moons, turned(_moons, np.pi / 2), _EIGHTHS, (_SAME, (4, 5, 6, 7, 0, 1, 2, 3)),
        "B is A turned by a quarter. Two moons look the same after half a turn, so nobody can tell which moon is which.",
    ),
    "ring and ring turned": Pair(
        ring(8), ring(8, np.pi / 8), _EIGHTHS, _turns(8),
        "B is A turned by half a gap. A ring looks the same after 16 turns and flips, and only one of them is the true one.",
    ),
    "ring and grid": Pair(
        ring(9), clusters(_SQUARE), (1 / 9,) * 9, (tuple(range(9)),),
        "Nine clusters on a ring and nine in a square; the pairing, row by row, is a mere agreement that nobody could find out.",
    ),
    "spiral and bar": Pair(
        curve(8, _spiral), curve(8, lambda t: (2.8 * t - 1.4, 0 * t)), _EIGHTHS, (_SAME, _OTHER_END),
        "B is A unrolled. A bar looks the same from its other end.",
    ),
    "clusters of unequal size": Pair(
        clusters([(-1, 1), (1, 1), (1, -1), (-1, -1)]), clusters([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]),
        (0.4, 0.3, 0.2, 0.1), ((0, 1, 2, 3),),
        "Of four clusters none is as large as another, so that sizes alone give away which belongs to which.",
    ),
}  # fmt: skip
