"""Races and rules as tables: for the screen in words, for files in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vizlab.optimizers.race import Path
from vizlab.optimizers.rules import OPTIMIZERS


def outcome_rows(paths: Mapping[str, Path]) -> dict[str, list[str]]:
    """Column -> one entry a racer, as text. Distance: from the end to the nearest minimum. Reached: when first within a hundredth
    of the map of one. Computed: what it took in all."""
    return {
        "": list(paths),
        "Outcome": [path.outcome.sentence for path in paths.values()],
        "Loss": [f"{path.losses[-1]:.2g}" for path in paths.values()],
        "Distance": [_distance(path.outcome.distance) for path in paths.values()],
        "Reached": ["never" if path.reached is None else f"step {path.reached}" for path in paths.values()],
        "Computed": [_computed(path) for path in paths.values()],
    }


def rule_rows(names: Iterable[str] = OPTIMIZERS) -> dict[str, list[str]]:
    """Column -> one entry a rule: its formula and constants."""
    rules = {name: OPTIMIZERS[name] for name in names}
    return {
        "": list(rules),
        "Rule": [known.formula for known in rules.values()],
        "Constants": [_constants(known.settings) for known in rules.values()],
        "In words": [known.about for known in rules.values()],
    }


def bug_rows(names: Iterable[str]) -> dict[str, list[str]]:
    """Column -> one entry for each misprinted rule among these: what is printed, what is wrong with it, and the right line."""
    bugs = {name: OPTIMIZERS[name] for name in names if OPTIMIZERS[name].bug}
    return {
        "": list(bugs),
        "As printed": [known.formula for known in bugs.values()],
        "What is wrong": [known.bug.wrong for known in bugs.values() if known.bug],
        "The right line": [f"{known.bug.right} ({known.bug.meant})" for known in bugs.values() if known.bug],
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


def _computed(path: Path) -> str:
    """Gradients, Hessians and heights, as many as there were."""
    counts = {"gradients": path.evaluations, "Hessians": path.hessians, "heights": path.heights}
    return " + ".join(f"{n} {what}" for what, n in counts.items() if n) or "nothing"


def _distance(value: float | None) -> str:
    return "no minimum" if value is None else f"{value:.2g}"


def _constants(settings: Mapping[str, float]) -> str:
    return ", ".join(f"{LETTERS[name]} = {value:g}" for name, value in settings.items()) or "none"


LETTERS: dict[str, str] = {  # constant of a rule -> how formulas write it
    "momentum": "β",
    "decay": "ρ",
    "gamma": "γ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "weight_decay": "λ",
    "warming": "ψ",
    "damping": "least curvature",
    "shrink": "shorter by",
    "grow": "longer by",
    "least": "Δ from",
    "most": "Δ to",
}
