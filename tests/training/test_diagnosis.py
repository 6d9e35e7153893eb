"""Reading a curve (METHODS O94-O96): real runs that go wrong in known ways, and a hand-made curve for every sign."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from vizlab.recipes import Recipe
from vizlab.training import diagnose
from vizlab.training.diagnosis import SIGNS

CHANCE = math.log(10)


def names(
    training: Sequence[float], validation: Sequence[float] | None = None, accuracy: float = 0.99, start: float = CHANCE
) -> list[str]:
    """The signs seen in a hand-made run; validation follows training where nothing else is said."""
    validation = training if validation is None else validation
    epochs: list[dict[str, float]] = [{"epoch": 0, "validation loss": start}]
    for epoch, (a, b) in enumerate(zip(training, validation, strict=True), start=1):
        epochs.append({"epoch": epoch, "training loss": a, "validation loss": b, "training accuracy": accuracy})
    return [finding.name for finding in diagnose({"epochs": epochs, "chance_loss": CHANCE})]


def falling(first: float, last: float, n: int = 20, constants: float = 8.0) -> list[float]:
    """An exponential fall from `first` towards `last`, cut off after so many time constants."""
    return [last + (first - last) * math.exp(-constants * k / (n - 1)) for k in range(n)]


HEALTHY = falling(1.5, 0.02)


def test_a_healthy_curve_shows_nothing() -> None:
    assert names(HEALTHY) == []
    assert names(HEALTHY, [1.1 * loss + 0.01 for loss in HEALTHY]) == []


def test_a_real_healthy_run_shows_nothing(default_run: Any) -> None:
    assert diagnose(default_run.record) == []


def test_a_tiny_learning_rate_is_called_slow(run_to_the_end: Callable[[Recipe], Any]) -> None:
    """The catalogue's recipe, and its control: a hundred times the learning rate."""
    slow = run_to_the_end(Recipe(lr=1e-5, epochs=10, schedule="constant")).record
    assert [finding.name for finding in diagnose(slow)] == ["slow"]
    assert slow["report"]["accuracy"] < 0.6
    quick = run_to_the_end(Recipe(lr=1e-3, epochs=10, schedule="constant")).record
    assert "slow" not in [finding.name for finding in diagnose(quick)]
    assert quick["report"]["accuracy"] > 0.9


def test_a_curve_that_still_falls_is_called_unfinished(run_to_the_end: Callable[[Recipe], Any]) -> None:
    """The catalogue's recipe; that more epochs help is checked as well, for that is what the sign says."""
    recipe = {"optimizer": "SGD", "lr": 0.003, "schedule": "constant"}
    short = run_to_the_end(Recipe(**recipe, epochs=10)).record
    assert [finding.name for finding in diagnose(short)] == ["unfinished"]
    longer = run_to_the_end(Recipe(**recipe, epochs=40)).record
    assert longer["epochs"][-1]["training loss"] < 0.5 * short["epochs"][-1]["training loss"]


def test_a_line_on_xor_is_called_stuck(run_to_the_end: Callable[[Recipe], Any]) -> None:
    record = run_to_the_end(Recipe(data="XOR", model="logistic regression", lr=0.01)).record
    assert [finding.name for finding in diagnose(record)] == ["stuck"]


def test_ever_larger_steps_are_called_jumpy_or_stuck(run_to_the_end: Callable[[Recipe], Any]) -> None:
    recipe = Recipe(lr=1.0, optimizer="SGD with momentum", momentum=0.95, batch_norm=False, schedule="constant", epochs=10)
    assert {finding.name for finding in diagnose(run_to_the_end(recipe).record)} <= {"jumpy", "stuck"} != set()


@pytest.mark.parametrize("constants", [0.5, 1.0, 2.0])
def test_slow_is_a_fall_near_chance_that_was_cut_off(constants: float) -> None:
    assert names(falling(CHANCE, 0.85 * CHANCE, constants=constants), accuracy=0.2) == ["slow"]
    assert "slow" not in names(falling(CHANCE, 0.85 * CHANCE, constants=8), accuracy=0.2)  # it has come to rest: stuck
    assert "slow" not in names(falling(CHANCE, 0.2 * CHANCE, constants=3))  # far from chance


def test_unfinished_is_a_fall_that_goes_on() -> None:
    assert names(falling(1.5, 0.02, constants=3)) == ["unfinished"]
    assert names(falling(1.5, 0.02, constants=12)) == []
    assert names([0.04 * 0.9**k for k in range(20)]) == []  # what falls from 96 % to 100 % is of no use


def test_stuck_is_a_level_with_many_mistakes() -> None:
    assert names([1.0] * 20, accuracy=0.6) == ["stuck"]
    assert names([1.0] * 20, accuracy=0.95) == []
    assert names([CHANCE] * 20, accuracy=0.1) == ["stuck"]


def test_overfitting_is_a_validation_loss_that_turns() -> None:
    turning = [*falling(1.5, 0.3, n=10), *np.linspace(0.35, 0.9, 10)]
    assert names(HEALTHY, turning) == ["overfitting"]
    assert names(turning, turning, accuracy=0.95) == ["jumpy"]  # both rise: that is no learning by heart


def test_jumpy_is_up_and_down() -> None:
    wave = [loss * (1.3 if k % 2 else 1.0) for k, loss in enumerate([0.5] * 20)]
    assert names(wave, accuracy=0.95) == ["jumpy"]
    ripple = [0.5 * (1.01 if k % 2 else 1.0) for k in range(20)]
    assert names(ripple, accuracy=0.95) == []
    assert names([0.5, 0.8, 0.79], accuracy=0.95) == []  # two steps are no habit


@pytest.mark.parametrize(("start", "off"), [(CHANCE, False), (1.4 * CHANCE, False), (1.6 * CHANCE, True), (0.4 * CHANCE, True)])
def test_a_start_far_from_chance_is_named(start: float, off: bool) -> None:
    assert ("starts off" in names(HEALTHY, start=start)) == off


def test_every_sign_is_shown_by_some_curve_above() -> None:
    seen = {
        *names(HEALTHY, start=3 * CHANCE),
        *names(falling(CHANCE, 0.85 * CHANCE, constants=1), accuracy=0.2),
        *names([0.5, 0.8] * 10, accuracy=0.95),
        *names(falling(1.5, 0.02, constants=3)),
        *names(HEALTHY, [*falling(1.5, 0.3, n=10), *np.linspace(0.35, 0.9, 10)]),
        *names([1.0] * 20, accuracy=0.6),
    }
    assert seen == {finding.name for _, finding in SIGNS}


@pytest.mark.parametrize("n", range(4))
def test_runs_of_a_few_epochs_are_read_too(n: int) -> None:
    assert set(names([1.0, 0.9, 0.8][:n], accuracy=0.5)) <= {finding.name for _, finding in SIGNS}


def test_findings_are_sentences() -> None:
    for _, finding in SIGNS:
        assert finding.meaning.endswith(".")
        assert finding.advice.endswith(".")
        assert finding.name == finding.name.lower()
