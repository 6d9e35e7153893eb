"""Residual networks for images of 32 px, and the same networks without shortcuts: what a shortcut is worth.

Three stages of 16, 32 and 64 channels; 6n + 2 weight layers. ResNet-20 has 269,722 parameters on ten classes, and so has
Plain-20: the shortcuts have none (option A: what a stage lacks in channels is filled with zeros).
Source: He 2016, arXiv:1512.03385, section 4.2 and figure 6. State-dict keys are named as torchvision names its ResNets'.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 8  # two halvings leave 2 x 2
STAGES = (16, 32, 64)


class Block(nn.Module):
    """(n, channels, h, w) -> (n, filters, h / stride, w / stride): two 3x3 convolutions, and what came in added to them."""

    def __init__(self, channels: int, filters: int, stride: int, *, shortcut: bool) -> None:
        """Channels that come in, filters of both convolutions, and the stride of the first."""
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.relu2 = nn.ReLU()
        self._stride, self._missing, self._shortcut = stride, filters - channels, shortcut

    def forward(self, x: Tensor) -> Tensor:
        """The block's answer; without a shortcut only what the convolutions make of x."""
        y = self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x)))))
        if self._shortcut:
            kept = x[:, :, :: self._stride, :: self._stride]
            y = y + nn.functional.pad(kept, (0, 0, 0, 0, self._missing // 2, self._missing - self._missing // 2))
        out: Tensor = self.relu2(y)
        return out


class CifarResNet(nn.Module):
    """Images (n, channels, h, w), h and w from 8 px, made for 32 -> scores (n, n_classes) before softmax."""

    def __init__(self, channels: int, n_classes: int, blocks: int, *, shortcuts: bool = True) -> None:
        """`blocks` residual blocks a stage; random weights drawn from torch's global generator, as in He 2015."""
        super().__init__()
        self.conv1 = nn.Conv2d(channels, STAGES[0], 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(STAGES[0])
        self.relu = nn.ReLU()
        self.layer1 = _stage(STAGES[0], STAGES[0], blocks, stride=1, shortcuts=shortcuts)
        self.layer2 = _stage(STAGES[0], STAGES[1], blocks, stride=2, shortcuts=shortcuts)
        self.layer3 = _stage(STAGES[1], STAGES[2], blocks, stride=2, shortcuts=shortcuts)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(STAGES[2], n_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the images."""
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        scores: Tensor = self.fc(self.flatten(self.avgpool(x)))
        return scores


def builder(depth: int, *, shortcuts: bool = True) -> Callable[[tuple[int, ...], int, Recipe], nn.Module]:
    """`build` of the network with this many weight layers, 6n + 2."""
    return partial(_build, (depth - 2) // 6, shortcuts)


def _build(blocks: int, shortcuts: bool, shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    return CifarResNet(shape[0], n_classes, blocks, shortcuts=shortcuts)


def _stage(channels: int, filters: int, blocks: int, *, stride: int, shortcuts: bool) -> nn.Sequential:
    first = Block(channels, filters, stride, shortcut=shortcuts)
    return nn.Sequential(first, *(Block(filters, filters, 1, shortcut=shortcuts) for _ in range(blocks - 1)))
