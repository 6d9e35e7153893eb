"""The nearest of many vectors: all of them asked, or only those that an index thinks worth asking.

Cells: k-means cells, of which the nearest few to the question are opened (an inverted file; Jégou, Douze & Schmid 2011; faiss).
Hyperplanes: random ones, and whoever lies on the same sides of most of them is asked first (Charikar 2002). Either way what is
asked is compared exactly, so that the only mistakes are neighbours that were never asked. To add an index: a function that ranks
candidates and a line in `INDEXES`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import devices
from vizlab.embeddings.clusters import k_means
from vizlab.errors import VizlabError

K, QUESTIONS, PLANES = 10, 200, 64
MOST = 100_000  # vectors
SHARES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # of the vectors that are asked
TAUGHT = 8000  # vectors that the cells are made from: more would change them little
Index = Callable[[Tensor, int], Callable[[Tensor, int], Tensor]]


@dataclass(frozen=True)
class Result:
    """recall: share of the true `K` nearest that were found. asked: mean share of the vectors compared. ms: for one question."""

    recall: float
    asked: float
    ms: float


def points(n: int, d: int, groups: int, seed: int) -> Tensor:
    """n + QUESTIONS vectors (., d) float32: around `groups` random centres with deviation a half of theirs; one group: no groups.

    Errors: `VizlabError` for fewer than 100 or more than `MOST`.
    """
    if not 100 <= n <= MOST:
        raise VizlabError(f"The number of vectors must lie between 100 and {MOST:,}; got {n:,}.")
    source = torch.Generator().manual_seed(seed)
    centres = torch.randn(groups, d, generator=source) * (groups > 1)
    own = torch.randint(groups, (n + QUESTIONS,), generator=source)
    return centres[own] + torch.randn(n + QUESTIONS, d, generator=source) * (0.5 if groups > 1 else 1.0)


def nearest(base: Tensor, questions: Tensor, k: int = K) -> Tensor:
    """Exactly: the k nearest of base (n, d) to each question (m, d), nearest first: (m, k)."""
    return torch.cdist(questions, base, compute_mode="use_mm_for_euclid_dist").topk(k, largest=False).indices


def among(base: Tensor, question: Tensor, candidates: Tensor, k: int = K) -> Tensor:
    """The k nearest of some candidates (c,) to one question (d,): at most (k,)."""
    gaps = (base[candidates] - question).square_().sum(1)
    return candidates[gaps.topk(min(k, len(candidates)), largest=False).indices]


def cells(base: Tensor, seed: int) -> Callable[[Tensor, int], Tensor]:
    """An index of about sqrt(n) k-means cells; it opens the nearest ones until so many vectors are in."""
    count = max(round(len(base) ** 0.5), 2)
    drawn = base[torch.randperm(len(base), generator=torch.Generator().manual_seed(seed))[:TAUGHT]]
    labels = k_means(drawn, count, seed)
    middles = torch.stack([drawn[labels == cell].mean(0) for cell in labels.unique()])
    own = torch.cat([torch.cdist(part, middles).argmin(1) for part in base.split(4096)])
    order, sizes = own.argsort(stable=True), own.bincount(minlength=len(middles))
    starts = sizes.cumsum(0) - sizes

    def candidates(question: Tensor, asked: int) -> Tensor:
        ranked = (middles - question).square().sum(1).argsort()
        enough = int(torch.searchsorted(sizes[ranked].cumsum(0), asked)) + 1
        opened = ranked[:enough].tolist()
        return torch.cat([order[starts[cell] : starts[cell] + sizes[cell]] for cell in opened])

    return candidates


def hyperplanes(base: Tensor, seed: int) -> Callable[[Tensor, int], Tensor]:
    """An index of `PLANES` random hyperplanes through the middle; first come those on the same side of most of them."""
    middle = base.mean(0)
    normals = torch.randn(base.shape[1], PLANES, generator=torch.Generator().manual_seed(seed))
    sides = torch.where((base - middle) @ normals > 0, 1.0, -1.0)

    def candidates(question: Tensor, asked: int) -> Tensor:
        return (sides @ torch.where((question - middle) @ normals > 0, 1.0, -1.0)).topk(asked).indices

    return candidates


def drawn(base: Tensor, seed: int) -> Callable[[Tensor, int], Tensor]:
    """The control: whoever is drawn at random."""
    order = torch.randperm(len(base), generator=torch.Generator().manual_seed(seed))
    return lambda question, asked: order[:asked]


def compare(vectors: Tensor, seed: int, k: int = K) -> dict[str, list[Result]]:
    """Index -> what it finds at each of `SHARES`; "exact" has one result. The last `QUESTIONS` vectors are the questions."""
    base, questions = vectors[:-QUESTIONS], vectors[-QUESTIONS:]
    with devices.one_thread():
        began = time.perf_counter()
        true = torch.stack([among(base, question, torch.arange(len(base)), k) for question in questions])
        exact_ms = 1000 * (time.perf_counter() - began) / QUESTIONS
        found = {"exact": [Result(1.0, 1.0, exact_ms)]}
        for name, make in INDEXES.items():
            index = make(base, seed)
            found[name] = [_tried(base, questions, true, index, max(round(share * len(base)), k)) for share in SHARES]
    return found


def _tried(base: Tensor, questions: Tensor, true: Tensor, index: Callable[[Tensor, int], Tensor], asked: int) -> Result:
    began, hits, compared = time.perf_counter(), 0, 0
    for question, expected in zip(questions, true, strict=True):
        candidates = index(question, asked)
        got = among(base, question, candidates, true.shape[1])
        hits += int(torch.isin(got, expected).sum())
        compared += len(candidates)
    ms = 1000 * (time.perf_counter() - began) / len(questions)
    return Result(hits / true.numel(), compared / (len(questions) * len(base)), ms)


@dataclass(frozen=True)
class Plane:
    """The idea in two dimensions: points (n, 2), cells (n,), middles (c, 2), a question (2,), who is asked, the true nearest."""

    points: NDArray[np.float32]
    cells: NDArray[np.int64]
    middles: NDArray[np.float32]
    question: NDArray[np.float32]
    asked: NDArray[np.int64]
    nearest: NDArray[np.int64]

    @property
    def missed(self) -> NDArray[np.int64]:
        """True neighbours that were not asked."""
        return np.setdiff1d(self.nearest, self.asked)


def plane(*, opened: int, seed: int, n: int = 600, groups: int = 8) -> Plane:
    """n points and a question whose nearest cells, so many of them, are opened."""
    vectors = points(n, 2, groups, seed)[: n + 1]
    base, question = vectors[:-1], vectors[-1]
    labels = k_means(base, max(round(n**0.5), 2), seed)
    middles = torch.stack([base[labels == cell].mean(0) for cell in range(int(labels.max()) + 1)])
    order = (middles - question).square().sum(1).argsort()[:opened]
    asked = torch.isin(labels, order).nonzero().ravel()
    return Plane(*(each.numpy() for each in (base, labels, middles, question, asked, nearest(base, question[None])[0])))


def _in_groups(n: int, d: int, seed: int) -> Tensor:
    return points(n, d, max(n // 100, 2), seed)


def _in_one_cloud(n: int, d: int, seed: int) -> Tensor:
    return points(n, d, 1, seed)


SOURCES: dict[str, Callable[[int, int, int], Tensor]] = {"in groups": _in_groups, "one cloud": _in_one_cloud}
INDEXES: dict[str, Index] = {"k-means cells": cells, "random hyperplanes": hyperplanes, "drawn at random": drawn}
