"""GoogLeNet: filters of several sizes side by side in each Inception block, made affordable by 1x1 convolutions before them.

Winner of ImageNet 2014: 22 layers, and with 6,624,904 parameters a ninth of AlexNet's, since no full layer but the last is left.
Two auxiliary heads half-way, for training only, bring 6,379,984 more.
Source: Szegedy 2015, arXiv:1409.4842, table 1. Departures are torchvision's, whose state-dict keys and initialisation these
are, so that its public weight file loads: batch norm, and 3x3 filters where the paper has 5x5.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 15


class BasicConv2d(nn.Module):
    """(n, channels, h, w) -> (n, filters, h', w'): convolution, batch norm, ReLU."""

    def __init__(self, channels: int, filters: int, size: int, stride: int = 1) -> None:
        """Channels that come in, filters, their size and stride."""
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, size, stride, padding=size // 2, bias=False)
        self.bn = nn.BatchNorm2d(filters, eps=0.001)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """One after the other."""
        out: Tensor = self.relu(self.bn(self.conv(x)))
        return out


class Inception(nn.Module):
    """(n, channels, h, w) -> (n, filters of all four branches, h, w)."""

    def __init__(self, channels: int, one: int, three: tuple[int, int], five: tuple[int, int], pool: int) -> None:
        """Filters of each branch; of the second and third those of the narrowing 1x1 convolution, then of the 3x3 one."""
        super().__init__()
        self.branch1 = BasicConv2d(channels, one, 1)
        self.branch2 = nn.Sequential(BasicConv2d(channels, three[0], 1), BasicConv2d(*three, 3))
        self.branch3 = nn.Sequential(BasicConv2d(channels, five[0], 1), BasicConv2d(*five, 3))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), BasicConv2d(channels, pool, 1))

    def forward(self, x: Tensor) -> Tensor:
        """The four branches, stacked."""
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)


class Head(nn.Module):
    """(n, channels, h, w) -> scores (n, n_classes): an early guess whose loss feeds the lower layers in training."""

    def __init__(self, channels: int, n_classes: int, dropout: float = 0.7) -> None:
        """dropout: before the last layer."""
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(4)
        self.conv = BasicConv2d(channels, 128, 1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(128 * 4 * 4, 1024)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(dropout)
        self.fc2 = nn.Linear(1024, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the maps."""
        x = self.relu(self.fc1(self.flatten(self.conv(self.avgpool(x)))))
        scores: Tensor = self.fc2(self.dropout(x))
        return scores


class GoogLeNet(nn.Module):
    """Images (n, channels, h, w), h and w from 15 px, made for 224 -> scores (n, n_classes) before softmax.

    In training mode with auxiliary heads: (scores, those of the second head, those of the first).
    """

    def __init__(
        self,
        channels: int = 3,
        n_classes: int = 1000,
        dropout: float = 0.2,
        *,
        auxiliary: bool = False,
        head_dropout: float = 0.7,
    ) -> None:
        """dropout: before the linear layer. auxiliary: whether it has the two heads."""
        super().__init__()
        self.conv1 = BasicConv2d(channels, 64, 7, 2)
        self.maxpool1 = _pool(3)
        self.conv2 = BasicConv2d(64, 64, 1)
        self.conv3 = BasicConv2d(64, 192, 3)
        self.maxpool2 = _pool(3)
        self.inception3a = Inception(192, 64, (96, 128), (16, 32), 32)
        self.inception3b = Inception(256, 128, (128, 192), (32, 96), 64)
        self.maxpool3 = _pool(3)
        self.inception4a = Inception(480, 192, (96, 208), (16, 48), 64)
        self.inception4b = Inception(512, 160, (112, 224), (24, 64), 64)
        self.inception4c = Inception(512, 128, (128, 256), (24, 64), 64)
        self.inception4d = Inception(512, 112, (144, 288), (32, 64), 64)
        self.inception4e = Inception(528, 256, (160, 320), (32, 128), 128)
        self.maxpool4 = _pool(2)
        self.inception5a = Inception(832, 256, (160, 320), (32, 128), 128)
        self.inception5b = Inception(832, 384, (192, 384), (48, 128), 128)
        self.aux1 = Head(512, n_classes, head_dropout) if auxiliary else None
        self.aux2 = Head(528, n_classes, head_dropout) if auxiliary else None
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(1024, n_classes)
        self.apply(_initialise)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        """Scores of the images; in training also those of the heads, if it has them."""
        x = self.maxpool1(self.conv1(x))
        x = self.maxpool2(self.conv3(self.conv2(x)))
        x = self.maxpool3(self.inception3b(self.inception3a(x)))
        first = self.inception4a(x)
        second = self.inception4d(self.inception4c(self.inception4b(first)))
        x = self.maxpool4(self.inception4e(second))
        x = self.inception5b(self.inception5a(x))
        scores: Tensor = self.fc(self.dropout(self.flatten(self.avgpool(x))))
        if self.training and self.aux1 is not None and self.aux2 is not None:
            return scores, self.aux2(second), self.aux1(first)
        return scores


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """`GoogLeNet` with the recipe's dropout; batch norm does in training what the auxiliary heads were for."""
    return GoogLeNet(shape[0], n_classes, recipe.dropout)


def _pool(size: int) -> nn.MaxPool2d:
    return nn.MaxPool2d(size, stride=2, ceil_mode=True)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.01, a=-2, b=2)
