"""A ring of Gaussians as data, and the count of what a generator covers of it.

Criterion: a point is good if it lies within 3 standard deviations (`spread`) of a centre, as 98.9 % of the data do
(1 - exp(-9/2)); a mode is covered if at least a fifth of its fair share of all points (n / modes) are good points of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

REACH = 3.0  # standard deviations
FAIR_PART = 0.2  # of n / modes


@dataclass(frozen=True)
class Coverage:
    """covered: modes with enough good points. good: share of points within reach of a mode. counts: good points of each mode."""

    covered: int
    good: float
    counts: NDArray[np.int64]


def centres(modes: int, radius: float) -> NDArray[np.float64]:
    """(modes, 2), evenly on a circle, the first to the right."""
    angle = 2 * np.pi * np.arange(modes) / modes
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def draw(n: int, middle: Tensor, spread: float, source: torch.Generator) -> Tensor:
    """n points (n, 2) of the mixture of Gaussians around the centres middle (modes, 2)."""
    chosen = torch.randint(len(middle), (n,), generator=source, device=middle.device)
    return middle[chosen] + spread * torch.randn(n, 2, generator=source, device=middle.device)


def coverage(points: NDArray[np.floating], middle: NDArray[np.float64], spread: float) -> Coverage:
    """Count points (n, 2) by the criterion above."""
    gaps = np.linalg.norm(np.asarray(points, np.float64)[:, None] - middle, axis=2)
    nearest = gaps.argmin(axis=1)
    good = gaps.min(axis=1) <= REACH * spread
    counts = np.bincount(nearest[good], minlength=len(middle))
    return Coverage(int((counts >= FAIR_PART * len(points) / len(middle)).sum()), float(good.mean()), counts)


def chance(middle: NDArray[np.float64], spread: float, edge: float) -> float:
    """The share of the square [-edge, edge]² that is good, on a grid of 300 x 300: what points thrown blindly score."""
    line = np.linspace(-edge, edge, 300)
    return coverage(np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2), middle, spread).good


def share_of_data() -> float:
    """The share of the data itself that is good, for Gaussians far apart."""
    return 1 - math.exp(-(REACH**2) / 2)
