"""Weights before training: drawn from the seed of their recipe, so that they need not be shipped.

Kaiming's uniform draws are the same bits everywhere; normal ones may differ in the last bit on another kind of processor.
"""

from __future__ import annotations

from collections.abc import Sequence

from safetensors.torch import load, save
from torch import nn

from vizlab import models
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe


def network(recipe: Recipe, shape: Sequence[int], n_classes: int) -> tuple[nn.Module, RandomStream]:
    """The untrained network of a recipe, and the stream that goes on from its draws."""
    stream = RandomStream(recipe.seed)
    with stream:
        return models.build(recipe, tuple(shape), n_classes), stream


def packed(recipe: Recipe, shape: Sequence[int], n_classes: int, *, half: bool = False) -> bytes:
    """Its weights as safetensors; half: in 16 bits."""
    drawn, _ = network(recipe, shape, n_classes)
    whole = save({name: value.contiguous() for name, value in drawn.state_dict().items()})
    return halved(whole) if half else whole


def halved(weights: bytes) -> bytes:
    """The same weights in 16 bits; whole numbers stay what they are."""
    return save({name: value.half() if value.is_floating_point() else value for name, value in load(weights).items()})
