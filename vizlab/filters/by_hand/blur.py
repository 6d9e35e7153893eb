"""Blur as a filter of frequencies: the wider the Gaussian, the less variance is left in the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.filters.operation import filtered
from vizlab.filters.shaped import KNOBS, gaussian

SIGMAS = np.round(np.linspace(KNOBS["sigma"].low, KNOBS["sigma"].high, 25), 3)


def variances(channel: NDArray[np.float32], side: int) -> NDArray[np.float64]:
    """The variance of a channel (h, w) under a Gaussian of this side, for each of `SIGMAS`, as a share of the one before.

    Without padding, so that no invented pixel counts; before: of the pixels in the middle of the windows.
    """
    trimmed = channel[side // 2 : len(channel) - (side - 1) // 2, side // 2 : channel.shape[1] - (side - 1) // 2]
    found = [filtered(channel[None], gaussian(side, sigma)).var(dtype=np.float64) for sigma in SIGMAS]
    return np.array(found) / max(float(trimmed.var(dtype=np.float64)), 1e-12)
