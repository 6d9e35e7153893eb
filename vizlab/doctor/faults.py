"""The eight faults of METHODS O94: a run with each, the sign by which it is known, the cure. To add one: a line in `FAULTS`.

Thresholds of the signs are measured, not derived: a healthy run shows none of them, which a test holds for several seeds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from vizlab.doctor.runs import Course, Setup, train
from vizlab.errors import VizlabError

NOT_YET, WARDS = "not yet", 100


@dataclass(frozen=True)
class Fault:
    """make: the seed of a ward -> a run with this fault. shows: whether a run has its sign; sign: that in words, with numbers.

    cure: the one that helps, a key of `CURES`.
    """

    about: str
    make: Callable[[int], Setup]
    shows: Callable[[Course], bool]
    sign: Callable[[Course], str]
    cure: str


def patient(number: int, seed: int) -> tuple[str, Setup]:
    """The fault of one of the eight beds of a ward, and its run: who lies where is decided by the seed.

    Errors: `VizlabError` for a bed that there is not.
    """
    if not 1 <= number <= len(FAULTS):
        raise VizlabError(f"A ward has the beds 1 to {len(FAULTS)}; got {number!r}.")
    fault = list(FAULTS)[np.random.default_rng(seed).permutation(len(FAULTS))[number - 1]]
    return fault, FAULTS[fault].make(seed)


def verdict(course: Course, fault: str, diagnosis: str) -> tuple[bool, str]:
    """Whether a diagnosis is right, and what in the run speaks for it or against it."""
    if diagnosis not in FAULTS:
        raise VizlabError(f"The diagnosis must be one of {', '.join(FAULTS)}; got {diagnosis!r}.")
    sign = FAULTS[diagnosis].sign(course)
    if diagnosis == fault:
        return True, f"Yes. {sign}"
    if FAULTS[diagnosis].shows(course):
        return False, f"That can be seen, but it is not the cause. {sign}"
    return False, f"No. {sign}"


def rises(course: Course) -> float:
    """The share of steps after which the next batch has a higher loss."""
    return float((np.diff(course.batch_losses) > 0).mean())


def swing(course: Course) -> float:
    """The highest over the lowest loss of a batch in the last third."""
    tail = course.batch_losses[-len(course.batch_losses) // 3 :]
    return float(tail.max() / tail.min())


def jitter(course: Course) -> float:
    """How much the validation loss jumps from look to look in the last third, as a share of itself."""
    tail = course.validation_losses[-len(course.looks) // 3 :]
    return float(np.std(np.diff(tail)) / np.mean(tail))


def progress(course: Course) -> tuple[float, float]:
    """By what share the validation loss still falls over the last sixth, and the median of last step to weights."""
    tail = course.validation_losses[-len(course.looks) // 6 :]
    return float(1 - tail[-1] / tail[0]), float(np.nanmedian(course.update_ratios))


def rise(course: Course) -> float:
    """The highest validation loss over the loss of the first batch, before any step."""
    highest = np.nan_to_num(course.validation_losses, nan=np.inf).max()
    return float(highest / course.batch_losses[0])


def rest(course: Course) -> tuple[float, float]:
    """The last gradient's length over the first's, and the last validation loss over that of guessing."""
    longest = course.gradient_norms.max(axis=1)
    classes = 2 if course.setup.data == "XOR" else 10
    return float(longest[-1] / longest[0]), course.final / float(np.log(classes))


@cache
def _first(fault: str, known: Setup) -> Setup:
    """The first start from which this setup shows the sign of the fault, in a ward's own order of starts."""
    tries = (dataclasses.replace(known, seed=known.seed + WARDS * attempt) for attempt in range(60))
    return next(setup for setup in tries if FAULTS[fault].shows(train(setup)))


def _stuck(seed: int) -> Setup:
    """Three hidden units on XOR: one start in four ends badly."""
    tiny = Setup(data="XOR", hidden=(3,), activation="tanh", batch_size=0, lr=0.5, momentum=0.9, seed=seed)
    return _first("local optimum", tiny)


def _swinging(seed: int) -> Setup:
    """A linear model of two moons, which nothing separates, so that there is a floor to swing about."""
    return _first("oscillations", Setup(data="moons", hidden=(), batch_size=0, lr=10.0, momentum=0.995, steps=120, seed=seed))


def _flat_units(seed: int) -> Setup:
    """Dead ReLU units in one ward, saturated tanh units in the next."""
    return Setup(bias=-6.0, seed=seed) if seed % 2 == 0 else Setup(activation="tanh", spread=100.0, seed=seed)


FAULTS: dict[str, Fault] = {
    "incorrect gradients": Fault(
        "Backpropagation has a mistake: the step is not downhill.",
        lambda seed: Setup(hidden=(32, 32, 32), activation="tanh", lr=0.3, bug=True, seed=seed),
        lambda course: course.gradient_gap > 1e-3,
        lambda course: (
            f"Its gradient differs from finite differences by {course.gradient_gap:.1g} of their length; rounding makes 1e-8."
        ),
        "compare the gradient with finite differences and mend it",
    ),
    "local optimum": Fault(
        "It came to rest in a minimum that is not a good one.",
        _stuck,
        lambda course: rest(course)[0] < 0.06 and rest(course)[1] > 0.35,
        lambda course: (
            f"The gradient ends at {rest(course)[0]:.1%} of its first length, and the loss at {rest(course)[1]:.0%} of guessing."
        ),
        "best of ten starts",
    ),
    "slow progress": Fault(
        "The steps are too small: it would get there, but not today.",
        lambda seed: Setup(lr=0.001, seed=seed),
        lambda course: progress(course)[0] > 0.01 and progress(course)[1] < 5e-4,
        lambda course: (
            f"A step moves the weights by {progress(course)[1]:.1g} of their length, and over the last sixth of the run the loss "
            f"falls by {progress(course)[0]:.1%}."
        ),
        "raise the rate 100 ×",
    ),
    "instability": Fault(
        "The steps are too large: the loss leaps up, and the network does not recover.",
        lambda seed: Setup(lr=4.0, seed=seed),
        lambda course: rise(course) > 3,
        lambda course: f"At its highest, the validation loss is {rise(course):.1f} times the loss before the first step.",
        "lower the rate 10 ×",
    ),
    "oscillations": Fault(
        "It swings to and fro across the valley: momentum carries it past the floor each time.",
        _swinging,
        lambda course: not course.setup.batch_size and rises(course) > 0.25 and swing(course) > 3,
        lambda course: (
            f"{rises(course):.0%} of its steps raise the loss of their batch, and "
            + ("no chance is in it: every batch is all examples." if not course.setup.batch_size else "every batch is another.")
        ),
        "no momentum",
    ),
    "fluctuations": Fault(
        "Its batches are too small for its rate: every example pulls it elsewhere.",
        lambda seed: Setup(batch_size=1, lr=0.05, steps=800, seed=seed),
        lambda course: jitter(course) > 0.2,
        lambda course: f"From one look to the next the validation loss jumps by {jitter(course):.0%} of itself.",
        "batches 16 × as large",
    ),
    "dead or saturated units": Fault(
        "Its hidden units stand where their activation is flat, and nothing reaches the weights below.",
        _flat_units,
        lambda course: course.idle > 0.5,
        lambda course: f"{course.idle:.0%} of the hidden units are flat for nearly all examples.",
        "leaky ReLU, start scaled to the fan-in",
    ),
    "ill-conditioning": Fault(
        "Its inputs are measured in units of very different size: the rate that one bears is nothing for the other.",
        lambda seed: Setup(hidden=(), scaling="mixed units", batch_size=0, lr=0.02, seed=seed),
        lambda course: course.condition > 1e5,
        lambda course: f"The widest direction of the inputs has {course.condition:.1g} times the variance of the narrowest.",
        "standardise the inputs, rate 0.1",
    ),
}
