"""Losses of small models over two of their weights: which are convex, and where one is exactly flat.

To add a model: a function (inputs (n, 2), labels (n,)) -> height, and an entry in `MODELS`. Losses are means over the examples.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from vizlab.errors import VizlabError
from vizlab.landscapes.calculus import hessians
from vizlab.landscapes.surface import Array, Surface

EXAMPLES, REACH = 40, 6.0
Height = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


def make_examples(seed: int, n: int = EXAMPLES) -> tuple[Array, NDArray[np.int64]]:
    """Inputs (n, 2) of three overlapping classes, and their labels 0, 1, 2 (n,)."""
    draws = np.random.default_rng([seed, 65])
    labels = np.arange(n, dtype=np.int64) % 3
    centres = np.array([(1.0, 0.3), (-0.6, 1.0), (-0.4, -1.0)])
    return centres[labels] + draws.normal(0, 0.9, (n, 2)), labels


def find_model(name: str, seed: int) -> Surface:
    """The loss of a model over two weights. Errors: `VizlabError` for a model that there is not."""
    if name not in MODELS:
        raise VizlabError(f"The model must be one of {', '.join(MODELS)}; got {name!r}.")
    about, formula, height = MODELS[name]
    inputs, labels = (torch.tensor(part) for part in make_examples(seed))
    window = (-REACH, REACH)
    return Surface(about, formula, partial(_mean, height, inputs, labels), window, window, (), 0.0, (-4.0, 4.0))


def least_curvatures(surface: Surface, n: int) -> Array:
    """The smaller eigenvalue (n, n) of the Hessian over the window, rows of equal y: nowhere below 0 where it is convex."""
    axes = np.linspace(*surface.x, n), np.linspace(*surface.y, n)
    return np.asarray(np.linalg.eigvalsh(hessians(surface, np.stack(np.meshgrid(*axes), axis=-1)))[..., 0])


def perceptron_gradient(inputs: Array, targets: Array, weights: Array) -> Array:
    """The gradient (2,) of the mean of (t − σ)²: −2 δ σ (1 − σ) x, where δ = t − σ; the rule goes against it."""
    y = 1 / (1 + np.exp(-inputs @ weights))
    return np.asarray(np.mean((-2 * (targets - y) * y * (1 - y))[:, None] * inputs, axis=0))


def find_unit(inputs: Array) -> Surface:
    """Least squares of one ReLU unit, max(0, w x + b), with targets |x| + 1, over its weight and its bias."""
    x = torch.tensor(inputs)
    return Surface(
        "One ReLU unit: where all its inputs are cut off, every derivative is 0, and nothing tells it the way back.",
        "mean ½ (max(0, x·a + y) − t)²",
        partial(_unit, x, x.abs() + 1),
        (-REACH, REACH),
        (-REACH, REACH),
        (),
        0.0,
        (-4.0, 4.0),
    )


def is_dead(inputs: Array, points: Array) -> Array:
    """Whether a unit (..., 2), its weight and bias, is cut off for every input (n,)."""
    return np.asarray((points[..., :1] * inputs + points[..., 1:] <= 0).all(axis=-1))


def dead_share(inputs: Array) -> float:
    """The share of all directions of (w, b) in which a unit is dead, on paper: a half for one input, less for more."""
    return float(0.5 - (np.arctan(inputs.max()) - np.arctan(inputs.min())) / (2 * np.pi))


def count_dead(inputs: Array, seed: int, draws: int = 20_000) -> float:
    """The same share, counted over random directions."""
    return float(is_dead(inputs, np.random.default_rng([seed, 48]).normal(size=(draws, 2))).mean())


def _mean(height: Height, inputs: Tensor, labels: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return height(x[..., None], y[..., None], inputs, labels).mean(dim=-1)


def _scores(x: Tensor, y: Tensor, inputs: Tensor) -> Tensor:
    return x * inputs[:, 0] + y * inputs[:, 1]


def _linear(x: Tensor, y: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
    return 0.5 * (_scores(x, y, inputs) - (labels == 0).double()) ** 2


def _logistic(x: Tensor, y: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
    return functional.softplus((1 - 2 * (labels == 0).double()) * _scores(x, y, inputs))


def _squared(x: Tensor, y: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
    return (torch.sigmoid(_scores(x, y, inputs)) - (labels == 0).double()) ** 2


def _softmax(x: Tensor, y: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
    first, second = x * inputs[:, 0], y * inputs[:, 0]
    scores = torch.stack([first, second, torch.zeros_like(first)])
    wanted = torch.where(labels == 0, first, torch.where(labels == 1, second, 0.0))
    return torch.logsumexp(scores, dim=0) - wanted


def _unit(inputs: Tensor, targets: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return 0.5 * ((torch.relu(x[..., None] * inputs + y[..., None]) - targets) ** 2).mean(dim=-1)


MODELS: dict[str, tuple[str, str, Height]] = {
    "linear": ("A linear model with least squares.", "½ (x·w − t)²", _linear),
    "logistic": ("A logistic model with cross-entropy.", "−log σ(± x·w)", _logistic),
    "softmax": ("Three classes and one input: the weights of two of the classes.", "log Σ exp zᵢ − z of the class", _softmax),
    "logistic, least squares": ("A logistic model with least squares.", "(σ(x·w) − t)²", _squared),
}
