"""What can be chosen of a GAN in two dimensions: its recipe, its knobs, and the runs that come with vizlab.

To add a knob: a field of the recipe (with metadata `LATER`, so that older runs keep their ids), a line in its table of knobs,
and the code in `training` that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.generative.plane_gan.clouds import CLOUDS, drawn
from vizlab.generative.plane_gan.losses import GENERATOR_LOSSES
from vizlab.generative.plane_gan.regular import NOISE_ON
from vizlab.recipes import Knob, check

EDGE = 1.5  # of the ring's radius: the square that is looked at


@dataclass(frozen=True, kw_only=True)
class GanRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options.

    radius and spread (a standard deviation) in the plane's own unit. head_start: steps of the discriminator alone, before.
    drawn: points drawn by hand, as `clouds.pack` writes them, read where the cloud is "drawn". clip, penalty, instance_noise (a
    standard deviation, falling to 0 on the way) and unrolled: 0 is without. cooling: the learning rates fall evenly to 0 in the
    second half.
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
    steps: int = 1500
    batch_size: int = 128
    seed: int = 0
    cloud: str = "ring"
    drawn: str = ""
    beta1: float = 0.5
    g_steps: int = 1
    unrolled: int = 0
    penalty: float = 0.0
    clip: float = 0.0
    spectral: bool = False
    instance_noise: float = 0.0
    noise_on: str = "both"
    cooling: bool = True
    algorithm: int = 2  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and names; and that something is drawn, where that is the data."""
        check(self, GAN_KNOBS)
        for name, table in (("loss", GENERATOR_LOSSES), ("cloud", CLOUDS), ("noise_on", NOISE_ON)):
            if getattr(self, name) not in table:
                raise VizlabError(f"The {name} must be one of {', '.join(table)}; got {getattr(self, name)!r}.")
        if self.cloud == "drawn":
            drawn(self.drawn)

    @property
    def edge(self) -> float:
        """Half the side of the square around 0 that is looked at."""
        return EDGE * self.radius


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
    "g_steps": Knob(1, 10, "Steps of the generator to one round of the discriminator: many, and it runs away.", (1, 2, 3, 5, 10)),
    "beta1": Knob(0.0, 0.95, "How much of the last step both keep: momentum makes two players circle.", (0.0, 0.5, 0.9)),
    "unrolled": Knob(0, 10, "The generator plays against the discriminator of so many steps later.", (0, 1, 3, 5, 10)),
    "penalty": Knob(
        0.0,
        100.0,
        "Weight of (slope - 1)² of the discriminator between both kinds of points.",
        (0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0),
    ),
    "clip": Knob(0.0, 1.0, "Cuts the discriminator's weights to this size after each step.", (0.0, 0.01, 0.03, 0.1, 0.2, 0.5)),
    "instance_noise": Knob(
        0.0, 2.0, "Standard deviation of noise on what the discriminator sees, falling to 0.", (0.0, 0.1, 0.3, 0.5, 1.0)
    ),
    "steps": Knob(
        100,
        20_000,
        "Rounds, each of the generator's steps after the discriminator's.",
        (100, 500, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000),
    ),
    "batch_size": Knob(16, 512, "Points a step, of the data and of the generator each.", (16, 32, 64, 128, 256, 512)),
    "seed": Knob(0, 2**31 - 1, "Start weights, data and codes. Same seed, same run, bit for bit.", tuple(range(100))),
}
# Five steps of the generator to one of the discriminator: it runs to one place. `seeds.CURES` says what brings the modes back.
COLLAPSING = GanRecipe(g_steps=5, steps=1000, hidden=64, batch_size=64)
# Runs that come with vizlab; each is found finished under its recipe.
GAN_EXAMPLES: dict[str, GanRecipe] = {
    "All eight modes": GanRecipe(),
    "Collapse: generator moves too often": COLLAPSING,
    "Saturation: discriminator ahead": GanRecipe(head_start=400, loss="minimax"),
}
