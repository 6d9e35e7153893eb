"""What can be said of the vectors themselves, before any map: do neighbours share a label, do clusters find the classes?

Pixels against a layer, and a layer before training against the same layer after it, are compared by the same numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from vizlab import library, vae_codes
from vizlab.embeddings import quality
from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.features import Items, read
from vizlab.embeddings.recipe import EmbeddingRecipe

LOOKED_AT = 8  # epochs


@dataclass(frozen=True)
class Survey:
    """Fractions, best at 1: of ten nearest neighbours, the same with shuffled labels, and of k-means with as many clusters."""

    neighbour_accuracy: float
    shuffled_accuracy: float
    purity: float
    adjusted_rand: float


def survey(items: Items, seed: int = 0) -> Survey:
    """The numbers of some items in the space that they live in."""
    clusters = k_means(items.features, len(items.classes), seed)
    return Survey(
        neighbour_accuracy=quality.neighbour_accuracy(items.features, items.labels),
        shuffled_accuracy=quality.shuffled_accuracy(items.features, items.labels, seed),
        purity=quality.purity(clusters, items.labels),
        adjusted_rand=quality.adjusted_rand(clusters, items.labels),
    )


def spaces(recipe: EmbeddingRecipe) -> dict[str, EmbeddingRecipe]:
    """What a recipe is to be compared with: label -> the recipe of that space, pixels first."""
    found = {"pixels": dataclasses.replace(recipe, reference="", layer="")}
    if vae_codes.is_reference(recipe.reference):
        found["codes"] = recipe
    elif recipe.reference:
        name, epoch = library.split_reference(recipe.reference)
        first = library.open_run(name).epochs[0]
        if first != epoch:
            found[f"{recipe.layer}, epoch {first}"] = dataclasses.replace(recipe, reference=f"{name}@{first}")
        found[f"{recipe.layer}, epoch {epoch}"] = recipe
    return found


def over_epochs(recipe: EmbeddingRecipe) -> Iterator[tuple[int, float]]:
    """(epoch, accuracy of ten nearest neighbours in this layer) through the training of the recipe's model.

    At up to `LOOKED_AT` of its epochs, the first and the last among them, closer together where more happens: early.
    """
    if vae_codes.is_reference(recipe.reference):
        return
    name, _ = library.split_reference(recipe.reference)
    known = library.open_run(name).epochs
    places = {0, *np.geomspace(1, max(len(known) - 1, 1), LOOKED_AT - 1).round().astype(int)}
    for epoch in [known[place] for place in sorted(places) if place < len(known)]:
        items = read(dataclasses.replace(recipe, reference=f"{name}@{epoch}"))
        yield epoch, quality.neighbour_accuracy(items.features, items.labels)


def cluster_of(items: Items, seed: int = 0) -> torch.Tensor:
    """The k-means cluster of each item, (n,) int64, named after the class that is most common in it.

    Where two clusters have the same most common class, both have its number.
    """
    clusters = k_means(items.features, len(items.classes), seed)
    counts = torch.zeros(len(items.classes), len(items.classes))
    counts.index_put_((clusters, items.labels), torch.ones(len(clusters)), accumulate=True)
    return counts.argmax(1)[clusters]
