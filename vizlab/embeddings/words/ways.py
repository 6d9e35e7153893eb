"""Ways from a table of counts to a vector for each word. To add one: a function and a line in `WAYS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.words import factors, glove

STEPS = 300  # of GloVe
Make = Callable[[NDArray[np.float64], int, int], NDArray[np.float32]]  # counts (v, v), dims, seed -> (v, dims)


@dataclass(frozen=True)
class Way:
    """make: counts (v, v), dims, seed -> vectors (v, dims). about: one sentence."""

    make: Make
    about: str


def vectors(way: str, counts: NDArray[np.float64], dims: int, seed: int = 0) -> NDArray[np.float32]:
    """A vector for each word, (v, dims) float32, by a way in `WAYS`; dims at most v."""
    return WAYS[way].make(counts, min(dims, len(counts)), seed)


def _factored(table: str) -> Make:
    return lambda counts, dims, seed: factors.factor(factors.TABLES[table](counts), dims).left.astype(np.float32)


def _glove(more: float) -> Make:
    def make(counts: NDArray[np.float64], dims: int, seed: int) -> NDArray[np.float32]:
        *_, last = glove.train(torch.from_numpy(counts + more), dims, STEPS, seed)
        return np.asarray(last.words.numpy(), dtype=np.float32)

    return make


WAYS: dict[str, Way] = {
    "PPMI, SVD": Way(_factored("PPMI"), "Factors of how much likelier than by chance words meet."),
    "log counts, SVD": Way(_factored("log counts"), "Factors of the logarithms of the counts."),
    "counts, SVD": Way(_factored("counts"), "Factors of the counts as they are: frequent words take most of them."),
    "GloVe": Way(_glove(0.0), "GloVe as it was published: cells that are empty say nothing."),
    "GloVe, one more": Way(_glove(1.0), "GloVe of counts that are all one more, so that an empty cell says a little."),
}
