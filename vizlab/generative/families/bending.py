"""A flow looked at from inside: a grid after each layer, and whether what it promises holds."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.generative.families.flow import Flow

LINES, ALONG, LIMIT = 15, 61, 2.5  # grid lines each way, points along each, and how far they reach (standard deviations)
POINTS = 500
FINE, REACH = 200, 5.0  # cells each way of the square [-REACH, REACH]² over which the density is summed
CHECKED = 300


@dataclass(frozen=True)
class Promises:
    """integral: of the density. there_and_back: largest error. log_det: largest difference from autograd's Jacobian."""

    integral: float
    there_and_back: float
    log_det: float


def layers(flow: Flow, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A grid of codes (k, lines, points, 2) and 500 samples (k, 500, 2), before the first layer and after each."""
    fixed, moving = torch.linspace(-LIMIT, LIMIT, LINES), torch.linspace(-LIMIT, LIMIT, ALONG)
    upright = torch.stack(torch.meshgrid(fixed, moving, indexing="ij"), dim=-1)
    lines = torch.cat([upright, upright.flip(-1)])
    codes = torch.randn(POINTS, 2, generator=torch.Generator().manual_seed(seed))
    grids = flow.moments(lines.reshape(-1, 2)).reshape(-1, *lines.shape)
    return grids.numpy(), flow.moments(codes).numpy()


@torch.no_grad()
def integral(flow: Flow) -> float:
    """The density summed over 200 x 200 cells (the midpoint rule)."""
    like = next(flow.parameters())
    line = (torch.arange(FINE, dtype=like.dtype) + 0.5) / FINE * 2 * REACH - REACH
    points = torch.cartesian_prod(line, line)
    total = sum(float(flow.log_density(part).exp().sum()) for part in points.split(20_000))
    return total * (2 * REACH / FINE) ** 2


def promises(flow: Flow, seed: int) -> Promises:
    """Sum, inverse and log-determinant, checked on codes drawn from N(0, I), in double precision."""
    flow = copy.deepcopy(flow).double()
    codes = torch.randn(CHECKED, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    with torch.no_grad():
        points, logs = flow(codes)
        back = flow.inverse(points)[0]
    jacobian = torch.func.vmap(torch.func.jacrev(lambda z: flow(z[None])[0][0]))(codes)
    wanted = torch.linalg.slogdet(jacobian).logabsdet
    return Promises(integral(flow), float((back - codes).abs().max()), float((logs - wanted).abs().max()))
