"""Diffusion in the plane, looked at: noise taking over as its formula says, the score, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.generative.diffusion.schedules import noised, parts, variance
from vizlab.generative.families import cells, shapes
from vizlab.generative.families.denoising import SCHEDULE, Denoising

POINTS, MOMENTS = 700, 21
MEASURED = 20_000  # points whose variance is measured
ARROWS = 17  # each way
LONGEST = 0.9  # of the distance between arrows
COUNTED = 4000

Points = NDArray[np.float32]
Series = dict[str, list[tuple[float, float]]]


@dataclass(frozen=True)
class Forward:
    """Times (k,), points (k, 700, 2), and curves over time: the variance of each coordinate, measured and by the formula."""

    times: list[float]
    moments: Points
    variances: Series
    largest_gap: float


def forward(data: str, schedule: str, seed: int) -> Forward:
    """Noise taking over the points of a shape, step by step."""
    times = torch.linspace(0, 1, MOMENTS)
    real = shapes.shape(data)
    x = torch.tensor(shapes.draws(data, MEASURED, seed, 1))
    noise = torch.randn(MEASURED, 2, generator=torch.Generator().manual_seed(seed))
    moments = torch.stack([noised(x, time.expand(len(x)), noise, schedule)[0] for time in times])
    true = real.centres.var(axis=0) + (real.spreads**2).mean()
    wanted = variance(times, torch.tensor(true, dtype=torch.float32), schedule)
    measured = moments.var(dim=1)
    curves: Series = {}
    for axis, name in enumerate(("x₁", "x₂")):
        curves[f"{name}, measured"] = list(zip(times.tolist(), measured[:, axis].tolist(), strict=True))
        curves[f"{name}, formula"] = list(zip(times.tolist(), wanted[:, axis].tolist(), strict=True))
    gap = float((measured / wanted - 1).abs().max())
    return Forward(times.tolist(), moments[:, :POINTS].numpy(), curves, gap)


def score(model: Denoising, data: str, t: float, seed: int) -> tuple[Points, Points, Points]:
    """Places (17², 2), arrows (17², 2) along the score at time t, none longer than their distance, and noisy points (700, 2)."""
    x = torch.tensor(shapes.draws(data, POINTS, seed, 1))
    noise = torch.randn(POINTS, 2, generator=torch.Generator().manual_seed(seed))
    noisy, _ = noised(x, torch.full((POINTS,), t), noise, SCHEDULE)
    line = torch.linspace(-shapes.EDGE, shapes.EDGE, ARROWS + 2)[1:-1]
    places = torch.cartesian_prod(line, line)
    slopes = model.score(places, t)
    lengths = slopes.norm(dim=1)
    arrows = slopes / lengths.quantile(0.95).clamp(min=1e-9) * LONGEST * (line[1] - line[0])
    arrows = arrows / (arrows.norm(dim=1, keepdim=True) / (LONGEST * (line[1] - line[0]))).clamp(min=1)
    return places.numpy(), arrows.numpy(), noisy.numpy()


def agreement(model: Denoising, data: str, t: float, seed: int) -> float:
    """The share of the true score that the learned one explains at time t, on noisy points: 1 is perfect, 0 is none.

    The true score is known: the data are Gaussians, and stay Gaussians under noise.
    """
    a, sigma = (float(part) for part in parts(torch.tensor(t), SCHEDULE))
    real = shapes.shape(data)
    noisy = shapes.Mixture(a * real.centres, np.sqrt((a * real.spreads) ** 2 + sigma**2))
    x = noisy.draw(POINTS, np.random.default_rng(seed))
    wanted = true_score(noisy, x)
    found = model.score(torch.tensor(x, dtype=torch.float32), t).numpy()
    return float(1 - ((found - wanted) ** 2).sum() / (wanted**2).sum())


def true_score(mixture: shapes.Mixture, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The slope of log p of round Gaussians at x (n, 2): (n, 2)."""
    gaps = mixture.centres - x[:, None]
    logs = -(gaps**2).sum(axis=2) / (2 * mixture.spreads**2) - 2 * np.log(mixture.spreads)
    shares = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    found: NDArray[np.float64] = (shares[:, :, None] * gaps / (mixture.spreads**2)[:, None]).sum(axis=1)
    return found


def way_back(model: Denoising, steps: int, sampler: str, seed: int, n: int = POINTS) -> Points:
    """Noise and the points after each step: (steps + 1, n, 2). Always the same for a seed."""
    noise = torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))
    moments = [noise, *(x for x, _ in model.way_back(noise, steps, sampler=sampler, seed=seed))]
    return torch.stack(moments).numpy()


def by_steps(model: Denoising, data: str, counts: tuple[int, ...], samplers: tuple[str, ...], seed: int) -> Series:
    """JS from the truth, nats, of 4000 samples, for each number of steps and sampler."""
    true = cells.truth(shapes.shape(data))
    found: Series = {}
    for sampler in samplers:
        ends = [way_back(model, steps, sampler, seed, COUNTED)[-1] for steps in counts]
        found[sampler] = [(float(n), cells.divergences(end, true)[0]) for n, end in zip(counts, ends, strict=True)]
    return found


def few(count: int, most: int = 26) -> list[int]:
    """Indices of at most so many of `count` moments, evenly chosen, the first and the last among them."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, most))})
