"""Maps of many dimensions, and the curves beside them."""

from __future__ import annotations

from vizlab.embeddings import EmbeddingRecipe, largest_perplexity
from vizlab.snippets.text import call


def film(recipe: EmbeddingRecipe, colour: str) -> str:
    """Compute a t-SNE map, or find it finished, and draw how it came about. colour: `class` or `cluster`."""
    return f"""{_start(recipe, "film")}
*_, last = embeddings.embed(recipe)
print(last.result)
frames = Frames(embeddings.KIND, recipe).read()
figure = film(embeddings.moments(frames), {_labels(colour)}, items.classes)
figure.write_html("tsne.html")
"""


def point_map(recipe: EmbeddingRecipe, colour: str) -> str:
    """Draw the PCA map of what a recipe embeds. colour: `class` or `cluster`."""
    return f"""{_start(_space(recipe), "point_map")}
plane = embeddings.fit(items.features)
explained = plane.explained.tolist()
titles = embeddings.axis_titles(explained)
figure = point_map(plane.project(items.features).numpy(), {_labels(colour)}, items.classes, titles=titles)
figure.write_html("pca.html")
"""


def scree(recipe: EmbeddingRecipe) -> str:
    """Draw how the variance is spread over the principal components."""
    return f"""{_start(_space(recipe), "scree")}
figure = scree(embeddings.fit(items.features).explained.tolist()[: embeddings.SCREE])
figure.write_html("scree.html")
"""


def loss(recipe: EmbeddingRecipe, title: str, exaggerated: int) -> str:
    """Compute a map, or find it finished, and draw what its method makes small. title: of the axis. exaggerated: iterations."""
    return f"""{_start(recipe, "divergence_curve")}
*_, last = embeddings.embed(recipe)
frames = Frames(embeddings.KIND, recipe).read()
figure = divergence_curve(embeddings.losses(frames), exaggerated={exaggerated}, title={title!r})
figure.write_html("loss.html")
"""


def accuracy(recipe: EmbeddingRecipe, epoch: int) -> str:
    """Draw how well neighbours know the class, epoch by epoch, against raw pixels."""
    return f"""{_start(_space(recipe), "accuracy_curve")}
epochs = list(embeddings.over_epochs(recipe))
pixels = embeddings.survey(embeddings.read(EmbeddingRecipe(data={recipe.data!r}, n={recipe.n})), {recipe.seed})
levels = [("pixels", pixels.neighbour_accuracy), ("shuffled labels", pixels.shuffled_accuracy)]
figure = accuracy_curve(epochs, levels, chosen={epoch})
figure.write_html("epochs.html")
"""


def _start(recipe: EmbeddingRecipe, drawing: str) -> str:
    frames = "from vizlab.frames import Frames\n" if drawing in ("film", "divergence_curve") else ""
    return f"""from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe, largest_perplexity
from vizlab.figures.maps import {drawing}
{frames}
recipe = {call(recipe)}
items = embeddings.read(recipe)"""


def _labels(colour: str) -> str:
    return "items.labels.numpy()" if colour == "class" else "embeddings.cluster_of(items, recipe.seed).numpy()"


def _space(recipe: EmbeddingRecipe) -> EmbeddingRecipe:
    """The same vectors, with everything that decides the t-SNE map alone at its default."""
    kept = {name: getattr(recipe, name) for name in ("data", "data_version", "reference", "layer", "n", "seed")}
    return EmbeddingRecipe(**kept, perplexity=min(30.0, float(largest_perplexity(recipe.n))))
