"""Few words make up most of a text: the straight line of rank and frequency, and whom a loss is about.

Source: Zipf 1949: the r-th most frequent word stands about 1 / r times as often as the first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.words.glove import weight

LEAST = 5  # counts below are mostly ties and noise: they are drawn but not fitted


def line(counts: NDArray[np.int64], least: int = LEAST) -> tuple[float, float]:
    """Slope and intercept of log count against log rank, by least squares, over words that stand at least so often.

    counts (v,): descending. Points are spaced evenly over the logarithm of the rank, or the many rare words would decide alone.
    """
    fitted = counts[counts >= least]
    ranks = np.unique(np.geomspace(1, max(len(fitted), 1), 40).round().astype(int))
    if len(ranks) < 2:
        return 0.0, float(np.log(counts[0]))
    slope, intercept = np.polyfit(np.log(ranks), np.log(fitted[ranks - 1]), 1)
    return float(slope), float(intercept)


def covered(counts: NDArray[np.int64], share: float) -> float:
    """The share of the text that the most frequent `share` of its words make up."""
    return float(counts[: top(len(counts), share)].sum() / counts.sum())


def top(v: int, share: float) -> int:
    """How many words the most frequent `share` of v words are, at least one."""
    return max(round(v * share), 1)


def loss_share(table: NDArray[np.float64], share: float, loss: str) -> float:
    """Of a loss that begins at zero vectors, the share that the rows and columns of the most frequent words carry.

    table (v, v): counts, most frequent words first. loss: a name in `LOSSES`.
    """
    cells = LOSSES[loss](table)
    n = top(len(table), share)
    return float(1 - cells[n:, n:].sum() / cells.sum())


def _weighted(table: NDArray[np.float64]) -> NDArray[np.float64]:
    logs = np.log(np.where(table > 0, table, 1))
    return np.asarray(weight(torch.from_numpy(table)).numpy() * logs**2)


LOSSES: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {  # counts -> squared error of each cell at the start
    "counts": lambda table: table**2,
    "log counts": lambda table: np.log1p(table) ** 2,
    "GloVe's": _weighted,
}
