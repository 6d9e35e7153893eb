"""im2col: all patches laid out as the columns of a matrix, so that a convolution is one matrix product.

A picture (c, h, w) under kernels of (kh, kw) gives a matrix of c kh kw rows and h' w' columns, channels outermost, as in torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters.operation import output_size, padded

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Product:
    """matrix: of patches, (c kh kw, h' w'). kernel: laid out, (c kh kw,). result: their product, (h', w').

    gap: the largest difference of the result from `F.conv2d`.
    """

    matrix: Array
    kernel: Array
    result: Array
    gap: float


def patches(image: Array, side: tuple[int, int], *, stride: int = 1, padding: int = 0) -> Array:
    """The matrix of patches by indexing, without a copy of torch. Errors: `VizlabError` for sizes that do not fit."""
    rows, columns = (output_size(n, k, stride, padding) for n, k in zip(image.shape[1:], side, strict=True))
    windows = np.lib.stride_tricks.sliding_window_view(padded(image, padding), side, axis=(1, 2))[:, ::stride, ::stride]
    return np.ascontiguousarray(windows.transpose(0, 3, 4, 1, 2).reshape(-1, rows * columns))


def product(image: Array, kernel: Array, *, stride: int = 1, padding: int = 0) -> Product:
    """The cross-correlation with a kernel (c, kh, kw) as one product. Errors: `VizlabError` if depths or sizes do not fit."""
    if len(image) != len(kernel):
        raise VizlabError(f"A kernel is as deep as its input; got {len(kernel)} and {len(image)}.")
    matrix = patches(image, kernel.shape[1:], stride=stride, padding=padding)
    rows = output_size(image.shape[1], kernel.shape[1], stride, padding)
    laid = np.ascontiguousarray(kernel, np.float32).reshape(-1)
    result = (laid @ matrix).reshape(rows, -1)
    with torch.no_grad():
        pixels, weights = (torch.from_numpy(np.ascontiguousarray(part, np.float32))[None] for part in (image, kernel))
        expected = F.conv2d(pixels, weights, stride=stride, padding=padding)[0, 0].numpy()
    return Product(matrix, laid, result, float(np.abs(result - expected).max()))


def place(
    image: Array, kernel: Array, found: Product, chosen: int, *, stride: int = 1, padding: int = 0
) -> tuple[Array, int, tuple[int, int, int, int], Array, tuple[int, int]]:
    """Where a patch lies: the first channel padded, the padding, the patch (top, left, bottom, right) in it; result and place.

    Errors: `VizlabError` if there is no such patch.
    """
    if not 0 <= chosen < found.result.size:
        raise VizlabError(f"There are {found.result.size} patches; got number {chosen}.")
    row, column = divmod(chosen, found.result.shape[1])
    top, left = row * stride, column * stride
    box = (top, left, top + kernel.shape[1], left + kernel.shape[2])
    return padded(image[0], padding), padding, box, found.result, (row, column)
