"""Networks that put out numbers instead of classes, trained here in a second or two: a reader, and an autoencoder's error.

Each gives (n, k) numbers, so that every method that explains the k-th class score explains the k-th number as it is. To add
one: a function of a seed that trains it, and a line in `NETWORKS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from vizlab.adam import Adam
from vizlab.devices import one_thread
from vizlab.randomness import RandomStream
from vizlab.saliency.any_output.scenes import HALF, NUMBERS, SIDE, draw

EXAMPLES, BATCH, PASSES = 2_048, 64, 3
RISES = 0.3  # of the training, in which the learning rate rises before it falls, both along a cosine
SEED = 1 << 16  # of the scenes; those that are looked at have small seeds


@dataclass(frozen=True)
class Network:
    """What the table knows of a network.

    about: one line. train: seed -> network. outputs: the names of its numbers. layer: whose maps Grad-CAM weighs. odd: whether
    the pictures that it is asked about hold the odd thing.
    """

    about: str
    train: Callable[[int], nn.Module]
    outputs: tuple[str, ...]
    layer: str
    odd: bool


class Errors(nn.Module):
    """An autoencoder's squared error: (n, 5), of the whole picture and of its quarters, each a sum over its pixels."""

    def __init__(self, coder: nn.Module) -> None:
        """Wrap an autoencoder of images (n, 3, 32, 32)."""
        super().__init__()
        self.coder = coder

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Images (n, 3, 32, 32) -> errors (n, 5)."""
        squares = (images - self.coder(images)).square().sum(dim=1)
        quarters = squares.unflatten(2, (2, HALF)).unflatten(1, (2, HALF)).sum(dim=(2, 4)).flatten(1)
        return torch.cat([quarters.sum(dim=1, keepdim=True), quarters], dim=1)


def reader(seed: int) -> nn.Module:
    """A convolutional network that reads the three numbers off a scene: (n, 3)."""
    with RandomStream(seed):
        network = nn.Sequential(
            *(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU()),
            *(nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
            *(nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
            *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, len(NUMBERS))),
        )
    return _trained(network, seed, lambda images, numbers: (network(images) - numbers).square().mean(), rate=0.05)


def autoencoder(seed: int) -> nn.Module:
    """An autoencoder through 8 maps of 8 × 8, of scenes without anything odd; as its errors, (n, 5)."""
    with RandomStream(seed):
        coder = nn.Sequential(
            *(nn.Conv2d(3, 16, 4, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 8, 4, stride=2, padding=1), nn.ReLU()),
            *(nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1), nn.ReLU(), nn.ConvTranspose2d(16, 3, 4, stride=2, padding=1)),
        )
    network = Errors(coder)
    return _trained(network, seed, lambda images, numbers: network(images)[:, 0].mean() / SIDE**2, rate=0.01)


def _trained(
    network: nn.Module, seed: int, loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], *, rate: float
) -> nn.Module:
    """The network after `PASSES` over the same scenes. loss: (images, numbers) -> a scalar."""
    known, source = draw(EXAMPLES, SEED + seed), torch.Generator().manual_seed(seed)
    images = known.images.contiguous(memory_format=torch.channels_last)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    weights = list(network.parameters())
    adam, total = Adam(weights), PASSES * -(-EXAMPLES // BATCH)
    with one_thread():
        for _ in range(PASSES):
            for batch in torch.randperm(EXAMPLES, generator=source).split(BATCH):
                slopes = torch.autograd.grad(loss(images[batch], known.numbers[batch]), weights)
                adam.step(slopes, rate * _pace(adam.count / total))
    return network.eval().requires_grad_(False)


def _pace(done: float) -> float:
    """The share of the learning rate at this share of the training."""
    turn = done / RISES - 1 if done < RISES else (done - RISES) / (1 - RISES)
    return max(0.04, (1 + math.cos(math.pi * turn)) / 2)


QUARTERS = ("upper left", "upper right", "lower left", "lower right")
NETWORKS: dict[str, Network] = {
    "reader": Network("A regression: it reads three numbers off the picture.", reader, NUMBERS, "6", odd=False),
    "autoencoder": Network(
        "It draws the picture again from 512 numbers; what it explains is how badly it does.",
        autoencoder,
        ("error of the whole picture", *(f"error {quarter}" for quarter in QUARTERS)),
        "coder.2",
        odd=True,
    ),
}
