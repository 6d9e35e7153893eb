"""The best discriminator of two Gaussians on a line, trained and by formula, and what its loss says of the distance between them.

D*(x) = p(x) / (p(x) + q(x)), and its loss J_D is 2 log 2 - 2 JS(p, q) (Goodfellow et al. 2014, arXiv:1406.2661, eq. 2 and theorem
1): so the generator that plays against it goes down JS, which is flat at log 2 where p and q do not meet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab import devices
from vizlab.generative import states
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan.losses import discriminator_loss
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob

Array = NDArray[np.float64]
STEPS, BATCH, HIDDEN, LR = 500, 512, 32, 0.02
TESTED = 20_000  # points of each kind of which the trained D's loss is the mean
SEEN = 0.02  # of the larger peak of p + q: where less lies, no sample tells D anything


@dataclass(frozen=True)
class Best:
    """On places x (201,): densities p and q, the best D and the trained one; J_D of the trained on fresh points; JS(p, q), nats.

    worst: largest gap between both D where p + q is more than a fiftieth of its peak.
    """

    x: Array
    p: Array
    q: Array
    formula: Array
    trained: Array
    loss: float
    js: float
    worst: float

    @property
    def js_by_loss(self) -> float:
        """JS as the trained discriminator's loss says it: log 2 - J_D / 2."""
        return math.log(2) - self.loss / 2


def learn(distance: float, spread: float, seed: int) -> Best:
    """D on fresh points of p = N(-distance / 2, 1) and q = N(distance / 2, spread²)."""
    x, p, q = densities(distance, spread)
    with RandomStream(seed):
        network = perceptron(1, HIDDEN, 1, nn.Tanh)
    device = devices.pick()
    source = states.generator(torch.device("cpu"), seed, 0, 6)
    optimizer = torch.optim.Adam(network.to(device).parameters(), LR)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        points = _drawn(BATCH, distance, spread, source).to(device)
        logits = network(points)[:, 0]
        optimizer.zero_grad()
        discriminator_loss(logits[:BATCH], logits[BATCH:]).backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        trained = network(torch.tensor(x, dtype=torch.float32, device=device)[:, None])[:, 0].double().sigmoid().cpu().numpy()
        logits = network(_drawn(TESTED, distance, spread, source).to(device))[:, 0]
    formula, seen = p / (p + q), (p + q) > SEEN * (p + q).max()
    loss = float(discriminator_loss(logits[:TESTED], logits[TESTED:]))
    return Best(x, p, q, formula, trained, loss, jensen_shannon(distance, spread), float(np.abs(trained - formula)[seen].max()))


def densities(distance: float, spread: float, n: int = 201) -> tuple[Array, Array, Array]:
    """Places (n,) that hold nearly all of both, and both densities there."""
    x = np.linspace(-distance / 2 - 4 * max(1.0, spread), distance / 2 + 4 * max(1.0, spread), n)
    return x, _normal(x, -distance / 2, 1.0), _normal(x, distance / 2, spread)


def jensen_shannon(distance: float, spread: float) -> float:
    """JS(p, q) by quadrature (trapezoids on 4,001 places), nats."""
    x, p, q = densities(distance, spread, 4001)
    middle = (p + q) / 2
    parts = [np.where(part > 1e-300, part * np.log(np.maximum(part, 1e-300) / middle), 0.0) for part in (p, q)]
    return float(np.trapezoid((parts[0] + parts[1]) / 2, x))


def wasserstein(distance: float, spread: float) -> float:
    """W1(p, q) = ∫ |P - Q| dx of the distribution functions, by quadrature."""
    x, p, q = densities(distance, spread, 4001)
    step = x[1] - x[0]
    return float(np.abs(np.cumsum(p - q)).sum() * step * step)


def over_distance(spread: float) -> tuple[Array, Array, Array]:
    """Distances (33,) from 0 to 8, with JS and W1 at each."""
    distances = np.linspace(0, 8, 33)
    found = np.array([(jensen_shannon(distance, spread), wasserstein(distance, spread)) for distance in distances])
    return distances, found[:, 0], found[:, 1]


def _drawn(n: int, distance: float, spread: float, source: torch.Generator) -> torch.Tensor:
    """n points of p, then n of q: (2 n, 1)."""
    points = torch.randn(2 * n, 1, generator=source)
    points[n:] *= spread
    points[:n] -= distance / 2
    points[n:] += distance / 2
    return points


def _normal(x: Array, mean: float, spread: float) -> Array:
    return np.exp(-0.5 * ((x - mean) / spread) ** 2) / (spread * math.sqrt(2 * math.pi))


KNOBS: dict[str, Knob] = {
    "apart": Knob(0.0, 8.0, "Between the means of data and generated points.", (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)),
    "fake_spread": Knob(
        0.3, 2.0, "Standard deviation of the generated points; that of the data is 1.", (0.3, 0.5, 1.0, 1.5, 2.0)
    ),
    "best_seed": Knob(0, 99, "Start weights and samples.", tuple(range(10))),
}
