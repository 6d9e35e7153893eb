"""Training of the encoder-decoder on scikit-learn's digits, short enough to wait for: the same seed gives the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab import data, images
from vizlab.adam import Adam
from vizlab.filters.hourglass import network

BATCH, LR, EVERY = 64, 0.01, 10
CHANNELS = 4


@dataclass(frozen=True)
class Trained:
    """One decoder after training. weights: by name. curve: (step, mean squared error on the test digits). mse: the last of it.

    n_weights: how many numbers were learned.
    """

    weights: Mapping[str, NDArray[np.float32]]
    curve: tuple[tuple[int, float], ...]
    mse: float
    n_weights: int


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Training and test digits (n, 1, 8, 8), float32 in [0, 1]."""
    split = data.load("digits")
    first, second = (images.unit(torch.from_numpy(np.array(part.inputs))) for part in (split.train, split.test))
    return first, second


def learn(decoder: str, *, steps: int = 150, seed: int = 0, channels: int = CHANNELS) -> Trained:
    """The decoder trained with its encoder to give each digit back, `steps` batches of 64, mean squared error, Adam."""
    train, test = digits()
    weights = network.begin(decoder, channels, seed)
    dice, curve = np.random.default_rng([seed, 1]), []
    with torch.enable_grad():
        for weight in weights.values():
            weight.requires_grad_()
        adam = Adam(weights.values())
        for step in range(steps):
            if step % EVERY == 0:
                curve.append((step, error(weights, decoder, test)))
            batch = train[torch.from_numpy(dice.integers(len(train), size=BATCH))]
            loss = F.mse_loss(network.run(weights, decoder, batch).output, batch)
            adam.step(torch.autograd.grad(loss, list(weights.values())), LR)
    curve.append((steps, error(weights, decoder, test)))
    kept = {name: weight.detach().numpy() for name, weight in weights.items()}
    return Trained(kept, tuple(curve), curve[-1][1], sum(weight.size for weight in kept.values()))


def error(weights: network.Weights, decoder: str, pictures: torch.Tensor) -> float:
    """Mean squared error of the pictures (n, 1, 8, 8) given back."""
    with torch.no_grad():
        return float(F.mse_loss(network.run(weights, decoder, pictures).output, pictures))


def passed(trained: Trained, decoder: str, pictures: torch.Tensor) -> network.Passed:
    """What a trained network makes of pictures, step by step."""
    with torch.no_grad():
        return network.run({name: torch.tensor(weight) for name, weight in trained.weights.items()}, decoder, pictures)
