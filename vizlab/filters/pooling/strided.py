"""A strided convolution in place of pooling: the kernel that comes closest to a pooled map, found by least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vizlab.filters.pooling.windows import Pooled

Array = NDArray[np.float64]


@dataclass(frozen=True)
class StandIn:
    """kernel (k, k) and bias of the convolution; values (h', w') of its output; missed: share of the variance it misses, 0-1."""

    kernel: Array
    bias: float
    values: Array
    missed: float


def stand_in(values: Array, pooled: Pooled) -> StandIn:
    """The convolution with the windows' own size and stride whose output on the map (h, w) is nearest to the pooled one."""
    windows = sliding_window_view(values, (pooled.k, pooled.k))[np.ix_(pooled.tops, pooled.lefts)]
    rows = windows.reshape(-1, pooled.k**2)
    design = np.column_stack([rows, np.ones(len(rows))])
    weights = np.asarray(np.linalg.lstsq(design, pooled.values.ravel(), rcond=None)[0], np.float64)
    found = (design @ weights).reshape(pooled.values.shape)
    spread = float(((pooled.values - pooled.values.mean()) ** 2).sum())
    missed = float(((found - pooled.values) ** 2).sum()) / spread if spread else 0.0
    return StandIn(weights[:-1].reshape(pooled.k, pooled.k), float(weights[-1]), found, missed)
