"""A random projection: the control that no method may fall below, and a good one where many dimensions are left.

Source: Johnson & Lindenstrauss 1984; Dasgupta & Gupta 2003, Random Structures & Algorithms 22.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from numpy.typing import NDArray

from vizlab.embeddings.methods.stress import of_features

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe


class RandomProjection:
    """positions: (n, dims), float64."""

    def __init__(self, features: torch.Tensor, dims: int, seed: int) -> None:
        """Project features (n, d)."""
        self.positions = projected(features, dims, seed)
        self._loss = of_features(features, self.positions)

    def advance(self) -> None:
        """Nothing is left to do."""

    def state(self) -> dict[str, NDArray[Any]]:
        """Nothing has to be kept."""
        return {}

    def loss(self) -> float:
        """The stress: how far the distances are off."""
        return self._loss


def projected(features: torch.Tensor, dims: int, seed: int, centre: torch.Tensor | None = None) -> torch.Tensor:
    """Features (n, d) less their mean, or a `centre` (d,), times a Gaussian matrix (d, dims): float64, of right mean length."""
    exact = features.double()
    generator = torch.Generator().manual_seed(seed)
    directions = torch.randn(exact.shape[1], dims, generator=generator, dtype=torch.float64) / dims**0.5
    return torch.mm(exact - (exact.mean(0) if centre is None else centre), directions)


def begin(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> RandomProjection:
    """The map of features (n, d). state: not needed."""
    return RandomProjection(features, recipe.dims, recipe.seed)
