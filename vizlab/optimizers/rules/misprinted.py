"""Rules as lecture notes printed them, each with one mistake. Never use them for anything but to spot the bug."""

from __future__ import annotations

import numpy as np

from vizlab.optimizers.rules.adaptive import adagrad
from vizlab.optimizers.walker import Bug, Memory, Optimizer, Vector


def momentum_signed(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """Uphill: the velocity already points down, and is subtracted."""
    velocity = momentum * memory[0] - lr * gradient
    return -lr * velocity, (velocity,)


def look_back(memory: Memory, *, momentum: float) -> Vector:
    """To where the velocity comes from."""
    return -momentum * memory[0]


def adam_signed(
    gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float
) -> tuple[Vector, Memory]:
    """1 + β₁ for 1 − β₁: every step is nineteen times too long."""
    first = beta1 * memory[0] + (1 + beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    return -lr * (first / (1 - beta1**t)) / (np.sqrt(second / (1 - beta2**t)) + eps), (first, second)


def adam_swapped(
    gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float
) -> tuple[Vector, Memory]:
    """The square is corrected with β₁ instead of β₂: early steps are ten times too long."""
    first = beta1 * memory[0] + (1 - beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    return -lr * (first / (1 - beta1**t)) / (np.sqrt(second / (1 - beta1**t)) + eps), (first, second)


MISPRINTED: dict[str, Optimizer] = {
    "momentum, misprinted": Optimizer(
        momentum_signed,
        1,
        {"momentum": 0.9},
        "lr_bug_momentum",
        "v ← β v − α g;  w ← w − α v",
        "Printed as another way to write momentum.",
        "misprinted",
        bug=Bug("The velocity already points downhill; subtracting it climbs, and α counts twice.", "w ← w + v", "momentum"),
    ),
    "Nesterov, misprinted": Optimizer(
        momentum_signed,
        1,
        {"momentum": 0.9},
        "lr_bug_nesterov",
        "g at w − β v;  v ← β v − α g;  w ← w − α v",
        "Printed as Nesterov's momentum.",
        "misprinted",
        ahead=look_back,
        bug=Bug(
            "It looks back instead of ahead, and then climbs.", "g at w + β v;  v ← β v − α g;  w ← w + v", "Nesterov, look-ahead"
        ),
    ),
    "Adam, misprinted sign": Optimizer(
        adam_signed,
        2,
        {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        "lr_bug_adam_sign",
        "m ← β₁ m + (1 + β₁) g;  s ← β₂ s + (1 − β₂) g²;  w ← w − α m̂ / (√ŝ + ε)",
        "Printed as Adam; it still converges with a tiny rate, so nobody notices.",
        "misprinted",
        bug=Bug("The weights of m must sum to 1; these make every step 19 times too long.", "m ← β₁ m + (1 − β₁) g", "Adam"),
    ),
    "Adam, misprinted power": Optimizer(
        adam_swapped,
        2,
        {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        "lr_bug_adam_power",
        "m̂ = m / (1 − β₁ᵗ);  ŝ = s / (1 − β₁ᵗ);  w ← w − α m̂ / (√ŝ + ε)",
        "Printed as Adam with bias correction.",
        "misprinted",
        bug=Bug("s fades with β₂, so β₂ must correct it; the first step is 10 times too long.", "ŝ = s / (1 − β₂ᵗ)", "Adam"),
    ),
    "RMSProp, misprinted": Optimizer(
        adagrad,
        1,
        {"eps": 1e-10},
        "lr_bug_rmsprop",
        "G ← G + g²;  w ← w − α g / (√G + ε)",
        "Printed as RMSProp: the line with the decay is missing.",
        "misprinted",
        bug=Bug("Nothing is ever forgotten: this is AdaGrad, step by step.", "G ← ρ G + (1 − ρ) g²", "RMSProp"),
    ),
}
