"""tiny-vgg: stacks of 3x3 convolutions as in VGG, a sixtieth of its size: features of natural images in a few megabytes.

Six convolutions with batch norm in four stages of 32, 64, 128 and 256 channels, each but the last ended by 2x2 max pooling,
then the mean of each map and one linear layer; 1,215,850 parameters on Tiny-ImageNet's 202 classes at hand.
Source of the idea: Simonyan 2015, arXiv:1409.1556. State-dict keys are named as torchvision names its VGGs'.
"""

from __future__ import annotations

from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 8
STAGES = ((32,), (64, 64), (128, 128), (256, 256))


class TinyVgg(nn.Module):
    """Images (n, channels, h, w), h and w from 8 px, made for 64 -> scores (n, n_classes) before softmax."""

    def __init__(self, channels: int, n_classes: int, dropout: float = 0.0) -> None:
        """dropout: before the linear layer."""
        super().__init__()
        layers: list[nn.Module] = []
        for filters in STAGES:
            for count in filters:
                layers += [nn.Conv2d(channels, count, 3, padding=1, bias=False), nn.BatchNorm2d(count), nn.ReLU()]
                channels = count
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers[:-1])
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(channels, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the images."""
        scores: Tensor = self.classifier(self.avgpool(self.features(x)))
        return scores


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """`TinyVgg` with the recipe's dropout."""
    return TinyVgg(shape[0], n_classes, recipe.dropout)
