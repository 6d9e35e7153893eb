"""Reading a learning curve (METHODS O94-O96, XD21): what it shows, what usually causes it, what to turn.

To add a sign: a function (curve) -> bool and a line in `SIGNS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEARNED = 0.05  # nats: training examples then have a probability of 95 %; what still falls below that is of no use


@dataclass(frozen=True)
class Curve:
    """Measured by epoch: losses in nats, accuracies in 0-1; validation begins before training. `chance_loss` is log C."""

    training_loss: NDArray[np.float64]
    validation_loss: NDArray[np.float64]
    training_accuracy: NDArray[np.float64]
    chance_loss: float


@dataclass(frozen=True)
class Finding:
    """One sign seen in a curve: a name, what it means, and what to try."""

    name: str
    meaning: str
    advice: str


def diagnose(record: Mapping[str, Any]) -> list[Finding]:
    """What the curves of a finished run's record show; empty if nothing stands out."""
    epochs: Sequence[Mapping[str, float]] = record["epochs"]
    trained = epochs[1:]
    curve = Curve(
        np.array([epoch["training loss"] for epoch in trained]),
        np.array([epoch["validation loss"] for epoch in epochs]),
        np.array([epoch["training accuracy"] for epoch in trained]),
        float(record["chance_loss"]),
    )
    return [finding for shows, finding in SIGNS if len(trained) and shows(curve)]


def _starts_off(curve: Curve) -> bool:
    return bool(abs(curve.validation_loss[0] - curve.chance_loss) > 0.5 * curve.chance_loss)


def _crawls(curve: Curve) -> bool:
    """Whether the loss is still near chance and comes down throughout: the later half took more than a fifth of its fall.

    An exponential fall that is cut off before three of its time constants does; one that has come to rest does not.
    """
    loss = curve.training_loss
    fall, later = loss[0] - loss[-1], loss[len(loss) // 2] - loss[-1]
    return bool(loss[-1] > 0.8 * curve.chance_loss and fall > 0.01 * curve.chance_loss and later > 0.2 * fall)


def _still_falls(curve: Curve) -> bool:
    """Whether the last fifth of the epochs took more than 5 % off the training loss."""
    last = max(len(curve.training_loss) // 5, 1)
    if curve.training_loss[-1] < LEARNED:
        return False
    return len(curve.training_loss) > last and bool(curve.training_loss[-1] < 0.95 * curve.training_loss[-1 - last])


def _jumps(curve: Curve) -> bool:
    rises = np.diff(curve.training_loss) > 0.02 * curve.training_loss[:-1]
    return len(rises) >= 3 and float(rises.mean()) > 1 / 3


def _overfits(curve: Curve) -> bool:
    best = curve.validation_loss.min()
    return bool(curve.validation_loss[-1] > 1.25 * best and curve.training_loss[-1] < 0.9 * curve.validation_loss[-1])


def _is_stuck(curve: Curve) -> bool:
    moves = _still_falls(curve) or _crawls(curve)
    return bool(curve.training_accuracy[-1] < 0.9 and not moves and not _overfits(curve))


SIGNS: tuple[tuple[Callable[[Curve], bool], Finding], ...] = (
    (
        _starts_off,
        Finding(
            "starts off",
            "Before training the loss is far from log C, the loss of a network that knows nothing.",
            "Look at the scale of the inputs and of the start weights; batch norm hides both.",
        ),
    ),
    (
        _crawls,
        Finding(
            "slow",
            "The loss falls, but has hardly left the level of chance.",
            "Raise the learning rate, by ten at first.",
        ),
    ),
    (
        _jumps,
        Finding(
            "jumpy",
            "The training loss goes up as often as down from one epoch to the next.",
            "Lower the learning rate, enlarge the batch, or end with a decaying schedule.",
        ),
    ),
    (
        lambda curve: _still_falls(curve) and not _crawls(curve) and not _overfits(curve),
        Finding(
            "unfinished",
            "The training loss was still falling at the end, even if the curve looks flat.",
            "Train for more epochs.",
        ),
    ),
    (
        _overfits,
        Finding(
            "overfitting",
            "The validation loss has turned upwards while the training loss falls: it learns by heart.",
            "Stop earlier, augment, add dropout or weight decay, or take a smaller network.",
        ),
    ),
    (
        _is_stuck,
        Finding(
            "stuck",
            "The training loss has stopped falling although many training examples are still wrong.",
            "Take a deeper or wider network, or another learning rate.",
        ),
    ),
)
