"""What can be chosen of a diffusion model of pictures: its recipe, its knobs, and the run that comes with vizlab.

To add a knob: a field of the recipe (with metadata `LATER`, so that older runs keep their ids), a line in its table of knobs,
and the code in `training` that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

KIND = "diffusion"
PICTURES = ("MNIST", "digits")


@dataclass(frozen=True, kw_only=True)
class DiffusionRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options."""

    pictures: str = "MNIST"
    schedule: str = "cosine"
    channels: int = 24
    passes: int = 8
    noise_lr: float = 0.002
    noise_batch: int = 128
    noise_seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and names."""
        check(self, DIFFUSION_KNOBS)
        if self.pictures not in PICTURES:
            raise VizlabError(f"The pictures must be one of {', '.join(PICTURES)}; got {self.pictures!r}.")
        if self.channels % 8:
            raise VizlabError(f"Channels must be a multiple of 8; got {self.channels}.")


DIFFUSION_KNOBS: dict[str, Knob] = {
    "channels": Knob(8, 64, "Channels at the larger size: time grows with their square.", (8, 16, 24, 32)),
    "passes": Knob(1, 400, "Passes over the training pictures.", (1, 2, 4, 8, 12, 60, 120, 200)),
    "noise_lr": Knob(1e-4, 0.1, "Length of the steps; it falls to zero along a cosine.", (5e-4, 0.001, 0.002, 0.005)),
    "noise_batch": Knob(16, 512, "Pictures a step.", (32, 64, 128)),
    "noise_seed": Knob(0, 2**31 - 1, "Start weights, order and noise.", tuple(range(10))),
}
# Runs that come with vizlab; each is found finished under its recipe.
DIFFUSION_EXAMPLES: dict[str, DiffusionRecipe] = {"diffusion-mnist": DiffusionRecipe()}
