"""Winograd's way to correlate with three taps: two outputs from four multiplications instead of six, 2 x 2 from 16, not 36.

With the matrices below, y = A' [(G g) * (B' d)] for four inputs d and three taps g; in two dimensions each matrix works on the
rows and on the columns. Source: Winograd 1980; Lavin & Gray 2015, arXiv:1509.09308, equations 5 to 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Array = NDArray[Any]
TILE, OUT, TAPS = 4, 2, 3

INPUT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]], np.float64)
KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]], np.float64)
OUTPUT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]], np.float64)


@dataclass(frozen=True)
class Tile:
    """One tile on its way: data (4, 4), turned B'dB, kernel (3, 3), turned GgG', product (4, 4), result (2, 2)."""

    data: Array
    turned_data: Array
    kernel: Array
    turned_kernel: Array
    product: Array
    result: Array

    @property
    def by_hand(self) -> float:
        """The upper left output as nine products."""
        return float((self.data[:TAPS, :TAPS] * self.kernel).sum())


def line(data: Array, taps: Array) -> list[tuple[str, float]]:
    """The four products of F(2, 3), each as it is written and its value: four inputs, three taps."""
    d, g = np.asarray(data, np.float64), np.asarray(taps, np.float64)
    if d.shape != (TILE,) or g.shape != (TAPS,):
        raise VizlabError(f"F(2, 3) takes four inputs and three taps; got {d.size} and {g.size}.")
    values = (INPUT @ d) * (KERNEL @ g)
    return list(zip(PRODUCTS, values.tolist(), strict=True))


def tile(data: Array, kernel: Array) -> Tile:
    """A tile of the picture (4, 4) and a kernel (3, 3), step by step to 2 x 2 outputs."""
    _check(kernel)
    turned_data, turned_kernel = INPUT @ data @ INPUT.T, KERNEL @ kernel @ KERNEL.T
    product = turned_data * turned_kernel
    return Tile(data, turned_data, kernel, turned_kernel, product, OUTPUT @ product @ OUTPUT.T)


def steps(found: Tile) -> dict[str, Array]:
    """The tables of a tile by name, in the order in which they are computed."""
    return {
        "d, the tile": found.data,
        "g, the kernel": found.kernel,
        "y, the output": found.result,
        "BᵀdB": found.turned_data,
        "GgGᵀ": found.turned_kernel,
        "16 products": found.product,
    }


def correlate(image: Array, kernel: Array) -> Array:
    """The valid cross-correlation of an image (h, w) with a kernel (3, 3), tile by tile, in float32 as networks compute.

    An odd last row or column of outputs is cut from a tile that reaches beyond the image. Errors: another kernel, a small image.
    """
    _check(kernel)
    h, w = image.shape[0] - TAPS + 1, image.shape[1] - TAPS + 1
    if min(h, w) < 1:
        raise VizlabError(f"An image must have at least {TAPS} x {TAPS} pixels; got {image.shape[0]} x {image.shape[1]}.")
    padded = np.pad(image.astype(np.float32), ((0, h % OUT), (0, w % OUT)))
    tiles = np.lib.stride_tricks.sliding_window_view(padded, (TILE, TILE))[::OUT, ::OUT]
    turning, mixing = INPUT.astype(np.float32), OUTPUT.astype(np.float32)
    product = (turning @ tiles @ turning.T) * (KERNEL @ kernel @ KERNEL.T).astype(np.float32)
    pieces = mixing @ product @ mixing.T
    return pieces.transpose(0, 2, 1, 3).reshape(len(pieces) * OUT, -1)[:h, :w]


def multiplications(height: int, width: int) -> tuple[int, int]:
    """For outputs of this size: (directly, by tiles)."""
    tiles = -(-height // OUT) * -(-width // OUT)
    return height * width * TAPS**2, tiles * TILE**2


def _check(kernel: Array) -> None:
    if np.shape(kernel) != (TAPS, TAPS):
        raise VizlabError(f"These tiles are made for kernels of {TAPS} x {TAPS}; got {np.shape(kernel)}.")


PRODUCTS: tuple[str, ...] = (
    "(d₀ − d₂) · g₀",
    "(d₁ + d₂) · (g₀ + g₁ + g₂) / 2",
    "(d₂ − d₁) · (g₀ − g₁ + g₂) / 2",
    "(d₁ − d₃) · g₂",
)
