"""What convolution obeys, measured: it commutes, associates and is linear; turning the kernel makes it cross-correlation.

Full convolutions throughout, in float64, by torch. Linear means that opposite edges cancel: hence the bar and the ReLU.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

Array = NDArray[np.float64]
EDGE = np.array([[-1.0, 0.0, 1.0]])  # dark to bright, over two pixels


@dataclass(frozen=True)
class Law:
    """gap: the largest difference between both sides. scale: the largest value of the left side. holds: whether it must be 0."""

    gap: float
    scale: float
    holds: bool = True


def convolve(a: Array, b: Array) -> Array:
    """The full convolution of (h, w) and (kh, kw): (h + kh - 1, w + kw - 1)."""
    return correlate(a, b[::-1, ::-1])


def correlate(a: Array, b: Array) -> Array:
    """The full cross-correlation: b as it is, on a with kh - 1 and kw - 1 zeros around it."""
    pixels, weights = (torch.from_numpy(np.array(part, np.float64, order="C"))[None, None] for part in (a, b))
    found: Array = F.conv2d(pixels, weights, padding=(b.shape[0] - 1, b.shape[1] - 1))[0, 0].numpy()
    return found


def laws(picture: Array, first: Array, second: Array) -> dict[str, Law]:
    """Each law on a picture (h, w) and two kernels: how far its two sides are apart."""
    mirrored = picture[:, ::-1]
    mixed = 2 * convolve(picture, first) - 3 * convolve(mirrored, first)
    return {
        "commutes: K ∗ I = I ∗ K": _law(convolve(picture, first), convolve(first, picture)),
        "associates: L ∗ (K ∗ I) = (L ∗ K) ∗ I": _law(
            convolve(convolve(picture, first), second), convolve(picture, convolve(first, second))
        ),
        "linear: K ∗ (2I − 3J) = 2 K ∗ I − 3 K ∗ J": _law(convolve(2 * picture - 3 * mirrored, first), mixed),
        "turned: cross-correlation with K turned = K ∗ I": _law(correlate(picture, first[::-1, ::-1]), convolve(picture, first)),
        "cross-correlation commutes": _law(correlate(picture, first), correlate(first, picture), holds=False),
    }


def duality(picture: Array, kernel: Array) -> dict[str, Law]:
    """Forward one operation, backward the other: the gradient of the sum of squares in the input, autograd against formula."""
    found = {}
    for forward, backward, laid, back in (
        ("cross-correlation", "convolution", kernel, convolve),
        ("convolution", "cross-correlation", kernel[::-1, ::-1], correlate),
    ):
        gradient, upstream = _gradient(picture, laid)
        found[f"{forward} forward, {backward} backward"] = _law(gradient, back(upstream, kernel))
    return found


def _gradient(picture: Array, laid: Array) -> tuple[Array, Array]:
    """d(half the sum of squares of y) / d(picture), by autograd, and dL/dy, which is y; y without padding."""
    x = torch.from_numpy(np.array(picture, np.float64, order="C")).requires_grad_()
    y = F.conv2d(x[None, None], torch.from_numpy(np.array(laid, np.float64, order="C"))[None, None])
    (gradient,) = torch.autograd.grad(y.square().sum() / 2, x)
    return gradient.numpy(), y.detach()[0, 0].numpy()


def bar(rows: int = 8, width: int = 3, side: int = 12) -> Array:
    """A picture (side, side) of zeros with an upright bar of ones in the middle, rows x width."""
    picture = np.zeros((side, side))
    top, left = (side - rows) // 2, (side - width) // 2
    picture[top : top + rows, left : left + width] = 1.0
    return picture


def edges(picture: Array) -> Array:
    """The cross-correlation with `EDGE`, as large as the picture: positive where it grows brighter to the right."""
    return correlate(picture, EDGE)[:, 1:-1]


def _law(left: Array, right: Array, holds: bool = True) -> Law:
    if left.shape != right.shape:
        return Law(float("inf"), float(np.abs(left).max()), holds)
    return Law(float(np.abs(left - right).max()), float(np.abs(left).max()), holds)
