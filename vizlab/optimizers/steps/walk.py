"""One optimizer's path with everything that its rule saw and kept at each step, and any of these steps on the board."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.landscapes import Surface, slopes
from vizlab.optimizers.race import MOST_STEPS
from vizlab.optimizers.rules import Walker
from vizlab.optimizers.steps.board import LETTERS, WRITTEN, Board, write_out
from vizlab.optimizers.steps.notation import coordinate, plain

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Walk:
    """A path of k steps. points (k + 1, 2) and losses (k + 1,), the start included; gradients, moves (k, 2).

    memories (k + 1, m, 2): what the rule remembers, before the first step and after each. looked (k, 2): where each gradient
    was taken. first_moves (k, 2): the steps of a rule that remembers nothing, as if each were the first. scales (k, 2): the
    effective rates. quantities: what has a letter on the board -> its values (k, 2).
    """

    optimizer: str
    lr: float
    settings: Mapping[str, Any]
    points: Array
    losses: Array
    gradients: Array
    moves: Array
    memories: Array
    looked: Array
    first_moves: Array
    scales: Array
    quantities: Mapping[str, Array]

    @property
    def steps(self) -> int:
        """How many steps it has: fewer than asked for, if the next would be no number any more."""
        return len(self.moves)

    def board(self, step: int) -> Board:
        """A step, from 1, written out."""
        if not 1 <= step <= self.steps:
            raise VizlabError(f"The step must be one from 1 to {self.steps}; got {step}.")
        before = step - 1
        place, gradient, memory = self.points[before], self.gradients[before], tuple(self.memories[before])
        return write_out(self.optimizer, place, gradient, memory, step, self.lr, self.settings)


def walk_curves(walk: Walk) -> dict[str, dict[str, Array]]:
    """What a walk's rule saw, kept and gave: title -> (name -> values (k, 2)); what is freed of its zero start goes second."""
    curves = {"gradient g": {"g": walk.gradients}}
    for letter in LETTERS[walk.optimizer]:
        kept = {letter: walk.quantities.get(letter), rf"\hat {letter}": walk.quantities.get(rf"\hat {letter}")}
        shown = {plain(name): values for name, values in kept.items() if values is not None}
        if shown:
            curves[" and ".join(shown)] = shown
    return curves | {"step Δw": {"Δw": walk.moves}, "effective rate": {"rate": walk.scales}}


def follow(surface: Surface, optimizer: str, lr: float, start: tuple[float, float], *, steps: int, **settings: float) -> Walk:
    """The path of an optimizer of `WRITTEN`. settings: its constants, where they differ from its own; others are left alone.

    Errors: `VizlabError` for values that make no path.
    """
    _check(optimizer, lr, start, steps)
    walker = Walker(WRITTEN[optimizer], (2,), lr, settings)
    points, losses, records = [np.asarray(start, dtype=np.float64)], [], []
    with np.errstate(over="ignore", invalid="ignore"):  # a path that diverges does so in silence, and is then told of
        for _ in range(steps + 1):
            here, looked, memory = points[-1], points[-1] + walker.ahead(), walker.memory
            loss, gradient = slopes(surface, np.stack([here, looked]))
            if not (np.isfinite(here).all() and np.isfinite(loss[0]) and np.isfinite(gradient).all()):
                break
            losses.append(float(loss[0]))
            seen = {"point": here} if "point" in walker.optimizer.needs else {}
            move = walker.advance(gradient[1], **seen)
            records.append((gradient[1], move, np.reshape(memory, (-1, 2)), looked))
            points.append(here + move)
    return _collect(walker, optimizer, points, losses, records)


def _collect(walker: Walker, name: str, points: list[Array], losses: list[float], records: Sequence[tuple[Array, ...]]) -> Walk:
    """The walk to the last point with a finite height and slope."""
    k = len(losses) - 1
    if k < 1:
        raise VizlabError("There is no step to show: the first one already leads out of the numbers.")
    gradients, moves, memories, looked = (np.array(column) for column in zip(*records, strict=True))
    boards = [write_out(name, points[t], gradients[t], tuple(memories[t]), t + 1, walker.lr, walker.settings) for t in range(k)]
    blank = tuple(np.zeros((k, 2)) for _ in walker.memory)
    seen = {"point": np.array(points[:k])} if "point" in walker.optimizer.needs else {}
    return Walk(
        optimizer=name,
        lr=float(walker.lr),
        settings=walker.settings,
        points=np.array(points[: k + 1]),
        losses=np.array(losses),
        gradients=gradients[:k],
        moves=moves[:k],
        memories=memories[: k + 1],
        looked=looked[:k],
        first_moves=walker.optimizer.rule(gradients[:k], blank, 1, walker.lr, **walker.settings, **seen)[0],
        scales=np.array([board.scale for board in boards]),
        quantities=_quantities(boards),
    )


def _quantities(boards: list[Board]) -> dict[str, Array]:
    """Letter, without the step's number -> its values at every step."""
    letters = [term.letter.split("_{")[0] for term in boards[0].terms[:-1]]
    columns = zip(*([term.value for term in board.terms[:-1]] for board in boards), strict=True)
    return {
        letter: np.array([[coordinate(value, axis) for axis in range(2)] for value in column])
        for letter, column in zip(letters, columns, strict=True)
    }


def _check(optimizer: str, lr: float, start: tuple[float, float], steps: int) -> None:
    if optimizer not in WRITTEN:
        raise VizlabError(f"The optimizer must be one of {', '.join(WRITTEN)}; got {optimizer!r}.")
    if not (math.isfinite(lr) and lr > 0):
        raise VizlabError(f"The learning rate must be above 0; got {lr!r}.")
    if not all(map(math.isfinite, start)):
        raise VizlabError(f"The start must be two finite numbers; got {start!r}.")
    if not 1 <= steps <= MOST_STEPS:
        raise VizlabError(f"A path has 1 to {MOST_STEPS:,} steps; got {steps!r}.")
