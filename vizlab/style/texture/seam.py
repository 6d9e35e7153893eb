"""Whether a picture can be laid beside itself without a seam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Seam:
    """Mean absolute jump from pixel to pixel, in levels of 255: within the tile, and across where two tiles meet."""

    inside: float
    across: float

    @property
    def ratio(self) -> float:
        """1 is no seam: the eye finds nothing where the edge is."""
        return self.across / max(self.inside, 1e-9)


def seam(tile: NDArray[Any]) -> Seam:
    """The seams of a tile (h, w, 3), uint8: the mean of both directions."""
    values = np.asarray(tile, np.float64)
    jumps = [np.abs(values - np.roll(values, 1, axis)) for axis in (0, 1)]
    inside = [jumps[0][1:], jumps[1][:, 1:]]
    across = [jumps[0][0], jumps[1][:, 0]]
    return Seam(*(float(np.mean([part.mean() for part in parts])) for parts in (inside, across)))


def tiled(tile: NDArray[Any], times: int) -> NDArray[Any]:
    """A tile (h, w, 3) laid side by side, so many times each way."""
    return np.tile(tile, (times, times, 1))
