"""Multidimensional scaling: every distance on the map is to be the distance of the vectors, near and far alike.

An iteration is a step of SMACOF, after which the stress is never larger. Source: de Leeuw 1977; Borg & Groenen 2005, chapter 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca
from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.methods.stress import pair_distances, stress

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe


class Mds:
    """positions: (n, dims), float32, centred."""

    def __init__(self, wanted: torch.Tensor, positions: torch.Tensor) -> None:
        """Improve these positions towards the distances `wanted` (n, n)."""
        self.positions, self._wanted = positions, wanted

    def advance(self) -> None:
        """One Guttman transform: everyone pulls or pushes every other towards the wanted distance, and takes the mean."""
        found = pair_distances(self.positions)
        ratio = torch.where(found > 0, self._wanted / found, torch.zeros_like(found))
        self.positions = (ratio.sum(1, keepdim=True) * self.positions - ratio @ self.positions) / len(found)

    def state(self) -> dict[str, NDArray[Any]]:
        """Positions are all."""
        return {"positions": self.positions.numpy()}

    def loss(self) -> float:
        """The stress, as a share of the wanted distances."""
        return stress(self._wanted, self.positions)


def begin(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Mds:
    """Start from classical scaling, which of Euclidean distances is the PCA map; or go on."""
    wanted = square_distances(features.double()).sqrt().float()
    if state is not None:
        return Mds(wanted, torch.from_numpy(np.array(state["positions"])))
    return Mds(wanted, pca.fit(features, k=recipe.dims).project(features).float())
