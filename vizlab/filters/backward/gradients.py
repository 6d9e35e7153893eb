"""Gradients of a convolution by their formulas, term by term.

Forward y(r, c) = sum x(r + a, c + b) k(a, b), with kh - 1 rows and kw - 1 columns of zeros below and to the right of x, so
that y is as large as x. k is the kernel as it is laid: turned already, if the forward pass convolves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Terms:
    """What one gradient is the sum of. upstream, factors, products: of equal shape. total: the sum of the products.

    top, left: of the part of the upstream gradient (of a pixel) or of the padded input (of a weight); may be negative.
    """

    upstream: Array
    factors: Array
    products: Array
    total: float
    top: int
    left: int


def padded(x: Array, kernel: Array) -> Array:
    """The map (h, w) with the zeros below and to the right."""
    return np.pad(x, ((0, kernel.shape[0] - 1), (0, kernel.shape[1] - 1)))


def forward(x: Array, kernel: Array) -> Array:
    """y (h, w), as large as x."""
    windows = sliding_window_view(padded(x, kernel), kernel.shape)
    return np.asarray(np.einsum("hwab,ab->hw", windows, kernel))


def weight_terms(x: Array, upstream: Array, kernel: Array, a: int, b: int) -> Terms:
    """dL/dk(a, b) = sum over all (r, c) of dL/dy(r, c) x(r + a, c + b): the weight touches every pixel of the output."""
    _inside(kernel, a, b, "kernel")
    h, w = upstream.shape
    part = padded(x, kernel)[a : a + h, b : b + w]
    products = upstream * part
    return Terms(upstream, part, products, float(products.sum()), a, b)


def pixel_terms(upstream: Array, kernel: Array, r: int, c: int) -> Terms:
    """dL/dx(r, c) = sum over (a, b) of dL/dy(r - a, c - b) k(a, b): the pixel touches kh x kw outputs, fewer at the edge.

    Shown as they lie in the output, so the kernel is turned by 180 degrees.
    """
    _inside(upstream, r, c, "input")
    kh, kw = kernel.shape
    around = np.pad(upstream, ((kh - 1, 0), (kw - 1, 0)))[r : r + kh, c : c + kw]
    turned = kernel[::-1, ::-1]
    products = around * turned
    return Terms(around, turned, products, float(products.sum()), r - kh + 1, c - kw + 1)


def kernel_gradient(x: Array, upstream: Array, kernel: Array) -> Array:
    """dL/dk (kh, kw): the cross-correlation of input and upstream gradient."""
    kh, kw = kernel.shape
    return np.array([[weight_terms(x, upstream, kernel, a, b).total for b in range(kw)] for a in range(kh)])


def input_gradient(upstream: Array, kernel: Array) -> Array:
    """dL/dx (h, w): the convolution of upstream gradient and kernel."""
    h, w = upstream.shape
    return np.array([[pixel_terms(upstream, kernel, r, c).total for c in range(w)] for r in range(h)])


def _inside(values: Array, row: int, column: int, what: str) -> None:
    if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
        raise VizlabError(f"The {what} has {values.shape[0]} rows and {values.shape[1]} columns; got row {row}, column {column}.")
