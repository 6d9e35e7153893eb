"""The stops of a way through a network and the vectors there: the pixels, the layers in order; or one layer, epoch by epoch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch

from vizlab import library
from vizlab.embeddings import sources
from vizlab.embeddings.depth.recipe import EPOCHS, DepthRecipe
from vizlab.embeddings.features import several_layers, unit
from vizlab.errors import VizlabError
from vizlab.inspection import layer_names

MOST_LAYERS = 20  # of a deeper network some are left out, evenly
MOST_EPOCHS, PANELS = 9, 8  # epochs; small maps of layers
MOST_NUMBERS = 1024  # a wider layer has its maps averaged down: what is compared here is many layers at once
PIXELS = "input"
T = TypeVar("T")


@dataclass(frozen=True)
class Station:
    """One stop: its name, and the vectors (n, d) of all points there."""

    name: str
    features: torch.Tensor


def stations(recipe: DepthRecipe, most: int = MOST_LAYERS + 1) -> Iterator[Station]:
    """The stops of the way, in order; of layers at most so many, evenly, the first and the last among them.

    Errors: `VizlabError` if data or model are not here, or do not belong together.
    """
    inputs = unit(sources.rows(recipe.data, recipe.points).inputs)
    if recipe.along == EPOCHS:
        for epoch in epochs(recipe.reference):
            model = _open(recipe, f"{library.split_reference(recipe.reference)[0]}@{epoch}")
            yield Station(str(epoch), several_layers(model, inputs, [recipe.layer], MOST_NUMBERS)[recipe.layer])
        return
    model = _open(recipe, recipe.reference)
    names = spread([PIXELS, *layers(model)], most)
    yield Station(PIXELS, inputs.flatten(1))
    for name, features in several_layers(model, inputs, names[1:], MOST_NUMBERS).items():
        yield Station(name, features)


def vectors(recipe: DepthRecipe, name: str) -> torch.Tensor:
    """The vectors (n, d) at one stop along the layers: `PIXELS`, or a layer. Errors: those of `stations`, and no such layer."""
    inputs = unit(sources.rows(recipe.data, recipe.points).inputs)
    if name == PIXELS:
        return inputs.flatten(1)
    return several_layers(_open(recipe, recipe.reference), inputs, [name], MOST_NUMBERS)[name]


def layers(model: library.Model) -> list[str]:
    """Layers that are looked at, in order: all, of a deep network `MOST_LAYERS`, the last among them."""
    return spread(layer_names(model.network), MOST_LAYERS)


def epochs(reference: str) -> list[int]:
    """Epochs that are looked at: all, of many `MOST_EPOCHS`, closer together where more happens: early."""
    known = library.entry(library.split_reference(reference)[0]).epochs
    places = {0, *np.geomspace(1, max(len(known) - 1, 1), MOST_EPOCHS - 1).round().astype(int).tolist()}
    return [known[place] for place in sorted(places) if place < len(known)]


def spread(values: Sequence[T], most: int) -> list[T]:
    """At most so many of the values, evenly, the first and the last among them."""
    places = sorted(set(np.linspace(0, len(values) - 1, most).round().astype(int).tolist())) if len(values) > most else None
    return list(values) if places is None else [values[place] for place in places]


def _open(recipe: DepthRecipe, reference: str) -> library.Model:
    """The model. Errors: `VizlabError` if it was trained on other data."""
    model, data = library.open_model(reference), sources.find(recipe.data).data
    if not data or model.data != data:
        raise VizlabError(f"The model must be trained on {recipe.data}; {reference} knows {model.data or 'other data'}.")
    return model
