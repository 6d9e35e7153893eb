"""Textures as recipes of the one engine: style alone, from noise.

Source: Gatys, Ecker, Bethge 2015, arXiv:1505.07376.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import library
from vizlab.images import to_pixels, unit
from vizlab.recipes import Knob
from vizlab.store import Store
from vizlab.style import features, pictures
from vizlab.style.canvas import prepare, sized
from vizlab.style.objective import Objective
from vizlab.style.recipe import MOST_LAYERS, StyleRecipe
from vizlab.style.sight import luminance

STRENGTH = 1000.0
STEPS, SOURCE_PX = 300, 128
EVEN = {"w_pixels": 1.0} | {f"w_{number}": 1.0 for number in range(1, MOST_LAYERS + 1)}  # weights of the layers


def synthesis(
    style: str,
    network: str = StyleRecipe.network,
    *,
    source_px: int = SOURCE_PX,
    larger: int = 1,
    steps: int = STEPS,
    **fields: Any,
) -> StyleRecipe:
    """The recipe of a texture, `larger` times as large as its source, which is source_px. fields: others of the recipe.

    Noise is moved until the Gram matrices are those of the source; no content, no smoothing.
    """
    settled: dict[str, Any] = {
        "content": style, "style": style, "network": network, "size_px": larger * source_px, "style_scale": 1 / larger,
        "alpha": 0.0, "strength": STRENGTH, "tv": 0.0, "init": "noise", "colors": "style", "optimizer": "L-BFGS", "scales": 1,
        "paint": "Fourier", "pooling": "average", "tap": "before", "statistic": "Gram", "seamless": True, "steps": steps,
    }  # fmt: skip
    return StyleRecipe(**settled | EVEN | fields)


def source(recipe: StyleRecipe, store: Store | None = None) -> NDArray[np.uint8]:
    """The style picture of a recipe as the network saw it: pixels (h, w, 3)."""
    return to_pixels(sized(pictures.find(recipe.style, store), round(recipe.style_scale * recipe.size_px)))


def fell_to(recipe: StyleRecipe, texture: NDArray[np.uint8], store: Store | None = None) -> float:
    """The Gram distance of a texture (h, w, 3) to the style of a recipe, as a share of that of noise of the same size."""
    noise = np.random.default_rng(recipe.seed).integers(0, 256, texture.shape, dtype=np.uint8)
    found = style_distances(recipe, {"noise": noise, "texture": texture}, store)
    return found["texture"]["style"] / found["noise"]["style"]


def offered(store: Store | None = None) -> dict[str, str]:
    """The networks that see colour, reference -> title: those that see none would leave the source's in their places."""
    own = {entry.reference: entry.shape[0] for entry in library.entries(store)}
    return {name: text for name, text in features.offered(store).items() if own.get(name, 3) == 3}


def style_distances(
    recipe: StyleRecipe, shown: Mapping[str, NDArray[np.uint8]], store: Store | None = None
) -> dict[str, dict[str, float]]:
    """Name -> style loss, "style" and by layer, of other pictures (h, w, 3) against the style of a recipe."""
    network = features.network_of(recipe, store)
    objective = Objective(recipe, network, prepare(recipe, network, store))
    found = {}
    for name, pixels in shown.items():
        picture = unit(torch.from_numpy(pixels.copy())).permute(2, 0, 1).to(network.device)
        with torch.no_grad():
            losses = objective.losses(picture if network.channels == 3 else luminance(picture))
        found[name] = {loss: float(value) for loss, value in losses.items() if loss.startswith("style")}
    return found


KNOBS: dict[str, Knob] = {
    "source_px": Knob(16, 256, "Longer side of the source in pixels: time grows with its square.", (64, 96, 128, 192, 256)),
    "texture_steps": Knob(
        1,
        2000,
        "How often the texture is improved: the first hundred do most; wide even areas, as around dots, need a thousand.",
        (50, 100, 200, 300, 500, 1000),
    ),
}
