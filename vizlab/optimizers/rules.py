"""Update rules: the gradient and what the rule remembers -> the step to add, and what it remembers now.

To add one: a function and a line in `OPTIMIZERS`. Vectors are float64 arrays of any one shape, memories start at zero, and the
step count t starts at 1. Constants, and where ε stands (outside of the root), are those of `torch.optim`, which a test holds
them to. Many texts write √(G + ε) instead; the two differ only where gradients are about as small as ε.
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
class Optimizer:
    """A rule with what it needs. memories: vectors it remembers. settings: its constants and their defaults.

    parameter: the URL's name for its learning rate. rule: (gradient, memory, t, lr, **settings) -> (step, memory).
    """

    rule: Rule
    memories: int
    settings: Mapping[str, float]
    parameter: str
    formula: str
    about: str


class Walker:
    """One optimizer under way: `advance` turns a gradient into the step to add."""

    def __init__(self, optimizer: Optimizer, shape: tuple[int, ...], lr: float, settings: Mapping[str, float]) -> None:
        """Start without a memory. settings: what differs from the optimizer's own constants; others are left alone."""
        self.optimizer, self.lr, self.t = optimizer, lr, 0
        self.settings = {name: settings.get(name, default) for name, default in optimizer.settings.items()}
        self.memory: Memory = tuple(np.zeros(shape) for _ in range(optimizer.memories))

    def advance(self, gradient: Vector) -> Vector:
        """The next step, of the gradient's shape; remembers what the rule remembers."""
        self.t += 1
        step, self.memory = self.optimizer.rule(gradient, self.memory, self.t, self.lr, **self.settings)
        return step


def gradient_descent(gradient: Vector, memory: Memory, t: int, lr: float) -> tuple[Vector, Memory]:
    """Straight down: the step is perpendicular to the level line."""
    return -lr * gradient, ()


def momentum(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """A heavy ball: old gradients count on, each time multiplied by `momentum`. Source: Polyak 1964."""
    velocity = momentum * memory[0] + gradient
    return -lr * velocity, (velocity,)


def nesterov(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """Momentum with the gradient at the point to which the momentum leads.

    Written for the look-ahead point itself, so that loss and gradient belong to one place (change of variables).
    Source: Nesterov 1983; Sutskever 2013, with the variables of Bengio 2012, arXiv:1212.0901.
    """
    velocity = momentum * memory[0] + gradient
    return -lr * (gradient + momentum * velocity), (velocity,)


def adagrad(gradient: Vector, memory: Memory, t: int, lr: float, *, eps: float) -> tuple[Vector, Memory]:
    """Each coordinate's rate is divided by the root of its sum of squares so far. Source: Duchi 2011."""
    total = memory[0] + gradient * gradient
    return -lr * gradient / (np.sqrt(total) + eps), (total,)


def rmsprop(gradient: Vector, memory: Memory, t: int, lr: float, *, decay: float, eps: float) -> tuple[Vector, Memory]:
    """As AdaGrad, with a fading average instead of the sum. Source: Hinton 2012, lecture 6e."""
    average = decay * memory[0] + (1 - decay) * gradient * gradient
    return -lr * gradient / (np.sqrt(average) + eps), (average,)


def adam(gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float) -> tuple[Vector, Memory]:
    """Fading averages of gradient and square, both freed of their zero start. Source: Kingma 2015, arXiv:1412.6980."""
    first = beta1 * memory[0] + (1 - beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    unbiased, square = first / (1 - beta1**t), second / (1 - beta2**t)
    return -lr * unbiased / (np.sqrt(square) + eps), (first, second)


def _settings(**values: Any) -> dict[str, float]:
    return values


OPTIMIZERS: dict[str, Optimizer] = {
    "GD": Optimizer(
        gradient_descent,
        0,
        {},
        "lr_gd",
        "w ← w − α g",
        "Straight down, as far as the slope is steep.",
    ),
    "momentum": Optimizer(
        momentum,
        1,
        _settings(momentum=0.9),
        "lr_momentum",
        "v ← β v + g;  w ← w − α v",
        "A heavy ball: what points one way adds up, what swings cancels.",
    ),
    "Nesterov": Optimizer(
        nesterov,
        1,
        _settings(momentum=0.9),
        "lr_nesterov",
        "v ← β v + g;  w ← w − α (g + β v)",
        "Momentum that takes the slope where it is about to be, and so brakes earlier.",
    ),
    "AdaGrad": Optimizer(
        adagrad,
        1,
        _settings(eps=1e-10),
        "lr_adagrad",
        "G ← G + g²;  w ← w − α g / (√G + ε)",
        "A rate of its own for each coordinate, which only ever shrinks.",
    ),
    "RMSProp": Optimizer(
        rmsprop,
        1,
        _settings(decay=0.99, eps=1e-8),
        "lr_rmsprop",
        "G ← ρ G + (1 − ρ) g²;  w ← w − α g / (√G + ε)",
        "AdaGrad that forgets: the rate follows the recent slope.",
    ),
    "Adam": Optimizer(
        adam,
        2,
        _settings(beta1=0.9, beta2=0.999, eps=1e-8),
        "lr_adam",
        "m ← β₁ m + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²;  w ← w − α m̂ / (√ŝ + ε)",
        "Momentum over a rate for each coordinate; its first step is α long in each, whatever the slope.",
    ),
}
