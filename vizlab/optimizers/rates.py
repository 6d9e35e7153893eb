"""The learning rates to choose from, and a good one for every optimizer on every surface.

`RATES` holds, of all `LRS`, the one that costs least from five starts, so that no lucky jump decides (see `costs`; a test tries
the neighbours). The saddle has no minimum: there all have the same rate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from vizlab.landscapes import Surface
from vizlab.optimizers.race import Path, race

LRS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
SWEEP_STEPS = 500


def default_rate(surface: str, optimizer: str) -> float:
    """The rate with which this optimizer starts on this surface."""
    return RATES[surface][optimizer]


def sweep_starts(surface: Surface) -> list[tuple[float, float]]:
    """The default start, and the middles of the map's four quarters."""
    return [surface.start, *((x, y) for x in _quarters(surface.x) for y in _quarters(surface.y))]


def costs(surface: Surface, rates: Mapping[str, float]) -> dict[str, tuple[float, float, float]]:
    """What each optimizer's rate costs from five starts, the smaller the better, the first number first.

    In how many races the loss is ever above that of the start; mean steps to a minimum, one more than all where it is not
    reached; mean log10 of the last loss.
    """
    races = [race(surface, rates, start, steps=SWEEP_STEPS) for start in sweep_starts(surface)]
    return {name: _cost([paths[name] for paths in races], surface.floor or 0.0) for name in rates}


def _cost(paths: Sequence[Path], floor: float) -> tuple[float, float, float]:
    steps, ends = [_steps(path) for path in paths], [_end(path, floor) for path in paths]
    return sum(map(_climbs, paths)), float(np.mean(steps)), float(np.mean(ends))


def _quarters(span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    return 0.75 * low + 0.25 * high, 0.25 * low + 0.75 * high


def _steps(path: Path) -> int:
    if path.outcome.verdict == "arrived":
        return path.outcome.step or 0
    return SWEEP_STEPS + 1


def _climbs(path: Path) -> bool:
    return path.outcome.verdict == "flew off" or bool(path.losses.max() > path.losses[0])


def _end(path: Path, floor: float) -> float:
    return math.log10(max(path.losses[-1] - floor, 1e-16))


RATES: dict[str, dict[str, float]] = {
    "Rosenbrock": {"GD": 0.001, "momentum": 0.001, "Nesterov": 0.001, "AdaGrad": 0.1, "RMSProp": 0.01, "Adam": 0.1},
    "ravine": {"GD": 0.02, "momentum": 0.01, "Nesterov": 0.005, "AdaGrad": 1.0, "RMSProp": 0.05, "Adam": 0.5},
    "bowl": {"GD": 0.5, "momentum": 0.02, "Nesterov": 0.5, "AdaGrad": 1.0, "RMSProp": 0.05, "Adam": 0.5},
    "Himmelblau": {"GD": 0.01, "momentum": 0.001, "Nesterov": 0.01, "AdaGrad": 0.5, "RMSProp": 0.01, "Adam": 0.5},
    "saddle": {"GD": 0.05, "momentum": 0.05, "Nesterov": 0.05, "AdaGrad": 0.05, "RMSProp": 0.05, "Adam": 0.05},
    "plateau": {"GD": 2.0, "momentum": 1.0, "Nesterov": 1.0, "AdaGrad": 0.5, "RMSProp": 0.02, "Adam": 1.0},
}
