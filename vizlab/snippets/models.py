"""Networks: their drawing, their sizes by layer, and how far each layer sees."""

from __future__ import annotations

from vizlab.recipes import Recipe
from vizlab.snippets import pictures
from vizlab.snippets.text import call


def network(recipe: Recipe, shape: tuple[int, ...], n_classes: int, layer: str) -> str:
    """Draw the network, with a mark over a layer."""
    return f"""{_described(recipe, shape, n_classes)}
figure = architecture.network(network.blocks(), chosen={layer!r})
figure.write_html("network.html")
"""


def sizes(recipe: Recipe, shape: tuple[int, ...], n_classes: int, layer: str) -> str:
    """Weights, multiply-adds and memory by layer."""
    return f"""{_described(recipe, shape, n_classes)}
figure = architecture.sizes(*network.series(), chosen={layer!r})
figure.write_html("sizes.html")
"""


def fields(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> str:
    """The receptive field behind each layer."""
    return f"""{_described(recipe, shape, n_classes)}
figure = architecture.fields(*network.sides(), picture_px={max(shape[1:], default=0)})
figure.write_html("fields.html")
"""


def _described(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> str:
    return f"""from vizlab.figures import architecture
from vizlab.models import anatomy
from vizlab.recipes import Recipe

network = anatomy.describe({call(recipe)}, {shape}, {n_classes})
print(f"{{network.parameters:,}} parameters, {{network.multiply_adds:,}} multiply-adds, {{network.depth}} weight layers")"""


def answer(reference: str, picture: str, most: int) -> str:
    """What a network says of a picture. picture: the expression of `photograph_source` and its like."""
    return f"""{pictures.imports(picture)}from vizlab import images, library, saliency
from vizlab.figures.bars import probabilities

model = library.open_model({reference!r})
image = images.fit({picture}, model.shape)
shares = saliency.probabilities(model.network, image)
best = shares.argsort()[::-1][:{most}]
labels = [model.classes[index] for index in best]
figure = probabilities(labels, [float(shares[index]) for index in best], highlight=labels[0])
figure.write_html("answer.html")
"""
