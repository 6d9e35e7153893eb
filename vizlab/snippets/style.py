"""Paintings: the picture beside its sources, its losses, how near it is to both; races of optimizers."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style import StyleRecipe
from vizlab.style.race import RaceRecipe


def painting(recipe: StyleRecipe, step: int) -> str:
    """Paint the recipe, or read it from the store if that has been done, and draw one iteration of it."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import painting

content, style_picture = view.originals(recipe)
figure = painting(made.at({step}), content, style_picture, titles=view.titles(recipe, {step}))
figure.write_html("painting.html")
"""


def losses(recipe: StyleRecipe, step: int) -> str:
    """Draw the losses of all layers."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import style_losses

figure = style_losses(made.series, at={step})
figure.write_html("losses.html")
"""


def differences(recipe: StyleRecipe, step: int) -> str:
    """Draw the painting minus each of its sources."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import differences

figure = differences(made.at({step}), *view.alike(recipe))
figure.write_html("differences.html")
"""


def distances(recipe: StyleRecipe, step: int) -> str:
    """Draw how near the painting is to each of its sources."""
    return f"""{_finished(recipe)}
from vizlab.figures.paintings import distances
from vizlab.style.nearness import Sources

figure = distances(Sources(recipe).nearness(made.at({step})))
figure.write_html("distances.html")
"""


def _finished(recipe: StyleRecipe) -> str:
    return f"""from vizlab.style import StyleRecipe, view

recipe = {call(recipe)}
made = view.finished(recipe)"""


def race_curves(recipe: RaceRecipe, spent: str) -> str:
    """Draw the losses of the optimizers against what they spent."""
    return f"""{_raced(recipe)}
from vizlab.figures.style_race import race_curves

figure = race_curves(found.tracks, {spent!r})
figure.write_html("race.html")
"""


def race_pictures(recipe: RaceRecipe) -> str:
    """Draw what the optimizers painted."""
    return f"""{_raced(recipe)}
from vizlab.figures.pictures import image_grid

titles = [f"{{name}}: {{found.tracks[name][-1][2]:.3g}}" for name in found.pictures]
figure = image_grid(list(found.pictures.values()), titles, columns=3)
figure.write_html("pictures.html")
"""


def _raced(recipe: RaceRecipe) -> str:
    return f"""from vizlab.style.race import RaceRecipe, read_race

recipe = {call(recipe)}
found = read_race(recipe)"""
