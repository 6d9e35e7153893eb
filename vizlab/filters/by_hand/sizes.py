"""The size of the output by both conventions of padding, and the pixels that no window ever visits.

Per side: (n + 2P - K)/S + 1, rounded down. In total, p on both sides together: floor((n - K + p + S)/S). They agree for p = 2P;
only the second has odd paddings, of which the larger half goes to the end. K is the kernel with its gaps, `operation.span`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.filters.operation import span


@dataclass(frozen=True)
class Side:
    """One side of a picture. n: pixels. k: of the kernel. padding: at the start and at the end."""

    n: int
    k: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    dilation: int = 1

    @property
    def exact(self) -> Fraction:
        """(n + 2P - K)/S + 1, not rounded: a fraction where the stride does not fit."""
        return Fraction(self.n + sum(self.padding) - span(self.k, self.dilation), self.stride) + 1

    @property
    def size(self) -> int:
        """Pixels of the output, by the total convention. Errors: `VizlabError` where the kernel does not fit."""
        size = (self.n - span(self.k, self.dilation) + sum(self.padding) + self.stride) // self.stride
        if self.n < 1 or self.k < 1 or self.dilation < 1 or min(self.padding) < 0 or size < 1:
            around = f"{self.n} px and {self.padding[0]} + {self.padding[1]} px of padding"
            raise VizlabError(f"A kernel of {span(self.k, self.dilation)} px, gaps included, must fit into {around}.")
        return size

    @property
    def visits(self) -> NDArray[np.int64]:
        """How many windows hold each pixel, (n,)."""
        starts = np.arange(self.size) * self.stride - self.padding[0]
        places = (starts[:, None] + self.dilation * np.arange(self.k)).reshape(-1)
        return np.bincount(places[(places >= 0) & (places < self.n)], minlength=self.n)

    @property
    def skipped(self) -> int:
        """Pixels at the end, padding included, that lie beyond the last window: the remainder of the stride."""
        return (self.n + sum(self.padding) - span(self.k, self.dilation)) % self.stride


def halves(total: int) -> tuple[int, int]:
    """Padding in total -> at the start and at the end, the larger half at the end."""
    return total // 2, total - total // 2


def same(k: int, dilation: int = 1) -> int:
    """The padding in total that keeps the size at stride 1."""
    return span(k, dilation) - 1


def grid_visits(rows: Side, columns: Side) -> NDArray[np.int64]:
    """How many windows hold each pixel of a picture, (h, w)."""
    return np.outer(rows.visits, columns.visits)


def staircase(side: Side, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """For pictures of 1 to `most` pixels that the kernel fits into: n, the size of the output, and the size not rounded."""
    least = max(1, span(side.k, side.dilation) - sum(side.padding))
    sides = [Side(n, side.k, side.stride, side.padding, side.dilation) for n in range(least, most + 1)]
    n = np.array([each.n for each in sides], np.int64)
    return n, np.array([each.size for each in sides], np.int64), np.array([float(each.exact) for each in sides])
