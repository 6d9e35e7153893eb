"""What a step of skip-gram costs by each loss as the vocabulary grows: multiply-adds on paper, microseconds by the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch

from vizlab.embeddings.learned.objectives import OBJECTIVES
from vizlab.embeddings.learned.tables import Tables

SIZES = (100, 300, 1000, 3000, 10_000, 30_000, 50_000)  # words
PAIRS, DIMS = 32, 32  # of a step
REPEATS = 4
PRODUCTS = 3  # with a row that is looked at: the score, its slope by v and its slope by u


@dataclass(frozen=True)
class Cost:
    """Of one pair, for vocabularies of `SIZES`. rows: of u that are looked at. microseconds: measured, on this machine."""

    rows: list[float]
    microseconds: list[float]

    @property
    def multiply_adds(self) -> list[float]:
        """On paper."""
        return [PRODUCTS * DIMS * rows for rows in self.rows]


def measure(name: str, negatives: int, seed: int) -> Cost:
    """Take a few steps of an objective with random vectors and words that are as unevenly frequent as those of a text."""
    rows, times = [], []
    for n in SIZES:
        counts = (1e6 / np.arange(1, n + 1)).astype(int).tolist()
        objective = OBJECTIVES[name](counts, negatives)
        source = torch.Generator().manual_seed(seed)
        tables = Tables.start(n, objective.size, DIMS, seed)
        weights = torch.tensor(counts, dtype=torch.float32)
        centres, contexts = (torch.multinomial(weights, PAIRS, replacement=True, generator=source) for _ in range(2))
        spent = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            answer = objective.answer(tables.v, tables.u, centres, contexts, source)
            tables.descend(centres, answer, 0.01)
            spent.append(time.perf_counter() - began)
        rows.append(objective.looked)
        times.append(min(spent) / PAIRS * 1e6)
    return Cost(rows, times)


def slope(values: list[float]) -> float:
    """How steeply a cost grows from 1,000 words on, on doubly logarithmic paper: 1 is in proportion, 0 not at all."""
    start = SIZES.index(1000)
    return float(np.polyfit(np.log(SIZES[start:]), np.log(values[start:]), 1)[0])
