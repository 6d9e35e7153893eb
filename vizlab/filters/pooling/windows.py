"""Max and average pooling window by window, with the places that the maxima came from.

To add a pooling: a function of windows (h', w', k * k) and a line in `POOLINGS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """A pooled map. values (h', w'). places (h', w'): where each window has its largest value, the first if there are several.

    tops (h',), lefts (w',): first row and column of the windows. k: their side.
    """

    values: Array
    places: NDArray[np.int64]
    tops: NDArray[np.int64]
    lefts: NDArray[np.int64]
    k: int

    def window(self, row: int, column: int) -> tuple[int, int, int, int]:
        """(top, left, bottom, right), ends excluded, of the window behind (row, column)."""
        top, left = int(self.tops[row]), int(self.lefts[column])
        return top, left, top + self.k, left + self.k


def pooled_size(n: int, k: int, stride: int) -> int:
    """(n - k) / stride + 1, windows that do not fit left out. Errors: `VizlabError` if none fits."""
    if not (1 <= k <= n and stride >= 1):
        raise VizlabError(f"A window of {k} with stride {stride} must fit into {n} values.")
    return (n - k) // stride + 1


def pool(values: Array, k: int, stride: int, kind: str = "max") -> Pooled:
    """The map (h, w) under windows (k, k). Errors: `VizlabError` for a window that does not fit or an unknown kind."""
    sizes = [pooled_size(n, k, stride) for n in values.shape]
    tops, lefts = (np.arange(n) * stride for n in sizes)
    return pool_at(values, k, tops, lefts, kind)


def pool_at(values: Array, k: int, tops: NDArray[np.int64], lefts: NDArray[np.int64], kind: str = "max") -> Pooled:
    """The map (h, w) under windows (k, k) that begin at these rows and columns."""
    if kind not in POOLINGS:
        raise VizlabError(f"The pooling must be one of {', '.join(POOLINGS)}; got {kind!r}.")
    windows = sliding_window_view(values, (k, k))[np.ix_(tops, lefts)].reshape(len(tops), len(lefts), k * k)
    down, right = np.divmod(windows.argmax(axis=-1), k)
    places = (tops[:, None] + down) * values.shape[1] + lefts[None, :] + right
    return Pooled(np.asarray(POOLINGS[kind](windows), np.float64), places.astype(np.int64), tops, lefts, k)


POOLINGS: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "max": lambda windows: windows.max(axis=-1),
    "average": lambda windows: windows.mean(axis=-1),
}
