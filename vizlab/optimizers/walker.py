"""What an optimizer is: its rule with what the rule needs; and one under way, for a single point or for any batch of them.

A rule is a pure function (gradient, memory, t, lr, **settings, **seen) -> (step, memory). Vectors are float64 arrays (..., 2),
memories start at zero, and the step count t starts at 1. lr and settings are numbers or arrays that broadcast against the
vectors, such as (..., 1), so that one `Walker` carries a race, a sweep over rates or a map of starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Memory = tuple[Vector, ...]
Rule = Callable[..., tuple[Vector, Memory]]


@dataclass(frozen=True)
class Bug:
    """A misprint: what is wrong with the rule, the right line, and the name of the optimizer that was meant."""

    wrong: str
    right: str
    meant: str


@dataclass(frozen=True)
class Optimizer:
    """A rule with what it needs. memories: vectors it remembers. settings: its constants and their defaults.

    parameter: the URL's name for its learning rate. family: one of `FAMILIES`. tries: heights that it asks for at each step.
    needs: what it reads beyond the gradient, by the names of the rule's arguments: `point` (..., 2); `hessian` (..., 2, 2);
    `change`, a function from steps (..., k, 2) to how much higher they lead; `draws` (tries, 2, 2), standard normal, the same
    for all points of a batch.
    ahead: (memory, **settings) -> how far from the point it takes its gradient (..., 2); None: at the point itself.
    bug: what is wrong with it, if it is one of the misprinted rules.
    """

    rule: Rule
    memories: int
    settings: Mapping[str, float]
    parameter: str
    formula: str
    about: str
    family: str = "momentum"
    needs: tuple[str, ...] = ()
    ahead: Callable[..., Vector] | None = None
    tries: int = 0
    bug: Bug | None = None

    @property
    def gradient_only(self) -> bool:
        """Whether the gradient at the point is all that it reads."""
        return not self.needs and self.ahead is None


class Walker:
    """One optimizer under way: `advance` turns a gradient into the step to add."""

    def __init__(
        self, optimizer: Optimizer, shape: tuple[int, ...], lr: float | Vector, settings: Mapping[str, float | Vector]
    ) -> None:
        """Start without a memory. settings: what differs from the optimizer's own constants; others are left alone."""
        self.optimizer, self.lr, self.t = optimizer, lr, 0
        self.settings = {name: settings.get(name, default) for name, default in optimizer.settings.items()}
        self.memory: Memory = tuple(np.zeros(shape) for _ in range(optimizer.memories))

    def advance(self, gradient: Vector, factor: float | Vector = 1.0, **seen: Any) -> Vector:
        """The next step, of the gradient's shape; remembers what the rule remembers.

        factor: of the learning rate, from a schedule. seen: what the optimizer needs beyond the gradient.
        """
        self.t += 1
        step, self.memory = self.optimizer.rule(gradient, self.memory, self.t, self.lr * factor, **self.settings, **seen)
        return step

    def ahead(self) -> Vector | float:
        """How far from the point the next gradient is to be taken."""
        return 0.0 if self.optimizer.ahead is None else self.optimizer.ahead(self.memory, **self.settings)

    def keep(self, rows: NDArray[Any]) -> None:
        """Go on with these rows (indices or a mask along the first axis) of the batch only."""
        self.memory = tuple(held[rows] for held in self.memory)
        self.lr = _chosen(self.lr, rows)
        self.settings = {name: _chosen(value, rows) for name, value in self.settings.items()}


def _chosen(value: float | Vector, rows: NDArray[Any]) -> float | Vector:
    """The rows of an array that has some along its first axis; anything else serves all rows."""
    return value[rows] if isinstance(value, np.ndarray) and value.ndim > 1 and len(value) > 1 else value


FAMILIES: dict[str, str] = {  # label -> what its members have in common
    "momentum": "One rate for all directions; what went before counts on.",
    "adaptive": "A rate for each coordinate, from the slopes so far.",
    "curvature": "Steps divided by the curvature, known or guessed from the slopes.",
    "search": "Heights only: tries at random, and keeps what is lower.",
    "misprinted": "Rules as they were printed, each with a mistake: spot the bug.",
}
