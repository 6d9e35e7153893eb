"""A kernel that walks over a small grid of numbers, every window of it, and convolution by indices alone.

To add an example: a line in `EXAMPLES`. Source of the first two: the golden examples C3 and C6 of the collected methods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.filters.kernels import parse_table
from vizlab.filters.operation import Response, filtered, padded, response

Array = NDArray[np.float32]
LARGEST_SIDE, LARGEST_KERNEL = 8, 5


@dataclass(frozen=True)
class Example:
    """grid, kernel: as text. options: of `walk`, where they are not its defaults."""

    grid: str
    kernel: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Walk:
    """grid: padded, (h, w). steps: the windows, row by row. output: (h', w'), by torch, the bias added."""

    grid: Array
    padding: int
    steps: tuple[Response, ...]
    output: Array
    bias: float

    @property
    def gap(self) -> float:
        """The largest difference between the sums by hand and torch's."""
        sums = np.array([step.total for step in self.steps]).reshape(self.output.shape) + self.bias
        return float(np.abs(sums - self.output).max())


def parse_grid(text: str) -> Array:
    """A grid of 1 to 8 rows and columns. Errors: `VizlabError` for anything else."""
    return parse_table(text, what="A grid", most=LARGEST_SIDE, example="1 3 1; 0 -1 1; 2 2 -1")


def parse_kernel(text: str) -> Array:
    """A kernel of 1 to 5 rows and columns. Errors: `VizlabError` for anything else."""
    return parse_table(text, what="A kernel", most=LARGEST_KERNEL, example="1 2; 0 -1")


def walk(grid: Array, kernel: Array, *, bias: float = 0.0, **options: Any) -> Walk:
    """Every window of the kernel on the grid (h, w). options: of `filtered`. Errors: `VizlabError` if they do not fit."""
    output = filtered(grid[None], kernel, **options)[0]
    steps = tuple(response(grid, kernel, *at, **options) for at in np.ndindex(output.shape))
    padding = options.get("padding", 0)
    return Walk(padded(grid, padding, options.get("border", "zeros")), padding, steps, output + np.float32(bias), bias)


@dataclass(frozen=True)
class Terms:
    """One value of a convolution, (r, c), by its indices: for every pixel (h, w) the kernel's row and column, and the product.

    rows, columns: of the pixels, counted from the middle of the grid. u, v: of the kernel, counted from its corner.
    kept: where the kernel has such an index. products: NaN where it has none.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    kept: NDArray[np.bool_]
    products: NDArray[np.float64]

    @property
    def total(self) -> float:
        """The value: the sum over the terms that are kept."""
        return float(np.nansum(self.products))

    @property
    def negative(self) -> int:
        """How many dropped terms have a negative kernel index; the others have one beyond the kernel's end."""
        return int(((self.u < 0) | (self.v < 0)).sum())


def by_indices(grid: Array, kernel: Array, r: int, c: int) -> Terms:
    """y(r, c) = sum over a, b of x(a, b) k(r - a, c - b); x has its origin in the middle, k at its upper left corner.

    Terms without a weight are dropped. A side of even length has its origin at the pixel before the middle.
    Errors: `VizlabError` if the full convolution has no such value.
    """
    (h, w), (kh, kw) = grid.shape, kernel.shape
    (top, bottom), (left, right) = index_range(h, kh), index_range(w, kw)
    if not (top <= r <= bottom and left <= c <= right):
        raise VizlabError(f"Rows run from {top} to {bottom} and columns from {left} to {right}; got ({r}, {c}).")
    a, b = np.indices(grid.shape) - np.array([(h - 1) // 2, (w - 1) // 2])[:, None, None]
    u, v = r - a, c - b
    kept = (u >= 0) & (u < kh) & (v >= 0) & (v < kw)
    weights = kernel[u.clip(0, kh - 1), v.clip(0, kw - 1)]
    return Terms(a, b, u, v, kept, np.where(kept, grid.astype(np.float64) * weights, np.nan))


def index_range(n: int, k: int) -> tuple[int, int]:
    """The first and last index of the full convolution along a side of n, counted from the middle of the grid."""
    return -((n - 1) // 2), n + k - 2 - (n - 1) // 2


EXAMPLES: dict[str, Example] = {
    "flip and filter": Example("1 3 1; 0 -1 1; 2 2 -1", "1 2; 0 -1", {"operation": "convolution", "padding": 1}),
    "a patch under Sobel": Example("200 150 150; 100 50 100; 25 25 10", "1 0 -1; 2 0 -2; 1 0 -1"),
    "an edge": Example("0 0 0 9 9; 0 0 0 9 9; 0 0 0 9 9; 0 0 0 9 9; 0 0 0 9 9", "-1 0 1; -2 0 2; -1 0 1"),
    "a single spark": Example("0 0 0 0 0; 0 0 0 0 0; 0 0 1 0 0; 0 0 0 0 0; 0 0 0 0 0", "1 2 3; 4 5 6; 7 8 9"),
    "every second pixel": Example(
        "1 2 3 4 5; 5 4 3 2 1; 1 2 3 4 5; 5 4 3 2 1; 1 2 3 4 5", "1 1; 1 1", {"stride": 2, "padding": 0}
    ),
}
