"""One pass against the optimisation: the same pictures, the same losses, and what each takes.

The optimisation is a painting of the engine (`vizlab.style.transfer`) whose total loss is that which the network was trained on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images
from vizlab.store import Store
from vizlab.style.onepass.goals import CONTENT_LAYERS, NETWORK, goal
from vizlab.style.onepass.opened import tensor
from vizlab.style.onepass.recipe import OnePassRecipe
from vizlab.style.recipe import StyleRecipe

STEPS = 200
PARTS = ("total", "content", "style", "total variation")


@dataclass(frozen=True)
class Held:
    """Losses of one pass and of an optimisation, by the names in `PARTS`."""

    one_pass: dict[str, float]
    optimised: dict[str, float]

    def ratio(self, part: str) -> float:
        """How many times larger the loss of one pass is."""
        return self.one_pass[part] / max(self.optimised[part], 1e-12)


def optimisation(recipe: OnePassRecipe, content: str) -> StyleRecipe:
    """The painting that lowers the network's own training loss on one photograph, pixel by pixel."""
    return StyleRecipe(
        content=content, style=recipe.style, network=NETWORK, size_px=recipe.style_px, strength=recipe.push, tv=recipe.smooth,
        steps=STEPS, content_layers=CONTENT_LAYERS, **PLAIN,
    )  # fmt: skip


def losses(recipe: OnePassRecipe, content: str, painting: NDArray[np.uint8], store: Store | None = None) -> dict[str, float]:
    """What a painting (h, w, 3) of a photograph costs by the loss that the network was trained on; both by one ruler."""
    aim = goal(recipe.style, recipe.style_px, recipe.push, recipe.smooth, store)
    photograph = tensor(content, recipe.style_px, store)[0]
    pixels = images.unit(torch.from_numpy(painting.transpose(2, 0, 1).copy())).to(photograph)
    with torch.no_grad():
        found = aim.losses(pixels, photograph)
    return {name: float(found[name]) for name in PARTS}


# Everything of a painting that the networks' loss does not know: written out, for a better-looking default must not change it.
PLAIN: dict[str, Any] = {
    "style_scale": 1.0, "scales": 1, "alpha": 1.0, "init": "content", "statistic": "Gram", "pooling": "max", "tap": "after",
    "paint": "pixels", "seamless": False, "colors": "style", "optimizer": "L-BFGS", "seed": 0,
    **{name: 1.0 for name in ("w_pixels", "w_1", "w_2", "w_3", "w_4", "w_5")},
}  # fmt: skip
