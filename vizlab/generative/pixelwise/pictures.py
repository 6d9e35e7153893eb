"""Grey pictures as levels, and what a picture costs: -log p(x) = -Σ log p(x_i | x_<i), in nats or in bits a pixel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab import images

Levels = NDArray[np.uint8]
CHUNK = 250  # pictures at once: 50 MB of features


def as_levels(grey: Tensor, levels: int, source: torch.Generator) -> Tensor:
    """Grey values uint8 (n, h, w) -> levels int64 (n, h, w), each in 0 ... levels - 1.

    Two levels are drawn, white with the grey value as probability; more of them divide the 256 values evenly.
    """
    if levels == 2:
        draws = torch.rand(grey.shape, generator=source, device=source.device)
        return (draws.to(grey.device) < images.unit(grey)).long()
    return grey.long() * levels // 256


def as_grey(x: NDArray[Any], levels: int) -> NDArray[np.uint8]:
    """Levels -> the grey values that stand for them, black 0, white 255."""
    return np.rint(x.astype(np.float64) * 255 / (levels - 1)).astype(np.uint8)


def surprise(logits: Tensor, x: Tensor) -> Tensor:
    """-log p of each pixel, nats: logits (n, levels, h, w), levels x (n, h, w) -> (n, h, w)."""
    return F.cross_entropy(logits, x, reduction="none")


@torch.no_grad()
def costs(network: nn.Module, x: Tensor) -> Tensor:
    """-log p of each picture (n, h, w) in nats: (n,), some hundreds of pictures at a time."""
    parts = [surprise(network(part), part).sum((1, 2)) for part in x.split(CHUNK)]
    return torch.cat(parts)


def bits_per_pixel(nats: float, pixels: int) -> float:
    """A picture's nats as bits a pixel."""
    return nats / (pixels * math.log(2))


def frequencies(x: Tensor, levels: int) -> Tensor:
    """How often each place has each level, (levels, h, w), with one picture of every level added: no probability is 0."""
    return torch.stack([((x == level).float().sum(0) + 1) / (len(x) + levels) for level in range(levels)])


def independent_costs(shares: Tensor, x: Tensor) -> Tensor:
    """-log p (n,), nats, of a model that knows each place's frequencies and nothing of its neighbours: the control."""
    return -shares.log().expand(len(x), -1, -1, -1).gather(1, x[:, None]).sum((1, 2, 3))


def histogram(values: NDArray[Any], also: float, bins: int = 30) -> tuple[list[float], list[float]]:
    """Edges (bins + 1,) that reach from the smallest to the largest of values and `also`, and the share of the values in each."""
    ends = (float(min(values.min(), also)), float(max(values.max(), also)))
    counts, edges = np.histogram(values, bins, ends)
    return np.round(edges, 4).tolist(), (counts / len(values)).tolist()
