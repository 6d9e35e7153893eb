"""The way back: from noise to data in as many steps as there is time for, with fresh noise at each (DDPM) or without (DDIM).

To add a sampler: one line in `SAMPLERS`: the share eta of the noise that DDPM puts in again.
Source: Song, Meng, Ermon 2020, arXiv:2010.02502, equations 12 and 16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.generative.diffusion.schedules import parts

Predict = Callable[[Tensor, Tensor], Tensor]  # x (n, ...), t (n,) -> v of the shape of x


@torch.no_grad()
def denoise(
    predict: Predict, x: Tensor, steps: int, *, sampler: str, schedule: str, source: torch.Generator, clip: float = 0.0
) -> Iterator[tuple[Tensor, Tensor]]:
    """Noise x (n, ...) on its way to data: after each of the steps x_t and the data that the network sees in it.

    clip: the largest value that data can have; 0 for no limit. source: of DDPM's noise.
    Errors: `VizlabError` for an unknown sampler or less than one step.
    """
    if sampler not in SAMPLERS or steps < 1:
        raise VizlabError(f"The sampler must be one of {', '.join(SAMPLERS)}, with a step or more; got {sampler!r}, {steps}.")
    times = torch.linspace(1, 0, steps + 1)
    for now, then in pairwise(times):
        a, sigma = parts(now, schedule)
        v = predict(x, now.expand(len(x)))
        data = a * x - sigma * v
        if clip:
            data = data.clamp(-clip, clip)
        noise = (x - a * data) / sigma  # of the clipped data, so that both still make x together
        x = _step(data, noise, (a, sigma), parts(then, schedule), SAMPLERS[sampler], source)
        yield x, data


def _step(
    data: Tensor, noise: Tensor, now: tuple[Tensor, Tensor], then: tuple[Tensor, Tensor], eta: float, source: torch.Generator
) -> Tensor:
    """x at the next time; eta of the noise that DDPM would put in is fresh."""
    (a_now, sigma_now), (a_then, sigma_then) = now, then
    fresh = eta * sigma_then / sigma_now * (1 - (a_now / a_then).square()).clamp(min=0).sqrt()
    x = a_then * data + (sigma_then.square() - fresh.square()).clamp(min=0).sqrt() * noise
    if eta and float(fresh):
        x = x + fresh * torch.randn(x.shape, generator=source)
    return x


SAMPLERS: dict[str, float] = {
    "DDIM": 0.0,
    "DDPM": 1.0,
}
