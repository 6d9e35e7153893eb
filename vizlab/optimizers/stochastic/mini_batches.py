"""Gradient descent by mini-batches: the paths of several batch sizes that see equally many examples, and what duplicates cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.optimizers.rules import GRADIENT_RULES, Walker
from vizlab.optimizers.stochastic.batches import (
    WINDOW,
    Dots,
    Lines,
    Points,
    Problem,
    batches,
    gradients,
    losses,
    make,
    minimum,
    sample_losses,
)

REDUCTIONS = ("mean", "sum")
SHOWN = 160  # losses along a path are taken at about so many of its points
MOST_STEPS, PATIENCE = 40_000, 600


@dataclass(frozen=True)
class Descent:
    """A path (k + 1, 2), and the loss over all examples (m,) after so many examples `seen` (m,), at points (m,) of the path.

    Fewer points than steps: the next was no number any more.
    """

    points: Points
    at: NDArray[np.intp]
    seen: NDArray[np.intp]
    losses: Points

    @property
    def length(self) -> float:
        """How far it walked."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())

    @property
    def straight(self) -> float:
        """From the start to the end as the crow flies."""
        return float(np.linalg.norm(self.points[-1] - self.points[0]))


def descend(
    problem: Problem,
    start: tuple[float, float],
    size: int,
    *,
    rate: float,
    epochs: int,
    optimizer: str = "GD",
    sampling: str = "shuffled",
    reduction: str = "mean",
    seed: int = 0,
) -> Descent:
    """The path with batches of this size until all examples were seen `epochs` times.

    optimizer: one of `GRADIENT_RULES`.
    reduction: whether a batch's loss is the mean or the sum over its examples; the sum steps `size` times as far.
    Errors: `VizlabError` for other reductions, rates that are not above 0, too many steps.
    """
    if reduction not in REDUCTIONS or not rate > 0:
        raise VizlabError(f"A loss is the mean or the sum, and a rate above 0; got {reduction!r} and {rate!r}.")
    steps = epochs * len(problem) // size
    if not 1 <= steps <= MOST_STEPS:
        raise VizlabError(f"A path has 1 to {MOST_STEPS:,} steps; {epochs} epochs in batches of {size} make {steps:,}.")
    chosen = batches(len(problem), size, steps, sampling=sampling, seed=seed)
    points = _walk(problem, start, chosen, rate * size if reduction == "sum" else rate, optimizer)
    at = np.unique(np.concatenate([[0], np.geomspace(1, max(len(points) - 1, 1), SHOWN).round().astype(int)]))
    at = at[at < len(points)]
    return Descent(points, at, at * size, losses(problem, points[at]))


def curves(problem: Problem, descents: Mapping[str, Descent]) -> Lines:
    """Losses above the minimum against the examples seen, the start left out."""
    floor = float(losses(problem, minimum(problem)))
    return {name: (path.seen[1:], path.losses[1:] - floor) for name, path in descents.items()}


def batch_landscapes(problem: Problem, size: int, n: int, *, count: int, seed: int) -> tuple[Points, Points, Points]:
    """The losses that the batches of one epoch see over the window: axis (n,), the first `count` of them, and the mean of all."""
    axis = np.linspace(*WINDOW, n)
    chosen = batches(len(problem), size, len(problem) // size, sampling="shuffled", seed=seed)
    kept, total = [], np.zeros((n, n))
    for index, batch in enumerate(chosen):
        found = sample_losses(problem, n, batch)[1]
        total += found
        if index < count:
            kept.append(found)
    return axis, np.array(kept), total / len(chosen)


def examples_to_target(
    name: str, n: int, size: int, start: tuple[float, float], *, copies: Sequence[int], rate: float, left: float, seed: int
) -> dict[str, list[float]]:
    """Examples seen until only `left` of the loss above the minimum is left, for data of which everything is there k times.

    Label -> one number for each k in copies, not a number where `PATIENCE` steps were not enough.
    """
    found: dict[str, list[float]] = {"all": [], f"S = {size}": []}
    for k in copies:
        problem = make(name, n, seed, copies=k)
        for label, batch in zip(found, (len(problem), size), strict=True):
            found[label].append(_until(problem, start, batch, rate, left, seed))
    return found


def duplicate_curves(found: Mapping[str, Sequence[float]], copies: Sequence[int]) -> tuple[Lines, Dots]:
    """What `examples_to_target` found, against the copies; and k times what it takes without any."""
    k = np.array(copies)
    first = next(iter(found))
    lines = {first: (k, k * found[first][0])}
    return lines, {name: (k, np.array(numbers), None) for name, numbers in found.items()}


def _until(problem: Problem, start: tuple[float, float], size: int, rate: float, left: float, seed: int) -> float:
    floor = float(losses(problem, minimum(problem)))
    target = floor + left * (float(losses(problem, np.asarray(start))) - floor)
    chosen = batches(len(problem), size, PATIENCE, sampling="shuffled", seed=seed)
    reached = losses(problem, _walk(problem, start, chosen, rate)) <= target
    return float(reached.argmax() * size) if reached.any() else float("nan")


def _walk(problem: Problem, start: tuple[float, float], chosen: NDArray[np.intp], rate: float, optimizer: str = "GD") -> Points:
    """Points (k + 1, 2) over these batches, as far as they are numbers."""
    walker = Walker(GRADIENT_RULES[optimizer], (2,), rate, {})
    points = np.empty((len(chosen) + 1, 2))
    points[0] = start
    with np.errstate(over="ignore", invalid="ignore"):
        for step, batch in enumerate(chosen):
            points[step + 1] = points[step] + walker.advance(gradients(problem, points[step], batch))
        sound = np.isfinite((points**4).sum(axis=1))  # so that losses are numbers too
    return points if sound.all() else points[: int(sound.argmin())]
