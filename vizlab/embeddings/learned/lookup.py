"""A word as a column of zeros with a single one, and what a linear layer makes of it: one column of its matrix.

So nobody multiplies: the layer is a table in which the column is looked up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

SIZES = (100, 300, 1000, 3000, 10_000, 30_000)  # words
DIMS = 64  # of the vectors whose finding is timed
REPEATS = 5
LETTERS, WORDS = "letters", "words"


def tokens(text: str, unit: str) -> list[str]:
    """A text in `LETTERS` (spaces as ␣) or in `WORDS`, lower case."""
    text = " ".join(text.casefold().split())
    return text.split(" ") if unit == WORDS else list(text.replace(" ", "␣"))


def vocabulary(found: list[str]) -> list[str]:
    """Every token once, in alphabetical order."""
    return sorted(set(found))


def table(n: int, dims: int, seed: int) -> Tensor:
    """A matrix (dims, n) of normal numbers, to one decimal so that its arithmetic can be read."""
    return (torch.randn(dims, n, generator=torch.Generator().manual_seed(seed)) * 10).round() / 10


def one_hot(n: int, index: int) -> Tensor:
    """Zeros (n,) with a one."""
    found = torch.zeros(n)
    found[index] = 1
    return found


def product(matrix: Tensor, index: int) -> Tensor:
    """matrix (d, n) times the one-hot column of a word: (d,), multiplied out."""
    return matrix @ one_hot(matrix.shape[1], index)


def timed(seed: int = 0) -> dict[str, list[tuple[float, float]]]:
    """Microseconds a word for growing vocabularies: by multiplying, and by looking up. The quickest of `REPEATS`."""
    found: dict[str, list[tuple[float, float]]] = {"matrix times one-hot": [], "look-up": []}
    for n in SIZES:
        matrix = torch.randn(DIMS, n, generator=torch.Generator().manual_seed(seed))
        column, index, rows = one_hot(n, n // 2), torch.tensor([n // 2]), matrix.T.contiguous()
        found["matrix times one-hot"].append((n, _microseconds(matrix.matmul, column)))
        found["look-up"].append((n, _microseconds(rows.index_select, 0, index)))
    return found


def _microseconds(work: Callable[..., Tensor], *given: Any) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        for _ in range(4):
            work(*given)
        times.append((time.perf_counter() - began) / 4 * 1e6)
    return min(times)


def arithmetic(matrix: Tensor, index: int, most: int = 8) -> list[str]:
    """Every row of the product written out, at most so many of its terms."""
    n = matrix.shape[1]
    first = max(min(index - most // 2, n - most), 0)
    shown = range(first, min(first + most, n))
    rows = []
    for row in matrix.tolist():
        terms = [f"{'1' if at == index else '0'}·{row[at]:.1f}".replace("-", "−") for at in shown]
        dots = ["…"] if first else []
        rows.append(" + ".join([*dots, *terms, *(["…"] if shown.stop < n else [])]) + f" = {row[index]:.1f}".replace("-", "−"))
    return rows
