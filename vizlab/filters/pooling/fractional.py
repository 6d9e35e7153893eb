"""Fractional max pooling: windows at random distances of one or two, so that a map may shrink by 1.4 in place of 2.

Source: Graham 2014, arXiv:1412.6071, overlapping and pseudorandom, as torch draws its windows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.filters.pooling.windows import Pooled, pool_at

K = 2


def window_starts(n: int, ratio: float, sample: float, k: int = K) -> NDArray[np.int64]:
    """Where the n / ratio windows of side k begin along n values: floor(alpha (i + u)) - floor(alpha u), the last at the end.

    sample: u in [0, 1), which decides the drawing. Errors: `VizlabError` unless 1 < ratio < 2 and at least two windows fit.
    """
    size = int(n / ratio)
    if not (1 < ratio < 2) or size < 2 or size + k - 1 > n:
        raise VizlabError(f"Fractional pooling shrinks by a ratio between 1 and 2; got {ratio:g} for {n} values.")
    alpha = (n - k) / (size - 1)
    starts = np.floor((np.arange(size) + sample) * alpha).astype(np.int64) - int(sample * alpha)
    starts[-1] = n - k
    return np.asarray(starts)


def fractional(values: NDArray[np.float64], ratio: float, seed: int) -> Pooled:
    """The map (h, w), max pooled on windows that this seed draws, to about (h / ratio, w / ratio)."""
    samples = np.random.default_rng(seed).random(2)
    tops, lefts = (window_starts(n, ratio, float(u)) for n, u in zip(values.shape, samples, strict=True))
    return pool_at(values, K, tops, lefts)
