"""Races and rules as tables: for the screen in words, for files in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.optimizers.race import Path
from vizlab.optimizers.rules import OPTIMIZERS


def outcome_rows(paths: Mapping[str, Path]) -> dict[str, list[str]]:
    """Column -> one entry a racer, as text. Distance: from the end to the nearest minimum. Gradients: how many it took in all."""
    return {
        "": list(paths),
        "Outcome": [path.outcome.sentence for path in paths.values()],
        "Loss": [f"{path.losses[-1]:.2g}" for path in paths.values()],
        "Distance": [_distance(path.outcome.distance) for path in paths.values()],
        "Gradients": [str(path.evaluations) for path in paths.values()],
    }


def rule_rows() -> dict[str, list[str]]:
    """Column -> one entry a rule: its formula and constants."""
    return {
        "": list(OPTIMIZERS),
        "Rule": [known.formula for known in OPTIMIZERS.values()],
        "Constants": [_constants(known.settings) for known in OPTIMIZERS.values()],
        "In words": [known.about for known in OPTIMIZERS.values()],
    }


def path_columns(paths: Mapping[str, Path]) -> dict[str, list[Any]]:
    """Every point of every path in long format: optimizer, step, x, y, loss."""
    return {
        "optimizer": [name for name, path in paths.items() for _ in path.points],
        "step": [step for path in paths.values() for step in range(len(path.points))],
        "x": [float(x) for path in paths.values() for x in path.points[:, 0]],
        "y": [float(y) for path in paths.values() for y in path.points[:, 1]],
        "loss": [float(loss) for path in paths.values() for loss in path.losses],
    }


def _distance(value: float | None) -> str:
    return "no minimum" if value is None else f"{value:.2g}"


def _constants(settings: Mapping[str, float]) -> str:
    letters = {"momentum": "β", "decay": "ρ", "beta1": "β₁", "beta2": "β₂", "eps": "ε"}
    return ", ".join(f"{letters[name]} = {value:g}" for name, value in settings.items()) or "none"
