"""Stacks of dilated convolutions along time: what one output sees, on paper and by autograd.

Source: van den Oord et al. 2016, WaveNet, arXiv:1609.03499, section 2.1. Time in samples; dilations (layers,), lowest first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError

HERTZ = 16_000  # the sampling rate of speech that the fields are counted in
MOST_SAMPLES = 40_000


def dilations(depth: int, growth: int = 2, blocks: int = 1) -> list[int]:
    """growth^0, ..., growth^(depth - 1), once a block. Errors: `VizlabError` for less than one layer or block."""
    if depth < 1 or growth < 1 or blocks < 1:
        raise VizlabError(f"Depth, growth and blocks are 1 or more; got {depth}, {growth} and {blocks}.")
    return [growth**layer for layer in range(depth)] * blocks


def field(k: int, dilated: Sequence[int]) -> int:
    """1 + sum (k - 1) d: how many samples one output sees."""
    return 1 + sum((k - 1) * dilation for dilation in dilated)


def tree(k: int, dilated: Sequence[int]) -> list[tuple[int, int, int]]:
    """The edges (layer above, time above, time below) under the output at time 0; layer 0 is the input, times are <= 0."""
    edges, reached = [], {0}
    for layer in range(len(dilated), 0, -1):
        below = set()
        for time in sorted(reached):
            for tap in range(k):
                edges.append((layer, time, time - tap * dilated[layer - 1]))
                below.add(edges[-1][2])
        reached = below
    return edges


def influence(k: int, dilated: Sequence[int], *, causal: bool, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Times (t,) around one output, 0 its own, and |d output / d input| (t,) there, by autograd through tanh layers.

    causal: zeros before the first sample only; else as many on both sides. Errors: `VizlabError` if the field is too long.
    """
    reach = field(k, dilated)
    if reach > MOST_SAMPLES:
        raise VizlabError(f"Fields of up to {MOST_SAMPLES:,} samples are measured; got {reach:,}.")
    before, after = reach + reach // 4 + 2, reach // 2 + reach // 4 + 2
    dice = np.random.default_rng(seed)
    signal = torch.tensor(dice.standard_normal((1, 1, before + 1 + after)), requires_grad=True)
    with torch.enable_grad():
        x = signal
        for dilation in dilated:
            weights = torch.tensor(dice.uniform(0.5, 1.0, (1, 1, k)) / k**0.5)
            span = (k - 1) * dilation
            left = span if causal else (span + 1) // 2
            x = torch.tanh(F.conv1d(F.pad(x, (left, span - left)), weights, dilation=dilation))
        found = torch.autograd.grad(x[0, 0, before], signal)[0]
    return np.arange(-before, after + 1), np.abs(found[0, 0].numpy())
