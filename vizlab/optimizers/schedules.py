"""Schedules: what the learning rate is multiplied by at each step.

Most know it beforehand, from the step t (the first is 0) and the number of steps. The others watch the losses, and each racer
then has its own: pure functions (loss, memory, t) -> (factor, memory), whose memories start at zero. To add one: a function and a
line in `SCHEDULES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

Array = NDArray[np.float64]
Watch = Callable[..., tuple[Array, tuple[Array, ...]]]


@dataclass(frozen=True)
class Schedule:
    """factor: (t, steps) -> the factor. watch: instead of it, for those that read the losses, with as many `memories`."""

    formula: str
    about: str
    factor: Callable[[int, int], float] | None = None
    watch: Watch | None = None
    memories: int = 0


class Pacer:
    """A schedule under way."""

    def __init__(self, name: str, steps: int, shape: tuple[int, ...]) -> None:
        """For so many steps, and losses of this shape. Errors: `VizlabError` for an unknown schedule."""
        if name not in SCHEDULES:
            raise VizlabError(f"The schedule must be one of {', '.join(SCHEDULES)}; got {name!r}.")
        self.schedule, self.steps, self.t = SCHEDULES[name], steps, 0
        self.memory = tuple(np.zeros(shape) for _ in range(self.schedule.memories))

    def advance(self, losses: Array) -> float | Array:
        """The factor of the next step; losses: at the points from which it is taken."""
        t, self.t = self.t, self.t + 1
        if self.schedule.factor is not None:
            return self.schedule.factor(t, self.steps)
        assert self.schedule.watch is not None
        factors, self.memory = self.schedule.watch(losses, self.memory, t)
        return factors


def constant(t: int, steps: int) -> float:
    """Always 1."""
    return 1.0


def step_decay(t: int, steps: int, *, stages: int = 5) -> float:
    """Halved whenever another `stages`-th of the steps is over."""
    return float(0.5 ** (t * stages // steps))


def exponential(t: int, steps: int, *, end: float = 0.01) -> float:
    """exp(-k t), with k such that it would come to `end` after the last step."""
    return float(end ** (t / steps))


def inverse(t: int, steps: int, *, halvings: float = 10.0) -> float:
    """1 / (1 + k t), with k such that it is halved `halvings` times sooner than all steps take."""
    return 1 / (1 + halvings * t / steps)


def inverse_root(t: int, steps: int) -> float:
    """1 / √t, t from 1: however long it runs, the steps go on, and their noise dies away."""
    return 1 / math.sqrt(t + 1)


def cosine(t: int, steps: int) -> float:
    """Half a wave from 1 to 0."""
    return 0.5 * (1 + math.cos(math.pi * t / steps))


def restarts(t: int, steps: int, *, rounds: int = 4) -> float:
    """`rounds` half waves, each from 1 again. Source: Loshchilov & Hutter 2017, arXiv:1608.03983."""
    length = math.ceil(steps / rounds)
    return cosine(t % length, length)


def warm_up(t: int, steps: int, *, share: float = 0.1) -> float:
    """A rising line for the first `share` of the steps, then 1."""
    return min(1.0, (t + 1) / max(1, round(share * steps)))


def one_cycle(t: int, steps: int, *, rise: float = 0.3, low: float = 1 / 25, end: float = 1e-4) -> float:
    """Up from `low` to 1 and down to `low` times `end`, both along a wave. Source: Smith 2018, as in `torch.optim`."""
    top = rise * steps - 1
    if t <= top:
        return 1 + (low - 1) * cosine_share(t / top)
    return low * end + (1 - low * end) * cosine_share((t - top) / (steps - 1 - top))


def cosine_share(part: float) -> float:
    """From 1 to 0 along half a wave, as part goes from 0 to 1."""
    return (1 + math.cos(math.pi * part)) / 2


def plateau(
    losses: Array, memory: tuple[Array, ...], t: int, *, patience: int = 10, ratio: float = 0.5, threshold: float = 1e-4
) -> tuple[Array, tuple[Array, ...]]:
    """Halved when the loss was not better than the best for more than `patience` steps, as `torch.optim`'s ReduceLROnPlateau."""
    if t == 0:
        return np.ones_like(losses), (losses, np.zeros_like(losses), np.ones_like(losses))
    best, waited, factors = memory
    better = losses < best - threshold * np.abs(best)
    waited = np.where(better, 0, waited + 1)
    tired = waited > patience
    factors = np.where(tired, ratio * factors, factors)
    return factors, (np.where(better, losses, best), np.where(tired, 0, waited), factors)


def bold_driver(
    losses: Array, memory: tuple[Array, ...], t: int, *, bolder: float = 1.05, shyer: float = 0.5
) -> tuple[Array, tuple[Array, ...]]:
    """A little up after each step down, half after each step up. Source: Battiti 1989, Complex Systems 3."""
    if t == 0:
        return np.ones_like(losses), (losses, np.ones_like(losses))
    factors = memory[1] * np.where(losses > memory[0], shyer, bolder)
    return factors, (losses, factors)


def factors(name: str, steps: int) -> Array | None:
    """All factors (steps,) of a schedule that knows them beforehand; None of one that watches the losses."""
    known: Any = SCHEDULES[name].factor
    return None if known is None else np.array([known(t, steps) for t in range(steps)])


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule("α", "The same rate to the end.", constant),
    "step decay": Schedule("α ½^⌊5 t / T⌋", "Halved after every fifth of the steps.", step_decay),
    "exponential": Schedule("α exp(−k t),  k = ln 100 / T", "Down to a hundredth, by the same factor at each step.", exponential),
    "inverse time": Schedule(
        "α / (1 + k t),  k = 10 / T", "Half after a tenth of the steps; slow enough to get anywhere.", inverse
    ),
    "inverse root": Schedule(
        "α / √t,  t from 1", "The classic of proofs: it ends the cycles of rules of one size.", inverse_root
    ),
    "cosine": Schedule("α ½ (1 + cos(π t / T))", "High for long, then down to nothing.", cosine),
    "cosine, restarts": Schedule(
        "α ½ (1 + cos(π τ / (T/4))),  τ = t mod T/4",
        "Four times down, and up again at once: a jump may leave a poor minimum.",
        restarts,
    ),
    "warm-up": Schedule("α min(1, (t + 1) / (T/10))", "Short steps first, while averages are young.", warm_up),
    "one-cycle": Schedule("α up from 1/25, then down to 4·10⁻⁶", "Once up and once down, along waves.", one_cycle),
    "plateau": Schedule(
        "α ½ whenever 10 steps brought nothing better",
        "Watches the loss, and halves the rate where it stops falling.",
        watch=plateau,
        memories=3,
    ),
    "bold driver": Schedule(
        "α 1.05 after a fall of the loss, α ½ after a rise",
        "Watches the loss: bolder while it falls, halved when it rises.",
        watch=bold_driver,
        memories=2,
    ),
}
