"""Transposed convolution: every value times the kernel, stamped on the output; overlaps add up.

Source of the sizes: Dumoulin and Visin 2016, arXiv:1603.07285, relationships 13 and 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Laying:
    """How stamps are laid. output_padding: rows and columns more at the lower right, less than the stride."""

    stride: int = 1
    padding: int = 0
    output_padding: int = 0

    def size(self, n: int, k: int) -> int:
        """(n - 1) stride - 2 padding + k + output_padding. Errors: `VizlabError` if nothing is left, or a setting is bad."""
        if self.stride < 1 or self.padding < 0 or not 0 <= self.output_padding < self.stride:
            got = f"stride {self.stride}, padding {self.padding}, output padding {self.output_padding}"
            raise VizlabError(f"The stride must be 1 or more and the output padding smaller than it; got {got}.")
        size = (n - 1) * self.stride - 2 * self.padding + k + self.output_padding
        if size < 1:
            raise VizlabError(f"{n} values under a kernel of {k} with padding {self.padding} leave nothing; got size {size}.")
        return size


@dataclass(frozen=True)
class Stamp:
    """One value (row, column) of the input, stamped. top, left: in the output, negative if cut off. so_far: the output then."""

    row: int
    column: int
    top: int
    left: int
    so_far: Array


def stamp(x: Array, kernel: Array, laying: Laying) -> Iterator[Stamp]:
    """The output as it fills up, value by value; the last `so_far` (h', w') is the transposed convolution."""
    (h, w), (kh, kw), p = x.shape, kernel.shape, laying.padding
    size = laying.size(h, kh), laying.size(w, kw)
    ground = np.zeros((size[0] + 2 * p, size[1] + 2 * p))
    for row, column in np.ndindex(h, w):
        top, left = row * laying.stride, column * laying.stride
        ground[top : top + kh, left : left + kw] += x[row, column] * kernel
        yield Stamp(row, column, top - p, left - p, ground[p : p + size[0], p : p + size[1]].copy())


def transposed(x: Array, kernel: Array, laying: Laying) -> Array:
    """The whole transposed convolution (h', w')."""
    return list(stamp(x, kernel, laying))[-1].so_far


def convolved(u: Array, kernel: Array, laying: Laying) -> Array:
    """The ordinary cross-correlation with the same kernel, stride and padding: the way that `transposed` goes back."""
    windows = sliding_window_view(np.pad(u, laying.padding), kernel.shape)[:: laying.stride, :: laying.stride]
    return np.asarray(np.einsum("hwab,ab->hw", windows, kernel))


def both_products(x: Array, kernel: Array, laying: Laying, seed: int) -> tuple[float, float]:
    """<conv u, x> and <u, conv^T x> for a u of dice: equal, because both use one matrix, once as it is and once transposed."""
    back = transposed(x, kernel, laying)
    u = np.random.default_rng(seed).standard_normal(back.shape)
    return float((convolved(u, kernel, laying) * x).sum()), float((u * back).sum())


def matrix(kernel: Array, shape: tuple[int, int], laying: Laying) -> Array:
    """The matrix (h' w', h w) that turns a map x (h, w), written as a column, into `transposed`."""
    n = shape[0] * shape[1]
    columns = [transposed(unit.reshape(shape), kernel, laying).ravel() for unit in np.eye(n)]
    return np.stack(columns, axis=1)
