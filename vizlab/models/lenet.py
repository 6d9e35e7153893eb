"""LeNet-5: two convolutions, each with pooling, then 120, 84 and n_classes units; 61,706 parameters on MNIST.

Source: LeCun 1998, "Gradient-based learning applied to document recognition", figure 2. Departures, as everywhere today:
the second convolution sees all six maps (the paper's table 1 leaves some out, which gives about 60,000), the pooling has no
weights, and the last layer is linear. The paper's activation is tanh.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from vizlab.models.activations import activation
from vizlab.recipes import Recipe

MIN_PX = 28
FULL_PX = 32  # the paper's size: smaller images get a border of 2 px of zeros


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """Images (n, c, h, w), h and w from 28 px -> scores (n, n_classes).

    Below 32 px the first convolution pads by 2. Above 32 px `fc1` grows with the image, and with it the parameter count.
    Keys: `conv1`, `conv2`, `fc1`, `fc2`, `fc3`.
    """
    channels, height, width = shape
    padding = 2 if min(height, width) < FULL_PX else 0
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["conv1"] = nn.Conv2d(channels, 6, 5, padding=padding)
    layers["activation1"] = activation(recipe.activation)
    layers["pool1"] = nn.AvgPool2d(2)
    layers["conv2"] = nn.Conv2d(6, 16, 5)
    layers["activation2"] = activation(recipe.activation)
    layers["pool2"] = nn.AvgPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["fc1"] = nn.Linear(16 * _left(height + 2 * padding) * _left(width + 2 * padding), 120)
    layers["activation3"] = activation(recipe.activation)
    layers["fc2"] = nn.Linear(120, 84)
    layers["activation4"] = activation(recipe.activation)
    layers["fc3"] = nn.Linear(84, n_classes)
    return nn.Sequential(layers)


def _left(px: int) -> int:
    """What two rounds of a 5x5 convolution and a halving leave of `px` pixels."""
    return ((px - 4) // 2 - 4) // 2
