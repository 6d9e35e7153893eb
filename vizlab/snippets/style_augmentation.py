"""Stylised pictures, and what networks go by that learned from them."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style.stylised.learning import StylisedRecipe
from vizlab.style.stylised.sets import TwinsRecipe


def twins(recipe: TwinsRecipe) -> str:
    """Plain pictures, and their stylised twins below them."""
    return f"""from vizlab.figures.filter_unit import wall
from vizlab.style.stylised import sets, shown

tiles, labels, hover = shown.tiles(sets.{call(recipe)})
figure = wall(tiles, labels, hover=hover, columns={recipe.pictures}, wide_px=760)
figure.write_html("twins.html")
"""


def decided(recipe: StylisedRecipe) -> str:
    """Whom networks believe, by the share of stylised pictures; those that were trained already, and this one."""
    return f"""{_results(recipe)}
figure = style_augmentation.decided({{share: each.rows for share, each in results.items()}}, chosen={recipe.share!r})
figure.write_html("decided.html")
"""


def accuracies(recipe: StylisedRecipe) -> str:
    """What they get right, by the share of stylised pictures."""
    return f"""{_results(recipe)}
figure = style_augmentation.accuracies({{share: each.accuracies for share, each in results.items()}}, chosen={recipe.share!r})
figure.write_html("accuracies.html")
"""


def _results(recipe: StylisedRecipe) -> str:
    return f"""from vizlab.figures import style_augmentation
from vizlab.style.stylised import learning, shown

recipe = learning.{call(recipe)}
shown.found(recipe)
results = shown.all_found(recipe)"""
