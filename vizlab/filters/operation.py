"""Convolution and cross-correlation of a picture with one kernel, and the arithmetic of one pixel of the result.

Cross-correlation lays the kernel on the picture as it is, convolution turned by 180 degrees: `(A*B)_ij = sum A_st B_(i-s,j-t)`.
What networks call convolution is cross-correlation. Padding is counted per side; incomplete windows are left out (the floor in
`output_size`). Every colour channel is filtered alone. To add a way to fill the padding: a line in `BORDERS`.
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

    window: the pixels under the kernel, with those of the padding. kernel: as it lies on them, turned if convolved.
    products: of both. All (kh, kw). total: their sum. top, left: of the window in the picture, negative in the padding.
    dilation: the distance between the pixels under neighbouring weights.
    """

    window: Array
    kernel: Array
    products: Array
    total: float
    top: int
    left: int
    dilation: int = 1

    @property
    def box(self) -> tuple[int, int, int, int]:
        """(top, left, bottom, right) of the window in the picture, ends excluded."""
        h, w = (span(k, self.dilation) for k in self.kernel.shape)
        return self.top, self.left, self.top + h, self.left + w


def span(k: int, dilation: int = 1) -> int:
    """dilation (k - 1) + 1: pixels from the first to the last under a kernel of k."""
    return dilation * (k - 1) + 1


def output_size(n: int, k: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """floor((n + 2 padding - span) / stride) + 1: pixels of the output along a side of n, for a kernel of k.

    Errors: `VizlabError` if the kernel is larger than the padded side, or the numbers make no sense.
    """
    if n < 1 or k < 1 or stride < 1 or padding < 0 or dilation < 1:
        got = f"{n} px, a kernel of {k}, stride {stride}, padding {padding}, dilation {dilation}"
        raise VizlabError(f"Sizes, stride and dilation must be 1 or more and padding 0 or more; got {got}.")
    if span(k, dilation) > n + 2 * padding:
        wide = f" at dilation {dilation}" if dilation > 1 else ""
        raise VizlabError(f"A kernel of {k}{wide} does not fit into {n} px with {padding} px of padding on each side.")
    return (n + 2 * padding - span(k, dilation)) // stride + 1


def padded(image: Array, padding: int, border: str = "zeros") -> Array:
    """A picture (..., h, w) with `padding` more pixels on each of its four sides.

    Errors: `VizlabError` for an unknown way to fill them, or one for which the picture is too small.
    """
    if border not in BORDERS:
        raise VizlabError(f"The padding must be one of {', '.join(BORDERS)}; got {border!r}.")
    mode, spare = BORDERS[border]
    if spare is not None and padding > min(image.shape[-2:]) - spare:
        h, w = image.shape[-2:]
        raise VizlabError(f"Padding by {border} takes its pixels from the picture: {h} × {w} px are too few for {padding} px.")
    return np.pad(image, [(0, 0)] * (image.ndim - 2) + [(padding, padding)] * 2, mode=mode)  # type: ignore[call-overload, no-any-return]


def filtered(
    image: Array,
    kernel: Array,
    *,
    operation: str = "cross-correlation",
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    border: str = "zeros",
) -> Array:
    """The picture (c, h, w) under the kernel (kh, kw), each channel alone: (c, h', w'), sizes by `output_size`.

    Errors: `VizlabError` for an unknown operation or way to pad, or sizes that do not fit.
    """
    laid = as_laid(kernel, operation)
    for n, k in zip(image.shape[1:], laid.shape, strict=True):
        output_size(n, k, stride, padding, dilation)
    pixels = torch.from_numpy(np.ascontiguousarray(padded(image, padding, border)))[:, None]
    with torch.no_grad():
        found = F.conv2d(pixels, torch.from_numpy(laid)[None, None], stride=stride, dilation=dilation)
    result: Array = found[:, 0].numpy()
    return result


def response(
    image: Array,
    kernel: Array,
    row: int,
    column: int,
    *,
    operation: str = "cross-correlation",
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    border: str = "zeros",
) -> Response:
    """How the pixel (row, column) of `filtered` comes about in one channel (h, w), by hand, not by torch.

    Errors: `VizlabError` if the output has no such pixel.
    """
    laid = as_laid(kernel, operation)
    sizes = [output_size(n, k, stride, padding, dilation) for n, k in zip(image.shape, laid.shape, strict=True)]
    if not (0 <= row < sizes[0] and 0 <= column < sizes[1]):
        raise VizlabError(f"The output has {sizes[0]} rows and {sizes[1]} columns; got row {row}, column {column}.")
    starts = row * stride, column * stride
    places = [start + dilation * np.arange(k) for start, k in zip(starts, laid.shape, strict=True)]
    window = padded(image, padding, border)[np.ix_(*places)]
    products = window * laid
    total = float(products.sum(dtype=np.float64))
    return Response(window, laid, products, total, starts[0] - padding, starts[1] - padding, dilation)


def as_laid(kernel: Array, operation: str) -> Array:
    """The kernel as it is laid on the picture. Errors: `VizlabError` for an unknown operation."""
    if operation not in OPERATIONS:
        raise VizlabError(f"The operation must be one of {', '.join(OPERATIONS)}; got {operation!r}.")
    return np.array(OPERATIONS[operation](np.asarray(kernel, np.float32)), order="C")  # torch takes no negative strides


OPERATIONS: dict[str, Callable[[Array], Array]] = {  # name -> the kernel as it is laid on the picture
    "cross-correlation": lambda kernel: kernel,
    "convolution": lambda kernel: kernel[::-1, ::-1],
}
BORDERS: dict[str, tuple[str, int | None]] = {  # name -> numpy's mode, and by how much a side must exceed the padding, if at all
    "zeros": ("constant", None),
    "reflect": ("reflect", 1),
    "circular": ("wrap", 0),
}
