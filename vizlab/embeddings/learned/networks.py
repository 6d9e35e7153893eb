"""Small networks over windows of words: a table of vectors, one hidden layer, and a head for each task.

Weights are a plain dict of tensors, learned by `learn`. Source: Bengio 2003; Collobert 2008.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from vizlab.adam import Adam

Weights = dict[str, Tensor]
TABLE = "vectors"  # the table's name among the weights


@dataclass(frozen=True)
class Shape:
    """words: different ones. places: in a window. dims: of a vector. hidden: units. outputs: of the head."""

    words: int
    places: int
    dims: int
    hidden: int
    outputs: int

    @property
    def multiply_adds(self) -> int:
        """For one window."""
        return self.hidden * (self.places * self.dims + self.outputs)


def start(shape: Shape, source: torch.Generator) -> Weights:
    """Random weights, each layer in keeping with its inputs; biases at zero."""

    def normal(rows: int, columns: int, spread: float) -> Tensor:
        return spread * torch.randn(rows, columns, generator=source)

    inputs = shape.places * shape.dims
    return {
        TABLE: normal(shape.words, shape.dims, 0.3),
        "hidden": normal(inputs, shape.hidden, inputs**-0.5),
        "hidden bias": torch.zeros(shape.hidden),
        "head": normal(shape.hidden, shape.outputs, shape.hidden**-0.5),
        "head bias": torch.zeros(shape.outputs),
    }


def answer(weights: Weights, windows: Tensor) -> Tensor:
    """What the head says of windows of words (b, places): (b, outputs)."""
    inputs = weights[TABLE][windows].flatten(1)
    return torch.tanh(inputs @ weights["hidden"] + weights["hidden bias"]) @ weights["head"] + weights["head bias"]


def learn(weights: Weights, loss: Callable[[Weights, int], Tensor], steps: int, lr: float) -> Generator[float, None, None]:
    """Steps of Adam on `loss(weights, step)`, in place; the loss of each. The rate falls to zero over them."""
    adam = Adam(weights.values())
    for step in range(steps):
        with torch.enable_grad():
            traced = {name: weight.detach().requires_grad_() for name, weight in weights.items()}
            value = loss(traced, step)
            slopes = torch.autograd.grad(value, list(traced.values()))
        adam.step(slopes, lr * (1 - step / steps))
        yield float(value.detach())


def foretelling(windows: Tensor, batch: int, source: torch.Generator) -> Callable[[Weights, int], Tensor]:
    """The loss of a neural language model: the last word of a window from those before it, nats."""

    def loss(weights: Weights, step: int) -> Tensor:
        chosen = windows[torch.randint(len(windows), (batch,), generator=source)]
        return cross_entropy(answer(weights, chosen[:, :-1]), chosen[:, -1])

    return loss


def ranking(windows: Tensor, words: int, batch: int, source: torch.Generator) -> Callable[[Weights, int], Tensor]:
    """The margin loss of windows against the same with another word in the middle: Σ max(0, 1 − s(true) + s(corrupted)) / b."""

    def loss(weights: Weights, step: int) -> Tensor:
        chosen = windows[torch.randint(len(windows), (batch,), generator=source)]
        return torch.relu(1 - margins(weights, chosen, corrupted(chosen, words, source))).mean()

    return loss


def corrupted(windows: Tensor, words: int, source: torch.Generator) -> Tensor:
    """Windows with any other word in their middle."""
    middle = windows.shape[1] // 2
    moved = torch.randint(1, words, (len(windows),), generator=source)
    found = windows.clone()
    found[:, middle] = (windows[:, middle] + moved) % words
    return found


def margins(weights: Weights, true: Tensor, false: Tensor) -> Tensor:
    """s(true) − s(corrupted) of each pair of windows, (b,)."""
    return (answer(weights, true) - answer(weights, false))[:, 0]
