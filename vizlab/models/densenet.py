"""DenseNet-121: in a dense block, each layer sees the maps of all layers before it and adds 32 of its own.

2017; n layers have n (n + 1) / 2 connections, and features are used again instead of learned anew: 7,978,856 parameters.
121 counts the layers with weights.
Source: Huang 2017, arXiv:1608.06993, table 1 (the form BC: bottlenecks, and transitions that halve the channels). State-dict
keys and initialisation are torchvision's, so its public weight file loads once its old names are translated (`pretrained`).
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 29
GROWTH = 32  # maps that each layer adds
NARROW = 4 * GROWTH  # maps between the two convolutions of a layer
BLOCKS = (6, 12, 24, 16)


class DenseLayer(nn.Module):
    """(n, channels, h, w) -> (n, 32, h, w): batch norm, ReLU and 1x1 convolution, the same with 3x3."""

    def __init__(self, channels: int) -> None:
        """Channels that come in."""
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(channels, NARROW, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(NARROW)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(NARROW, GROWTH, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """The new maps only."""
        out: Tensor = self.conv2(self.relu2(self.norm2(self.conv1(self.relu1(self.norm1(x))))))
        return out


class DenseBlock(nn.Module):
    """(n, channels, h, w) -> (n, channels + 32 * layers, h, w): what came in, and what each layer adds."""

    def __init__(self, channels: int, layers: int) -> None:
        """Channels that come in, and how many layers see them."""
        super().__init__()
        for i in range(layers):
            self.add_module(f"denselayer{i + 1}", DenseLayer(channels + i * GROWTH))

    def forward(self, x: Tensor) -> Tensor:
        """Each layer in turn, on all maps so far."""
        for layer in self.children():
            x = torch.cat([x, layer(x)], dim=1)
        return x


class DenseNet(nn.Module):
    """Images (n, channels, h, w), h and w from 29 px, made for 224 -> scores (n, n_classes) before softmax."""

    def __init__(self, channels: int = 3, n_classes: int = 1000) -> None:
        """Random weights drawn from torch's global generator, as in He 2015."""
        super().__init__()
        width = 2 * GROWTH
        self.features = nn.Sequential(
            OrderedDict[str, nn.Module](
                conv0=nn.Conv2d(channels, width, 7, stride=2, padding=3, bias=False),
                norm0=nn.BatchNorm2d(width),
                relu0=nn.ReLU(),
                pool0=nn.MaxPool2d(3, stride=2, padding=1),
            )
        )
        for i, layers in enumerate(BLOCKS):
            if i:
                self.features.add_module(f"transition{i}", _transition(width))
                width //= 2
            self.features.add_module(f"denseblock{i + 1}", DenseBlock(width, layers))
            width += layers * GROWTH
        self.features.add_module("norm5", nn.BatchNorm2d(width))
        self.relu = nn.ReLU()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(width, n_classes)
        _initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the images."""
        scores: Tensor = self.classifier(self.flatten(self.avgpool(self.relu(self.features(x)))))
        return scores


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """`DenseNet`; reads no field of the recipe."""
    return DenseNet(shape[0], n_classes)


def _transition(channels: int) -> nn.Sequential:
    return nn.Sequential(
        OrderedDict[str, nn.Module](
            norm=nn.BatchNorm2d(channels),
            relu=nn.ReLU(),
            conv=nn.Conv2d(channels, channels // 2, 1, bias=False),
            pool=nn.AvgPool2d(2),
        )
    )


def _initialise(net: DenseNet) -> None:
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
    nn.init.zeros_(net.classifier.bias)
