"""Paintings: the picture beside its sources, its losses, the Gram matrices of a layer."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style import StyleRecipe


def painting(recipe: StyleRecipe, step: int, wipe: float) -> str:
    """Paint the recipe, or read it from the store if that has been done, and draw one iteration of it."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import painting

content, style_picture = view.originals(recipe)
result = view.wiped(content, made.at({step}), {wipe})
figure = painting(result, content, style_picture, titles=view.titles(recipe, {step}))
figure.write_html("painting.html")
"""


def losses(recipe: StyleRecipe, step: int) -> str:
    """Draw the losses of all layers."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import style_losses

figure = style_losses(made.series, at={step})
figure.write_html("losses.html")
"""


def grams(recipe: StyleRecipe, step: int, layer: str) -> str:
    """Draw the Gram matrices of a layer for the content, the painting and the style."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import gram_maps
from vizlab.style import open_network

content, style_picture = view.originals(recipe)
network = open_network(recipe.network, grain=recipe.grain, seed=recipe.seed)
shown = {{"content": content, "painting": made.at({step}), "style": style_picture}}
figure = gram_maps(view.grams(network, {layer!r}, shown).matrices)
figure.write_html("grams.html")
"""


def _finished(recipe: StyleRecipe) -> str:
    return f"""from vizlab.style import StyleRecipe, view

recipe = {call(recipe)}
made = view.finished(recipe)"""
