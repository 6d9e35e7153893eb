"""Who fares how where: the outcome of every optimizer on every surface, from each surface's own start."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import find
from vizlab.optimizers.outcome import VERDICTS, Outcome
from vizlab.optimizers.race import race
from vizlab.optimizers.rates import default_rate


def standings(
    surfaces: Sequence[str], optimizers: Sequence[str], *, lr: float | None = None, steps: int = 500
) -> list[list[Outcome]]:
    """Outcomes, a row a surface and a column an optimizer. lr: one rate for all; None: each its own on each surface."""
    return [_row(name, optimizers, lr, steps) for name in surfaces]


def verdicts(outcomes: Sequence[Sequence[Outcome]]) -> NDArray[np.int16]:
    """The outcomes' places in the table `VERDICTS`."""
    places = {verdict: index for index, verdict in enumerate(VERDICTS)}
    return np.array([[places[outcome.verdict] for outcome in row] for row in outcomes], dtype=np.int16)


def _row(name: str, optimizers: Sequence[str], lr: float | None, steps: int) -> list[Outcome]:
    surface = find(name)
    rates = {label: default_rate(name, label) if lr is None else lr for label in optimizers}
    return [path.outcome for path in race(surface, rates, surface.start, steps=steps).values()]
