"""Logistic regression: one linear layer, scores = W x + b. The softmax belongs to the loss."""

from __future__ import annotations

import math
from collections import OrderedDict

from torch import nn

from vizlab.recipes import Recipe


def build(shape: tuple[int, ...], n_classes: int, recipe: Recipe) -> nn.Module:
    """Points (n, d) or images (n, c, h, w) -> scores (n, n_classes); reads no field of the recipe.

    Keys: `linear.weight` (n_classes, d), a template for each class, and `linear.bias`.
    """
    linear = nn.Linear(math.prod(shape), n_classes)
    return nn.Sequential(OrderedDict(flatten=nn.Flatten(), linear=linear))
