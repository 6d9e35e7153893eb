"""Small CNN: `depth` blocks of 3x3 convolution - [batch norm] - activation - 2x2 max pooling, then one linear layer.

Channels double from block to block, starting at `width`. Width 16, depth 3 with batch norm has 24,058 parameters on grey
images and reached 91.4 % on Fashion-MNIST in six epochs.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from vizlab.models.activations import activation
from vizlab.recipes import Recipe

MIN_PX = 4  # so that at least one block can pool
SMALLEST_MAP_PX = 2
FLATTEN_UP_TO = 2  # blocks; deeper nets average each map instead, or the linear layer would outgrow all the rest


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """Images (n, c, h, w), h and w from 4 px -> scores (n, n_classes).

    Pooling stops before a map falls below 2 px, so that 8-px digits take any depth. Up to depth 2 the maps are flattened,
    from depth 3 on each is averaged. Dropout comes before the linear layer. Keys: `block1.conv`, `block1.norm` ... `output`.
    """
    channels, height, width = shape
    blocks: OrderedDict[str, nn.Module] = OrderedDict()
    for i in range(recipe.depth):
        pools = min(height, width) // 2 >= SMALLEST_MAP_PX
        blocks[f"block{i + 1}"] = _block(channels, recipe.width * 2**i, pools, recipe)
        channels = recipe.width * 2**i
        height, width = (height // 2, width // 2) if pools else (height, width)
    if recipe.depth > FLATTEN_UP_TO:
        blocks["average"] = nn.AdaptiveAvgPool2d(1)
        height = width = 1
    blocks["flatten"] = nn.Flatten()
    if recipe.dropout:
        blocks["dropout"] = nn.Dropout(recipe.dropout)
    blocks["output"] = nn.Linear(channels * height * width, n_classes)
    return nn.Sequential(blocks)


def _block(channels: int, filters: int, pools: bool, recipe: Recipe) -> nn.Module:
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    parts["conv"] = nn.Conv2d(channels, filters, 3, padding=1, bias=not recipe.batch_norm)
    if recipe.batch_norm:
        parts["norm"] = nn.BatchNorm2d(filters)
    parts["activation"] = activation(recipe.activation)
    if pools:
        parts["pool"] = nn.MaxPool2d(2)
    return nn.Sequential(parts)
