"""How alike maps are, and how rough one is. Maps are arrays (..., h, w)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Numbers = NDArray[np.float64]
WINDOW = 7  # pixels a side, of SSIM


def total_variation(maps: Any) -> Numbers:
    """How much neighbours differ, (...), of maps scaled to a sum of one: 0 for an even map, grain makes it large."""
    maps = np.asarray(maps, np.float64)
    total = np.abs(maps).sum(axis=(-2, -1))
    varied = np.abs(np.diff(maps, axis=-2)).sum(axis=(-2, -1)) + np.abs(np.diff(maps, axis=-1)).sum(axis=(-2, -1))
    found: Numbers = np.divide(varied, total, out=np.zeros_like(total), where=total > 0)
    return found


def chance_variation(size: tuple[int, ...]) -> float:
    """The total variation of dice, uniform in [0, 1): neighbours differ by 1/3 on average, and the mean is 1/2."""
    h, w = size
    return (2 * h * w - h - w) / 3 / (h * w / 2)


def rank_correlation(a: Any, b: Any) -> Numbers:
    """Spearman's correlation (...) of the pixels of two maps: 1 if they put them in the same order; NaN for an even map."""
    x, y = (_standardised(_mean_ranks(np.asarray(each, np.float64))) for each in (a, b))
    found: Numbers = (x * y).mean(axis=-1)
    return found


def structural_similarity(a: Any, b: Any) -> Numbers:
    """SSIM (...) of two maps, each scaled to 0-1: the mean over all windows of 7 pixels, or of the map's size.

    Source: Wang 2004, IEEE TIP 13(4), equation 13, with even windows.
    """
    x, y = (_scaled(np.asarray(each, np.float64)) for each in (a, b))
    side = min(WINDOW, *x.shape[-2:])
    windows = [np.lib.stride_tricks.sliding_window_view(each, (side, side), axis=(-2, -1)) for each in (x, y)]
    (mean_x, mean_y), n = (each.mean(axis=(-2, -1)) for each in windows), side * side
    variances = [each.var(axis=(-2, -1)) * n / (n - 1) for each in windows]
    together = ((windows[0] * windows[1]).mean(axis=(-2, -1)) - mean_x * mean_y) * n / (n - 1)
    c1, c2 = 0.01**2, 0.03**2
    above = (2 * mean_x * mean_y + c1) * (2 * together + c2)
    below = (mean_x**2 + mean_y**2 + c1) * (sum(variances) + c2)
    found: Numbers = (above / below).mean(axis=(-2, -1))
    return found


def agreement(maps: Any) -> Numbers:
    """The rank correlation of each of maps (m, h, w) with each: (m, m). Errors: `VizlabError` for another shape."""
    maps = np.asarray(maps, np.float64)
    if maps.ndim != 3:
        raise VizlabError(f"The agreement of maps needs the shape (m, h, w); got {maps.shape}.")
    rows = _standardised(_mean_ranks(maps))
    found: Numbers = rows @ rows.T / rows.shape[1]
    return found


def _mean_ranks(maps: Numbers) -> Numbers:
    """The rank of each pixel in its map, (..., h * w); equal values share the mean of theirs."""
    flat = maps.reshape(-1, maps.shape[-2] * maps.shape[-1])
    found = np.empty_like(flat)
    for row, values in zip(found, flat, strict=True):
        _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
        row[:] = (np.cumsum(counts) - (counts + 1) / 2)[places]
    return found.reshape(*maps.shape[:-2], -1)


def _standardised(rows: Numbers) -> Numbers:
    """Rows (..., d) with mean 0 and deviation 1; NaN where nothing varies."""
    deviation = rows.std(axis=-1, keepdims=True)
    found: Numbers = (rows - rows.mean(axis=-1, keepdims=True)) / np.where(deviation > 0, deviation, np.nan)
    return found


def _scaled(maps: Numbers) -> Numbers:
    low, high = (bound(maps, axis=(-2, -1), keepdims=True) for bound in (np.min, np.max))
    found: Numbers = (maps - low) / np.maximum(high - low, np.finfo(np.float64).tiny)
    return found


LIKENESSES: dict[str, Callable[[Any, Any], Numbers]] = {
    "rank correlation": rank_correlation,
    "structure (SSIM)": structural_similarity,
}
