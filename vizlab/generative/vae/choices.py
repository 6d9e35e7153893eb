"""What can be chosen of a VAE: its recipe, its knobs, and the runs that come with vizlab.

To add a knob: a field of the recipe (with metadata `LATER`, so that older runs keep their ids), a line in its table of knobs,
and the code in `training` that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vizlab.errors import VizlabError
from vizlab.generative.observation import OBSERVATIONS
from vizlab.recipes import LATER, Knob, check

DATA = ("Fashion-MNIST", "digits", "MNIST")


@dataclass(frozen=True, kw_only=True)
class VaeRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options.

    observation: one of `OBSERVATIONS`; eta: the variance of a Gaussian pixel (where it is learned: at the start). conditional:
    both networks see the label. warm_up: epochs over which the weight of the KL rises from 0 to beta. free_nats: KL a number of
    the code that costs nothing. depth: hidden layers of each network.
    """

    data: str = "Fashion-MNIST"
    latent: int = 2
    hidden: int = 128
    beta: float = 1.0
    epochs: int = 30
    lr: float = 0.002
    batch_size: int = 64
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation
    observation: str = field(default="Bernoulli", metadata=LATER)
    eta: float = field(default=0.05, metadata=LATER)
    conditional: bool = field(default=False, metadata=LATER)
    warm_up: int = field(default=0, metadata=LATER)
    free_nats: float = field(default=0.0, metadata=LATER)
    depth: int = field(default=2, metadata=LATER)

    def __post_init__(self) -> None:
        """Check types, ranges and the data set's name."""
        check(self, VAE_KNOBS)
        if self.data not in DATA:
            raise VizlabError(f"The data must be one of {', '.join(DATA)}; got {self.data!r}.")
        if self.observation not in OBSERVATIONS:
            raise VizlabError(f"The observation must be one of {', '.join(OBSERVATIONS)}; got {self.observation!r}.")


VAE_KNOBS: dict[str, Knob] = {
    "latent": Knob(
        1,
        32,
        "Numbers in a code: two can be seen whole, more reconstruct better.",
        (1, 2, 3, 4, 8, 10, 16, 20, 32),
    ),
    "hidden": Knob(
        16, 512, "Units of each hidden layer: more capacity; time grows with it.", (16, 32, 64, 128, 200, 256, 400, 512)
    ),
    "beta": Knob(
        0.0,
        10.0,
        "Weight of the KL term: 0 is a plain auto-encoder whose plane has holes, large values empty the code.",
        (0.0, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0),
    ),
    "epochs": Knob(1, 200, "Passes over the training pictures.", (1, 3, 5, 10, 20, 30, 40, 50, 60, 100, 200)),
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
    "eta": Knob(
        1e-4,
        1.0,
        "Variance of a Gaussian pixel: the reconstruction term is the squared error over twice this, so small values ask for "
        "sharp pictures and large ones leave the KL in charge.",
        (0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0),
    ),
    "warm_up": Knob(0, 200, "Epochs over which the weight of the KL rises from 0 to β.", (0, 5, 10, 20, 50)),
    "free_nats": Knob(
        0.0,
        4.0,
        "KL that each number of the code may have for nothing, in nats, on average over a batch.",
        (0.0, 0.1, 0.25, 0.5, 1.0, 2.0),
    ),
    "depth": Knob(1, 2, "Hidden layers of the encoder and of the decoder.", (1, 2)),
}
# Models that come with vizlab, trained on all training pictures; `python -m vizlab make vae ...` and then `shipping.ship(name)`.
SHIPPED: dict[str, VaeRecipe] = {
    "vae-mnist-2d": VaeRecipe(data="MNIST", latent=2, hidden=128, epochs=30, batch_size=128),
    "vae-mnist-20d": VaeRecipe(data="MNIST", latent=20, hidden=400, depth=1, epochs=50, batch_size=128),
    "vae-fashion-16d": VaeRecipe(data="Fashion-MNIST", latent=16, hidden=200, depth=1, epochs=30, batch_size=128),
    "cvae-mnist": VaeRecipe(data="MNIST", latent=8, hidden=128, epochs=30, batch_size=128, conditional=True),
}
# Runs that come with vizlab; each is found finished under its recipe.
VAE_EXAMPLES: dict[str, VaeRecipe] = {
    "Fashion-MNIST on a plane": VaeRecipe(),
    "Digits on a plane": VaeRecipe(data="digits"),
    "Digits, longer": VaeRecipe(data="digits", epochs=100, lr=0.005),
    "Digits, no KL": VaeRecipe(data="digits", beta=0.0),
    "Digits, codes of eight": VaeRecipe(data="digits", latent=8, epochs=100, lr=0.005),
    **SHIPPED,
}
