"""Rules with one rate for all directions: gradient descent, momentum in its three conventions, Nesterov's in both forms.

The conventions differ by a factor of the rate: accumulator and physics walk the same path at a fixed rate, the averaged one does
with a rate 1/(1 − β) times as long.
"""

from __future__ import annotations

from vizlab.optimizers.walker import Memory, Optimizer, Vector


def gradient_descent(gradient: Vector, memory: Memory, t: int, lr: float) -> tuple[Vector, Memory]:
    """Straight down: the step is perpendicular to the level line."""
    return -lr * gradient, ()


def momentum(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """A heavy ball: old gradients count on, each time multiplied by `momentum`. Source: Polyak 1964."""
    velocity = momentum * memory[0] + gradient
    return -lr * velocity, (velocity,)


def physics(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """The same ball, remembered by its velocity: the rate is inside of it, so a change of rate acts slowly."""
    velocity = momentum * memory[0] - lr * gradient
    return velocity, (velocity,)


def averaged(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """Steps along a fading average of the gradients, whose weights sum to 1."""
    average = momentum * memory[0] + (1 - momentum) * gradient
    return -lr * average, (average,)


def nesterov(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """Momentum with the gradient at the point to which the momentum leads.

    Written for the look-ahead point itself, so that loss and gradient belong to one place (change of variables).
    Source: Nesterov 1983; Sutskever 2013, with the variables of Bengio 2012, arXiv:1212.0901.
    """
    velocity = momentum * memory[0] + gradient
    return -lr * (gradient + momentum * velocity), (velocity,)


def look_ahead(memory: Memory, *, momentum: float) -> Vector:
    """To where the velocity alone would lead."""
    return momentum * memory[0]


def _settings(momentum: float = 0.9) -> dict[str, float]:
    return {"momentum": momentum}


MOMENTUM: dict[str, Optimizer] = {
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
        _settings(),
        "lr_momentum",
        "v ← β v + g;  w ← w − α v",
        "A heavy ball: what points one way adds up, what swings cancels.",
    ),
    "Nesterov": Optimizer(
        nesterov,
        1,
        _settings(),
        "lr_nesterov",
        "v ← β v + g;  w ← w − α (g + β v)",
        "Momentum that takes the slope where it is about to be, and so brakes earlier.",
    ),
    "momentum, physics": Optimizer(
        physics,
        1,
        _settings(),
        "lr_physics",
        "p ← μ p − α g;  w ← w + p",
        "The same path as momentum at a fixed rate; under a schedule the old rate lingers in the velocity.",
    ),
    "momentum, averaged": Optimizer(
        averaged,
        1,
        _settings(),
        "lr_averaged",
        "v ← β v + (1 − β) g;  w ← w − α v",
        "Momentum by an average instead of a sum: the same path with a rate 1/(1 − β) times as large.",
    ),
    "Nesterov, look-ahead": Optimizer(
        physics,
        1,
        _settings(),
        "lr_ahead",
        "g at w + β v;  v ← β v − α g;  w ← w + v",
        "Nesterov as it is stated: the slope is taken ahead of the point, so the point itself lags behind the other form's.",
        ahead=look_ahead,
    ),
}
