"""A race: several optimizers from one start over one surface, all advanced together by one batched gradient a step.

Nothing is clipped: a path that leaves the map goes on outside of it, and one that leaves the numbers ends there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.landscapes import Surface, slopes
from vizlab.optimizers.outcome import Outcome, judge
from vizlab.optimizers.rules import OPTIMIZERS, Walker

MOST_STEPS = 10_000


@dataclass(frozen=True)
class Path:
    """Where one optimizer went: points (k + 1, 2) and losses (k + 1,), the start included; how it ended, by measure.

    evaluations: gradients computed, one a step. Fewer points than steps: the next was no number any more.
    """

    points: NDArray[np.float64]
    losses: NDArray[np.float64]
    outcome: Outcome
    evaluations: int


def race(
    surface: Surface,
    rates: Mapping[str, float],
    start: tuple[float, float],
    *,
    steps: int,
    momentum: float = 0.9,
    angle: float = 0.0,
) -> dict[str, Path]:
    """The paths of the optimizers in `rates` (name -> learning rate), in its order.

    momentum: for the rules that read it. angle: degrees by which the coordinates that the optimizers see are turned against
    x and y; surface, start and paths stay in x and y.
    Errors: `VizlabError` for unknown names and for values that make no race.
    """
    _check(rates, start, steps)
    walkers = [Walker(OPTIMIZERS[name], (2,), lr, {"momentum": momentum}) for name, lr in rates.items()]
    points, losses = np.empty((steps + 1, len(walkers), 2)), np.empty((steps + 1, len(walkers)))
    here, axes = np.tile(np.asarray(start, dtype=np.float64), (len(walkers), 1)), turned_axes(angle)
    with np.errstate(over="ignore", invalid="ignore"):  # a path that diverges does so in silence, and is then told of
        for t in range(steps + 1):
            points[t] = here
            losses[t], gradients = slopes(surface, here)
            if t < steps:
                seen = gradients @ axes.T if angle else gradients
                moves = np.stack([walker.advance(gradient) for walker, gradient in zip(walkers, seen, strict=True)])
                here = here + (moves @ axes if angle else moves)
    return {name: _path(surface, points[:, i], losses[:, i]) for i, name in enumerate(rates)}


def turned_axes(angle: float) -> NDArray[np.float64]:
    """The two axes (rows) after a turn by `angle` degrees to the left."""
    radians = math.radians(angle)
    return np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]])


def _path(surface: Surface, points: NDArray[np.float64], losses: NDArray[np.float64]) -> Path:
    """The part of a path that is numbers, judged."""
    sound = np.isfinite(points).all(axis=1) & np.isfinite(losses)
    n = len(points) if sound.all() else int(sound.argmin())
    return Path(points[:n].copy(), losses[:n].copy(), judge(surface, points[:n], losses[:n], lost=n < len(points)), n - 1)


def _check(rates: Mapping[str, float], start: tuple[float, float], steps: int) -> None:
    if not rates:
        raise VizlabError("A race needs at least one optimizer; got none.")
    if unknown := sorted(set(rates) - set(OPTIMIZERS)):
        raise VizlabError(f"The optimizers must be among {', '.join(OPTIMIZERS)}; got {', '.join(unknown)}.")
    if wrong := [f"{lr!r} for {name}" for name, lr in rates.items() if not (math.isfinite(lr) and lr > 0)]:
        raise VizlabError(f"Learning rates must be above 0; got {', '.join(wrong)}.")
    if not all(map(math.isfinite, start)):
        raise VizlabError(f"The start must be two finite numbers; got {start!r}.")
    if not 1 <= steps <= MOST_STEPS:
        raise VizlabError(f"A race has 1 to {MOST_STEPS:,} steps; got {steps!r}.")
