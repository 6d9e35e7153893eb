"""A bias as a direction: who leans to he or to she, what is left when it is taken out, and who finds it again.

Sources: Bolukbasi 2016, arXiv:1607.06520 (the direction and its removal); Gonen & Goldberg 2019, arXiv:1903.03862 (what it
leaves).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.words.analogies import Vectors, unit

RIDGE, NEWTON = 0.1, 12  # penalty of the classifier; its steps of Newton's method
CONTROLS = 40  # times that the labels are shuffled
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Recovered:
    """Shares that a linear classifier gets right, each word by one that never saw it.

    accuracy: with the true labels. shuffled (CONTROLS,): with labels dealt out at random.
    """

    accuracy: float
    shuffled: NDArray[np.float64]

    @property
    def chance(self) -> float:
        """What 19 of 20 shuffled runs stay at or below."""
        return float(np.quantile(self.shuffled, 0.95, method="higher"))


def axis(vectors: Vectors, pairs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """The direction from he to she, (d,) of length 1: the mean of the differences of the pairs."""
    known = unit(vectors).astype(np.float64)
    found = np.mean([known[she] - known[he] for he, she in pairs], axis=0)
    return np.asarray(found / max(np.linalg.norm(found), 1e-12))


def lean(vectors: Vectors, direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """The projection of each unit vector on the direction, (v,): negative to he, positive to she."""
    return np.asarray(unit(vectors).astype(np.float64) @ direction)


def removed(vectors: Vectors, direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors (v, d), float64, without their part along the direction."""
    known = unit(vectors).astype(np.float64)
    return np.asarray(known - np.outer(known @ direction, direction))


def recovered(features: NDArray[np.float64], labels: Labels, seed: int = 0) -> Recovered:
    """How far labels (n,) of 0 and 1 can be read off features (n, d) linearly, leaving one out, beside shuffled labels."""
    rng = np.random.default_rng(seed)
    kernel = features @ features.T
    kernel /= max(np.trace(kernel) / len(kernel), 1e-12)
    return Recovered(_left_out(kernel, labels), np.array([_left_out(kernel, rng.permutation(labels)) for _ in range(CONTROLS)]))


def _left_out(kernel: NDArray[np.float64], labels: Labels) -> float:
    """The share right when each is left out once: n logistic regressions at a time, in the span of the others."""
    n = len(labels)
    others = np.array([np.delete(np.arange(n), index) for index in range(n)])
    inner = kernel[others[:, :, None], others[:, None, :]] + 1.0  # the constant feature is the offset
    truth = labels[others].astype(np.float64)
    weights = np.zeros_like(truth)
    for _ in range(NEWTON):
        p = 1 / (1 + np.exp(-np.einsum("nij,nj->ni", inner, weights)))
        spread = p * (1 - p)
        wanted = np.einsum("nij,nj->ni", inner, weights) * spread + truth - p
        weights = np.linalg.solve(spread[:, :, None] * inner + RIDGE * np.eye(n - 1), wanted[:, :, None])[:, :, 0]
    scores = ((kernel[np.arange(n)[:, None], others] + 1.0) * weights).sum(1)
    return float(((scores > 0) == labels.astype(bool)).mean())
