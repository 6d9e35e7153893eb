"""Diffusion in the plane: a network that says, of a noisy point, where it came from; its samples, its score, its density.

The density is that of the deterministic way back (DDIM taken to the limit): what the network spreads apart thins out.
Source: Song et al. 2021, arXiv:2011.13456, equations 13 and 39.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from vizlab.generative.diffusion.sampling import denoise
from vizlab.generative.diffusion.schedules import noised, parts

HIDDEN, WAVES, RIPPLES = 64, 3, 4
SCHEDULE = "cosine"
STEPS = 50  # of a sample, unless told otherwise
FIRST, LAST, STRETCHES = 0.004, 0.995, 64  # times between which the density is carried, in so many steps


class Denoising(nn.Module):
    """v (n, 2) of noisy points (n, 2) at times (n,)."""

    def __init__(self) -> None:
        """Build with three hidden layers."""
        super().__init__()
        self.network = nn.Sequential(
            nn.Linear(2 + 4 * RIPPLES + 2 * WAVES, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, HIDDEN), nn.SiLU(),
            nn.Linear(HIDDEN, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, 2),
        )  # fmt: skip

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """Predict v. Place and time are told as waves, too: fine detail is then as easy to learn as coarse."""
        angles = t[:, None] * math.pi * torch.arange(WAVES).exp2() / 2
        ripples = (x[:, :, None] * torch.arange(1, RIPPLES + 1)).flatten(1)
        seen = [x, ripples.sin(), ripples.cos(), angles.sin(), angles.cos()]
        found: Tensor = self.network(torch.cat(seen, dim=1))
        return found

    def loss(self, x: Tensor, source: torch.Generator) -> Tensor:
        """Mean squared error of v, at times spread evenly over the batch."""
        t = (torch.rand(1, generator=source) + torch.arange(len(x)) / len(x)) % 1
        noisy, v = noised(x, t, torch.randn(x.shape, generator=source), SCHEDULE)
        loss: Tensor = (self(noisy, t) - v).square().sum(1).mean()
        return loss

    def way_back(self, noise: Tensor, steps: int, *, sampler: str, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Noise (n, 2) on its way to data: after each step the points, and the data seen in them."""
        source = torch.Generator().manual_seed(seed)
        return denoise(self, noise, steps, sampler=sampler, schedule=SCHEDULE, source=source)

    @torch.no_grad()
    def sample(self, n: int, source: torch.Generator, steps: int = STEPS) -> Tensor:
        """Points (n, 2) by DDIM."""
        found = torch.randn(n, 2, generator=source)
        for found, _ in denoise(self, found, steps, sampler="DDIM", schedule=SCHEDULE, source=source):  # noqa: B007, B020
            pass
        return found

    @torch.no_grad()
    def score(self, x: Tensor, t: float) -> Tensor:
        """The slope of log p_t, (n, 2), at points (n, 2): where the data's density rises at this time."""
        sigma = parts(torch.tensor(t), SCHEDULE)[1]
        return -self._noise(x, torch.tensor(t)) / sigma

    @torch.no_grad()
    def log_density(self, x: Tensor) -> Tensor:
        """log p(x), (n,), nats: points carried to noise (Heun's rule), and how they spread on the way."""
        times = _even_times()
        a, sigma = parts(times, SCHEDULE)
        ratio = sigma / a
        place, spread = x / a[0], x.new_zeros(len(x))
        for index in range(STRETCHES):
            now, then = ratio[index], ratio[index + 1]
            slope, divergence = self._slope(place, times[index], a[index])
            ahead, beyond = self._slope(place + (then - now) * slope, times[index + 1], a[index + 1])
            place = place + (then - now) * (slope + ahead) / 2
            # against the logarithm of the ratio: where noise is all there is, the spread grows evenly with that
            spread = spread + torch.log(then / now) * (now * divergence + then * beyond) / 2
        end = a[-1] * place
        stretched = 2 * torch.log(a[-1] / a[0]) + spread
        return stretched - 0.5 * (end.square() + math.log(2 * math.pi)).sum(1)

    def _noise(self, x: Tensor, t: Tensor) -> Tensor:
        a, sigma = parts(t, SCHEDULE)
        noise: Tensor = sigma * x + a * self(x, t.expand(len(x)))
        return noise

    def _slope(self, place: Tensor, t: Tensor, a: Tensor) -> tuple[Tensor, Tensor]:
        """The noise at x = a · place, and the trace of its slope in `place`."""
        along = torch.eye(2).repeat_interleave(len(place), dim=0)
        twice = place.repeat(2, 1)
        found, slopes = torch.func.jvp(lambda points: self._noise(a * points, t), (twice,), (along,))[:2]
        n = len(place)
        return found[:n], slopes[:n, 0] + slopes[n:, 1]


def _even_times() -> Tensor:
    """Times between which the ratio of noise to data grows by the same factor: (STRETCHES + 1,)."""
    fine = torch.linspace(FIRST, LAST, 20_001)
    a, sigma = parts(fine, SCHEDULE)
    logs = torch.log(sigma / a)
    wanted = torch.linspace(float(logs[0]), float(logs[-1]), STRETCHES + 1)
    return fine[torch.searchsorted(logs, wanted).clamp(max=len(fine) - 1)]
