"""What is shown of textures told apart: networks beside each other, layer by layer, and patches with their nearest."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vizlab import images, library
from vizlab.frames import Frames
from vizlab.store import Store
from vizlab.style.features import RANDOM, offered
from vizlab.style.judging import swatches, telling
from vizlab.style.judging.telling import ALL, CONTROLS, TellingRecipe, Told

Tiles = list[NDArray[np.uint8]]
MOST = 10  # networks that are compared


def tiles(*, grey: bool, seed: int = 0) -> tuple[Tiles, Tiles]:
    """The known and the unknown patches as pixels with alpha, (48, 48, 4) each."""
    cut = swatches.cut(grey=grey, seed=seed)
    return tuple([_opaque(images.to_pixels(patch)) for patch in part] for part in (cut.known, cut.unknown))  # type: ignore[return-value]


def known(recipe: TellingRecipe, store: Store | None = None) -> dict[str, Told]:
    """The recipe's own network, and all others that have been measured on the same patches, at their last epoch."""
    references = [recipe.network, *(_last(name, store) for name in offered(store)), *(f"{name}@0" for name in _trained(store))]
    recipes = {name: dataclasses.replace(recipe, network=name) for name in dict.fromkeys(references)}
    there = [name for name, each in recipes.items() if Frames(telling.KIND, each, store).record() is not None]
    return {name: telling.made(recipes[name], store) for name in there[:MOST]}


def compared(found: dict[str, Told]) -> tuple[dict[str, tuple[float, float, float]], list[str]]:
    """Name -> low end, share, high end of each network by all its layers, and of the controls; and of what kind each is."""
    rows = {short(name): (told, ALL) for name, told in found.items()}
    rows |= {name: (next(iter(found.values())), name) for name in CONTROLS}
    kinds = ["never trained" if name == RANDOM or name.endswith("@0") else "trained" for name in found]
    shares = {name: (told.interval(way)[0], told.accuracy(way), told.interval(way)[1]) for name, (told, way) in rows.items()}
    return shares, [*kinds, *("no network" for _ in CONTROLS)]


def layered(found: dict[str, Told], chosen: str, most: int = 4) -> dict[str, list[float]]:
    """Name -> the share right by each layer alone, shallow to deep; the chosen network first, and a few others."""
    order = [chosen, *(name for name in found if name != chosen)]
    wanted = [*order[:most], *(name for name in order[most:] if name == RANDOM)]
    return {short(name): [found[name].accuracy(layer) for layer in found[name].layers] for name in wanted}


def along(recipe: TellingRecipe, store: Store | None = None) -> dict[int, float]:
    """Epoch -> the share right by all layers, of the epochs of this network that have been measured on these patches."""
    reference, _, epoch = recipe.network.partition("@")
    if not epoch:
        return {}
    epochs = library.entry(reference, store).epochs
    recipes = {each: dataclasses.replace(recipe, network=f"{reference}@{each}") for each in epochs}
    there = {each: own for each, own in recipes.items() if Frames(telling.KIND, own, store).record() is not None}
    return {each: telling.made(own, store).accuracy(ALL) for each, own in there.items()}


def neighbours(found: Told, way: str, patch: int, known: Tiles, unknown: Tiles) -> tuple[Tiles, list[str], list[str]]:
    """An unknown patch and the known ones nearest to it: tiles, labels and what hovering says."""
    names, nearest = swatches.titles(), found.nearest[found.ways.index(way), patch]
    shown = [names[found.labels[patch]], *(names[found.labels[at]] for at in nearest)]
    places = ["unknown", *(f"nearest {place}" for place in range(1, len(shown)))]
    labels = [f"{place}: {name}" for place, name in zip(places, shown, strict=True)]
    hover = [f"An unknown patch of {shown[0]}", *(f"A known patch of {name}" for name in shown[1:])]
    return [unknown[patch], *(known[at] for at in nearest)], labels, hover


def answers(found: Told, way: str, patches: Sequence[int]) -> tuple[list[str], list[str]]:
    """What some unknown patches were taken for: labels, and what hovering says."""
    names, said = swatches.titles(), found.named(way)
    labels = [names[said[at]] if said[at] == found.labels[at] else f"✗ {names[said[at]]}" for at in patches]
    return labels, [f"patch {at}: {names[found.labels[at]]}, taken for {names[said[at]]}" for at in patches]


def short(reference: str) -> str:
    """The name of a network where there is little room: "tiny-vgg", "tiny-vgg, epoch 0", "random weights"."""
    name, _, epoch = reference.partition("@")
    kind, _, own = name.partition("/")
    own = "random weights" if name == RANDOM else f"run {own[:6]}" if kind == "run" else own
    return f"{own}, untrained" if epoch == "0" else own


def _last(reference: str, store: Store | None) -> str:
    """A reference with its last epoch, where it has epochs."""
    if reference == RANDOM or reference.startswith("imagenet/"):
        return reference
    epochs = library.entry(reference, store).epochs
    return f"{reference}@{epochs[-1]}" if epochs else reference


def _trained(store: Store | None) -> list[str]:
    return [name for name in offered(store) if name.startswith("bundled/")]


def _opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
