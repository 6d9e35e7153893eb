"""Multi-layer perceptron: `depth` hidden layers of `width` units, each linear - [batch norm] - activation - [dropout]."""

from __future__ import annotations

import math
from collections import OrderedDict

from torch import nn

from vizlab.models.activations import activation
from vizlab.recipes import Recipe


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """Points (n, d) or images (n, c, h, w) -> scores (n, n_classes).

    Keys: `layer1.linear.weight` ... `output.weight`. Batch norm brings its own bias, so the linear layer then has none.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict(flatten=nn.Flatten())
    units = math.prod(shape)
    for i in range(1, recipe.depth + 1):
        layers[f"layer{i}"] = _layer(units, recipe)
        units = recipe.width
    layers["output"] = nn.Linear(units, n_classes)
    return nn.Sequential(layers)


def _layer(units: int, recipe: Recipe) -> nn.Module:
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    parts["linear"] = nn.Linear(units, recipe.width, bias=not recipe.batch_norm)
    if recipe.batch_norm:
        parts["norm"] = nn.BatchNorm1d(recipe.width)
    parts["activation"] = activation(recipe.activation)
    if recipe.dropout:
        parts["dropout"] = nn.Dropout(recipe.dropout)
    return nn.Sequential(parts)
