"""GloVe: two vectors and two offsets a word, so that their product and sum come near the logarithm of how often words meet.

J = sum of f(x_ij) (r_i . r~_j + b_i + b~_j - log x_ij)^2, f(x) = (x / 100)^(3/4) below 100 and 1 above. A cell that is
zero has weight f(0) = 0, so its logarithm is never needed. Source: Pennington 2014, "GloVe: Global Vectors for Word
Representation", eq. 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from vizlab.adam import Adam
from vizlab.devices import one_thread

MOST, POWER = 100.0, 0.75
LR, START = 0.05, 0.1


@dataclass(frozen=True)
class State:
    """vectors, contexts (v, d): the two of each word; offsets, context_offsets (v,); loss: J before this step's move."""

    step: int
    vectors: Tensor
    contexts: Tensor
    offsets: Tensor
    context_offsets: Tensor
    loss: float

    @property
    def words(self) -> Tensor:
        """The sum of both vectors of each word (v, d), which the authors use."""
        return self.vectors + self.contexts


def weight(counts: Tensor, most: float = MOST) -> Tensor:
    """f of counts, of any shape, in [0, 1]: 0 at 0, 1 from `most` on."""
    return (counts / most).clamp(max=1) ** POWER


def loss(
    counts: Tensor, vectors: Tensor, contexts: Tensor, offsets: Tensor, context_offsets: Tensor, most: float = MOST
) -> Tensor:
    """J of counts (v, v), summed over the cells that are not zero."""
    error, f = _error(counts, vectors, contexts, offsets, context_offsets, most)
    return (f * error**2).sum()


def slopes(
    counts: Tensor, vectors: Tensor, contexts: Tensor, offsets: Tensor, context_offsets: Tensor, most: float = MOST
) -> tuple[float, list[Tensor]]:
    """J, and its slopes by vectors, contexts, offsets and context offsets, each of their shape."""
    error, f = _error(counts, vectors, contexts, offsets, context_offsets, most)
    pull = f * error
    total = float((pull * error).sum(dtype=torch.float64))
    pull = 2 * pull
    return total, [pull @ contexts, pull.T @ vectors, pull.sum(1), pull.sum(0)]


def train(counts: Tensor, dims: int, steps: int, seed: int, *, lr: float = LR, most: float = MOST) -> Iterator[State]:
    """The start (step 0) and every step after it: counts (v, v), all cells at once, by Adam with a rate that falls to zero.

    All cells a step rather than some in random order: with a few hundred words that is a product of small matrices. Slopes are
    divided by the number of cells that are not zero.
    """
    counts = counts.float()
    cells = max(int((counts > 0).sum()), 1)
    generator = torch.Generator().manual_seed(seed)
    v = len(counts)
    weights = [torch.randn(v, dims, generator=generator) * START for _ in range(2)] + [torch.zeros(v), torch.zeros(v)]
    logs, f = _logs(counts), weight(counts, most)
    adam = Adam(weights)
    for step in range(steps + 1):
        with one_thread():
            error = torch.addmm(logs, weights[0], weights[1].T, beta=-1).add_(weights[2][:, None]).add_(weights[3])
            pull = f * error
            r, c, b, d = (part.clone() for part in weights)
            state = State(step, r, c, b, d, torch.dot(pull.flatten(), error.flatten()).item())
            pull.mul_(2 / cells)
            adam.step([pull @ weights[1], pull.T @ weights[0], pull.sum(1), pull.sum(0)], lr * (1 - step / (steps + 1)))
        yield state


def _error(
    counts: Tensor, vectors: Tensor, contexts: Tensor, offsets: Tensor, context_offsets: Tensor, most: float
) -> tuple[Tensor, Tensor]:
    fitted = vectors @ contexts.T + offsets[:, None] + context_offsets
    return fitted - _logs(counts), weight(counts, most)


def _logs(counts: Tensor) -> Tensor:
    """Logarithms; 0 where there is nothing, which its weight of 0 leaves out."""
    return torch.where(counts > 0, counts, 1.0).log()
