"""How far apart the classes are at every stop, in the vectors themselves: no map is needed for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from vizlab.embeddings import quality, sources
from vizlab.embeddings.belief.scatter import silhouette
from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.depth.recipe import LAYERS, DepthRecipe
from vizlab.embeddings.depth.stations import stations

THIS, BEFORE = "this network", "before training"


@dataclass(frozen=True)
class Apart:
    """The numbers of one stop, best at 1. shuffled: of the neighbours, with the labels dealt out anew."""

    name: str
    neighbours: float
    silhouette: float
    purity: float
    rand: float
    shuffled: float


def separability(recipe: DepthRecipe) -> list[Apart]:
    """The numbers of every stop of the way. Errors: those of `stations`."""
    rows = sources.rows(recipe.data, recipe.points)
    labels = torch.from_numpy(rows.labels)
    return [judged(station.name, station.features, labels, len(rows.classes), recipe.seed) for station in stations(recipe)]


def compared(recipe: DepthRecipe) -> dict[str, list[Apart]]:
    """The numbers of every stop of this way and, along layers, of the same before training where that is kept."""
    ways = {THIS: separability(recipe)}
    if recipe.along == LAYERS and recipe.untrained:
        ways[BEFORE] = separability(recipe.untrained)
    return ways


def kept(record: Mapping[str, Any]) -> dict[str, list[Apart]]:
    """The same from the record of a finished run."""
    return {name: [Apart(**numbers) for numbers in way] for name, way in record["ways"]}


def judged(name: str, features: torch.Tensor, labels: torch.Tensor, classes: int, seed: int) -> Apart:
    """How far labels (n,) are apart in features (n, d); k-means has as many clusters as there are classes."""
    clusters = k_means(features, classes, seed)
    return Apart(
        name,
        neighbours=quality.neighbour_accuracy(features, labels),
        silhouette=silhouette(features, labels),
        purity=quality.purity(clusters, labels),
        rand=quality.adjusted_rand(clusters, labels),
        shuffled=quality.shuffled_accuracy(features, labels, seed),
    )


MEASURES: dict[str, tuple[str, str]] = {  # field of `Apart` -> its name, and what it says
    "neighbours": ("kNN accuracy", "how many are classified right by the majority of their ten nearest others; dotted is chance"),
    "silhouette": ("Silhouette", "how much nearer the own class is than the next: 1 is far apart, 0 touching, below 0 mixed"),
    "purity": ("Purity of k-means", "how many belong to the most common class of their cluster, found without labels"),
    "rand": ("Adjusted Rand index", "agreement of these clusters with the classes over all pairs: 0 is chance, 1 is complete"),
}
