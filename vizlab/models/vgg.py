"""VGG: nothing but 3x3 convolutions in stacks, halved by pooling: two see as far as one 5x5, three as one 7x7, with less weights.

Runner-up to GoogLeNet in the classification of ImageNet 2014. The number counts the layers with weights, three of them full:
VGG-11 132,863,336, VGG-16 138,357,544, VGG-19 143,667,240 parameters, of which 123.6 million lie in the full layers, whereas
most of the memory of a forward pass goes to the first convolutions.
Source: Simonyan 2015, arXiv:1409.1556, table 1, columns A, D and E. No batch norm. State-dict keys and initialisation are
torchvision's, so its public weight files load.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 32  # five halvings leave one pixel
FILTERS = (64, 128, 256, 512, 512)


class Vgg(nn.Module):
    """Images (n, channels, h, w), h and w from 32 px, made for 224 -> scores (n, n_classes) before softmax."""

    def __init__(self, stages: tuple[int, ...], channels: int = 3, n_classes: int = 1000, dropout: float = 0.5) -> None:
        """stages: convolutions before each of the five poolings. dropout: before the last two full layers."""
        super().__init__()
        layers: list[nn.Module] = []
        for count, filters in zip(stages, FILTERS, strict=True):
            for _ in range(count):
                layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
                channels = filters
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(4096, n_classes),
        )
        self.apply(_initialise)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the images."""
        scores: Tensor = self.classifier(self.flatten(self.avgpool(self.features(x))))
        return scores


def builder(depth: int) -> Callable[[tuple[int, ...], int, Recipe], nn.Module]:
    """`build` of the network with this many layers that have weights: 11, 16 or 19."""
    return partial(_build, STAGES[depth])


def _build(stages: tuple[int, ...], shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    return Vgg(stages, shape[0], n_classes, recipe.dropout)


def _initialise(module: nn.Module) -> None:
    """He 2015 instead of the paper's way, which trained a shallow net first and put its weights into the deep one."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    elif isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.01)
    if isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None:
        nn.init.zeros_(module.bias)


STAGES: dict[int, tuple[int, ...]] = {11: (1, 1, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
