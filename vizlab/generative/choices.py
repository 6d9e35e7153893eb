"""What can be chosen: the recipes of a VAE and of a GAN, their knobs, and the runs that come with vizlab.

To add a knob: a field of the recipe, a line in its table of knobs, and the code in `vae` or `gan` that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.generative.losses import GENERATOR_LOSSES
from vizlab.recipes import Knob, check

DATA = ("Fashion-MNIST", "digits", "MNIST")
EDGE = 1.5  # of the ring's radius: the square that is looked at


@dataclass(frozen=True, kw_only=True)
class VaeRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options."""

    data: str = "Fashion-MNIST"
    latent: int = 2
    hidden: int = 128
    beta: float = 1.0
    epochs: int = 30
    lr: float = 0.002
    batch_size: int = 64
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and the data set's name."""
        check(self, VAE_KNOBS)
        if self.data not in DATA:
            raise VizlabError(f"The data must be one of {', '.join(DATA)}; got {self.data!r}.")


@dataclass(frozen=True, kw_only=True)
class GanRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options.

    radius and spread (a standard deviation) in the plane's own unit. head_start: steps of the discriminator alone, before.
    """

    modes: int = 8
    radius: float = 2.0
    spread: float = 0.1
    latent: int = 2
    hidden: int = 128
    loss: str = "non-saturating"
    lr_g: float = 0.001
    lr_d: float = 0.001
    d_steps: int = 1
    head_start: int = 0
    steps: int = 3000
    batch_size: int = 128
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and the loss's name."""
        check(self, GAN_KNOBS)
        if self.loss not in GENERATOR_LOSSES:
            raise VizlabError(f"The loss must be one of {', '.join(GENERATOR_LOSSES)}; got {self.loss!r}.")

    @property
    def edge(self) -> float:
        """Half the side of the square around 0 that is looked at."""
        return EDGE * self.radius


VAE_KNOBS: dict[str, Knob] = {
    "latent": Knob(
        1,
        16,
        "Numbers in a code: two can be seen whole, more reconstruct better.",
        (1, 2, 3, 4, 8, 16),
    ),
    "hidden": Knob(16, 512, "Units of each hidden layer: more capacity; time grows with it.", (16, 32, 64, 128, 256, 512)),
    "beta": Knob(
        0.0,
        10.0,
        "Weight of the KL term: 0 is a plain auto-encoder whose plane has holes, large values empty the code.",
        (0.0, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0),
    ),
    "epochs": Knob(1, 200, "Passes over the training pictures.", (1, 3, 5, 10, 20, 30, 50, 100, 200)),
    "lr": Knob(
        1e-4,
        0.1,
        "Length of the first steps; it falls to zero along a cosine.",
        (1e-4, 3e-4, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1),
    ),
    "batch_size": Knob(
        16, 512, "Pictures a step: small is noisy and slow, large is smooth, with fewer steps.", (16, 32, 64, 128, 256, 512)
    ),
    "seed": Knob(0, 2**31 - 1, "Start weights, order and noise. Same seed, same run, bit for bit.", tuple(range(100))),
}
_RATES = (1e-5, 3e-5, 1e-4, 3e-4, 0.001, 0.003, 0.01, 0.03)
GAN_KNOBS: dict[str, Knob] = {
    "modes": Knob(1, 25, "Gaussians on the ring: more of them are easier to lose.", (1, 2, 4, 6, 8, 12, 16, 25)),
    "radius": Knob(
        0.5,
        4.0,
        "Of the ring: the farther apart, the harder it is to move points from one to the next.",
        (0.5, 1.0, 2.0, 3.0, 4.0),
    ),
    "spread": Knob(
        0.01, 0.5, "Standard deviation of each Gaussian: narrow ones are harder to hit.", (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
    ),
    "latent": Knob(1, 16, "Numbers in a code, drawn from N(0, 1).", (1, 2, 3, 4, 8, 16)),
    "hidden": Knob(16, 512, "Units of each hidden layer, of both networks.", (16, 32, 64, 128, 256, 512)),
    "lr_g": Knob(1e-5, 0.03, "Steps of the generator: far larger than those of the discriminator, it runs to one spot.", _RATES),
    "lr_d": Knob(1e-5, 0.03, "Steps of the discriminator: too small and it cannot follow the generator.", _RATES),
    "d_steps": Knob(1, 5, "Steps of the discriminator to one of the generator.", (1, 2, 3, 5)),
    "head_start": Knob(
        0, 1000, "Steps of the discriminator alone, before: long ones let it see through everything.", (0, 100, 400, 1000)
    ),
    "steps": Knob(100, 20_000, "Steps of the generator.", (100, 500, 1000, 2000, 2500, 3000, 5000, 10_000, 20_000)),
    "batch_size": Knob(16, 512, "Points a step, of the data and of the generator each.", (16, 32, 64, 128, 256, 512)),
    "seed": Knob(0, 2**31 - 1, "Start weights, data and codes. Same seed, same run, bit for bit.", tuple(range(100))),
}
# Runs that come with vizlab; each is found finished under its recipe.
VAE_EXAMPLES: dict[str, VaeRecipe] = {
    "Fashion-MNIST on a plane": VaeRecipe(),
    "Digits on a plane": VaeRecipe(data="digits"),
    "Digits, longer": VaeRecipe(data="digits", epochs=100, lr=0.005),
    "Digits, no KL": VaeRecipe(data="digits", beta=0.0),
    "Digits, codes of eight": VaeRecipe(data="digits", latent=8, epochs=100, lr=0.005),
}
GAN_EXAMPLES: dict[str, GanRecipe] = {
    "All eight modes": GanRecipe(),
    "Collapse: generator too fast": GanRecipe(lr_g=0.01, lr_d=0.0003, steps=2500),
    "Saturation: discriminator ahead": GanRecipe(head_start=400, loss="minimax"),
}
