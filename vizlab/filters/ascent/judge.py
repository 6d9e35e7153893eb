"""How much of an optimised picture to believe: against as much noise, against real pictures, and by what it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.filters.ascent import treatments
from vizlab.filters.ascent.climb import Climb

FINE = 0.25  # cycles a pixel: from here on a frequency counts as fine; 0.5 is a checkerboard


def judged(climb: Climb) -> dict[str, Any]:
    """What the finished pictures of one unit say of themselves, JSON-able.

    peaks: largest activation in each; noise: the largest in as many pictures of noise that lie as far from the ground; places:
    how many separate places of each excite the unit; length: root mean square distance from the ground; fine: share of power
    in fine detail; likeness: of the pictures' features to one another, None for a single one.
    """
    moment, unit = climb.measure(), int(climb.units[0])
    with torch.no_grad():
        values = climb.listener.ask(moment.images)
        noise = climb.listener.ask(noise_like(moment.images, climb.ground, climb.recipe.seed + 1))
    activations = climb.listener.activations
    away = moment.images - climb.ground
    return {
        "peaks": activations(moment.peaks).tolist(),
        "noise": float(activations(noise[:, unit].max())),
        "places": [places(one) for one in values[:, unit].cpu().numpy()],
        "length": float(away.square().mean().sqrt()),
        "fine": fine_share(moment.images),
        "likeness": float(treatments.likeness(values)) if len(values) > 1 else None,
    }


def noise_like(images: Tensor, ground: float, seed: int) -> Tensor:
    """Noise in place of each picture (n, c, h, w), as far from the ground as it is, as far as [0, 1] allows."""
    away = (images - ground).cpu()
    noise = torch.randn(away.shape, generator=torch.Generator().manual_seed(seed))
    factor = away.flatten(1).norm(dim=1) / noise.flatten(1).norm(dim=1)
    scaled: Tensor = (ground + noise * factor.view(-1, 1, 1, 1)).clamp(0, 1).to(images)
    return scaled


def fine_share(images: Tensor) -> float:
    """Share of the power of pictures (n, c, h, w), their means left out, at `FINE` cycles a pixel or more; mean over all."""
    _, _, h, w = images.shape
    power = torch.fft.fft2(images - images.mean((2, 3), keepdim=True)).abs().square()
    frequencies = (torch.fft.fftfreq(h)[:, None].square() + torch.fft.fftfreq(w)[None].square()).sqrt().to(images.device)
    return float((power * (frequencies >= FINE)).sum() / power.sum().clamp_min(1e-12))


def places(values: NDArray[np.float32]) -> int:
    """How many separate places of a map (h, w) exceed half of its largest value; neighbours in a row or column are one place."""
    left = set(zip(*(axis.tolist() for axis in np.nonzero(values > max(float(values.max()), 0.0) / 2)), strict=True))
    count = 0
    while left:
        count, edge = count + 1, [left.pop()]
        while edge:
            row, column = edge.pop()
            near = {(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)} & left
            left -= near
            edge += near
    return count
