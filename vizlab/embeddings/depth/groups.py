"""k-means in two spaces: clusters found by distance alone, put beside the classes that nobody told it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import quality, sources
from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.belief.scatter import silhouette
from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.stations import spread, vectors

SHOWN = 10  # members of a cluster on the sheet


@dataclass(frozen=True)
class Grouped:
    """The clusters of one space, in the order of their most common classes.

    members: indices of some, from the centre to the rim; majority: each cluster's most common class; table (clusters, classes):
    counts; silhouette: of the clusters themselves, without a look at the classes.
    """

    members: tuple[NDArray[np.int64], ...]
    majority: tuple[int, ...]
    table: NDArray[np.int64]
    purity: float
    rand: float
    silhouette: float


def grouped(recipe: DepthRecipe, name: str, clusters: int) -> Grouped:
    """So many clusters in the space of one stop ("input" for the pixels). Errors: those of `stations`."""
    rows = sources.rows(recipe.data, recipe.points)
    return group(vectors(recipe, name), torch.from_numpy(rows.labels), len(rows.classes), clusters, recipe.seed)


def group(features: torch.Tensor, labels: torch.Tensor, classes: int, clusters: int, seed: int) -> Grouped:
    """The clusters of features (n, d) beside labels (n,)."""
    found = k_means(features, clusters, seed)
    table = torch.zeros(clusters, classes, dtype=torch.int64)
    table.index_put_((found, labels), torch.ones(len(found), dtype=torch.int64), accumulate=True)
    table = table[table.sum(1) > 0]
    used = found.unique()
    share = table.amax(1) / table.sum(1)
    order = sorted(range(len(used)), key=lambda at: (int(table[at].argmax()), -float(share[at])))
    return Grouped(
        members=tuple(_across(features, found == used[at]) for at in order),
        majority=tuple(int(table[at].argmax()) for at in order),
        table=table[order].numpy(),
        purity=quality.purity(found, labels),
        rand=quality.adjusted_rand(found, labels),
        silhouette=silhouette(features, found),
    )


def _across(features: torch.Tensor, inside: torch.Tensor) -> NDArray[np.int64]:
    """Indices of at most `SHOWN` members, evenly from the one nearest to their centre to the farthest."""
    own = inside.nonzero()[:, 0]
    away = square_distances(features[own], features[own].mean(0, keepdim=True))[:, 0]
    return np.asarray(spread(own[away.argsort(stable=True)].tolist(), SHOWN), np.int64)
