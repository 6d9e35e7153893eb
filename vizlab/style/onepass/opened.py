"""Trained one-pass networks, shipped and a visitor's own alike: which there are, and painting with them."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save
from torch import Tensor, nn

from vizlab import devices, images
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.randomness import RandomStream
from vizlab.recipes import run_id
from vizlab.store import Store, default_store
from vizlab.style import pictures
from vizlab.style.canvas import recoloured, sized
from vizlab.style.onepass.anystyle import AnyStyle, moments
from vizlab.style.onepass.nets import OneStyle
from vizlab.style.onepass.recipe import ANY_KIND, ANY_SHIPPED, KIND, SHIPPED, AnyStyleRecipe, OnePassRecipe
from vizlab.style.onepass.training import WEIGHT

Pixels = NDArray[np.uint8]
Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Painted:
    """A painting, pixels (h, w, 3), and the seconds that the network took for it."""

    pixels: Pixels
    seconds: float


def own(store: Store | None = None) -> list[OnePassRecipe]:
    """Recipes of the networks that were trained here and do not ship, finished ones only."""
    place = store or default_store()
    found = [place.meta(key) for key in place.keys(KIND) if key.endswith("/result")]
    recipes = [_recipe(meta["recipe"]) for meta in found if meta is not None]
    return [recipe for recipe in recipes if recipe is not None and recipe not in SHIPPED.values()]


def known(store: Store | None = None) -> dict[str, OnePassRecipe]:
    """Every finished network for one style: run id -> recipe, those that ship first."""
    ready = [recipe for recipe in SHIPPED.values() if Frames(KIND, recipe, store).record() is not None]
    return {run_id(recipe): recipe for recipe in (*ready, *own(store))}


def title(recipe: OnePassRecipe) -> str:
    """What a visitor reads: "Starlight", or "Starlight, 300 rounds" of one that does not ship."""
    named = next((name for name, shipped in SHIPPED.items() if shipped == recipe), "")
    return named or f"{pictures.title(recipe.style)}, {recipe.lessons:,} rounds"


def one_style(recipe: OnePassRecipe, store: Store | None = None) -> OneStyle:
    """The finished network of a recipe, frozen. Errors: `VizlabError` if nobody trained it."""
    with RandomStream(0):
        network = OneStyle()
    return _ready(network, network, Frames(KIND, recipe, store))


def any_style(recipe: AnyStyleRecipe = ANY_SHIPPED, store: Store | None = None) -> AnyStyle:
    """The finished network for any style, frozen. Errors: `VizlabError` if nobody trained it."""
    with RandomStream(0):
        network = AnyStyle()
    return _ready(network, network.decoder, Frames(ANY_KIND, recipe, store))


def tensor(reference: str, size_px: int, store: Store | None = None) -> Tensor:
    """A picture by reference, (1, 3, h, w), its longer side of this many pixels, on this machine's device."""
    return sized(pictures.find(reference, store), size_px).to(devices.pick())[None]


def paint(network: OneStyle, photograph: Tensor) -> Painted:
    """A photograph (1, 3, h, w) in the network's style."""
    with torch.inference_mode():
        began = time.perf_counter()
        painted = network(photograph)[0].cpu()
        return Painted(images.to_pixels(painted), time.perf_counter() - began)


def paint_any(
    network: AnyStyle, photograph: Tensor, styles: Sequence[Tensor], shares: Sequence[float], alpha: float, keep: bool = False
) -> Painted:
    """A photograph (1, 3, h, w) in a mixture of styles, pictures of any size. shares: adding up to 1.

    alpha: how much of the style. keep: recolour the styles first, so that the photograph keeps its palette. The time holds
    everything, the looks at the styles too.
    """
    with torch.inference_mode():
        began = time.perf_counter()
        manners = [recoloured(style[0], photograph[0])[None] if keep else style for style in styles]
        statistics = [moments(network.see(manner)[-1]) for manner in manners]
        painted = network.paint(photograph, statistics, shares, alpha)[0].cpu()
        return Painted(images.to_pixels(painted), time.perf_counter() - began)


def weights_file(recipe: OnePassRecipe, store: Store | None = None) -> bytes:
    """The weights of a finished network as safetensors, in half precision. Errors: `VizlabError` if nobody trained it."""
    return save(_weights(Frames(KIND, recipe, store)))


def _ready(network: Network, trained: nn.Module, run: Frames) -> Network:
    trained.load_state_dict({name: value.float() for name, value in _weights(run).items()})
    return network.to(devices.pick()).eval().requires_grad_(False)


def _weights(run: Frames) -> dict[str, Tensor]:
    if run.record() is None:
        raise VizlabError("This network is not trained yet, or was thrown away to make room; train it first.")
    arrays = run.read()[-1].arrays
    return {name.removeprefix(WEIGHT): torch.tensor(array) for name, array in arrays.items() if name.startswith(WEIGHT)}


def _recipe(fields: Mapping[str, Any]) -> OnePassRecipe | None:
    """The recipe with these fields; None if an older vizlab wrote it."""
    if not set(fields) <= {field.name for field in dataclasses.fields(OnePassRecipe)}:
        return None
    recipe = OnePassRecipe(**fields)
    return recipe if recipe.algorithm == OnePassRecipe.algorithm else None
