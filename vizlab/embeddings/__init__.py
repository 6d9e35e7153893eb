"""Embeddings: many dimensions on a flat map, by PCA and by t-SNE, with numbers that say how much of the map to believe.

To add a start of t-SNE: a line in `INITS` (`recipe.py`) and a branch in `tsne.start`. To add a number of a map: a field of
`Quality` and a line in `judge` (`quality.py`).
"""

from vizlab.embeddings.embed import KIND, SCREE, divergences, embed, moments
from vizlab.embeddings.features import last_hidden, layer_sizes, layer_title, pictures_of, read
from vizlab.embeddings.pca import axis_titles, fit
from vizlab.embeddings.recipe import INITS, KNOBS, EmbeddingRecipe, available, sizes
from vizlab.embeddings.sprites import Sheet, sheet
from vizlab.embeddings.survey import cluster_of, over_epochs, spaces, survey
from vizlab.embeddings.tsne import EXAGGERATED

__all__ = [
    "EXAGGERATED",
    "INITS",
    "KIND",
    "KNOBS",
    "SCREE",
    "EmbeddingRecipe",
    "Sheet",
    "available",
    "axis_titles",
    "cluster_of",
    "divergences",
    "embed",
    "fit",
    "last_hidden",
    "layer_sizes",
    "layer_title",
    "moments",
    "over_epochs",
    "pictures_of",
    "read",
    "sheet",
    "sizes",
    "spaces",
    "survey",
]
