"""Embeddings: many dimensions on a flat map, by t-SNE, PCA and others, with numbers that say how much of the map to believe.

To add a method: see `methods/`. To add a start of t-SNE: a line in `INITS` (`recipe.py`) and a branch in `tsne.start`. To add a
number of a map: a field of `Quality` and a line in `judge` (`quality.py`).
"""

from vizlab.embeddings.embed import KIND, SCREE, embed, losses, moments
from vizlab.embeddings.features import last_hidden, layer_sizes, layer_title, pictures_of, read
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.pca import axis_titles, fit
from vizlab.embeddings.recipe import (
    FORCES,
    INITS,
    KNOBS,
    METRICS,
    EmbeddingRecipe,
    available,
    largest_perplexity,
    sizes,
    usual,
)
from vizlab.embeddings.sprites import Sheet, sheet
from vizlab.embeddings.survey import cluster_of, over_epochs, spaces, survey
from vizlab.embeddings.tsne import EXAGGERATED, estimate

__all__ = [
    "EXAGGERATED",
    "FORCES",
    "INITS",
    "KIND",
    "KNOBS",
    "METHODS",
    "METRICS",
    "SCREE",
    "EmbeddingRecipe",
    "Sheet",
    "available",
    "axis_titles",
    "cluster_of",
    "embed",
    "estimate",
    "fit",
    "largest_perplexity",
    "last_hidden",
    "layer_sizes",
    "layer_title",
    "losses",
    "moments",
    "over_epochs",
    "pictures_of",
    "read",
    "sheet",
    "sizes",
    "spaces",
    "survey",
    "usual",
]
