"""A race: several optimizers from one start over one surface.

Nothing is clipped unless asked for: a path that leaves the map goes on outside of it, and one that leaves the numbers ends there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.landscapes import Surface
from vizlab.optimizers.march import Tracks, march
from vizlab.optimizers.outcome import NEAR, Outcome, distances, judge
from vizlab.optimizers.rules import OPTIMIZERS, Optimizer, Walker
from vizlab.optimizers.sight import Conditions

MOST_STEPS = 10_000


@dataclass(frozen=True)
class Path:
    """Where one optimizer went: points (k + 1, 2) and losses (k + 1,), the start included; how it ended, by measure.

    distances (k + 1,): to the nearest minimum, None without one. reached: the first step within `NEAR` of one.
    factors (k,): of the learning rate. evaluations, hessians, heights: what was computed for it: gradients, second derivatives,
    and losses that it asked for itself. Fewer points than steps: the next was no number any more.
    """

    points: NDArray[np.float64]
    losses: NDArray[np.float64]
    outcome: Outcome
    evaluations: int
    hessians: int
    heights: int
    distances: NDArray[np.float64] | None
    reached: int | None
    factors: NDArray[np.float64]


def race(
    surface: Surface,
    rates: Mapping[str, float],
    start: tuple[float, float],
    *,
    steps: int,
    momentum: float = 0.9,
    angle: float = 0.0,
    schedule: str = "constant",
    clip: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
    weight_decay: float = 0.0,
) -> dict[str, Path]:
    """The paths of the optimizers in `rates` (name -> learning rate), in its order.

    momentum: for the rules that read it. What else holds for all is explained at `Conditions`; surface, start and paths stay in
    x and y, and losses are the surface's own, without noise and weight decay.
    Errors: `VizlabError` for unknown names and for values that make no race.
    """
    _check(rates, start, steps)
    conditions = Conditions(angle, schedule, clip, noise, seed, weight_decay)
    settings = {"momentum": momentum} | ({"weight_decay": weight_decay} if weight_decay else {})
    walkers = [Walker(OPTIMIZERS[name], (2,), lr, settings) for name, lr in rates.items()]
    tracks = march(surface, walkers, np.tile(np.asarray(start, dtype=np.float64), (len(walkers), 1)), steps, conditions)
    return {name: _path(surface, OPTIMIZERS[name], tracks, i) for i, name in enumerate(rates)}


def _path(surface: Surface, optimizer: Optimizer, tracks: Tracks, i: int) -> Path:
    """The part of a path that is numbers, judged."""
    points, losses = tracks.points[:, i], tracks.losses[:, i]
    sound = np.isfinite(points).all(axis=1) & np.isfinite(losses)
    n = len(points) if sound.all() else int(sound.argmin())
    away = distances(points[:n], surface.places("minimum"))
    searches = optimizer.tries > 0
    return Path(
        points[:n].copy(),
        losses[:n].copy(),
        judge(surface, points[:n], losses[:n], away, lost=n < len(points)),
        0 if searches else n - 1,
        n - 1 if "hessian" in optimizer.needs else 0,
        1 + optimizer.tries * (n - 1) if searches else 0,
        away,
        _first(away, NEAR * surface.side),
        tracks.factors[: n - 1, i].copy(),
    )


def _first(away: NDArray[np.float64] | None, near: float) -> int | None:
    """The first step that is so near, if one is."""
    return int((away <= near).argmax()) if away is not None and (away <= near).any() else None


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
