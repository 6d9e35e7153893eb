"""ResNet: every block adds to what came in instead of replacing it, so that depth costs nothing to learn and gradients pass.

Winner of ImageNet 2015 (152 layers). ResNet-18 has 11,689,512 parameters, ResNet-34 21,797,672; ResNet-50 with bottlenecks,
1x1 - 3x3 - 1x1, has 25,557,032. The number counts the layers with weights, those in shortcuts aside.
Source: He 2016, arXiv:1512.03385, table 1. Departure, as in torchvision: the stride of a bottleneck is in its 3x3 convolution.
State-dict keys and initialisation are torchvision's, so its public weight files load; each ReLU is a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 1
FILTERS = (64, 128, 256, 512)


class Block(nn.Module):
    """(n, channels, h, w) -> (n, filters, h / stride, w / stride): two 3x3 convolutions, and what came in added to them."""

    widening = 1

    def __init__(self, channels: int, filters: int, stride: int = 1) -> None:
        """Channels that come in, filters of both convolutions, and the stride of the first."""
        super().__init__()
        self.conv1 = _conv(channels, filters, 3, stride)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu1 = nn.ReLU()
        self.conv2 = _conv(filters, filters, 3)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = _shortcut(channels, filters, stride)
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """The sum of both ways, without its negative part."""
        y = self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x)))))
        out: Tensor = self.relu2(y + (x if self.downsample is None else self.downsample(x)))
        return out


class Bottleneck(nn.Module):
    """(n, channels, h, w) -> (n, 4 * filters, h / stride, w / stride): narrowed, convolved, widened, and what came in added."""

    widening = 4

    def __init__(self, channels: int, filters: int, stride: int = 1) -> None:
        """Channels that come in, filters of the narrow convolutions, and the stride of the 3x3 one."""
        super().__init__()
        self.conv1 = _conv(channels, filters, 1)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu1 = nn.ReLU()
        self.conv2 = _conv(filters, filters, 3, stride)
        self.bn2 = nn.BatchNorm2d(filters)
        self.relu2 = nn.ReLU()
        self.conv3 = _conv(filters, filters * self.widening, 1)
        self.bn3 = nn.BatchNorm2d(filters * self.widening)
        self.downsample = _shortcut(channels, filters * self.widening, stride)
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """The sum of both ways, without its negative part."""
        y = self.relu2(self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x))))))
        out: Tensor = self.relu3(self.bn3(self.conv3(y)) + (x if self.downsample is None else self.downsample(x)))
        return out


class ResNet(nn.Module):
    """Images (n, channels, h, w), made for 224 px -> scores (n, n_classes) before softmax."""

    def __init__(
        self, block: type[Block | Bottleneck], stages: tuple[int, ...], channels: int = 3, n_classes: int = 1000
    ) -> None:
        """stages: blocks in each of the four; the first of each but the first stage halves the maps."""
        super().__init__()
        self.conv1 = _conv(channels, FILTERS[0], 7, 2)
        self.bn1 = nn.BatchNorm2d(FILTERS[0])
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        coming = FILTERS[0]
        for i, (count, filters) in enumerate(zip(stages, FILTERS, strict=True)):
            self.add_module(f"layer{i + 1}", _stage(block, coming, filters, count, stride=2 if i else 1))
            coming = filters * block.widening
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(coming, n_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the images."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for name in ("layer1", "layer2", "layer3", "layer4"):
            x = self.get_submodule(name)(x)
        scores: Tensor = self.fc(self.flatten(self.avgpool(x)))
        return scores


def builder(depth: int) -> Callable[[tuple[int, ...], int, Recipe], nn.Module]:
    """`build` of the network with this many layers that have weights: 18, 34 or 50."""
    return partial(_build, *SIZES[depth])


def _build(
    block: type[Block | Bottleneck], stages: tuple[int, ...], shape: tuple[int, ...], n_classes: int, recipe: Recipe
) -> nn.Module:
    return ResNet(block, stages, shape[0], n_classes)


def _conv(channels: int, filters: int, size: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(channels, filters, size, stride, padding=size // 2, bias=False)


def _shortcut(channels: int, filters: int, stride: int) -> nn.Module | None:
    """Option B of the paper: a 1x1 convolution where the shape changes, nothing elsewhere."""
    if stride == 1 and channels == filters:
        return None
    return nn.Sequential(_conv(channels, filters, 1, stride), nn.BatchNorm2d(filters))


def _stage(block: type[Block | Bottleneck], channels: int, filters: int, count: int, *, stride: int) -> nn.Sequential:
    first = block(channels, filters, stride)
    return nn.Sequential(first, *(block(filters * block.widening, filters) for _ in range(count - 1)))


SIZES: dict[int, tuple[type[Block | Bottleneck], tuple[int, ...]]] = {
    18: (Block, (2, 2, 2, 2)),
    34: (Block, (3, 4, 6, 3)),
    50: (Bottleneck, (3, 4, 6, 3)),
}
