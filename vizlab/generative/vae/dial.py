"""The beta dial: the same VAE at several weights of its KL, from nearly an auto-encoder to a code that says nothing.

KL is the rate, the nats that a picture's code carries; reconstruction (or squared error) is the distortion.
Source: Higgins et al. 2017 (beta-VAE); Alemi et al. 2018, arXiv:1711.00464 (rate and distortion). To add a weight: in `BETAS`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from vizlab.generative.vae.choices import VAE_KNOBS, VaeRecipe
from vizlab.generative.vae.series import train_series
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

KIND = "vae-dial"
BETAS = (0.01, 0.03, 0.1, 0.3, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, kw_only=True)
class DialRecipe:
    """The part that all of them share: 8 x 8 digits, hidden layers of 128."""

    dial_latent: int = 8
    dial_epochs: int = 40
    dial_seed: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, DIAL_KNOBS)


def cases(recipe: DialRecipe) -> dict[str, VaeRecipe]:
    """Name -> recipe, by weight of the KL."""
    shared = {"latent": recipe.dial_latent, "epochs": recipe.dial_epochs, "seed": recipe.dial_seed}
    return {f"β = {beta:g}": VaeRecipe(data="digits", lr=0.005, beta=beta, **shared) for beta in BETAS}  # type: ignore[arg-type]


def turn(recipe: DialRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train them all; a frame each (see `series`)."""
    yield from train_series(KIND, recipe, cases(recipe), store)


DIAL_KNOBS: dict[str, Knob] = {
    "dial_latent": Knob(1, 32, VAE_KNOBS["latent"].effect, (2, 8, 16)),
    "dial_epochs": Knob(1, 200, "Passes over the training digits for each weight.", (2, 10, 40, 100)),
    "dial_seed": Knob(0, 2**31 - 1, VAE_KNOBS["seed"].effect, tuple(range(10))),
}
