"""What can be chosen of a network that draws pixel by pixel: its recipe, its knobs, and the runs that come with vizlab.

To add a knob: a field of the recipe (with metadata `LATER`, so that older runs keep their ids), a line in its table of knobs,
and the code in `training` that reads it. Names begin with `pixel_`: they share a page with those of other models.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.generative.pixelwise.network import NETWORKS
from vizlab.recipes import Knob, check

PIXEL_DATA = ("digits", "MNIST")


@dataclass(frozen=True, kw_only=True)
class PixelRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options.

    pixel_levels: 2 draws each pixel black or white with its grey value as probability, anew each epoch; more of them divide the
    256 grey values evenly.
    """

    pixel_data: str = "digits"
    pixel_net: str = "gated PixelCNN"
    pixel_levels: int = 4
    pixel_channels: int = 16
    pixel_layers: int = 3
    pixel_kernel: int = 3
    pixel_epochs: int = 20
    pixel_lr: float = 0.005
    pixel_batch: int = 32
    pixel_seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and names."""
        check(self, PIXEL_KNOBS)
        for value, known in ((self.pixel_data, PIXEL_DATA), (self.pixel_net, tuple(NETWORKS))):
            if value not in known:
                raise VizlabError(f"The choice must be one of {', '.join(known)}; got {value!r}.")
        if self.pixel_kernel % 2 == 0:
            raise VizlabError(f"A kernel must have an odd side, so that it has a middle; got {self.pixel_kernel}.")


PIXEL_KNOBS: dict[str, Knob] = {
    "pixel_levels": Knob(2, 16, "Grey values a pixel can have: the width of the softmax.", (2, 4, 8, 16)),
    "pixel_channels": Knob(4, 64, "Features of each place: more capacity; time grows with its square.", (4, 8, 16, 32, 64)),
    "pixel_layers": Knob(1, 8, "Layers: each lets a pixel see farther back.", (1, 2, 3, 4, 5, 6, 8)),
    "pixel_kernel": Knob(3, 7, "Side of the later convolutions, in pixels.", (3, 5, 7)),
    "pixel_epochs": Knob(1, 100, "Passes over the training pictures.", (1, 2, 3, 4, 5, 10, 20, 30, 50, 100)),
    "pixel_lr": Knob(
        1e-4, 0.1, "Length of the first steps; it falls to zero along a cosine.", (3e-4, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1)
    ),
    "pixel_batch": Knob(8, 256, "Pictures a step.", (8, 16, 32, 64, 128, 256)),
    "pixel_seed": Knob(0, 2**31 - 1, "Start weights, order and black-and-white draws.", tuple(range(20))),
}
MNIST = PixelRecipe(
    pixel_data="MNIST", pixel_levels=2, pixel_layers=4, pixel_kernel=5, pixel_epochs=3, pixel_lr=0.003, pixel_batch=16
)
# Runs that come with vizlab; each is found finished under its recipe.
PIXEL_EXAMPLES: dict[str, PixelRecipe] = {
    "MNIST, gated": MNIST,
    "Digits, gated": PixelRecipe(),
    "Digits, plain": PixelRecipe(pixel_net="plain PixelCNN"),
    "Digits, recurrent": PixelRecipe(pixel_net="PixelRNN"),
}
