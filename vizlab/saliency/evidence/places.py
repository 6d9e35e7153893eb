"""Where a map points, against a mask that says where the object is. Maps and masks are arrays (..., h, w).

A map that says nothing (no value above zero, or all values the same) gets what chance would get: the mask's area.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.saliency.evidence.order import ranks

Numbers = NDArray[np.float64]
TOLERANCE = 0.03  # of the longer side: 15 pixels on the pictures of some 500 that the pointing game was first played on


def pointing(saliency: Any, mask: Any, *, tolerance_px: int = 0) -> Numbers:
    """The pointing game, (...): 1 where the map's maximum lies in the mask, 0 where not; of several maxima, their share in it.

    tolerance_px: so far beside the mask, along rows and columns, also counts.
    Source: Zhang 2016, arXiv:1608.00507, section 4.2, which grants 15 pixels: see `tolerance_px`.
    """
    saliency, mask = _checked(saliency, mask)
    peaks = saliency == saliency.max(axis=(-2, -1), keepdims=True)
    return _share(peaks.astype(np.float64), grown(mask, tolerance_px))


def tolerance_px(size: tuple[int, ...]) -> int:
    """The tolerance of the paper, for pictures of this size (h, w)."""
    return round(TOLERANCE * max(size))


def mass(saliency: Any, mask: Any) -> Numbers:
    """The share (...) of what the map says for the class, its positive part, that lies in the mask."""
    saliency, mask = _checked(saliency, mask)
    return _share(saliency.clip(min=0), mask)


def overlap(saliency: Any, mask: Any, *, seed: int = 0) -> Numbers:
    """Intersection over union (...) of the mask and as many most salient pixels; ties are drawn by the seed."""
    saliency, mask = _checked(saliency, mask)
    order = ranks(torch.from_numpy(saliency), torch.Generator().manual_seed(seed)).numpy()
    marked = order < mask.sum(axis=(-2, -1), keepdims=True)
    union = (marked | mask).sum(axis=(-2, -1))
    found: Numbers = (marked & mask).sum(axis=(-2, -1)) / np.maximum(union, 1)
    return found


def chance_overlap(mask: Any) -> float:
    """What `overlap` is on average for a map of dice: a mask of share p is met by p of as many pixels, p / (2 - p)."""
    share = float(np.asarray(mask, bool).mean())
    return share / (2 - share)


def grown(mask: NDArray[np.bool_], by_px: int) -> NDArray[np.bool_]:
    """The mask (..., h, w) with all pixels up to so many rows and columns beside it."""
    padded = np.pad(mask, [(0, 0)] * (mask.ndim - 2) + [(by_px, by_px)] * 2)
    h, w = mask.shape[-2:]
    found = np.zeros_like(mask)
    for row, column in np.ndindex(2 * by_px + 1, 2 * by_px + 1):
        found |= padded[..., row : row + h, column : column + w]
    return found


def _share(weights: Numbers, mask: NDArray[np.bool_]) -> Numbers:
    total = weights.sum(axis=(-2, -1))
    inside = (weights * mask).sum(axis=(-2, -1))
    area = np.broadcast_to(mask.mean(axis=(-2, -1)), total.shape)
    found: Numbers = np.divide(inside, total, out=np.array(area), where=total > 0)
    return found


def _checked(saliency: Any, mask: Any) -> tuple[Numbers, NDArray[np.bool_]]:
    saliency, mask = np.asarray(saliency, np.float64), np.asarray(mask, bool)
    if saliency.ndim < 2 or mask.shape[-2:] != saliency.shape[-2:]:
        raise VizlabError(f"A map needs a mask of the same size, (..., h, w); got {saliency.shape} and {mask.shape}.")
    return saliency, mask
