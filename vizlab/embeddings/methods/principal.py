"""PCA as a way to a map: finished as soon as it has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe


class Principal:
    """positions: (n, dims), float64, on the first principal components."""

    def __init__(self, features: torch.Tensor, dims: int) -> None:
        """Find the components of features (n, d)."""
        plane = pca.fit(features, k=dims)
        self.positions = plane.project(features)
        self._lost = float(plane.variances[dims:].sum()) * (len(features) - 1) / features.numel()

    def advance(self) -> None:
        """Nothing is left to do."""

    def state(self) -> dict[str, NDArray[Any]]:
        """Nothing has to be kept."""
        return {}

    def loss(self) -> float:
        """Mean square error of a feature that is read off the map: the variance outside it, over n d."""
        return self._lost


def begin(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Principal:
    """The PCA map of features (n, d). state: not needed."""
    return Principal(features, recipe.dims)
