"""The neighbours of one picture at every stop: what is alike by pixels, and what a network comes to take for alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import sources
from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.stations import PANELS, PIXELS, stations, vectors
from vizlab.errors import VizlabError


@dataclass(frozen=True)
class Near:
    """At one stop: the indices (k,) of the nearest, and their distances (k,), nearest first. kept: share also near by pixels."""

    name: str
    indices: NDArray[np.int64]
    distances: NDArray[np.float64]
    kept: float


def nearest(recipe: DepthRecipe, index: int, k: int) -> list[Near]:
    """The k nearest to one of the points at up to `PANELS` stops, without itself. Errors: `VizlabError` if it is none of them."""
    if not 0 <= index < recipe.points:
        raise VizlabError(f"The point must be one of 0 to {recipe.points - 1}; got {index}.")
    found: list[Near] = []
    for station in stations(recipe, PANELS):
        indices, distances = _near(station.features, index, k)
        kept = len(set(indices.tolist()) & set((found[0].indices if found else indices).tolist())) / k
        found.append(Near(station.name, indices, distances, kept))
    return found


def striking(recipe: DepthRecipe, name: str, k: int) -> int:
    """The point whose k nearest come to be of its own class the most from the first stop to the one of this name."""
    labels = torch.from_numpy(sources.rows(recipe.data, recipe.points).labels)
    first, last = (_alike(vectors(recipe, stop), labels, k) for stop in (PIXELS, name))
    return int((last - first).argmax())


def _alike(features: torch.Tensor, labels: torch.Tensor, k: int) -> torch.Tensor:
    """How many of each point's k nearest others are of its class, (n,)."""
    away = square_distances(features).fill_diagonal_(torch.inf)
    return (labels[away.topk(k, largest=False).indices] == labels[:, None]).sum(1)


def _near(features: torch.Tensor, index: int, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    away = square_distances(features[index : index + 1].double(), features.double())[0]
    away[index] = torch.inf
    order = away.argsort(stable=True)[:k]
    return order.numpy(), away[order].sqrt().numpy()
