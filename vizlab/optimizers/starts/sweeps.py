"""Sweeps: one start under many values of a constant, all walked as one batch; the curves and maps that come of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.landscapes import Surface, curvatures, heights, slopes
from vizlab.optimizers.outcome import NEAR
from vizlab.optimizers.rules import GRADIENT_RULES, Walker

RATE_DECADES = (-4.0, 1.0)  # log10 of the slowest and the fastest rate of a sweep
MOST_SWEEP_STEPS = 2000
LEAST = 1e-16  # losses above the floor are not told apart below this
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sweep:
    """The ends of n walks. loss (n,): the last height above the floor (or the height where there is none), infinite where the
    walk left the numbers or ended outside of the window and higher than it began. arrived (n,): ends within `NEAR` of a minimum.
    """

    loss: Array
    arrived: NDArray[np.bool_]


def rates(n: int) -> Array:
    """n learning rates, evenly spaced on a logarithmic scale."""
    return np.logspace(*RATE_DECADES, n)


def sweep(
    surface: Surface, optimizer: str, lr: Array, start: tuple[float, float], *, steps: int, constants: dict[str, Array | float]
) -> Sweep:
    """A walk from `start` for each rate of lr (n,); constants: of the rule, one number or one a walk. Errors: `VizlabError`."""
    if not 1 <= steps <= MOST_SWEEP_STEPS:
        raise VizlabError(f"A sweep has 1 to {MOST_SWEEP_STEPS:,} steps; got {steps!r}.")
    here = np.tile(np.asarray(start, dtype=np.float64), (len(lr), 1))
    # a column, so that each walk has its own value for both coordinates
    columns = {name: np.reshape(value, (-1, 1)) for name, value in constants.items()}
    walker = Walker(GRADIENT_RULES[optimizer], here.shape, np.reshape(lr, (-1, 1)), columns)
    with np.errstate(all="ignore"):  # who diverges does so in silence, and is then told of
        for _ in range(steps):
            here = here + walker.advance(slopes(surface, here)[1])
        return _judged(surface, here, start)


def sweep_rates(
    surface: Surface, optimizers: Sequence[str], lr: Array, start: tuple[float, float], *, steps: int, momentum: float = 0.9
) -> dict[str, Sweep]:
    """The sweep of each of the optimizers over the rates lr (n,). Errors: `VizlabError` if there is no optimizer."""
    if not optimizers:
        raise VizlabError("A sweep needs at least one optimizer; got none.")
    return {name: sweep(surface, name, lr, start, steps=steps, constants={"momentum": momentum}) for name in optimizers}


def good_band(lr: Array, good: NDArray[np.bool_]) -> tuple[float, float] | None:
    """The ends of the longest unbroken run of good rates, each half a spacing out; None where none is good.

    lr: evenly spaced in its logarithm.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], good.astype(int), [0]])))
    if not len(edges):
        return None
    first, last = max(zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[1] - run[0])
    half = math.sqrt(float(lr[1] / lr[0]))
    return float(lr[first]) / half, float(lr[last - 1]) * half


def decades(band: tuple[float, float] | None) -> float:
    """How many powers of ten a band of rates is wide."""
    return 0.0 if band is None else math.log10(band[1] / band[0])


def stability_bound(surface: Surface) -> float | None:
    """Two over the largest curvature at the deepest minimum: above it gradient descent cannot stay there. None without one."""
    places = surface.places("minimum")
    if not places:
        return None
    deepest = min(places, key=lambda place: float(heights(surface, np.array(place))))
    return 2 / float(curvatures(surface, deepest)[-1])


def second_axis(optimizer: str, n: int) -> tuple[str, Array]:
    """The constant that a plane of searches has beside the rate, and n values of it; the closer to 1, the finer."""
    name = next(name for name in SECOND if name in GRADIENT_RULES[optimizer].settings)
    low, high = SECOND[name]
    return name, 1 - np.logspace(low, high, n) if name != "eps" else np.logspace(low, high, n)


def plane(surface: Surface, optimizer: str, lr: Array, second: Array, start: tuple[float, float], *, steps: int) -> Array:
    """Last losses (len(second), len(lr)) over every pair of a rate and a value of the second constant."""
    name = second_axis(optimizer, 2)[0]
    pairs = np.meshgrid(lr, second)
    found = sweep(surface, optimizer, pairs[0].ravel(), start, steps=steps, constants={name: pairs[1].ravel()})
    return found.loss.reshape(len(second), len(lr))


def effects(values: Array) -> tuple[float, float, float]:
    """Shares of the variance of values (rows, columns) that the column alone, the row alone, and only both together explain.

    The additive part is removed as in a two-way analysis of variance; the three sum to 1.
    """
    mean, whole = values.mean(), values.var()
    if whole == 0:
        return 0.0, 0.0, 0.0
    column, row = (float(((values.mean(axis=axis) - mean) ** 2).mean() / whole) for axis in (0, 1))
    return column, row, max(1 - column - row, 0.0)


def log_losses(losses: Array) -> Array:
    """log10 of losses, with what is not finite at the value 10^6 and what is below `LEAST` at that."""
    found: Array = np.log10(np.clip(np.nan_to_num(losses, nan=np.inf, posinf=1e6), LEAST, 1e6))
    return found


def _judged(surface: Surface, ends: Array, start: tuple[float, float]) -> Sweep:
    height, begun = heights(surface, ends), float(heights(surface, np.array(start, dtype=np.float64)))
    inside = (np.abs(ends - [sum(surface.x) / 2, sum(surface.y) / 2]) * 2 <= [np.ptp(surface.x), np.ptp(surface.y)]).all(axis=1)
    lost = ~np.isfinite(height) | (~inside & (height > begun))
    loss = np.where(lost, np.inf, height - (surface.floor or 0.0))
    minima = np.asarray(surface.places("minimum"), dtype=np.float64).reshape(-1, 2)
    arrived = np.zeros(len(ends), dtype=bool)
    for minimum in minima:
        arrived |= np.hypot(*(ends - minimum).T) <= NEAR * surface.side
    return Sweep(loss, arrived & ~lost)


# constant -> log10 of its distance from 1 at the ends of the axis (of itself for ε)
SECOND: dict[str, tuple[float, float]] = {
    "momentum": (0.0, -2.0),
    "beta1": (0.0, -2.0),
    "decay": (0.0, -3.0),
    "eps": (-10.0, -4.0),
}
