"""The count of what a generator covers of a cloud, and how far its points are from it as a distribution.

Criterion: a point is good if it lies within 3 standard deviations (`spread`) of a centre, as 98.9 % of the data of one Gaussian
do (1 - exp(-9/2)); a mode is covered if at least a fifth of its fair share of all points (n / modes) are good points of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.generative.plane_gan.clouds import Cloud

REACH = 3.0  # standard deviations
FAIR_PART = 0.2  # of n / modes


@dataclass(frozen=True)
class Coverage:
    """covered: modes with enough good points. good: share of points within reach of a mode. counts: good points of each mode.

    effective: exp of the entropy of the nearest modes of all points: 1 if they all sit at one, the number of modes if evenly.
    """

    covered: int
    good: float
    counts: NDArray[np.int64]
    effective: float


def draw(n: int, middle: Tensor, spread: float, source: torch.Generator) -> Tensor:
    """n points (n, 2) of the mixture of Gaussians around the centres middle (modes, 2)."""
    chosen = torch.randint(len(middle), (n,), generator=source, device=middle.device)
    return middle[chosen] + spread * torch.randn(n, 2, generator=source, device=middle.device)


def coverage(points: NDArray[np.floating], data: Cloud) -> Coverage:
    """Count points (n, 2) by the criterion above."""
    points = np.asarray(points, np.float32)
    middle = data.middle.astype(np.float32)
    gaps = (points**2).sum(1)[:, None] + (middle**2).sum(1) - 2 * points @ middle.T
    nearest = data.part[gaps.argmin(axis=1)]
    good = gaps.min(axis=1) <= (REACH * data.spread) ** 2
    counts = np.bincount(nearest[good], minlength=data.parts)
    covered = int((counts >= FAIR_PART * len(points) / data.parts).sum())
    return Coverage(covered, float(good.mean()), counts, effective(np.bincount(nearest, minlength=data.parts)))


def effective(counts: NDArray[np.integer]) -> float:
    """exp of the entropy of these counts, in modes."""
    share = counts[counts > 0] / counts.sum()
    return float(np.exp(-(share * np.log(share)).sum()))


def chance(data: Cloud, edge: float) -> float:
    """The share of the square [-edge, edge]² that is good, on a grid of 200 x 200: what points thrown blindly score."""
    line = np.linspace(-edge, edge, 200)
    return coverage(np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2), data).good


def share_of_data() -> float:
    """The share of the data itself that is good, for Gaussians far apart."""
    return 1 - math.exp(-(REACH**2) / 2)
