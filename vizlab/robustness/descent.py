"""Training of small networks, short enough to wait for: the same pictures, recipe and seed give the same network.

Adam stands here in five lines, for the first use of torch's own imports a compiler for a second. Source: Kingma 2014,
arXiv:1412.6980, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizlab import models
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.training.attack import attacked

N_CLASSES = 10
LAST = 0.02  # of the learning rate, at the end of its straight fall
DECAY, SQUARES_DECAY, TINY = 0.9, 0.999, 1e-8


class Adam:
    """Steps that every weight takes at the pace of its own gradients."""

    def __init__(self, weights: Iterable[Tensor]) -> None:
        """Begin with both means at zero."""
        self._weights = list(weights)
        self._means = [torch.zeros_like(each) for each in self._weights]
        self._squares = [torch.zeros_like(each) for each in self._weights]
        self._count = 0

    @torch.no_grad()
    def step(self, slopes: Iterable[Tensor], lr: float) -> None:
        """Move all weights once, against their slopes."""
        self._count += 1
        rate, correction = lr / (1 - DECAY**self._count), (1 - SQUARES_DECAY**self._count) ** 0.5
        for weight, slope, mean, square in zip(self._weights, slopes, self._means, self._squares, strict=True):
            mean.lerp_(slope, 1 - DECAY)
            square.mul_(SQUARES_DECAY).addcmul_(slope, slope, value=1 - SQUARES_DECAY)
            weight.addcdiv_(mean, square.sqrt().div_(correction).add_(TINY), value=-rate)


def descended(recipe: Recipe, inputs: Tensor, labels: Tensor, seed: int, eps: float = 0.0) -> nn.Module:
    """The recipe's network of ten classes, trained, frozen and in evaluation mode; of its training, lr, epochs and batch_size are
    read. eps: it learns from pictures attacked by as much.
    """
    stream, source = RandomStream(seed), torch.Generator().manual_seed(seed)
    with stream, torch.enable_grad():
        network = models.build(recipe, tuple(inputs.shape[1:]), N_CLASSES)
        weights = list(network.parameters())
        adam, total, count = Adam(weights), recipe.epochs * -(-len(labels) // recipe.batch_size), 0
        for _ in range(recipe.epochs):
            for batch in torch.randperm(len(labels), generator=source).split(recipe.batch_size):
                pictures = attacked(network, inputs[batch], labels[batch], eps) if eps else inputs[batch]
                slopes = torch.autograd.grad(cross_entropy(network(pictures), labels[batch]), weights)
                adam.step(slopes, recipe.lr * (1 - (1 - LAST) * count / total))
                count += 1
    return network.eval().requires_grad_(False)
