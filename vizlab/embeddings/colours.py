"""What a map is coloured by: a class or cluster for each point, or a number.

To add a colour that all maps have: a line in `COLOURS` and a branch in `colouring`. Columns of the data come by themselves.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import library
from vizlab.embeddings.features import Items, answers, layer_features, unit
from vizlab.embeddings.quality import by_point
from vizlab.embeddings.recipe import EmbeddingRecipe
from vizlab.embeddings.survey import cluster_of
from vizlab.embeddings.vectors import arranged
from vizlab.errors import VizlabError
from vizlab.inspection import layer_names

COLUMN = "column/"  # what the name of a colour that is a column begins with
MOST = 20  # different words in a column that get a colour of their own
MOST_JUDGED = 10_000  # points: of more, neighbours are not compared one by one while somebody waits
OTHER = "other"


@dataclass(frozen=True)
class Colouring:
    """labels (n,) into classes, which colour the points unless numbers (n,), NaN where missing, do; title: of the numbers."""

    labels: NDArray[Any]
    classes: Sequence[str]
    numbers: NDArray[Any] | None = None
    title: str = ""


def columns(items: Items, recipe: EmbeddingRecipe, asked: str = "") -> dict[str, NDArray[Any]]:
    """All columns to colour by, (n,) each. asked: a model that is asked for its answers where the vectors are not its own."""
    known = dict(items.columns)
    if asked and not recipe.reference and items.pictures is not None:
        model = library.open_model(asked)
        scores = layer_features(model, unit(items.pictures), layer_names(model.network)[-1])
        known |= answers(scores, items.labels, items.classes)
    return known


def offered(items: Items, known: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    """Name of a colour -> what it is called: those of `COLOURS` that make sense for these items, then their columns."""
    own = {name: title for name, title in COLOURS.items() if items.is_labelled or name not in ("class", "cluster")}
    if len(items.labels) > MOST_JUDGED:
        own.pop("lost")
    return own | {COLUMN + name: name[0].upper() + name[1:] for name in known if name}


def colouring(
    items: Items, recipe: EmbeddingRecipe, colour: str, *, positions: torch.Tensor | None = None, asked: str = ""
) -> Colouring:
    """How points are coloured. positions (n, dims): for `lost`, which is a number of a map. asked: see `columns`.

    Errors: `VizlabError` if there is no such colour.
    """
    labels = items.labels.numpy()
    if colour == "class":
        return Colouring(labels, items.classes)
    if colour == "cluster":
        return Colouring(cluster_of(items, recipe.seed).numpy(), items.classes)
    if colour == "lost" and positions is not None:
        lost = by_point(arranged(items.features, recipe), positions)["lost"]
        return Colouring(labels, items.classes, lost, "share of ten neighbours lost")
    known = columns(items, recipe, asked)
    name = colour.removeprefix(COLUMN)
    if not colour.startswith(COLUMN) or name not in known:
        raise VizlabError(f"colour must be one of {', '.join(offered(items, known))}; got {colour!r}.")
    return _by_column(name, known[name], labels, items.classes)


def _by_column(name: str, values: NDArray[Any], labels: NDArray[Any], classes: Sequence[str]) -> Colouring:
    if values.dtype.kind in "fiu":
        return Colouring(labels, classes, values.astype(np.float64), name)
    words, counts = np.unique(values.astype(str), return_counts=True)
    most = words[np.argsort(-counts, kind="stable")][: MOST - 1 if len(words) > MOST else MOST].tolist()
    places = {word: index for index, word in enumerate(most)}
    found = np.array([places.get(word, len(most)) for word in values.astype(str)])
    return Colouring(found, [*most, OTHER] if len(words) > MOST else most)


def subset(colours: Colouring, ids: Sequence[int]) -> Colouring:
    """The same for the points of these ids only."""
    chosen = np.asarray(ids, np.int64)
    numbers = None if colours.numbers is None else colours.numbers[chosen]
    return dataclasses.replace(colours, labels=colours.labels[chosen], numbers=numbers)


COLOURS: dict[str, str] = {
    "class": "Class",
    "cluster": "k-means cluster",
    "lost": "Neighbours lost",
}
