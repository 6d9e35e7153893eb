"""What a t-SNE map will take, said before it begins.

The constants are seconds on one core of a recent server, measured with 1,797, 10,000 and 70,000 pictures: good to a factor of 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vizlab.embeddings.tsne.descent import COLUMNS, FEW
from vizlab.embeddings.tsne.sparse import LISTENED

if TYPE_CHECKING:
    from vizlab.embeddings.recipe import EmbeddingRecipe

EXACT_S, EXACT_START_S = 1.3e-9, 3e-8  # for every pair: an iteration, and the affinities
SEARCH_S = 6e-9  # for every pair: the distance, and whether it is among the nearest
GRID_S, EDGE_S = 1.2e-6, 7e-9  # an iteration, for every point and for every edge
PAIR_BYTES, EDGE_BYTES = 12, 120


def estimate(recipe: EmbeddingRecipe, numbers: int = COLUMNS) -> tuple[float, float]:
    """Seconds and bytes that a t-SNE map of vectors of so many numbers will take, features included."""
    n = recipe.n
    features = 12.0 * n * numbers  # as they are, centred and scaled
    if recipe.force == "exact" or (recipe.force == "automatic" and (n <= FEW or recipe.dims > 2)):
        return n * n * (EXACT_START_S + EXACT_S * recipe.iterations), features + PAIR_BYTES * n * n
    edges = n * LISTENED * max(recipe.perplexity, recipe.broad)
    seconds = n * n * SEARCH_S + recipe.iterations * (GRID_S * n + EDGE_S * edges)
    return seconds, features + EDGE_BYTES * edges
