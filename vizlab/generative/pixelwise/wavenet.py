"""Dilated causal convolutions over a sound: each layer looks twice as far back as the one before.

Source: van den Oord 2016, arXiv:1609.03499, sections 2.1-2.4, with few channels and a kernel of 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.generative.pixelwise.waves import LEVELS

SKIP = 32  # channels that all layers hand to the end
Array = NDArray[np.float32]


def dilations(layers: int, blocks: int = 1) -> tuple[int, ...]:
    """1, 2, 4 ... of each block."""
    return tuple(2**layer for layer in range(layers)) * blocks


def receptive_field(steps: tuple[int, ...]) -> int:
    """How many samples a stack of kernel-2 layers with these dilations sees: 1024 for one block of ten."""
    return 1 + sum(steps)


class WaveNet(nn.Module):
    """Levels (n, t) -> logits (n, 256, t) of the sample that follows each."""

    def __init__(self, channels: int, steps: tuple[int, ...]) -> None:
        """Build with these dilations."""
        super().__init__()
        self.steps = steps
        self.first = nn.Embedding(LEVELS, channels)
        self.past = nn.ModuleList(nn.Linear(channels, 2 * channels, bias=False) for _ in steps)
        self.now = nn.ModuleList(nn.Linear(channels, 2 * channels) for _ in steps)
        self.out = nn.ModuleList(nn.Linear(channels, channels) for _ in steps)
        self.skip = nn.ModuleList(nn.Linear(channels, SKIP) for _ in steps)
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(SKIP, SKIP), nn.ReLU(), nn.Linear(SKIP, LEVELS))

    def forward(self, levels: Tensor) -> Tensor:
        """Levels (n, t) -> logits (n, t, 256)."""
        return self.from_features(self.first(levels))

    def from_features(self, features: Tensor) -> Tensor:
        """The same from features (n, t, channels), so that gradients can be taken to them."""
        total = torch.zeros((), device=features.device)
        for step, past, now, out, skip in zip(self.steps, self.past, self.now, self.out, self.skip, strict=True):
            before = F.pad(features, (0, 0, step, 0))[:, : features.shape[1]]
            wave, opening = (past(before) + now(features)).chunk(2, dim=-1)
            gated = (2 * torch.sigmoid(2 * wave) - 1) * torch.sigmoid(opening)
            features, total = features + out(gated), total + skip(gated)
        logits: Tensor = self.head(total)
        return logits


def generate(weights: Mapping[str, Array], steps: tuple[int, ...], uniform: Array) -> Iterator[int]:
    """Levels, one for each number of uniform (t,), each drawn from what those before it suggest; the first follows silence.

    Each layer keeps its past as far back as it looks, so a sample costs one look at every layer, however long the sound is.
    """
    layers = [_layer(weights, index, step) for index, step in enumerate(steps)]
    embedded, head = weights["first.weight"], [_linear(weights, f"head.{index}") for index in (1, 3)]
    level = LEVELS // 2
    for at, luck in enumerate(uniform):
        features, total = embedded[level], np.zeros(SKIP, np.float32)
        for past, now, bias, out, skip, kept in layers:
            joined = kept[at % len(kept)] @ past + features @ now + bias
            kept[at % len(kept)] = features
            half = len(joined) // 2
            gated = np.tanh(joined[:half]) / (1 + np.exp(-joined[half:]))
            features = features + gated @ out[0] + out[1]
            total += gated @ skip[0] + skip[1]
        units = np.maximum(np.maximum(total, 0) @ head[0][0] + head[0][1], 0)
        logits = units @ head[1][0] + head[1][1]
        shares = np.exp(logits - logits.max()).cumsum()
        level = min(int(np.searchsorted(shares, luck * shares[-1], side="right")), LEVELS - 1)
        yield level


def _layer(weights: Mapping[str, Array], index: int, step: int) -> tuple[Any, ...]:
    past = np.ascontiguousarray(weights[f"past.{index}.weight"].T)
    now, bias = _linear(weights, f"now.{index}")
    kept = np.zeros((step, len(past)), np.float32)
    return past, now, bias, _linear(weights, f"out.{index}"), _linear(weights, f"skip.{index}"), kept


def _linear(weights: Mapping[str, Array], name: str) -> tuple[Array, Array]:
    return np.ascontiguousarray(weights[f"{name}.weight"].T), weights[f"{name}.bias"]
