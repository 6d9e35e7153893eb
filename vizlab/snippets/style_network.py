"""Networks compared by what they can tell apart and what they paint."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style.judging.draws import DrawsRecipe
from vizlab.style.judging.lineup import LineupRecipe
from vizlab.style.judging.telling import TellingRecipe


def rates(recipe: TellingRecipe) -> str:
    """Every network that has been measured on these patches, and the controls."""
    return f"""{_told(recipe)}
from vizlab.figures import style_network

rows, kinds = shown.compared(shown.known(recipe))
figure = style_network.rates(rows, kinds=kinds, chance=telling.chance(), chosen=shown.short(recipe.network))
figure.write_html("rates.html")
"""


def by_layer(recipe: TellingRecipe) -> str:
    """What each layer alone can tell apart."""
    return f"""{_told(recipe)}
from vizlab.figures import style_network

levels = {{"histogram": found.accuracy("histogram"), "chance": telling.chance()}}
figure = style_network.by_layer(shown.layered(shown.known(recipe), recipe.network), levels=levels)
figure.write_html("by-layer.html")
"""


def along(recipe: TellingRecipe) -> str:
    """What each epoch that has been measured can tell apart."""
    return f"""{_told(recipe)}
from vizlab.figures import style_network

figure = style_network.along(shown.along(recipe), chosen={int(recipe.network.partition("@")[2] or 0)})
figure.write_html("along.html")
"""


def confusion(recipe: TellingRecipe, way: str) -> str:
    """What is taken for what."""
    return f"""{_told(recipe)}
from vizlab.figures.matrices import confusion

figure = confusion(found.confusion({way!r}), swatches.titles(), noun="patches")
figure.write_html("taken-for.html")
"""


def nearest(recipe: TellingRecipe, way: str, patch: int) -> str:
    """A patch and its nearest."""
    return f"""{_told(recipe)}
from vizlab.figures.filter_unit import wall

known, unknown = shown.tiles(grey=recipe.grey, seed=recipe.seed)
tiles, labels, hover = shown.neighbours(found, {way!r}, {patch}, known, unknown)
figure = wall(tiles, labels, hover=hover, columns=2, wide_px=300)
figure.write_html("nearest.html")
"""


def patches(recipe: TellingRecipe, way: str, first: int) -> str:
    """The unknown patches of one texture, and what each was taken for."""
    return f"""{_told(recipe)}
from vizlab.figures.filter_unit import wall

unknown = shown.tiles(grey=recipe.grey, seed=recipe.seed)[1]
chosen = range({first}, {first} + swatches.EACH)
labels, hover = shown.answers(found, {way!r}, list(chosen))
figure = wall([unknown[at] for at in chosen], labels, hover=hover, columns=4, wide_px=460)
figure.write_html("patches.html")
"""


def draws(recipe: DrawsRecipe, layer: str) -> str:
    """What untrained networks can tell apart, drawn several times in several ways."""
    return f"""from vizlab.figures import style_network
from vizlab.style.judging import draws

recipe = draws.{call(recipe)}
groups, levels = draws.groups(recipe, {layer!r}), draws.levels(recipe)
figure = style_network.spread(groups, levels=levels)
figure.write_html("draws.html")
"""


def paintings(recipe: LineupRecipe) -> str:
    """The same pictures painted by several networks at equal compute."""
    return f"""{_lineup(recipe)}
from vizlab.figures import style_network

tiles, titles = lineup.told(recipe)
figure = style_network.paintings(tiles, titles, columns=3)
figure.write_html("lineup.html")
"""


def verdicts(recipe: LineupRecipe, kind: str) -> str:
    """What each network says of the work of all."""
    return f"""{_lineup(recipe)}
from vizlab.figures import style_network

rows, columns = lineup.names(recipe)
figure = style_network.verdicts(lineup.left(record, {kind!r}), rows, columns)
figure.write_html("verdicts.html")
"""


def _told(recipe: TellingRecipe) -> str:
    return f"""from vizlab.style.judging import shown, swatches, telling

recipe = telling.{call(recipe)}
found = telling.made(recipe)"""


def _lineup(recipe: LineupRecipe) -> str:
    return f"""from vizlab.style.judging import lineup

recipe = lineup.{call(recipe)}
record = lineup.made(recipe)"""
