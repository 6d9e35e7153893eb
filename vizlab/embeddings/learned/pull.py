"""What one window does to the vector of the word in its middle: towards what is there, away from what the model expects there.

The slope of log p(o|c) by v_c is u_o − Σ p(k|c) u_k: the observed vector less the expected one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.learned.huffman import Tree
from vizlab.embeddings.learned.objectives import HierarchicalSoftmax
from vizlab.embeddings.learned.skipgram import Lesson

Table = NDArray[np.float32]


@dataclass(frozen=True)
class Pull:
    """probabilities: p(k|c) of every word. observed: the mean of u over the window. expected: of u by the model, (d,) each.

    gap: the largest difference between their difference and what autograd says of the mean log p.
    """

    probabilities: NDArray[np.float64]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    gap: float

    def rows(self) -> dict[str, NDArray[np.float64]]:
        """Both, and what is left."""
        return {"observed": self.observed, "expected": self.expected, "difference": self.observed - self.expected}


def pull(v: Table, u: Table, centre: int, contexts: list[int]) -> Pull:
    """What the words of a window say to the word in its middle, in float64; v, u (n, d)."""
    middle, rows = torch.tensor(v[centre], dtype=torch.float64), torch.tensor(u, dtype=torch.float64)
    p = torch.softmax(rows @ middle, 0)
    observed, expected = rows[contexts].mean(0), p @ rows
    with torch.enable_grad():
        traced = middle.clone().requires_grad_()
        (slope,) = torch.autograd.grad(torch.log_softmax(rows @ traced, 0)[contexts].mean(), traced)
    gap = float((observed - expected - slope).abs().max())
    return Pull(p.numpy(), observed.numpy(), expected.numpy(), gap)


def by_tree(lesson: Lesson, v: Table, u: Table, word: int) -> NDArray[np.float64]:
    """p(k|c) of every word by the turns that lead to it, (n,); u (n - 1, d) is of inner nodes."""
    objective = lesson.objective
    assert isinstance(objective, HierarchicalSoftmax)
    return np.asarray(objective.probabilities(torch.tensor(v).double(), torch.tensor(u).double(), word))


def turns(tree: Tree, v: Table, u: Table, centre: int, word: int) -> list[tuple[int, int, float]]:
    """(inner node, turn, its probability) on the way from the root to a word."""
    return [
        (node, sign, float(1 / (1 + np.exp(-sign * float(u[node].astype(np.float64) @ v[centre])))))
        for node, sign in tree.path(word)
    ]
