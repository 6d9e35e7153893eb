"""What a batch costs in time: softmax regression on the digits, its loss against examples seen and against seconds, measured.

The losses depend on the seed alone; the seconds on the machine and on what else it does at the moment.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vizlab import data
from vizlab.optimizers.stochastic.batches import Dots, Lines, Points

CLASSES, CHECKS = 10, 16
TURNS = 3  # each stretch is timed so often and its least time counts: others may use the machine too
EPOCHS: dict[int, int] = {1: 2, 4: 4, 16: 8, 64: 16, 256: 32, 1437: 48}  # batch size -> how often it sees all examples
RATES: dict[int, float] = {1: 0.2, 4: 1.0, 16: 2.0, 64: 2.0, 256: 2.0, 1437: 2.0}  # the best of 0.05, 0.1 ... 2 for each


@dataclass(frozen=True)
class Timing:
    """seen (m,), seconds (m,) and losses (m,) of one batch size: examples, time in steps alone, mean loss in nats."""

    seen: NDArray[np.intp]
    seconds: Points
    losses: Points

    @property
    def examples_per_second(self) -> float:
        """Over the whole run."""
        return float(self.seen[-1] / self.seconds[-1])


def curves(timings: Mapping[int, Timing], against: str) -> Lines:
    """Losses against "seen" or "seconds", the start left out."""
    return {f"S = {size}": (getattr(timing, against)[1:], timing.losses[1:]) for size, timing in timings.items()}


def throughput(timings: Mapping[int, Timing]) -> Dots:
    """Examples a second against the batch size."""
    speeds = np.array([timing.examples_per_second for timing in timings.values()])
    return {"examples a second": (np.array(list(timings)), speeds, None)}


def winners(timings: Mapping[int, Timing]) -> tuple[int, int]:
    """The batch sizes with the least loss after as many examples, and as many seconds, as all of them have taken."""
    seen = min(timing.seen[-1] for timing in timings.values())
    by_examples = {size: np.interp(seen, timing.seen, timing.losses) for size, timing in timings.items()}
    by_seconds = {size: np.interp(shortest(timings), timing.seconds, timing.losses) for size, timing in timings.items()}
    return min(by_examples, key=by_examples.__getitem__), min(by_seconds, key=by_seconds.__getitem__)


def shortest(timings: Mapping[int, Timing]) -> float:
    """The seconds of the shortest run."""
    return float(min(timing.seconds[-1] for timing in timings.values()))


def gain(timings: Mapping[int, Timing], size: int, larger: int) -> float:
    """How many times more examples a second the larger batch takes."""
    return timings[larger].examples_per_second / timings[size].examples_per_second


def measure(rate: float | None, *, seed: int) -> dict[int, Timing]:
    """One run for each batch size of `EPOCHS`, one after the other, from zero weights, with one rate for all or each its own."""
    return {size: _run(size, epochs, rate or RATES[size], seed) for size, epochs in EPOCHS.items()}


def _run(size: int, epochs: int, rate: float, seed: int) -> Timing:
    inputs, targets = _digits()
    generator = np.random.default_rng([seed, 19])
    per_epoch = len(inputs) // size  # the rest of each order is left out
    steps = epochs * per_epoch
    orders = np.stack([generator.permutation(len(inputs))[: per_epoch * size] for _ in range(epochs)]).reshape(steps, size)
    checks = np.unique(np.concatenate([[0], np.geomspace(1, steps, CHECKS).round().astype(int)]))
    weights = [np.zeros((inputs.shape[1], CLASSES))]
    seconds = np.full(len(checks) - 1, np.inf)
    for turn in range(TURNS):
        for index, (first, last) in enumerate(pairwise(checks)):
            start, here = time.perf_counter(), weights[index]
            for chosen in orders[first:last]:
                here = here - rate * _gradient(here, inputs[chosen], targets[chosen])
            seconds[index] = min(seconds[index], time.perf_counter() - start)
            if turn == 0:
                weights.append(here)
    losses = np.array([_loss(each, inputs, targets) for each in weights])
    return Timing(checks * size, np.concatenate([[0], np.cumsum(seconds)]), losses)


def _gradient(weights: Points, inputs: Points, targets: Points) -> Points:
    found: Points = inputs.T @ (_softmax(inputs @ weights) - targets) / len(inputs)
    return found


def _loss(weights: Points, inputs: Points, targets: Points) -> float:
    scores = inputs @ weights
    scores -= scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(scores).sum(axis=1)) - (scores * targets).sum(axis=1)).mean())


def _softmax(scores: Points) -> Points:
    found: Points = np.exp(scores - scores.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    return found


@lru_cache(maxsize=1)
def _digits() -> tuple[Points, Points]:
    """Pixels and a one (n, 65), and classes (n, 10) as zeros and ones."""
    train = data.load("digits").train
    pixels = train.inputs.reshape(len(train.inputs), -1).astype(np.float64) / 255
    return np.column_stack([pixels, np.ones(len(pixels))]), np.eye(CLASSES)[train.labels]
