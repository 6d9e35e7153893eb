"""Regression problems with two parameters, so that everything can be drawn: losses and exact gradients over any examples.

To add one: a function (n, generator) -> inputs (n, 2) and targets (n,), and an entry in `PROBLEMS` with the link of its answer.
The answer to an example x is a function of z = x · θ alone; a loss is the mean over examples. All in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Points = NDArray[np.float64]
Chosen = NDArray[np.intp]
Lines = dict[str, tuple[NDArray[Any], NDArray[Any]]]  # label -> x, y, as figures draw them
Dots = dict[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any] | None]]  # label -> x, y, standard errors
WINDOW = (-3.0, 3.0)  # of both parameters, for every problem
EXAMPLES = (64, 256, 1024)  # powers of two, which every batch size divides


@dataclass(frozen=True)
class Link:
    """How z becomes an answer, and what that costs: loss, slope and curvature of (z, target), cost of (answer, target)."""

    answer: Callable[[Points], Points]
    cost: Callable[[Points, Points], Points]
    loss: Callable[[Points, Points], Points]
    slope: Callable[[Points, Points], Points]
    curvature: Callable[[Points, Points], Points]


@dataclass(frozen=True)
class Kind:
    """A kind of problem. parameters: what the two are called. draw: (n, generator) -> inputs (n, 2), targets (n,)."""

    about: str
    formula: str
    parameters: tuple[str, str]
    draw: Callable[[int, np.random.Generator], tuple[Points, Points]]
    link: Link


@dataclass(frozen=True)
class Problem:
    """The examples of one kind: inputs (n, 2), targets (n,)."""

    kind: Kind
    inputs: Points
    targets: Points

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self.targets)


def make(name: str, n: int, seed: int, *, copies: int = 1) -> Problem:
    """A problem with n examples, each there `copies` times. Errors: `VizlabError` for a name or numbers that make none."""
    if name not in PROBLEMS:
        raise VizlabError(f"The problem must be one of {', '.join(PROBLEMS)}; got {name!r}.")
    if n < 2 or copies < 1:
        raise VizlabError(f"A problem needs 2 examples and 1 copy of each or more; got {n!r} and {copies!r}.")
    inputs, targets = PROBLEMS[name].draw(n, np.random.default_rng([seed, 11]))
    return Problem(PROBLEMS[name], np.tile(inputs, (copies, 1)), np.tile(targets, copies))


def losses(problem: Problem, points: Points, chosen: Chosen | None = None) -> Points:
    """The mean loss (...) at points (..., 2), over all examples or over those chosen (..., s)."""
    inputs, targets = _examples(problem, chosen)
    found: Points = problem.kind.link.loss(_product(inputs, points), targets).mean(axis=-1)
    return found


def gradients(problem: Problem, points: Points, chosen: Chosen | None = None) -> Points:
    """The gradient (..., 2) of that mean loss."""
    inputs, targets = _examples(problem, chosen)
    slopes = problem.kind.link.slope(_product(inputs, points), targets)
    found: Points = (slopes[..., None] * inputs).mean(axis=-2)
    return found


def answers(problem: Problem, points: Points) -> Points:
    """What the model says (..., n) of every example with parameters (..., 2)."""
    return problem.kind.link.answer(_product(problem.inputs, points))


def example_gradients(problem: Problem, point: Points) -> Points:
    """The gradient (n, 2) of each example's own loss at one point (2,)."""
    found: Points = problem.kind.link.slope(problem.inputs @ point, problem.targets)[:, None] * problem.inputs
    return found


def hessian(problem: Problem, point: Points) -> Points:
    """The second derivative (2, 2) of the loss over all examples at one point."""
    weights = problem.kind.link.curvature(problem.inputs @ point, problem.targets)
    found: Points = (weights[:, None] * problem.inputs).T @ problem.inputs / len(problem)
    return found


def sample_losses(problem: Problem, n: int, chosen: Chosen | None = None) -> tuple[Points, Points]:
    """The window as a map: one axis (n,) for both parameters, and the losses (n, n), rows of an equal second parameter."""
    axis = np.linspace(*WINDOW, n)
    return axis, losses(problem, np.stack(np.meshgrid(axis, axis), axis=-1), chosen)


def minimum(problem: Problem) -> Points:
    """The lowest point (2,) of the window: from the best of a coarse map, twenty steps of Newton's method."""
    axis, heights = sample_losses(problem, 41)
    row, column = np.unravel_index(heights.argmin(), heights.shape)
    point = np.array([axis[column], axis[row]])
    for _ in range(20):
        point = point - np.linalg.solve(hessian(problem, point), gradients(problem, point))
    return point


def batches(n: int, size: int, steps: int, *, sampling: str, seed: int, runs: int | None = None) -> Chosen:
    """Which examples each step sees: (steps, size), or (steps, runs, size), each batch sorted, so that its sum has one order.

    Errors: `VizlabError` for sizes that do not divide n, and for names not in `SAMPLINGS`.
    """
    if sampling not in SAMPLINGS:
        raise VizlabError(f"Batches are drawn in one of these ways: {', '.join(SAMPLINGS)}; got {sampling!r}.")
    if size < 1 or n % size:
        raise VizlabError(f"The batch size must divide the {n} examples; got {size!r}.")
    generator = np.random.default_rng([seed, 12])
    drawn = [np.sort(SAMPLINGS[sampling](n, size, steps, generator), axis=-1) for _ in range(runs or 1)]
    return drawn[0] if runs is None else np.stack(drawn, axis=1)


def _examples(problem: Problem, chosen: Chosen | None) -> tuple[Points, Points]:
    return (problem.inputs, problem.targets) if chosen is None else (problem.inputs[chosen], problem.targets[chosen])


def _product(inputs: Points, points: Points) -> Points:
    """z (..., n) of inputs (..., n, 2) at points (..., 2)."""
    points = np.asarray(points, dtype=np.float64)
    found: Points = inputs[..., 0] * points[..., None, 0] + inputs[..., 1] * points[..., None, 1]
    return found


def _shuffled(n: int, size: int, steps: int, generator: np.random.Generator) -> Chosen:
    epochs = -(-steps * size // n)
    order = generator.permuted(np.tile(np.arange(n), (epochs, 1)), axis=1)
    return order.reshape(-1, size)[:steps]


def _in_sequence(n: int, size: int, steps: int, generator: np.random.Generator) -> Chosen:
    return (np.arange(steps * size) % n).reshape(steps, size)


def _with_replacement(n: int, size: int, steps: int, generator: np.random.Generator) -> Chosen:
    return generator.integers(0, n, (steps, size))


def _line(n: int, generator: np.random.Generator) -> tuple[Points, Points]:
    x = generator.normal(0.5, 1.0, n)
    return np.column_stack([x, np.ones(n)]), 1.3 * x - 0.6 + 0.8 * generator.normal(size=n)


def _unequal(n: int, generator: np.random.Generator) -> tuple[Points, Points]:
    inputs = generator.normal(size=(n, 2)) * [1.0, 0.2]
    return inputs, inputs @ [1.0, -1.0] + 0.5 * generator.normal(size=n)


def _classes(n: int, generator: np.random.Generator) -> tuple[Points, Points]:
    x = 1.5 * generator.normal(size=n)
    targets = generator.random(n) < _sigmoid(1.4 * x + 0.5)
    return np.column_stack([x, np.ones(n)]), targets.astype(np.float64)


def _wave(n: int, generator: np.random.Generator) -> tuple[Points, Points]:
    x = generator.uniform(-2.5, 2.5, n)
    return np.column_stack([x, np.ones(n)]), np.sin(2.0 * x + 0.8) + 0.3 * generator.normal(size=n)


def _sigmoid(z: Points) -> Points:
    found: Points = 0.5 * (1 + np.tanh(0.5 * z))  # never overflows
    return found


SQUARED = Link(
    answer=lambda z: z,
    cost=lambda answer, y: 0.5 * (answer - y) ** 2,
    loss=lambda z, y: 0.5 * (z - y) ** 2,
    slope=lambda z, y: z - y,
    curvature=lambda z, y: np.ones_like(z),
)
LOGISTIC = Link(
    answer=_sigmoid,
    cost=lambda answer, y: -np.log(np.where(y > 0, answer, 1 - answer)),
    loss=lambda z, y: np.logaddexp(0, z) - y * z,
    slope=lambda z, y: _sigmoid(z) - y,
    curvature=lambda z, y: _sigmoid(z) * _sigmoid(-z),
)
SINE = Link(
    answer=np.sin,
    cost=lambda answer, y: 0.5 * (answer - y) ** 2,
    loss=lambda z, y: 0.5 * (np.sin(z) - y) ** 2,
    slope=lambda z, y: (np.sin(z) - y) * np.cos(z),
    curvature=lambda z, y: np.cos(z) ** 2 - (np.sin(z) - y) * np.sin(z),
)

PROBLEMS: dict[str, Kind] = {
    "two features": Kind(
        "Linear regression on two features, one of which is five times smaller: a ravine.",
        "½ (a x₁ + b x₂ − y)²",
        ("weight a", "weight b"),
        _unequal,
        SQUARED,
    ),
    "straight line": Kind(
        "Linear regression: a line through noisy points.",
        "½ (w x + b − y)²",
        ("slope w", "intercept b"),
        _line,
        SQUARED,
    ),
    "two classes": Kind(
        "Logistic regression: how likely a point belongs to the second class.",
        "log(1 + exp(w x + b)) − y (w x + b)",
        ("weight w", "bias b"),
        _classes,
        LOGISTIC,
    ),
    "sine wave": Kind(
        "A wave of unknown frequency and phase: not convex, with several minima.",
        "½ (sin(w x + b) − y)²",
        ("frequency w", "phase b"),
        _wave,
        SINE,
    ),
}

SAMPLINGS: dict[str, Callable[[int, int, int, np.random.Generator], Chosen]] = {
    "shuffled": _shuffled,
    "in sequence": _in_sequence,
    "with replacement": _with_replacement,
}
