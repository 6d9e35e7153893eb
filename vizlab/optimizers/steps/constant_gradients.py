"""Experiments on rules under a gradient that is always the same, or there once and never again.

Lengths of steps are in units of the learning rate, unless it is named.
"""

from __future__ import annotations

import numpy as np

from vizlab.optimizers.steps.findings import Fact, Finding, feed


def past_weights(momentum: float) -> Finding:
    """What is left of one gradient in the steps after it. O11."""
    shown, enough = np.arange(41.0), 1 + int(np.ceil(25 / -np.log(max(momentum, 0.01))))
    alone = np.zeros((max(enough, len(shown)), 1))
    alone[0] = 1.0
    found = {name: -feed(name, alone, momentum=momentum)[:, 0] for name in ("momentum", "momentum, averaged")}
    return Finding(
        {name: (shown, weights[: len(shown)]) for name, weights in found.items()},
        {"βᵏ": (shown, momentum**shown), "(1 − β) βᵏ": (shown, (1 - momentum) * momentum**shown)},
        (
            Fact("sum of the weights, 1/(1 − β)", 1 / (1 - momentum), float(found["momentum"].sum())),
            Fact("sum of the weights, averaged", 1.0, float(found["momentum, averaged"].sum())),
            Fact("weight of the gradient ten steps ago", momentum**10, float(found["momentum"][10])),
        ),
        "k, steps ago",
        "weight of the gradient k steps ago",
        {"bars": True},
    )


def terminal_velocity(momentum: float, slope: float) -> Finding:
    """Momentum down a slope that never changes, in its three conventions. O7, O9, O70."""
    k = int(np.ceil(8 / (1 - momentum))) + 10
    constant, t, lr = np.full((4 * k, 1), slope), np.arange(1.0, k + 1), 0.1
    names = ("momentum", "momentum, physics", "momentum, averaged")
    steps = {name: feed(name, constant, lr, momentum=momentum)[:, 0] for name in names}
    boosted = feed("momentum, averaged", constant, lr / (1 - momentum), momentum=momentum)[:, 0]
    final, gap = -lr * slope / (1 - momentum), float(np.abs(steps["momentum"] - steps["momentum, physics"]).max())
    return Finding(
        {name: (t, found[:k]) for name, found in steps.items()},
        {"−α g (1 − βᵗ)/(1 − β)": (t, final * (1 - momentum**t)), "−α g (1 − βᵗ)": (t, -lr * slope * (1 - momentum**t))},
        (
            Fact("terminal velocity, −α g/(1 − β)", final, float(steps["momentum"][-1])),
            Fact("averaged: −α g", -lr * slope, float(steps["momentum, averaged"][-1])),
            Fact("averaged with α/(1 − β) less momentum, at most", 0.0, float(np.abs(boosted - steps["momentum"]).max())),
            Fact("physics less momentum, at most", 0.0, gap),
        ),
        "step",
        "velocity: the step taken, α = 0.1",
    )


def first_steps(slope: float) -> Finding:
    """Adam's early steps under a constant gradient, with and without the correction. O19, O20, O76."""
    t = np.arange(1.0, 61)
    first, second, eps = 1 - 0.9**t, 1 - 0.999**t, 1e-8
    lengths = {name: -feed(name, np.full((60, 1), slope))[:, 0] for name in ("Adam", "Adam, uncorrected")}
    plain = first * slope / np.sqrt(second * slope * slope + eps)
    peak = int(lengths["Adam, uncorrected"].argmax())
    return Finding(
        {name: (t, found) for name, found in lengths.items()},
        {"(1 − β₁ᵗ) g/√((1 − β₂ᵗ) g² + ε)": (t, plain)},
        (
            Fact("first step of Adam", slope / (slope + eps), float(lengths["Adam"][0])),
            Fact("first step without correction", float(plain[0]), float(lengths["Adam, uncorrected"][0])),
            Fact("longest step without correction", float(plain.max()), float(lengths["Adam, uncorrected"][peak])),
            Fact("at step", float(t[plain.argmax()]), float(t[peak])),
        ),
        "step",
        "length of the step, in learning rates",
    )


def epsilon() -> Finding:
    """The step under a constant gradient against its size, with ε outside and inside of the root. O21."""
    sizes = np.logspace(-10, 0, 101)
    constant = np.tile(sizes, (300, 1))
    outside, inside = (-feed(f"RMSProp, form {form}", constant)[-1] for form in "BC")
    at = int(np.abs(sizes - 1e-6).argmin())
    theory = sizes / (sizes + 1e-7), sizes / np.sqrt(sizes * sizes + 1e-8)
    return Finding(
        {"outside, √s + 10⁻⁷": (sizes, outside), "inside, √(s + 10⁻⁸)": (sizes, inside)},
        {"g/(g + 10⁻⁷)": (sizes, theory[0]), "g/√(g² + 10⁻⁸)": (sizes, theory[1])},
        (
            Fact("step at g = 10⁻⁶, outside", float(theory[0][at]), float(outside[at])),
            Fact("step at g = 10⁻⁶, inside", float(theory[1][at]), float(inside[at])),
            Fact("outside over inside", float(theory[0][at] / theory[1][at]), float(outside[at] / inside[at])),
        ),
        "size of the gradient",
        "length of the step, in learning rates",
        {"log_x": True, "log_y": True},
    )


def stalling() -> Finding:
    """AdaGrad's rate for each coordinate under constant gradients. O13, O75."""
    t, slopes = np.arange(1.0, 1001), np.array([10.0, 0.1])
    lengths = -feed("AdaGrad", np.tile(slopes, (len(t), 1)))
    rates = lengths / slopes
    names = ("steep coordinate, g = 10", "gentle coordinate, g = 0.1")
    slope = float(np.polyfit(np.log(t), np.log(rates[:, 0]), 1)[0])
    return Finding(
        {name: (t, rates[:, axis]) for axis, name in enumerate(names)},
        {f"1/({slopes[axis]:g} √t)": (t, 1 / (slopes[axis] * np.sqrt(t))) for axis in range(2)},
        (
            Fact("step at t = 100, in learning rates", 0.1, float(lengths[99, 0])),
            Fact("exponent of t", -0.5, slope),
            Fact("gentle rate over steep rate", 100.0, float(rates[-1, 1] / rates[-1, 0])),
        ),
        "step",
        "effective rate 1/(√G + ε)",
        {"log_x": True, "log_y": True},
    )
