"""A small network under many recipes at once: two inputs, one layer of tanh, one output, trained on the two moons.

Everything is one batch (schedules, rates, seeds, ...), by the same rules that walk on surfaces. What is learnt here about
optimizers holds for this one small problem.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.data import points
from vizlab.errors import VizlabError
from vizlab.optimizers.rules import GRADIENT_RULES, Walker
from vizlab.optimizers.starts.sweeps import decades, good_band

HIDDEN, BATCH, N_TRAIN, N_VALIDATION = 12, 20, 60, 300
NOISE = 0.25  # standard deviation of the moons' points: no curve separates all
SCHEDULES = ("constant rate", "rate falling to zero")
CLOSE = 1.1  # a rate is good if its validation loss is at most this times the best
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Tuned:
    """Cross entropies in nats after training, (2 schedules, rates); each is the mean over the seeds.

    error: the standard error of the mean test loss.
    """

    lr: Array
    train: Array
    validation: Array
    test: Array
    error: Array

    def best(self, schedule: int = 0) -> int:
        """The index of the rate with the least validation loss."""
        return int(np.nan_to_num(self.validation[schedule], nan=np.inf).argmin())

    def at_best(self, schedule: int = 0) -> tuple[float, float, float]:
        """Rate, training and test loss where the validation loss is least."""
        i = self.best(schedule)
        return float(self.lr[i]), float(self.train[schedule, i]), float(self.test[schedule, i])

    def band(self, schedule: int = 0) -> float:
        """How many decades of rates come within `CLOSE` of the best."""
        losses = self.validation[schedule]
        return decades(good_band(self.lr, losses <= CLOSE * losses[self.best(schedule)]))

    @property
    def gain(self) -> float:
        """By what share a falling rate lowers the test loss, each schedule at its best rate; below 0 where it raises it."""
        return 1 - self.at_best(1)[2] / self.at_best(0)[2]


def tune(optimizers: Sequence[str], lr: Array, *, steps: int = 300, seeds: int = 4, seed: int = 0) -> dict[str, Tuned]:
    """Every optimizer at every rate lr (n,), with both schedules, from several seeds on the same batches.

    Errors: `VizlabError` for a number of steps or seeds that makes no training.
    """
    if not (1 <= steps <= 2000 and 1 <= seeds <= 20):
        raise VizlabError(f"Tuning needs 1 to 2,000 steps and 1 to 20 seeds; got {steps!r} and {seeds!r}.")
    drawn = [_problem(seed + i, steps) for i in range(seeds)]
    start, x, y, batches = (np.stack(column) for column in zip(*drawn, strict=True))
    return {name: _tuned(name, lr, start, (x, y), batches) for name in optimizers}


def losses(w: Array, x: Array, y: Array) -> Array:
    """Mean cross entropies (...) in nats of networks w (..., 4 HIDDEN + 1) on points x (..., n, 2) with labels y (..., n)."""
    out = _forward(w, x)[1]
    found: Array = (np.logaddexp(0, out) - y * out).mean(axis=-1)
    return found


def gradients(w: Array, x: Array, y: Array) -> Array:
    """The gradients (..., 4 HIDDEN + 1) of `losses`."""
    hidden, out = _forward(w, x)
    error = (0.5 * (1 + np.tanh(0.5 * out)) - y) / y.shape[-1]
    back = error[..., None] * w[..., None, 3 * HIDDEN : 4 * HIDDEN] * (1 - hidden * hidden)
    first = np.swapaxes(x, -1, -2) @ back
    parts = [
        first.reshape(*first.shape[:-2], 2 * HIDDEN),
        back.sum(axis=-2),
        (error[..., None, :] @ hidden)[..., 0, :],
        error.sum(axis=-1, keepdims=True),
    ]
    return np.concatenate(parts, axis=-1)


def _forward(w: Array, x: Array) -> tuple[Array, Array]:
    """Hidden values (..., n, HIDDEN) and outputs before the sigmoid (..., n)."""
    first = w[..., : 2 * HIDDEN].reshape(*w.shape[:-1], 2, HIDDEN)
    hidden = np.tanh(x @ first + w[..., None, 2 * HIDDEN : 3 * HIDDEN])
    return hidden, (hidden @ w[..., 3 * HIDDEN : 4 * HIDDEN, None])[..., 0] + w[..., -1:]


def _problem(seed: int, steps: int) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    """One seed's start (weights), all points (2000, 2), labels (2000,), and the batches (steps, BATCH) of training points."""
    split, rng = points.load("moons", NOISE, seed), np.random.default_rng([seed, 2])
    start = rng.normal(size=4 * HIDDEN + 1) * np.repeat([2**-0.5, 0.0, HIDDEN**-0.5, 0.0], [2 * HIDDEN, HIDDEN, HIDDEN, 1])
    x = np.concatenate([split.train.inputs, split.test.inputs]).astype(np.float64)
    y = np.concatenate([split.train.labels, split.test.labels]).astype(np.float64)
    return start, x, y, rng.integers(0, N_TRAIN, (steps, BATCH))


def _tuned(name: str, lr: Array, start: Array, data: tuple[Array, Array], batches: NDArray[np.int64]) -> Tuned:
    x, y = data
    n, steps = batches.shape[:2]
    w = np.broadcast_to(start, (2, len(lr), *start.shape)).copy()
    walker, each = Walker(GRADIENT_RULES[name], w.shape, lr[:, None, None], {}), np.arange(n)[:, None]
    with np.errstate(all="ignore"):  # who diverges does so in silence, and is then told of
        for t in range(steps):
            rows = batches[:, t]
            factor = np.array([1.0, 1 - t / steps])[:, None, None, None]
            w += walker.advance(gradients(w, x[each, rows], y[each, rows]), factor)
        parts = (slice(N_TRAIN), slice(1000, 1000 + N_VALIDATION), slice(1000 + N_VALIDATION, None))
        found = [np.nan_to_num(losses(w, x[:, part], y[:, part]), nan=np.inf) for part in parts]
        error = found[-1].std(axis=-1, ddof=1) / math.sqrt(n) if n > 1 else np.full(found[-1].shape[:2], np.nan)
    train, validation, test = (each.mean(axis=-1) for each in found)
    return Tuned(lr, train, validation, test, error)


def rows(found: Mapping[str, Tuned]) -> dict[str, list[str]]:
    """Column -> one entry an optimizer, as text; test losses with their standard error over the seeds."""
    return {
        "": list(found),
        "Best rate": [f"{one.at_best()[0]:.2g}" for one in found.values()],
        "Training loss": [f"{one.at_best()[1]:.3f}" for one in found.values()],
        "Test loss": [f"{one.at_best(0)[2]:.3f} ± {one.error[0, one.best(0)]:.3f}" for one in found.values()],
        "Good rates, decades": [f"{one.band(0):.1f}" for one in found.values()],
        "Test loss, falling rate": [f"{one.at_best(1)[2]:.3f} ± {one.error[1, one.best(1)]:.3f}" for one in found.values()],
        "Gain of the fall": [f"{one.gain:+.1%}" for one in found.values()],
    }
