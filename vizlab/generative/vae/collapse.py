"""Posterior collapse: numbers of the code that say nothing about the picture, what causes it, and what cures it.

A number is in use while its KL pays for itself. For a linear decoder with Gaussian pixels it does if and only if the variance of
the data along its direction exceeds eta (Lucas et al. 2019, arXiv:1911.02469); `worth_it` counts those directions.
To add a cause: a line in `CAUSES`, what is wrong, and one in `CURES` for what may help.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.generative.vae.choices import VAE_KNOBS, VaeRecipe
from vizlab.generative.vae.series import train_series
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

KIND = "vae-collapse"
LATENT = 8


@dataclass(frozen=True, kw_only=True)
class CollapseRecipe:
    """One cause and all cures for it, on 8 x 8 digits with codes of eight numbers."""

    cause: str = "KL weighed four times"
    collapse_epochs: int = 40
    collapse_seed: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types, ranges and the cause's name."""
        check(self, COLLAPSE_KNOBS)
        if self.cause not in CAUSES:
            raise VizlabError(f"The cause must be one of {', '.join(CAUSES)}; got {self.cause!r}.")


def cases(recipe: CollapseRecipe) -> dict[str, VaeRecipe]:
    """Name -> recipe: the collapsed one first, then each cure alone."""
    shared = {"data": "digits", "latent": LATENT, "lr": 0.005, "epochs": recipe.collapse_epochs, "seed": recipe.collapse_seed}
    wrong, warm = CAUSES[recipe.cause], {"warm_up": max(recipe.collapse_epochs // 2, 1)}
    changes: dict[str, Mapping[str, Any]] = {"as it is": {}, **CURES[recipe.cause], "warm-up": warm}
    return {name: VaeRecipe(**{**shared, **wrong, **change}) for name, change in changes.items()}


def go_through(recipe: CollapseRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train the collapsed one and every cure; a frame each (see `series`)."""
    yield from train_series(KIND, recipe, cases(recipe), store)


def worth_it(eta: float) -> int:
    """In how many directions the training digits vary by more than eta: what a linear decoder with this noise would use."""
    x = data.load("digits").train.inputs.reshape(-1, 64) / np.iinfo(np.uint8).max
    return int((np.linalg.eigvalsh(np.cov(x.T)) > eta).sum())


CAUSES: dict[str, dict[str, Any]] = {  # name -> fields of the recipe that bring it about
    "KL weighed four times": {"beta": 4.0},
    "noisy pixels": {"observation": "Gaussian", "eta": 1.0},
}
CURES: dict[
    str, Mapping[str, Mapping[str, Any]]
] = {  # cause -> name -> fields that may cure it; all are tried with a warm-up, too
    "KL weighed four times": {"lower β": {"beta": 1.0}, "free nats": {"free_nats": 0.25}},
    "noisy pixels": {
        "less noise": {"eta": 0.05},
        "learned noise": {"observation": "Gaussian, learned eta"},
        "free nats": {"free_nats": 0.25},
    },
}
COLLAPSE_KNOBS: dict[str, Knob] = {
    "collapse_epochs": Knob(1, 200, "Passes over the training digits for each case.", (2, 10, 40, 100)),
    "collapse_seed": Knob(0, 2**31 - 1, VAE_KNOBS["seed"].effect, tuple(range(10))),
}
