"""What is done to vectors before any map: dealt out anew for the control, and scaled to length one where angles count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from vizlab.embeddings.recipe import EmbeddingRecipe


def arranged(features: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    """Features (n, d) as the recipe wants them, float32."""
    if recipe.shuffled:
        features = dealt(features, recipe.seed)
    return unit_length(features) if recipe.metric == "cosine" else features


def dealt(features: torch.Tensor, seed: int) -> torch.Tensor:
    """Every column of features (n, d) dealt out anew on its own: each keeps its values, but nothing goes together any more."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.rand(features.shape, generator=generator).argsort(0)
    return features.gather(0, order)


def unit_length(features: torch.Tensor) -> torch.Tensor:
    """Features (n, d) scaled to length one: their squared distance is then 2 - 2 cos. Zero vectors stay zero."""
    lengths: torch.Tensor = features.norm(dim=1, keepdim=True)
    return features / lengths.clamp(min=1e-30)
