"""Training of small networks, short enough to wait for: the same pictures, recipe and seed give the same network."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizlab import models
from vizlab.adam import Adam
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.training.attack import attacked

N_CLASSES = 10
LAST = 0.02  # of the learning rate, at the end of its straight fall


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
