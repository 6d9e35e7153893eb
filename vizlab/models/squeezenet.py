"""SqueezeNet: the accuracy of AlexNet with fifty times fewer parameters (1,248,424; version 1.1: 1,235,496), from 2016.

Squeeze to few channels with 1x1 convolutions, then expand with 1x1 and 3x3 side by side. Version 1.1 has smaller first filters
and pools earlier: 2.4 times less work for the same accuracy. State-dict keys and initialisation are torchvision's, so its
public weight files load with `strict=True`.
Source: Iandola 2016, arXiv:1602.07360, table 1; 1.1 from the authors' repository.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import nn

from vizlab.recipes import Recipe


class Fire(nn.Module):
    """(n, c, h, w) -> (n, 2 * expand, h, w): a squeeze layer, then an expand layer of 1x1 and 3x3 filters."""

    def __init__(self, channels: int, squeeze: int, expand: int) -> None:
        """Channels that come in, squeeze filters, and expand filters of each size."""
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.squeeze_activation = nn.ReLU()
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)
        self.expand_activation = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Squeeze, expand both ways, stack."""
        x = self.squeeze_activation(self.squeeze(x))
        stack = torch.cat([self.expand1x1(x), self.expand3x3(x)], dim=1)
        activated: torch.Tensor = self.expand_activation(stack)  # one pass over both halves instead of two
        return activated


class SqueezeNet(nn.Module):
    """Images (n, channels, h, w) -> scores (n, n_classes) before softmax; h and w from 21 px (1.1: 17), made for 224."""

    def __init__(self, n_classes: int = 1000, dropout: float = 0.5, *, channels: int = 3, version: str = "1.0") -> None:
        """Random weights drawn from torch's global generator, as torchvision draws them. version: 1.0 or 1.1."""
        super().__init__()
        self.features = VERSIONS[version](channels)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Conv2d(512, n_classes, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
        )
        _initialise(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores of the images."""
        scores: torch.Tensor = self.classifier(self.features(x))
        return scores


def builder(version: str) -> Callable[[tuple[int, ...], int, Recipe], nn.Module]:
    """`build` of version 1.0 or 1.1, with the recipe's dropout."""
    return partial(_build, version)


def _build(version: str, shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    return SqueezeNet(n_classes, recipe.dropout, channels=shape[0], version=version)


def _features_1_0(channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, 96, 7, stride=2),
        nn.ReLU(),
        _pool(),
        Fire(96, 16, 64),
        Fire(128, 16, 64),
        Fire(128, 32, 128),
        _pool(),
        Fire(256, 32, 128),
        Fire(256, 48, 192),
        Fire(384, 48, 192),
        Fire(384, 64, 256),
        _pool(),
        Fire(512, 64, 256),
    )


def _features_1_1(channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, 64, 3, stride=2),
        nn.ReLU(),
        _pool(),
        Fire(64, 16, 64),
        Fire(128, 16, 64),
        _pool(),
        Fire(128, 32, 128),
        Fire(256, 32, 128),
        _pool(),
        Fire(256, 48, 192),
        Fire(384, 48, 192),
        Fire(384, 64, 256),
        Fire(512, 64, 256),
    )


def _pool() -> nn.MaxPool2d:
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)


def _initialise(net: SqueezeNet) -> None:
    for module in net.modules():
        if isinstance(module, nn.Conv2d) and module.bias is not None:
            if module is net.classifier[1]:
                nn.init.normal_(module.weight, std=0.01)  # small first scores: the softmax starts near uniform
            else:
                nn.init.kaiming_uniform_(module.weight)
            nn.init.zeros_(module.bias)


MIN_PX: dict[str, int] = {"1.0": 21, "1.1": 17}
VERSIONS: dict[str, Callable[[int], nn.Sequential]] = {"1.0": _features_1_0, "1.1": _features_1_1}
