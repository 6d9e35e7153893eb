"""Checkerboards: how often the stamps of a transposed convolution hit each pixel, and what that does to a picture.

To add a way to enlarge: a line in `UPSAMPLERS`. Source: Odena, Dumoulin and Olah 2016, Deconvolution and checkerboard artifacts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab import images
from vizlab.errors import VizlabError

Array = NDArray[np.float64]
N = 12  # values along a side of the input whose stamps are counted
WEIGHTS = ("equal", "random")  # of the kernels


def counts(k: int, stride: int, n: int = N) -> Array:
    """How many stamps of k x k hit each pixel of the output of an input (n, n)."""
    along = np.zeros((n - 1) * stride + k)
    for at in range(n):
        along[at * stride : at * stride + k] += 1
    return np.outer(along, along)


def interior(values: Array, k: int, stride: int) -> Array:
    """The pixels far enough from the edge to get all their stamps, a whole number of periods of `stride` along each side."""
    sides = []
    for n in values.shape:
        first, end = k - 1, n - k + 1
        sides.append(slice(first, first + max(end - first, 0) // stride * stride))
    return values[sides[0], sides[1]]


def variance(k: int, stride: int) -> float:
    """The variance of the counts in the interior, on paper: 0 exactly if the stride divides k.

    Along a side, a pixel gets floor(k / s) stamps, and one more in k mod s of s places; over the plane these multiply.
    """
    along = np.array([k // stride + (place < k % stride) for place in range(stride)], np.float64)
    return float((along**2).mean() ** 2 - along.mean() ** 4)


def tables(kernels: int, strides: int) -> tuple[Array, Array]:
    """The variance for kernels 1.. (rows) and strides 1.. (columns): on paper, and of counted stamps."""
    pairs = [[(k, s) for s in range(1, strides + 1)] for k in range(1, kernels + 1)]
    paper = np.array([[variance(k, s) for k, s in row] for row in pairs])
    return paper, np.array([[interior(counts(k, s), k, s).var() for k, s in row] for row in pairs])


def enlarge_all(photo: str, side: int, weights: str, seed: int) -> tuple[Array, dict[str, Array]]:
    """A bundled photograph in grey, (side, side) in [0, 1], or a constant 1 (photo: ""), and it enlarged in every way."""
    start = np.ones((side, side)) if not photo else images.fit(images.photograph(photo), (1, side, side))[0].double().numpy()
    return start, {way: enlarge(start, way, weights, seed) for way in UPSAMPLERS}


def enlarge(values: Array, way: str, weights: str = "equal", seed: int = 0) -> Array:
    """A map (h, w), twice as large by one of `UPSAMPLERS`, on average as bright as before."""
    if way not in UPSAMPLERS or weights not in WEIGHTS:
        raise VizlabError(f"A map is enlarged by one of {', '.join(UPSAMPLERS)}, weights {' or '.join(WEIGHTS)}; got {way!r}.")
    made = UPSAMPLERS[way](torch.tensor(values)[None, None], partial(_kernel, weights=weights, seed=seed))
    return np.asarray(made[0, 0].numpy())


def pattern(way: str, weights: str = "equal", seed: int = 0) -> float:
    """The deviation over the mean inside the enlarged constant 1: how strong the pattern is that the way itself adds."""
    made = enlarge(np.ones((N, N)), way, weights, seed)[4:-4, 4:-4]
    return float(made.std() / abs(made.mean()))


def _kernel(k: int, total: float, *, weights: str, seed: int) -> torch.Tensor:
    """A kernel (1, 1, k, k) that sums up to `total`, of equal weights or of dice between 0 and 1."""
    made = np.ones((k, k)) if weights == "equal" else np.random.default_rng(seed).random((k, k))
    return torch.tensor(made / made.sum() * total)[None, None]


def _stamped(x: torch.Tensor, kernel: Callable[..., torch.Tensor], k: int) -> torch.Tensor:
    """Transposed with stride 2, cut to twice the size."""
    h, w = x.shape[2:]
    made, cut = F.conv_transpose2d(x, kernel(k, 4.0), stride=2), (k - 2) // 2
    return made[:, :, cut : cut + 2 * h, cut : cut + 2 * w]


def _resized(x: torch.Tensor, kernel: Callable[..., torch.Tensor]) -> torch.Tensor:
    """Every value repeated, then an ordinary convolution."""
    large = F.interpolate(x, scale_factor=2, mode="nearest")
    return F.conv2d(F.pad(large, (1, 1, 1, 1), mode="replicate"), kernel(3, 1.0))


UPSAMPLERS: dict[str, Callable[[torch.Tensor, Any], torch.Tensor]] = {
    "3 × 3, stride 2": partial(_stamped, k=3),
    "4 × 4, stride 2": partial(_stamped, k=4),
    "2 × 2, stride 2": partial(_stamped, k=2),
    "resize, then 3 × 3": _resized,
}
