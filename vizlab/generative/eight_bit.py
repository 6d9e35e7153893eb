"""Weights in eight bits, so that several epochs of a network weigh little: a scale for each row, in float16.

The largest error of a weight is half of 1/127 of the largest of its row. What a page shows is decoded from such weights; numbers
of a record come from the full ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCALE = " scale"  # what the name of the scales of an array ends with
_MOST = 127


def pack(weights: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Weights by name: those of two or more axes as int8 (n, ...) with their scales (n,) float16, vectors as float16."""
    packed: dict[str, NDArray[Any]] = {}
    for name, array in weights.items():
        if array.ndim < 2:
            packed[name] = array.astype(np.float16)
            continue
        rows = array.reshape(len(array), -1).astype(np.float32)
        scale = (np.abs(rows).max(axis=1) / _MOST).astype(np.float16)
        steps = np.where(scale > 0, scale, 1).astype(np.float32)[:, None]
        packed[name] = np.clip(np.rint(rows / steps), -_MOST, _MOST).astype(np.int8).reshape(array.shape)
        packed[name + SCALE] = scale
    return packed


def unpack(packed: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """The weights as float32, under their own names; arrays that were never packed pass through."""
    found = {}
    for name, array in packed.items():
        if name.endswith(SCALE):
            continue
        scale = packed.get(name + SCALE)
        weights = array.astype(np.float32)
        found[name] = weights if scale is None else weights * scale.astype(np.float32).reshape(-1, *[1] * (array.ndim - 1))
    return found
