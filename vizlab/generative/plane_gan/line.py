"""Generators from one number to one number, and the density of what they make: by formula, and as a histogram of samples.

To add one: a function of a seed that gives a function of codes (n,) -> x (n,), and one line in `LINES`.
Source: change of variables, p(x) = sum of p(z) / |G'(z)| over all codes z with G(z) = x.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.generative import states
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan.losses import discriminator_loss, non_saturating
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob

Array = NDArray[np.float64]
Line = Callable[[Tensor], Tensor]
LIMIT, CODES, BINS = 4.0, 4001, 80
STEPS, BATCH, HIDDEN, LR = 500, 64, 32, 0.003  # of the trained one


@dataclass(frozen=True)
class Pushed:
    """Codes z (4001,), x = G(z) and its slope there; edges (81,), the samples' density in each bin, and the formula's."""

    z: Array
    x: Array
    slope: Array
    edges: Array
    histogram: Array
    formula: Array

    @property
    def gap(self) -> float:
        """Half the sum of the differences between both: the share of probability that lies elsewhere, 0 to 1."""
        return float(np.abs(self.histogram - self.formula).sum() * np.diff(self.edges)[0] / 2)


def push(name: str, samples: int, seed: int) -> Pushed:
    """N(0, 1) pushed through the generator of this name: samples in bins, and the formula's mean density in the same bins."""
    z = torch.linspace(-LIMIT, LIMIT, CODES, dtype=torch.float64, requires_grad=True)
    generator = LINES[name](seed)
    x = generator(z)
    (slope,) = torch.autograd.grad(x.sum(), z)
    places = x.detach().numpy()
    edges = np.linspace(*_reach(places, z.detach().numpy()), BINS + 1)
    drawn = torch.randn(samples, generator=states.generator(torch.device("cpu"), seed, 0, 7), dtype=torch.float64)
    with torch.no_grad():
        made = generator(drawn).numpy()
    counts = np.histogram(made, edges)[0] / samples / np.diff(edges)
    return Pushed(z.detach().numpy(), places, slope.numpy(), edges, counts, by_formula(z.detach().numpy(), places, edges))


def by_formula(z: Array, x: Array, edges: Array) -> Array:
    """The mean of p(x) in each bin: each piece between two neighbouring codes carries its p(z) dz to a piece of length |G'| dz.

    All pieces that reach into a bin are added up, so a place that several codes reach counts them all.
    """
    ends, mass = np.sort(np.stack([x[:-1], x[1:]]), axis=0), np.diff(_cumulative(z))
    lengths = np.maximum(ends[1] - ends[0], 1e-12)
    below = np.clip((edges[:, None] - ends[0]) / lengths, 0, 1)  # the share of each piece below each edge
    found: Array = np.diff(below @ mass) / np.diff(edges)
    return found


def chance(found: Pushed, samples: int) -> float:
    """The gap that as many samples of the formula itself would have on average: each bin off by its binomial deviation."""
    share = np.clip(found.formula * np.diff(found.edges), 0, 1)
    return float(np.sqrt(2 / math.pi * share * (1 - share) / samples).sum() / 2)


def _cumulative(z: Array) -> Array:
    return np.array([0.5 * (1 + math.erf(value / math.sqrt(2))) for value in z])


def _reach(x: Array, z: Array) -> tuple[float, float]:
    """From where to where nearly all of it lands."""
    seen = x[np.abs(z) < 3]
    room = 0.05 * (seen.max() - seen.min()) + 1e-6
    return float(seen.min() - room), float(seen.max() + room)


def trained(seed: int) -> Line:
    """One trained as a GAN on an even mixture of N(-2, 0.5²) and N(2, 0.5²)."""
    with RandomStream(seed):
        generator, discriminator = perceptron(1, HIDDEN, 1, nn.Tanh), perceptron(1, HIDDEN, 1)
    source = states.generator(torch.device("cpu"), seed, 0, 8)
    adam = {network: torch.optim.Adam(network.parameters(), LR, betas=(0.5, 0.999)) for network in (generator, discriminator)}
    for _ in range(STEPS):
        sign = torch.randint(2, (BATCH, 1), generator=source) * 4.0 - 2.0
        real = sign + 0.5 * torch.randn(BATCH, 1, generator=source)
        fake = generator(torch.randn(BATCH, 1, generator=source))
        logits = discriminator(torch.cat([real, fake.detach()]))[:, 0]
        _descend(discriminator, adam[discriminator], discriminator_loss(logits[:BATCH], logits[BATCH:]))
        _descend(generator, adam[generator], non_saturating(discriminator(fake)[:, 0]))
    generator.double().requires_grad_(False)
    return lambda z: generator(z[:, None])[:, 0]


def _descend(network: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    parameters = list(network.parameters())
    for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = slope
    optimizer.step()


LINES: dict[str, Callable[[int], Line]] = {
    "stretched and shifted": lambda seed: lambda z: 1.5 * z + 1,
    "bent": lambda seed: lambda z: 2 * z + 0.9 * torch.sin(2 * z),
    "pulled apart": lambda seed: lambda z: 0.4 * z + 2 * torch.tanh(3 * z),
    "folded": lambda seed: lambda z: z.square() - 1,
    "a trained GAN": trained,
}
KNOBS: dict[str, Knob] = {
    "line_samples": Knob(100, 100_000, "More of them: the histogram comes closer to the formula.", (100, 1000, 10_000, 100_000)),
    "line_seed": Knob(0, 99, "Samples, and start of the trained one.", tuple(range(10))),
}
