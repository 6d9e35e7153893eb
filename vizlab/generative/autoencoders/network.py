"""An auto-encoder of flat pictures and the loop that trains it, small enough for a second."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab import data, devices, images
from vizlab.adam import Adam
from vizlab.errors import VizlabError
from vizlab.generative.network import Vae, perceptron
from vizlab.generative.states import generator
from vizlab.generative.vae import elbo
from vizlab.randomness import RandomStream

BATCH, LR = 64, 0.005
DATA = "digits"
Loss = Callable[[Tensor, torch.Generator], Tensor]


class AutoEncoder(nn.Module):
    """Encoder x (n, d) -> code (n, latent) and decoder back, two hidden layers each. Source: Hinton & Salakhutdinov 2006."""

    def __init__(self, d: int, latent: int, hidden: int) -> None:
        """Build for pictures of d pixels and codes of `latent` numbers."""
        super().__init__()
        self.encoder = perceptron(d, hidden, latent)
        self.decoder = perceptron(latent, hidden, d)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (n, d) -> what comes back (n, d), before any squashing."""
        read: Tensor = self.decoder(self.encoder(x))
        return read


def digits() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x (1437, 64) and labels of the training digits, x (360, 64) and labels of the test digits; grey levels in [0, 1]."""
    split = data.load(DATA)
    found: list[Tensor] = []
    for part in (split.train, split.test):
        found += [images.unit(torch.tensor(part.inputs)).flatten(1), torch.tensor(part.labels)]
    return found[0], found[1], found[2], found[3]


def built(kind: type[Any], d: int, latent: int, hidden: int, seed: int) -> Any:
    """A network of this class with start weights of the seed."""
    with RandomStream(seed):
        return kind(d, latent, hidden)


def learn(
    network: nn.Module, x: Tensor, loss: Loss, *, epochs: int, seed: int, lr: float = LR, batch: int = BATCH
) -> Generator[None, None, None]:
    """Train in place with Adam and a rate that falls along a cosine; yields after every epoch.

    loss: of a batch (n, d), with a generator for noise. A batch as large as x is x, in its order.
    Errors: `VizlabError` if the loss stops being a number.
    """
    weights = list(network.parameters())
    adam, per_epoch = Adam([weight.data for weight in weights]), max(-(-len(x) // batch), 1)
    for epoch in range(epochs):
        source = generator(x.device, seed, epoch)
        order = torch.arange(len(x)) if batch >= len(x) else torch.randperm(len(x), generator=source)
        last = 0.0
        for index, rows in enumerate(order.split(batch)):
            share = (epoch * per_epoch + index) / (epochs * per_epoch)
            with devices.one_thread(), torch.enable_grad():
                cost = loss(x[rows], source)
                slopes = torch.autograd.grad(cost, weights)
            adam.step(slopes, lr * (1 + math.cos(math.pi * share)) / 2)
            last = cost.item()
        if not math.isfinite(last):
            raise VizlabError(f"The loss stopped being a number in epoch {epoch + 1}; the rate {lr:g} is too large.")
        yield


def squared(network: AutoEncoder) -> Loss:
    """Mean squared error of a pixel."""
    return lambda x, source: F.mse_loss(network(x), x)


def bernoulli(network: AutoEncoder) -> Loss:
    """The reconstruction term of a VAE with Bernoulli pixels, nats a picture, without noise and without KL."""
    return lambda x, source: elbo.reconstruction(network(x), x).mean()


def bound(network: Vae, latent: int) -> Loss:
    """-ELBO of a VAE with codes of `latent` numbers, nats a picture, with one draw of noise."""

    def cost(x: Tensor, source: torch.Generator) -> Tensor:
        reconstruction, kl = elbo.terms(network, x, torch.randn(len(x), latent, generator=source))
        return reconstruction.mean() + kl.sum(1).mean()

    return cost
