"""Teacher forcing: in training the next value is foretold from true ones, in use from the network's own, with their errors.

The toy is a noisy sine whose frequency and phase have to be read off the past. A network gets the last 16 values and foretells
the next; run freely, it gets its own. `unroll` lets it live on its own values for some steps in training already.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim

from vizlab import devices
from vizlab.generative import states
from vizlab.generative.network import perceptron
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob

PAST, LENGTH, HIDDEN = 16, 100, 48  # values seen; values foretold one after the other; units
BATCH, LR, TESTS = 128, 0.003, 300
SLOWEST, FASTEST = 0.2, 0.5  # radians a step
LENGTHS = (1, 5, 20, 50, 100)  # over which errors are averaged


@dataclass(frozen=True)
class Forced:
    """Squared errors by place (100,), mean over 300 test waves: forced on the true past, free on the network's own values.

    floor: the noise's variance, below which nothing can be foretold. chance: error of foretelling 0 always. waves: true (3, 116),
    and what the network made of their beginnings, (3, 100).
    """

    forced: NDArray[np.float64]
    free: NDArray[np.float64]
    floor: float
    chance: float
    waves: NDArray[np.float32]
    made: NDArray[np.float32]

    def over(self, length: int) -> tuple[float, float]:
        """Mean squared error of the first values: forced, free."""
        return float(self.forced[:length].mean()), float(self.free[:length].mean())


def measure(sine_noise: float, unroll: int, steps: int, seed: int) -> Forced:
    """Learn for some steps, then foretell 100 values of fresh waves in both ways."""
    with devices.one_thread():
        return _measure(sine_noise, unroll, steps, seed)


def waves(n: int, length: int, noise: float, source: torch.Generator) -> Tensor:
    """Noisy sines (n, length) of amplitude 1, each of its own frequency and phase."""
    drawn = torch.rand(2, n, 1, generator=source)
    pace, phase = SLOWEST + (FASTEST - SLOWEST) * drawn[0], 2 * math.pi * drawn[1]
    clean = torch.sin(pace * torch.arange(length) + phase)
    return clean + noise * torch.randn(n, length, generator=source)


def run_freely(network: nn.Module, past: Tensor, length: int) -> Tensor:
    """Values (n, length) that follow past (n, 16), each foretold from the last 16, true at first and then its own."""
    made: list[Tensor] = []
    for _ in range(length):
        value = network(past)
        made.append(value)
        past = torch.cat([past[:, 1:], value], dim=1)
    return torch.cat(made, dim=1)


@torch.no_grad()
def run_forced(network: nn.Module, x: Tensor) -> Tensor:
    """Values (n, length) foretold from the true ones before, of waves (n, 16 + length)."""
    found: Tensor = network(x[:, :-1].unfold(1, PAST, 1))[..., 0]
    return found


def _measure(noise: float, unroll: int, steps: int, seed: int) -> Forced:
    cpu = torch.device("cpu")
    with RandomStream(seed):
        network = perceptron(PAST, HIDDEN, 1)
    optimizer = optim.Adam(network.parameters(), LR)
    source = states.generator(cpu, seed, 0)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = LR * (1 + math.cos(math.pi * step / steps)) / 2
        x = waves(BATCH, PAST + unroll, noise, source)
        loss = (run_freely(network, x[:, :PAST], unroll) - x[:, PAST:]).square().mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    x = waves(TESTS, PAST + LENGTH, noise, states.generator(cpu, seed, 1))
    true = x[:, PAST:]
    with torch.no_grad():
        free = run_freely(network, x[:, :PAST], LENGTH)
    forced = (run_forced(network, x) - true).square().double().mean(0).numpy()
    errors = (free - true).square().double().mean(0).numpy()
    return Forced(forced, errors, noise**2, float(true.square().mean()), x[:3].numpy(), free[:3].numpy())


def curves(found: Forced) -> dict[str, list[tuple[float, float]]]:
    """Squared error by place, for a figure."""
    ways = {"forced: the past is true": found.forced, "free: the past is its own": found.free}
    return {
        name: [(float(at), round(float(value), 6)) for at, value in enumerate(errors, start=1)] for name, errors in ways.items()
    }


def bars(found: Forced) -> tuple[list[str], list[float]]:
    """Labels and mean squared errors over the first values, free ones first forced."""
    labels, values = [], []
    for length in LENGTHS:
        for way, value in zip(("forced", "free"), found.over(length), strict=True):
            labels.append(f"{way}, {length} value{'s' if length > 1 else ''}")
            values.append(value)
    return labels, values


def wave(found: Forced, which: int) -> dict[str, list[tuple[float, float]]]:
    """A true wave, and what the network made of its first 16 values."""
    true = [(float(at - PAST + 1), round(float(value), 4)) for at, value in enumerate(found.waves[which])]
    made = [(float(at), round(float(value), 4)) for at, value in enumerate(found.made[which], start=1)]
    return {"true": true, "free": made}


KNOBS: dict[str, Knob] = {
    "sine_noise": Knob(0.0, 0.3, "Standard deviation of the noise on every value.", (0.0, 0.02, 0.05, 0.1, 0.2)),
    "unroll": Knob(1, 10, "Values that it foretells from its own in training: 1 is teacher forcing.", (1, 2, 5, 10)),
    "sine_steps": Knob(0, 1000, "Training steps of 128 waves; 0 is the untrained network.", (0, 100, 300, 600)),
}
