"""SqueezeNet 1.0: the accuracy of AlexNet with fifty times fewer parameters (1,248,424), for images from 224 px.

Squeeze to few channels with 1x1 convolutions, then expand with 1x1 and 3x3 side by side. The state-dict keys are
torchvision's, so that its public weight file loads with `strict=True`. Not in `ARCHITECTURES`: it is made for large
images, and every data set here is small.
Source: Iandola 2016, arXiv:1602.07360, table 1.
"""

from __future__ import annotations

import torch
from torch import nn


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
    """Images (n, 3, h, w), normalised as ImageNet's -> scores (n, n_classes) before softmax; h and w at least 21 px."""

    def __init__(self, n_classes: int = 1000, dropout: float = 0.5) -> None:
        """Random weights drawn from torch's global generator, as torchvision draws them."""
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 7, stride=2),
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
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Conv2d(512, n_classes, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
        )
        _initialise(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores of the images."""
        scores: torch.Tensor = self.classifier(self.features(x))
        return scores


def _pool() -> nn.MaxPool2d:
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)


def _initialise(net: SqueezeNet) -> None:
    for module in net.modules():
        if isinstance(module, nn.Conv2d) and module.bias is not None:
            nn.init.kaiming_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    last = net.classifier[1]
    assert isinstance(last, nn.Conv2d)
    nn.init.normal_(last.weight, std=0.01)  # small first scores: the softmax starts near uniform
