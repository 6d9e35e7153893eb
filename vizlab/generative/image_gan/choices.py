"""What can be chosen of a GAN on pictures: its recipe, its knobs, and the runs that come with vizlab.

Every rule of DCGAN is a field of its own, on by default. To add a knob: a field (with metadata `LATER`, so that older runs keep
their ids), a line in its table of knobs, and the code in `networks` or `training` that reads it.
Source: Radford et al. 2015, arXiv:1511.06434, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

IMAGE_DATA = ("digits", "MNIST", "Fashion-MNIST")


@dataclass(frozen=True, kw_only=True)
class ImageGanRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options.

    norm_ends: batch norm also where DCGAN leaves it out, at the generator's output and the discriminator's input.
    dense_layer: a fully connected hidden layer in both networks, which DCGAN does without.
    """

    image_data: str = "digits"
    conditional: bool = True
    image_loss: str = "non-saturating"
    strided: bool = True
    norm_g: bool = True
    norm_d: bool = True
    norm_ends: bool = False
    dense_layer: bool = False
    act_g: str = "ReLU"
    act_d: str = "LeakyReLU"
    output: str = "tanh"
    image_latent: int = 24
    channels: int = 32
    image_lr: float = 0.001
    image_epochs: int = 100
    image_batch: int = 64
    image_seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and names."""
        check(self, IMAGE_KNOBS)
        for name, known in NAMED.items():
            if getattr(self, name) not in known:
                raise VizlabError(f"{name} must be one of {', '.join(known)}; got {getattr(self, name)!r}.")


IMAGE_LOSSES = ("non-saturating", "hinge", "least squares")
ACTIVATIONS = ("ReLU", "LeakyReLU", "tanh")
OUTPUTS = ("tanh", "linear")
NAMED: dict[str, tuple[str, ...]] = {
    "image_data": IMAGE_DATA,
    "image_loss": IMAGE_LOSSES,
    "act_g": ACTIVATIONS,
    "act_d": ACTIVATIONS,
    "output": OUTPUTS,
}
IMAGE_KNOBS: dict[str, Knob] = {
    "image_latent": Knob(2, 128, "Numbers in a code, drawn from N(0, 1).", (2, 8, 16, 24, 64, 128)),
    "channels": Knob(8, 128, "Of the widest layers of both networks; time grows with their square.", (8, 16, 32, 48, 64, 128)),
    "image_lr": Knob(
        1e-5, 0.1, "First steps of both networks; they shrink in the second half.", (1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.01, 0.1)
    ),
    "image_epochs": Knob(1, 200, "Passes over the training pictures.", (1, 3, 8, 20, 30, 50, 100, 200)),
    "image_batch": Knob(16, 512, "Pictures a step, real and generated each.", (16, 32, 64, 128, 256, 512)),
    "image_seed": Knob(0, 2**31 - 1, "Start weights, order and codes. Same seed, same run, bit for bit.", tuple(range(20))),
}
# The rules of DCGAN as switches: label -> what of the recipe breaks the rule.
RULES: dict[str, dict[str, Any]] = {
    "strided convolutions": {"strided": False},
    "batch norm in the generator": {"norm_g": False},
    "batch norm in the discriminator": {"norm_d": False},
    "no batch norm at the ends": {"norm_ends": True},
    "no fully connected hidden layer": {"dense_layer": True},
    "ReLU in the generator": {"act_g": "tanh"},
    "LeakyReLU in the discriminator": {"act_d": "ReLU"},
    "tanh at the output": {"output": "linear"},
}
