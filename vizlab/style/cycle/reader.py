"""Who says which digit a picture of B shows: a small classifier that learns B's labels, which no GAN ever sees."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from vizlab.adam import Adam
from vizlab.style.cycle.digits import CLASSES, Worlds
from vizlab.style.cycle.duel import source
from vizlab.style.cycle.stacks import Shape, perceptron

UNITS, STEPS, BATCH, LR = 64, 300, 128, 0.003


@dataclass(frozen=True)
class Reader:
    """A perceptron and its weights (1, weights)."""

    shape: Shape
    weights: Tensor

    def read(self, pictures: Tensor) -> Tensor:
        """The class of each picture (..., c, h, w) of B: (...,)."""
        found = self.shape(self.weights, pictures.reshape(1, -1, *pictures.shape[-3:]))[0].argmax(-1)
        return found.reshape(pictures.shape[:-3])


def learn(worlds: Worlds) -> Reader:
    """Learn to read B, always alike; a third of a second."""
    shape, dice = perceptron(worlds.b[0].numel(), UNITS, CLASSES), source(0, 7)
    weights = shape.start(1, dice)
    adam = Adam([weights])
    for _ in range(STEPS):
        chosen = torch.randint(len(worlds.b), (BATCH,), generator=dice)
        loss = cross_entropy(shape(weights.requires_grad_(), worlds.b[chosen][None])[0], worlds.b_classes[chosen])
        adam.step(torch.autograd.grad(loss, weights), LR)
    return Reader(shape, weights.requires_grad_(False))
