"""Rules with a rate for each coordinate, from the slopes so far.

Constants, and where ε stands (outside of the root), are those of `torch.optim`, which a test holds them to, except where a rule
says so: many texts write √(G + ε), and the two differ only where gradients are about as small as ε or √ε.
"""

from __future__ import annotations

import numpy as np

from vizlab.optimizers.walker import Memory, Optimizer, Vector


def adagrad(gradient: Vector, memory: Memory, t: int, lr: float, *, eps: float) -> tuple[Vector, Memory]:
    """Each coordinate's rate is divided by the root of its sum of squares so far. Source: Duchi 2011."""
    total = memory[0] + gradient * gradient
    return -lr * gradient / (np.sqrt(total) + eps), (total,)


def sign_descent(gradient: Vector, memory: Memory, t: int, lr: float) -> tuple[Vector, Memory]:
    """The gradient divided by its own size, coordinate by coordinate: the least that RProp is."""
    return -lr * np.sign(gradient), ()


def rprop(
    gradient: Vector, memory: Memory, t: int, lr: float, *, shrink: float, grow: float, least: float, most: float
) -> tuple[Vector, Memory]:
    """Each coordinate has a step length that grows while its sign stays and shrinks when it turns, and then rests once.

    lr: the first length only. Source: Riedmiller & Braun 1993, in the form of `torch.optim.Rprop`.
    """
    before, length = memory if t > 1 else (memory[0], np.broadcast_to(lr, gradient.shape))
    agreement = gradient * before
    factor = np.where(agreement > 0, grow, np.where(agreement < 0, shrink, 1.0))
    length = np.minimum(np.maximum(length * factor, least), most)
    trusted = np.where(agreement < 0, 0.0, gradient)
    return -length * np.sign(trusted), (trusted, length)


def rmsprop(gradient: Vector, memory: Memory, t: int, lr: float, *, decay: float, eps: float) -> tuple[Vector, Memory]:
    """As AdaGrad, with a fading average instead of the sum. Source: Hinton 2012, lecture 6e."""
    average = decay * memory[0] + (1 - decay) * gradient * gradient
    return -lr * gradient / (np.sqrt(average) + eps), (average,)


def rmsprop_weight(gradient: Vector, memory: Memory, t: int, lr: float, *, gamma: float, eps: float) -> tuple[Vector, Memory]:
    """RMSProp whose constant is the weight of the new square, with ε inside of the root."""
    average = (1 - gamma) * memory[0] + gamma * gradient * gradient
    return -lr * gradient / np.sqrt(average + eps), (average,)


def rmsprop_inside(gradient: Vector, memory: Memory, t: int, lr: float, *, decay: float, eps: float) -> tuple[Vector, Memory]:
    """RMSProp with ε inside of the root."""
    average = decay * memory[0] + (1 - decay) * gradient * gradient
    return -lr * gradient / np.sqrt(average + eps), (average,)


def adam(gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float) -> tuple[Vector, Memory]:
    """Fading averages of gradient and square, both freed of their zero start. Source: Kingma 2015, arXiv:1412.6980."""
    first = beta1 * memory[0] + (1 - beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    unbiased, square = first / (1 - beta1**t), second / (1 - beta2**t)
    return -lr * unbiased / (np.sqrt(square) + eps), (first, second)


def adam_biased(
    gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float
) -> tuple[Vector, Memory]:
    """Adam without the correction, ε inside of the root: the square lags behind at first, so early steps are too long."""
    first = beta1 * memory[0] + (1 - beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    return -lr * first / np.sqrt(second + eps), (first, second)


def adamw(
    gradient: Vector,
    memory: Memory,
    t: int,
    lr: float,
    *,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    point: Vector,
) -> tuple[Vector, Memory]:
    """Adam, and beside it a pull towards zero that no root divides. Source: Loshchilov & Hutter 2019, arXiv:1711.05101."""
    step, held = adam(gradient, memory, t, lr, beta1=beta1, beta2=beta2, eps=eps)
    return step - lr * weight_decay * point, held


def amsgrad(
    gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float
) -> tuple[Vector, Memory]:
    """Adam that divides by the largest average square so far. Source: Reddi 2018, arXiv:1904.09237, as in `torch.optim`."""
    first = beta1 * memory[0] + (1 - beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    largest = np.maximum(memory[2], second)
    return -lr * (first / (1 - beta1**t)) / (np.sqrt(largest / (1 - beta2**t)) + eps), (first, second, largest)


def nadam(
    gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float, eps: float, warming: float
) -> tuple[Vector, Memory]:
    """Adam with Nesterov's look ahead; its momentum warms up from half of β₁. Source: Dozat 2016, as in `torch.optim`."""
    first = beta1 * memory[0] + (1 - beta1) * gradient
    second = beta2 * memory[1] + (1 - beta2) * gradient * gradient
    now, then = (beta1 * (1 - 0.5 * 0.96 ** (k * warming)) for k in (t, t + 1))
    product = now * (1 - memory[2])  # the memory holds what is missing to 1, for memories start at zero
    mixed = (1 - now) / (1 - product) * gradient + then / (1 - product * then) * first
    return -lr * mixed / (np.sqrt(second / (1 - beta2**t)) + eps), (first, second, 1 - product)


def lion(gradient: Vector, memory: Memory, t: int, lr: float, *, beta1: float, beta2: float) -> tuple[Vector, Memory]:
    """The sign of a mix of average and gradient: each coordinate moves by the rate. Source: Chen 2023, arXiv:2302.06675."""
    step = -lr * np.sign(beta1 * memory[0] + (1 - beta1) * gradient)
    return step, (beta2 * memory[0] + (1 - beta2) * gradient,)


def muon(gradient: Vector, memory: Memory, t: int, lr: float, *, momentum: float) -> tuple[Vector, Memory]:
    """Nesterov's momentum, made orthogonal: all singular values become 1, for a row of numbers its length.

    Exactly, where the source takes five rounds of a polynomial. Source: Jordan 2024, kellerjordan.github.io/posts/muon.
    """
    average = momentum * memory[0] + (1 - momentum) * gradient
    mixed = momentum * average + (1 - momentum) * gradient
    length = np.sqrt((mixed * mixed).sum(axis=-1, keepdims=True))
    return -lr * mixed / np.where(length > 0, length, 1.0), (average,)


def _betas(beta2: float = 0.999, eps: float = 1e-8) -> dict[str, float]:
    return {"beta1": 0.9, "beta2": beta2, "eps": eps}


ADAPTIVE: dict[str, Optimizer] = {
    "AdaGrad": Optimizer(
        adagrad,
        1,
        {"eps": 1e-10},
        "lr_adagrad",
        "G ← G + g²;  w ← w − α g / (√G + ε)",
        "A rate of its own for each coordinate, which only ever shrinks.",
        "adaptive",
    ),
    "RMSProp": Optimizer(
        rmsprop,
        1,
        {"decay": 0.99, "eps": 1e-8},
        "lr_rmsprop",
        "G ← ρ G + (1 − ρ) g²;  w ← w − α g / (√G + ε)",
        "AdaGrad that forgets: the rate follows the recent slope.",
        "adaptive",
    ),
    "Adam": Optimizer(
        adam,
        2,
        _betas(),
        "lr_adam",
        "m ← β₁ m + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²;  w ← w − α m̂ / (√ŝ + ε)",
        "Momentum over a rate for each coordinate; its first step is α long in each, whatever the slope.",
        "adaptive",
    ),
    "sign descent": Optimizer(
        sign_descent,
        0,
        {},
        "lr_sign",
        "w ← w − α sign(g)",
        "Only the sign of each slope counts; a step never gets shorter.",
        "adaptive",
    ),
    "RProp": Optimizer(
        rprop,
        2,
        {"shrink": 0.5, "grow": 1.2, "least": 1e-6, "most": 50.0},
        "lr_rprop",
        "Δ ← 1.2 Δ if the sign stays, ½ Δ if it turns;  w ← w − Δ sign(g)",
        "Signs only, with step lengths that learn; noise in the slope misleads it.",
        "adaptive",
    ),
    "RMSProp, form A": Optimizer(
        rmsprop_weight,
        1,
        {"gamma": 0.1, "eps": 1e-8},
        "lr_rmsprop_a",
        "s ← (1 − γ) s + γ g²;  w ← w − α g / √(s + ε)",
        "γ weighs the new square: with γ = 1 − β the same as form C.",
        "adaptive",
    ),
    "RMSProp, form B": Optimizer(
        rmsprop,
        1,
        {"decay": 0.9, "eps": 1e-7},
        "lr_rmsprop_b",
        "s ← ρ s + (1 − ρ) g²;  w ← w − α g / (√s + ε)",
        "ε outside of the root, as in code: where it is flat, steps stay near α.",
        "adaptive",
    ),
    "RMSProp, form C": Optimizer(
        rmsprop_inside,
        1,
        {"decay": 0.9, "eps": 1e-8},
        "lr_rmsprop_c",
        "G ← ρ G + (1 − ρ) g²;  w ← w − α g / √(G + ε)",
        "ε inside of the root, as in books: where slopes are below √ε, steps die out.",
        "adaptive",
    ),
    "Adam, uncorrected": Optimizer(
        adam_biased,
        2,
        _betas(),
        "lr_adam_biased",
        "m ← β₁ m + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²;  w ← w − α m / √(s + ε)",
        "Adam without bias correction: the first steps are three to seven times too long.",
        "adaptive",
    ),
    "AdamW": Optimizer(
        adamw,
        2,
        {**_betas(), "weight_decay": 0.01},
        "lr_adamw",
        "w ← w − α m̂ / (√ŝ + ε) − α λ w",
        "Adam with a pull towards zero beside it, which no root divides.",
        "adaptive",
        needs=("point",),
    ),
    "AMSGrad": Optimizer(
        amsgrad,
        3,
        _betas(),
        "lr_amsgrad",
        "S ← max(S, s);  w ← w − α m̂ / (√Ŝ + ε)",
        "Adam whose rates only ever shrink: a steep place is never forgotten.",
        "adaptive",
    ),
    "NAdam": Optimizer(
        nadam,
        3,
        {**_betas(), "warming": 0.004},
        "lr_nadam",
        "w ← w − α (c₁ g + c₂ m) / (√ŝ + ε)",
        "Adam with Nesterov's look ahead; its momentum warms up.",
        "adaptive",
    ),
    "Lion": Optimizer(
        lion,
        1,
        {"beta1": 0.9, "beta2": 0.99},
        "lr_lion",
        "w ← w − α sign(β₁ m + (1 − β₁) g);  m ← β₂ m + (1 − β₂) g",
        "The sign of the momentum: every step is α long in each coordinate.",
        "adaptive",
    ),
    "Muon": Optimizer(
        muon,
        1,
        {"momentum": 0.95},
        "lr_muon",
        "m ← β m + (1 − β) g;  u = β m + (1 − β) g;  w ← w − α u / ‖u‖",
        "Made for matrices, whose singular values it sets to 1. A point of the plane is one row: here its steps are α long.",
        "adaptive",
    ),
}
