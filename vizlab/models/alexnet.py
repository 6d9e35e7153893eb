"""AlexNet: five convolutions and three full layers, 61,100,840 parameters; its win in 2012 made ImageNet deep learning's.

ReLU instead of tanh, dropout, augmentation, two GPUs. Nearly all its parameters (58.6 million) lie in the full layers, nearly
all its work in the convolutions.
Source: Krizhevsky 2012, in the form of Krizhevsky 2014, arXiv:1404.5997, without local response normalisation, as torchvision
builds it: state-dict keys and initialisation (torch's own defaults) are torchvision's, so its public weight file loads.
"""

from __future__ import annotations

from torch import Tensor, nn

from vizlab.recipes import Recipe

MIN_PX = 63  # smaller, and the last pooling has no window left


class AlexNet(nn.Module):
    """Images (n, channels, h, w), h and w from 63 px, made for 224 -> scores (n, n_classes) before softmax."""

    def __init__(self, channels: int = 3, n_classes: int = 1000, dropout: float = 0.5) -> None:
        """dropout: before the first two full layers."""
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(channels, 64, 11, stride=4, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, n_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the images."""
        scores: Tensor = self.classifier(self.flatten(self.avgpool(self.features(x))))
        return scores


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """`AlexNet` with the recipe's dropout."""
    return AlexNet(shape[0], n_classes, recipe.dropout)
