"""The loss against one weight: what of it is flat, what is steep, and whether its chords lie above it.

A unit has one weight that is looked at; what its other inputs contribute is fixed. An example with label s = ±1 and contribution
o has the margin m = w + s·o, above 0 where the answer is right; y = σ(m). To add a loss: an entry in `LOSSES`. Curves are means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab.landscapes.surface import Array

EXAMPLES, SPREAD = 12, 3.0
WEIGHTS = (-16.0, 16.0)
Of = Callable[[Array], Array]


@dataclass(frozen=True)
class Loss:
    """height, slope and bend: of margins (...), elementwise; the slope and bend are those with respect to the weight."""

    about: str
    height: Of
    slope: Of
    bend: Of


def make_contributions(seed: int, n: int = EXAMPLES) -> Array:
    """What the other inputs add to the margins (n,), fixed."""
    return np.random.default_rng([seed, 47]).normal(0, SPREAD, n).clip(-6, 6)


def mean_over(part: Of, weights: Array, contributions: Array) -> Array:
    """The mean (...) of a loss, its slope or its bend over the examples, at weights (...)."""
    return np.asarray(part(np.asarray(weights)[..., None] + contributions).mean(axis=-1))


def jensen(loss: Loss, weight: float, spread: float, contributions: Array) -> tuple[float, float]:
    """E f(W) − f(E W) for a weight that is `spread` more or less with even odds; and ½ f″ Var, what it is near 0 on paper."""
    low, here, high = mean_over(loss.height, weight + spread * np.array([-1.0, 0.0, 1.0]), contributions)
    bend = float(mean_over(loss.bend, np.array(weight), contributions))
    return float((low - here) / 2 + (high - here) / 2), 0.5 * bend * spread**2


def squashed(margins: Array) -> Array:
    """σ(m)."""
    return np.asarray(0.5 * (1 + np.tanh(margins / 2)))


def factor(margins: Array) -> Array:
    """σ(1 − σ), by which a squashed unit multiplies its error: at most ¼."""
    return np.asarray(squashed(margins) * squashed(-margins))


def _softplus(margins: Array) -> Array:
    return np.asarray(np.logaddexp(0.0, -margins))


LOSSES: dict[str, Loss] = {
    "0-1": Loss(
        "Counts mistakes, as least squares behind a hard threshold does: no slope, wherever one stands.",
        lambda m: np.asarray((m <= 0).astype(np.float64)),
        np.zeros_like,
        np.zeros_like,
    ),
    "least squares": Loss(
        "(1 − σ)²: flat where the answer is surely wrong, for its slope has the factor σ(1 − σ).",
        lambda m: np.asarray(squashed(-m) ** 2),
        lambda m: np.asarray(-2 * squashed(-m) * factor(m)),
        lambda m: np.asarray(2 * factor(m) * squashed(-m) * (3 * squashed(m) - 1)),
    ),
    "cross-entropy": Loss(
        "−log σ: the surer a wrong answer, the steeper, up to 1; convex.",
        _softplus,
        lambda m: np.asarray(-squashed(-m)),
        factor,
    ),
}
