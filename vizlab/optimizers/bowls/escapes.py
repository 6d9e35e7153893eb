"""Steps that momentum takes to leave a saddle or a plateau, measured, and what theory says of them.

To add one: an entry in `ESCAPES`, and its theory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import find, slopes
from vizlab.optimizers.bowls.theory import coordinate
from vizlab.optimizers.rules import OPTIMIZERS, Walker

Vector = NDArray[np.float64]
MOST_STEPS = 3000
MOMENTA = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True)
class Escape:
    """A start on a surface, a learning rate, and what counts as having left (points (..., 2) -> truth (...)).

    theory: (momentum, steps measured without any) -> the steps that it should take.
    """

    surface: str
    start: tuple[float, float]
    lr: float
    gone: Callable[[Vector], NDArray[np.bool_]]
    theory: Callable[[float, int], float]
    about: str


def leave(name: str, momenta: Sequence[float] = MOMENTA) -> list[int | None]:
    """The first step outside, for each momentum; None if it takes more than `MOST_STEPS`."""
    escape = ESCAPES[name]
    surface, beta = find(escape.surface), np.asarray(momenta)[:, None]
    here = np.tile(np.asarray(escape.start), (len(beta), 1))
    walker = Walker(OPTIMIZERS["momentum"], here.shape, escape.lr, {"momentum": beta})
    found: list[int | None] = [None] * len(beta)
    for step in range(1, MOST_STEPS + 1):
        here = here + walker.advance(slopes(surface, here)[1])
        found = [step if known is None and gone else known for known, gone in zip(found, escape.gone(here), strict=True)]
        if None not in found:
            break
    return found


def _off_saddle(momentum: float, without: int) -> float:
    """The saddle's y is exactly known: its curvature there is −1."""
    escape = ESCAPES["saddle"]
    grown = escape.start[1] * coordinate(-escape.lr, momentum, without + 10)
    return float((np.abs(grown) > 1).argmax())


def _off_plateau(momentum: float, without: int) -> float:
    """At best 1 − β of the steps: while the slope keeps its direction, a step adds up to 1 / (1 − β) of them."""
    return without * (1 - momentum)


ESCAPES: dict[str, Escape] = {
    "saddle": Escape(
        "saddle",
        (0.0, 1e-6),
        0.05,
        lambda points: np.abs(points[..., 1]) > 1,
        _off_saddle,
        "from a millionth beside the ridge of ½ (x² − y²) to |y| = 1",
    ),
    "plateau": Escape(
        "plateau",
        (-3.6, 1.8),
        0.2,
        lambda points: np.linalg.norm(points, axis=-1) < 1,
        _off_plateau,
        "from 4 away, where the slope is a thousandth, to 1 from the minimum",
    ),
}
