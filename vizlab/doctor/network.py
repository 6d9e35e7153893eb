"""A small fully connected network in plain numpy, gradient included: what the doctor's patients are made of.

Inputs (n, d), labels (n,), float64. Layers are pairs (weights (d, units), biases (units,)).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Layer = tuple[Array, Array]
LEAK = 0.1


@dataclass(frozen=True)
class Activation:
    """value: of the sum z that enters a unit. slope: its derivative. gain: of the start weights (He 2015, Glorot 2010)."""

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    gain: float


def start(widths: Sequence[int], activation: str, *, spread: float, bias: float, dice: np.random.Generator) -> list[Layer]:
    """Random layers between these widths. spread: 1 for weights scaled to the fan-in. bias: of every hidden unit."""
    gain = spread * ACTIVATIONS[activation].gain
    pairs = list(itertools.pairwise(widths))
    layers = [(dice.normal(0, gain / np.sqrt(d), (d, units)), np.full(units, bias)) for d, units in pairs]
    return [*layers[:-1], (layers[-1][0], np.zeros(widths[-1]))]


def sums(layers: Sequence[Layer], inputs: Array, activation: str) -> list[Array]:
    """What enters the units of each layer, (n, units) each; the last are the scores."""
    found, value = [], inputs
    for weights, biases in layers:
        found.append(value @ weights + biases)
        value = ACTIVATIONS[activation].value(found[-1])
    return found


def losses(scores: Array, labels: Labels) -> Array:
    """Cross-entropy of each example in nats, (n,)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    found: Array = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    return found


def gradients(layers: Sequence[Layer], inputs: Array, labels: Labels, activation: str, *, bug: bool = False) -> list[Layer]:
    """Of the mean loss, by backpropagation. bug: the activation's derivative is forgotten on the way back."""
    entered = sums(layers, inputs, activation)
    back = np.exp(entered[-1] - entered[-1].max(axis=1, keepdims=True))
    back /= back.sum(axis=1, keepdims=True)
    back[np.arange(len(labels)), labels] -= 1
    back /= len(labels)
    found: list[Layer] = []
    for index in reversed(range(len(layers))):
        below = ACTIVATIONS[activation].value(entered[index - 1]) if index else inputs
        found.insert(0, (below.T @ back, back.sum(axis=0)))
        if index:
            back = back @ layers[index][0].T * (1.0 if bug else ACTIVATIONS[activation].slope(entered[index - 1]))
    return found


def flat(layers: Sequence[Layer]) -> Array:
    """All numbers of all layers in one row."""
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def _logistic(z: Array) -> Array:
    found: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return found


ACTIVATIONS: dict[str, Activation] = {
    "ReLU": Activation(lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float), float(np.sqrt(2))),
    "leaky ReLU": Activation(lambda z: np.where(z > 0, z, LEAK * z), lambda z: np.where(z > 0, 1.0, LEAK), float(np.sqrt(2))),
    "tanh": Activation(np.tanh, lambda z: 1 - np.tanh(z) ** 2, 1.0),
    "sigmoid": Activation(_logistic, lambda z: _logistic(z) * (1 - _logistic(z)), 4.0),
}
