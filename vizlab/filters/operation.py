"""Convolution and cross-correlation of a picture with one kernel, and the arithmetic of one pixel of the result.

Cross-correlation lays the kernel on the picture as it is, convolution turned by 180 degrees: `(A*B)_ij = sum A_st B_(i-s,j-t)`.
What networks call convolution is cross-correlation. Padding is counted per side, in zeros; incomplete windows are left out
(the floor in `output_size`). Every colour channel is filtered alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Response:
    """One pixel of a filtered picture, opened up.

    window: the pixels under the kernel, with the zeros of the padding. kernel: as it lies on them, turned if convolved.
    products: of both. All (kh, kw). total: their sum. top, left: of the window in the picture, negative in the padding.
    """

    window: Array
    kernel: Array
    products: Array
    total: float
    top: int
    left: int


def output_size(n: int, k: int, stride: int = 1, padding: int = 0) -> int:
    """floor((n + 2 padding - k) / stride) + 1: pixels of the output along a side of n, for a kernel of k.

    Errors: `VizlabError` if the kernel is larger than the padded side, or the numbers make no sense.
    """
    if n < 1 or k < 1 or stride < 1 or padding < 0:
        got = f"{n} px, a kernel of {k}, stride {stride}, padding {padding}"
        raise VizlabError(f"Sizes and stride must be 1 or more and padding 0 or more; got {got}.")
    if k > n + 2 * padding:
        raise VizlabError(f"A kernel of {k} does not fit into {n} px with {padding} px of padding on each side.")
    return (n + 2 * padding - k) // stride + 1


def filtered(image: Array, kernel: Array, *, operation: str = "cross-correlation", stride: int = 1, padding: int = 0) -> Array:
    """The picture (c, h, w) under the kernel (kh, kw), each channel alone: (c, h', w'), sizes by `output_size`.

    Errors: `VizlabError` for an unknown operation, or sizes that do not fit.
    """
    laid = _laid(kernel, operation)
    _, h, w = image.shape
    output_size(h, laid.shape[0], stride, padding), output_size(w, laid.shape[1], stride, padding)
    weights = torch.from_numpy(laid)[None, None]
    with torch.no_grad():
        found = F.conv2d(torch.from_numpy(np.ascontiguousarray(image))[:, None], weights, stride=stride, padding=padding)
    result: Array = found[:, 0].numpy()
    return result


def response(
    image: Array, kernel: Array, row: int, column: int, *, operation: str = "cross-correlation", stride: int = 1, padding: int = 0
) -> Response:
    """How the pixel (row, column) of `filtered` comes about in one channel (h, w), by hand, not by torch.

    Errors: `VizlabError` if the output has no such pixel.
    """
    laid = _laid(kernel, operation)
    sizes = [output_size(n, k, stride, padding) for n, k in zip(image.shape, laid.shape, strict=True)]
    if not (0 <= row < sizes[0] and 0 <= column < sizes[1]):
        raise VizlabError(f"The output has {sizes[0]} rows and {sizes[1]} columns; got row {row}, column {column}.")
    top, left = row * stride - padding, column * stride - padding
    window = np.pad(image, padding)[row * stride :, column * stride :][: laid.shape[0], : laid.shape[1]]
    products = window * laid
    return Response(window, laid, products, float(products.sum(dtype=np.float64)), top, left)


def _laid(kernel: Array, operation: str) -> Array:
    """The kernel as it is laid on the picture."""
    if operation not in OPERATIONS:
        raise VizlabError(f"The operation must be one of {', '.join(OPERATIONS)}; got {operation!r}.")
    return np.ascontiguousarray(OPERATIONS[operation](np.asarray(kernel, np.float32)))


OPERATIONS: dict[str, Callable[[Array], Array]] = {  # name -> the kernel as it is laid on the picture
    "cross-correlation": lambda kernel: kernel,
    "convolution": lambda kernel: kernel[::-1, ::-1],
}
