"""New points on a map that is there already: nobody who is on it moves.

Linear methods project them; t-SNE goes on with its own objective, the map held still; on any other map a new point goes where its
nearest neighbours are, by how surely each is one. To add a method's own way: a line in `WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import vae_codes
from vizlab.embeddings import pca, sources
from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.features import Items, fitting, layer_features, open_for, read, unit
from vizlab.embeddings.methods.graph import memberships, nearest, widths
from vizlab.embeddings.methods.random import projected
from vizlab.embeddings.recipe import EmbeddingRecipe, available
from vizlab.embeddings.vectors import arranged
from vizlab.errors import VizlabError

NEIGHBOURS = 10
ROWS = 1000  # new points at a time
Place = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, EmbeddingRecipe], torch.Tensor]


@dataclass(frozen=True)
class Landed:
    """New points on a map. positions (m, dims); at_home (m,): most of whose nearest are of their own class.

    right: the share of those; at_random: if their places are dealt out among them; in_vectors: in the vectors themselves.
    """

    positions: NDArray[np.float64]
    right: float
    at_random: float
    in_vectors: float
    at_home: NDArray[np.bool_]


def held_out(recipe: EmbeddingRecipe, most: int) -> int:
    """How many further rows a source has after those of a recipe's map, at most so many; a table's rows have no such order."""
    if not sources.find(recipe.data).data:
        return 0
    return max(min(most, available(recipe.data) - recipe.n), 0)


def with_new(recipe: EmbeddingRecipe, m: int) -> Items:
    """The items of a recipe's map with the m rows after them. Errors: `VizlabError` if there are not so many."""
    if m > held_out(recipe, m):
        raise VizlabError(
            f"There must be {m} rows after the {recipe.n:,} on the map; {recipe.data} has {available(recipe.data):,}."
        )
    return read(EmbeddingRecipe(data=recipe.data, reference=recipe.reference, layer=recipe.layer, n=recipe.n + m, method="PCA"))


def of_pictures(recipe: EmbeddingRecipe, pictures: NDArray[Any]) -> torch.Tensor:
    """The vectors (m, d) of other pictures (m, c, h, w), in [0, 1] or uint8, as the recipe makes vectors of its own."""
    inputs = unit(pictures)
    if vae_codes.is_reference(recipe.reference):
        return vae_codes.encode(vae_codes.of_data(recipe.reference, sources.find(recipe.data).data), inputs)[0]
    if recipe.reference:
        return layer_features(open_for(recipe), inputs, recipe.layer)
    return fitting(inputs).flatten(1)


def place(new: torch.Tensor, features: torch.Tensor, positions: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    """Where new points (m, d) go on the map (n, dims) of features (n, d): (m, dims), float64."""
    new, features = arranged(new, recipe), arranged(features, recipe)
    return WAYS.get(recipe.method, among_neighbours)(new, features, positions, recipe).double()


def judge(items: Items, positions: NDArray[Any], recipe: EmbeddingRecipe) -> Landed:
    """Place the items after the first n = len(positions) on the map of those, and see where they landed."""
    n = len(positions)
    known, new = items.features[:n], items.features[n:]
    labels, wanted = items.labels[:n], items.labels[n:]
    landed = place(new, known, torch.from_numpy(np.asarray(positions, np.float64)), recipe)
    flat = torch.from_numpy(np.asarray(positions, np.float64))
    at_home = majority(landed, flat, labels) == wanted
    order = torch.randperm(len(new), generator=torch.Generator().manual_seed(recipe.seed))
    return Landed(
        positions=landed.numpy(),
        right=float(at_home.double().mean()),
        at_random=float((majority(landed[order], flat, labels) == wanted).double().mean()),
        in_vectors=float((majority(new.double(), known.double(), labels) == wanted).double().mean()),
        at_home=at_home.numpy(),
    )


@dataclass(frozen=True)
class One:
    """A picture from elsewhere. label, votes: the most common class of its nearest on the map, and how many have it.

    distance: to its nearest vector, in units of what is usual among the others. group: as of `groups`.
    """

    label: str
    votes: int
    distance: float
    group: dict[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]


def one(recipe: EmbeddingRecipe, items: Items, positions: NDArray[Any], pixels: NDArray[Any]) -> One:
    """Place one picture (c, h, w) on the map of items."""
    new, flat = of_pictures(recipe, pixels[None]), torch.from_numpy(np.asarray(positions, np.float64))
    at = place(new, items.features, flat, recipe)
    near = square_distances(at, flat)[0].topk(NEIGHBOURS, largest=False).indices
    votes = torch.bincount(items.labels[near], minlength=len(items.classes))
    usual = torch.cat([distances for distances, _ in nearest(items.features.double(), 1)]).median()
    distance = float(square_distances(new.double(), items.features.double()).min().sqrt() / usual.clamp(min=1e-30))
    group = {"yours": (at.numpy(), np.array([-1]), np.array([len(positions)]))}
    return One(items.classes[int(votes.argmax())], int(votes.max()), distance, group)


def groups(found: Landed, items: Items) -> dict[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """Who landed among their own class and who did not: name -> positions, labels and ids of the new items."""
    n = len(items.labels) - len(found.at_home)
    labels, ids = items.labels[n:].numpy(), np.arange(n, len(items.labels))
    parts = {"new, among their own": found.at_home, "new, among others": ~found.at_home}
    return {name: (found.positions[who], labels[who], ids[who]) for name, who in parts.items()}


def majority(new: torch.Tensor, known: torch.Tensor, labels: torch.Tensor, k: int = NEIGHBOURS) -> torch.Tensor:
    """The most common label (m,) among the k nearest of the known points; a tie goes to the lowest."""
    near = torch.cat([square_distances(part, known).topk(k, largest=False).indices for part in new.split(ROWS)])
    return torch.nn.functional.one_hot(labels[near], int(labels.max()) + 1).sum(1).argmax(1)


def among_neighbours(new: torch.Tensor, features: torch.Tensor, positions: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    """The mean place of the nearest neighbours, each weighed by how surely it is one (see `methods.graph`)."""
    k = min(recipe.neighbors, len(features))
    parts = []
    for part in new.double().split(ROWS):
        found = square_distances(part, features.double()).topk(k, largest=False)
        distances = found.values.sqrt()
        weights = memberships(distances, *widths(distances))
        parts.append((weights[:, :, None] * positions[found.indices]).sum(1) / weights.sum(1, keepdim=True))
    return torch.cat(parts)


def _on_components(new: torch.Tensor, features: torch.Tensor, positions: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    return pca.fit(features, k=recipe.dims).project(new)


def _on_random(new: torch.Tensor, features: torch.Tensor, positions: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    return projected(new, recipe.dims, recipe.seed, centre=features.double().mean(0))


def _by_descent(new: torch.Tensor, features: torch.Tensor, positions: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    from vizlab.embeddings.tsne import place as descend

    return descend(new, features, positions, recipe.perplexity)


WAYS: dict[str, Place] = {"PCA": _on_components, "Random projection": _on_random, "t-SNE": _by_descent}
