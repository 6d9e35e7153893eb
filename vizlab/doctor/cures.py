"""What can be done to a run. To add a cure: a line in `CURES`. Each may be tried on any patient, right or wrong."""

from __future__ import annotations

import dataclasses
from typing import Any

from vizlab.doctor.runs import Setup
from vizlab.errors import VizlabError


def cured(setup: Setup, cure: str) -> Setup:
    """The same run with this cure. Errors: `VizlabError` for a cure that there is not."""
    if cure not in CURES:
        raise VizlabError(f"The cure must be one of {', '.join(CURES)}; got {cure!r}.")
    return dataclasses.replace(setup, **CURES[cure](setup))


def _larger_batches(setup: Setup) -> dict[str, Any]:
    return {"batch_size": 16 * setup.batch_size}  # 0, all examples, stays what it is


CURES: dict[str, Any] = {
    "compare the gradient with finite differences and mend it": lambda setup: {"bug": False},
    "best of ten starts": lambda setup: {"starts": 10},
    "raise the rate 100 ×": lambda setup: {"lr": 100 * setup.lr},
    "lower the rate 10 ×": lambda setup: {"lr": setup.lr / 10},
    "clip the gradient at 1": lambda setup: {"clip": 1.0},
    "no momentum": lambda setup: {"momentum": 0.0},
    "batches 16 × as large": _larger_batches,
    "anneal the rate to 0": lambda setup: {"anneal": True},
    "leaky ReLU, start scaled to the fan-in": lambda setup: {"activation": "leaky ReLU", "spread": 1.0, "bias": 0.0},
    "standardise the inputs, rate 0.1": lambda setup: {"scaling": "standardised", "lr": 0.1},
    "train 10 × longer": lambda setup: {"steps": 10 * setup.steps},
}
