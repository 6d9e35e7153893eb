"""How noise takes over: x_t = a(t) x + sigma(t) eps with a² + sigma² = 1, t from 0 (the data) to 1 (noise).

To add a schedule: a function t -> a(t)² and one line in `SCHEDULES`. The network is asked for v = a eps - sigma x, from
which both the data and the noise follow at every t without dividing by something small.
Source: Ho, Jain, Abbeel 2020, arXiv:2006.11239, equation 4; v: Salimans and Ho 2022, arXiv:2202.00512, appendix D.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from vizlab.errors import VizlabError

BETA_MIN, BETA_MAX = 0.1, 20.0  # a chain of 1000 steps from 1e-4 to 0.02, seen as continuous time
OFFSET = 0.008


def cosine(t: Tensor) -> Tensor:
    """a² falls along a squared cosine. Source: Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17."""
    start = math.cos(OFFSET / (1 + OFFSET) * math.pi / 2)
    return (torch.cos((t + OFFSET) / (1 + OFFSET) * math.pi / 2) / start).square().clamp(0, 1)


def linear(t: Tensor) -> Tensor:
    """The noise added at a time grows along a line. Source: Song et al. 2021, arXiv:2011.13456, equation 33."""
    return torch.exp(-BETA_MIN * t - (BETA_MAX - BETA_MIN) / 2 * t.square())


def parts(t: Tensor, schedule: str) -> tuple[Tensor, Tensor]:
    """a(t) and sigma(t), each of the shape of t. Errors: `VizlabError` for an unknown schedule."""
    if schedule not in SCHEDULES:
        raise VizlabError(f"The schedule must be one of {', '.join(SCHEDULES)}; got {schedule!r}.")
    kept = SCHEDULES[schedule](t)
    return kept.sqrt(), (1 - kept).sqrt()


def noised(x: Tensor, t: Tensor, noise: Tensor, schedule: str) -> tuple[Tensor, Tensor]:
    """x_t and its v, both of the shape of x (n, ...), at times t (n,) with this noise."""
    a, sigma = (part.reshape(-1, *[1] * (x.ndim - 1)) for part in parts(t, schedule))
    return a * x + sigma * noise, a * noise - sigma * x


def variance(t: Tensor, of_data: Tensor, schedule: str) -> Tensor:
    """What the variance of x_t must be, (k, d), at times t (k,), of data whose coordinates have the variances (d,)."""
    a, sigma = parts(t, schedule)
    return a.square()[:, None] * of_data[None] + sigma.square()[:, None]


SCHEDULES: dict[str, Callable[[Tensor], Tensor]] = {
    "cosine": cosine,
    "linear": linear,
}
