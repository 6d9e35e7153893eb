"""What an experiment finds: lines as they were measured, what theory says, and numbers to compare the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vizlab.optimizers.rules import OPTIMIZERS, Walker

Array = NDArray[np.float64]
Line = tuple[Array, Array]


@dataclass(frozen=True)
class Fact:
    """A number that theory states, and the same as it was measured."""

    what: str
    theory: float
    measured: float


@dataclass(frozen=True)
class Finding:
    """What was measured and what theory says, name -> (x (k,), y (k,)), and the numbers that compare them."""

    lines: Mapping[str, Line]
    theory: Mapping[str, Line]
    facts: tuple[Fact, ...]
    x_title: str
    y_title: str
    scales: Mapping[str, bool] = field(default_factory=dict)  # log_x, log_y, bars


def fact_rows(finding: Finding) -> dict[str, list[str]]:
    """Column -> one entry a number that theory and measurement share."""
    return {
        "": [fact.what for fact in finding.facts],
        "Theory": [_told(fact.theory) for fact in finding.facts],
        "Measured": [_told(fact.measured) for fact in finding.facts],
    }


def finding_columns(finding: Finding) -> dict[str, list[float | str]]:
    """Every point of every line in long format: line, x, y."""
    lines = {**finding.lines, **{f"theory: {name}": line for name, line in finding.theory.items()}}
    return {
        "line": [name for name, (x, _) in lines.items() for _ in x],
        "x": [float(value) for x, _ in lines.values() for value in x],
        "y": [float(value) for _, y in lines.values() for value in y],
    }


def feed(name: str, gradients: Array, lr: float | Array = 1.0, **settings: float) -> Array:
    """The steps (k, ...) of a rule for gradients (k, ...), whatever they do."""
    walker = Walker(OPTIMIZERS[name], gradients.shape[1:], lr, settings)
    return np.array([walker.advance(gradient) for gradient in gradients])


def _told(value: float) -> str:
    """Six digits, but one of a rounding error."""
    return (f"{value:.6g}" if abs(value) > 1e-9 else f"{value:.0e}" if value else "0").replace("-", "−")
