"""What style is: Gram matrices and the pairs behind them, shuffled places, histograms, normalisers, and studies."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style import StyleRecipe
from vizlab.style.studies.recipe import StudyRecipe


def grams(recipe: StyleRecipe, network: str, layer: str, step: int) -> str:
    """Draw the Gram matrices of a layer for the photograph, one iteration of the painting (none if -1), and the style."""
    return f"""{_pictures(recipe, step)}
from vizlab.figures.paintings import gram_maps
from vizlab.style.statistics import channels, looking

found = channels.compare(looking.open_eyes({network!r}), {layer!r}, pictures)
print(found.apart, found.nature)
figure = gram_maps(found.matrices)
figure.write_html("grams.html")
"""


def pair(recipe: StyleRecipe, network: str, layer: str, step: int, of: str, numbers: tuple[int, int]) -> str:
    """Draw the maps of two channels of a layer and their product."""
    first, second = numbers
    return f"""{_pictures(recipe, step)}
from vizlab.figures.style_statistics import maps
from vizlab.style.statistics import channels, looking

eyes = looking.open_eyes({network!r})
seen = looking.see_layer(eyes, {layer!r}, looking.as_input(eyes, pictures[{of!r}]))
behind = channels.pair(seen, {first}, {second})
figure = maps({{"channel {first}": behind.first, "times channel {second}": behind.second, "product": behind.product}})
figure.write_html("pair.html")
"""


def shuffled(picture: str, network: str, layer: str, side: int, seed: int) -> tuple[str, str]:
    """Draw the shuffled picture beside the picture, and the distances of their Gram matrices over the side of the tiles."""
    start = f"""from vizlab.style.statistics import looking, shuffling

pixels = looking.shown({picture!r})"""
    return (
        f"""{start}
from vizlab.figures.style_statistics import wall

shuffled = shuffling.shuffled_picture(pixels, {side}, {seed})
figure = wall({{"the picture": pixels, "tiles of {side} px shuffled": shuffled}}, columns=2)
figure.write_html("shuffled.html")
""",
        f"""{start}
from vizlab.figures.style_statistics import curves

found = shuffling.shuffle(looking.open_eyes({network!r}), pixels, {seed})
print(found.positions)
lines = {{name: (found.sides, values) for name, values in found.pictures.items()}}
titles = ("side of the tiles, pixels", "distance of the Gram matrices")
figure = curves(lines, titles=titles, chosen={layer!r}, at={side}, logs="x")
figure.write_html("distances.html")
""",
    )


def rivals(content: str, style: str, network: str, layer: str, naive: StudyRecipe | None) -> tuple[str, str]:
    """Draw pictures with the style's histograms, and what they have of its style. naive: the study with a painting by Gram."""
    study = """from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.study import finished
""" if naive else ""  # fmt: skip
    painted = f"finished({call(naive)})[-1].pictures[-1]" if naive else "None"
    start = f"""from vizlab.style.statistics import histograms, looking
{study}
content, style = looking.shown({content!r}), looking.shown({style!r})
found = histograms.compare(looking.open_eyes({network!r}), {layer!r}, content, style, {painted})"""
    return (
        f"""{start}
from vizlab.figures.style_statistics import wall

figure = wall(found.pictures, columns=4)
figure.write_html("rivals.html")
""",
        f"""{start}
from vizlab.figures.style_statistics import cells

figure = cells(found.values, found.rows, histograms.COLUMNS, noun="distance")
figure.write_html("distances.html")
""",
    )


def means(style: str, network: str, layer: str, channel: int) -> str:
    """Draw the histogram of a channel before and after its mean changed its sign."""
    return f"""from vizlab.figures.style_statistics import histograms as draw
from vizlab.style.statistics import histograms, looking

eyes = looking.open_eyes({network!r})
seen = looking.see_layer(eyes, {layer!r}, looking.as_input(eyes, looking.shown({style!r})))
print(histograms.compare_means(seen))
other = histograms.flipped_means(seen)
values = {{"F": seen[{channel}].numpy(), "F − 2 mean(F)": other[{channel}].numpy()}}
figure = draw(values, title="value of channel {channel}")
figure.write_html("means.html")
"""


def sums(content: str, style: str, network: str, layer: str, chosen: str) -> str:
    """Draw the style loss of a layer under each normaliser, for pictures laid ever more often."""
    return f"""from vizlab.figures.style_statistics import curves
from vizlab.style import pictures
from vizlab.style.statistics import looking, normalisers

first, second = pictures.find({content!r}), pictures.find({style!r})
found = normalisers.measure(looking.open_eyes({network!r}), {layer!r}, first, second)
print(normalisers.growth(found), found.apart)
lines = {{name: (found.times, normalisers.against_first(values)) for name, values in found.losses.items()}}
figure = curves(lines, titles=("copies along each side", "style loss, of one copy's"), chosen={chosen!r})
figure.write_html("sums.html")
"""


def misprint(style: str, network: str, layer: str) -> str:
    """Draw the Gram matrix beside what the misprinted formula gives."""
    return f"""from vizlab.figures.style_statistics import maps
from vizlab.style.statistics import looking, misprints

eyes = looking.open_eyes({network!r})
seen = looking.see_layer(eyes, {layer!r}, looking.as_input(eyes, looking.shown({style!r})))
found = misprints.beside(seen)
figure = maps(found, noun="matrix")
figure.write_html("misprint.html")
"""


def study(recipe: StudyRecipe, columns: int) -> str:
    """Draw the last pictures of a study."""
    return f"""{studied(recipe)}
from vizlab.figures.style_statistics import wall

shown = {{"the picture": original(recipe)}} | {{each.label: each.pictures[-1] for each in found}}
figure = wall(shown, columns={columns})
figure.write_html("study.html")
"""


def others(recipe: StudyRecipe, equal: str) -> str:
    """Draw the paintings of a study after as many passes, or as many seconds."""
    step = "each.steps[-1]" if equal == "passes" else "each.early"
    return f"""{studied(recipe)}
from vizlab.figures.style_statistics import wall

steps = [{step} for each in found]
shown = {{f"{{each.label}}, {{step}}": each.at(step) for each, step in zip(found, steps)}}
figure = wall({{"the picture": original(recipe)}} | shown, columns=3)
figure.write_html("others.html")
"""


def crossed(recipe: StudyRecipe, judged: str) -> str:
    """Draw how far each painting of a study is from the picture under each statistic."""
    return f"""{studied(recipe)}
import numpy as np
from vizlab.figures.style_statistics import cells

names = [each.label for each in found]
values = np.array([[each.numbers["statistics"][name] for name in names] for each in found])
figure = cells(values, names, names, noun="distance", chosen={judged!r}, log=True)
figure.write_html("crossed.html")
"""


def alone(recipe: StudyRecipe) -> str:
    """Draw the texture from each layer alone."""
    return f"""{studied(recipe)}
from vizlab.figures.style_statistics import wall

shown = {{f"{{each.label}}, {{each.layer}}": each.pictures[-1] for each in found}}
figure = wall({{"the picture": original(recipe)}} | shown, columns=3)
figure.write_html("alone.html")
"""


def spectra(recipe: StudyRecipe, chosen: str) -> str:
    """Draw the radial spectra of the picture and of the texture from each layer."""
    return f"""{studied(recipe)}
from vizlab.figures.style_statistics import curves
from vizlab.style.studies.measures import powers

shown = {{"the picture": original(recipe)}} | {{f"{{each.label}}, {{each.layer}}": each.pictures[-1] for each in found}}
chosen = next(name for name in shown if name.startswith({chosen!r}))
figure = curves(powers(shown), titles=("cycles a pixel", "power"), chosen=chosen)
figure.write_html("spectra.html")
"""


def alone_table(recipe: StudyRecipe, chosen: str) -> str:
    """Draw the style loss at every layer of the texture that each layer alone has made."""
    return f"""{studied(recipe)}
import numpy as np
from vizlab.figures.style_statistics import cells

layers = ["pixels", *(each.layer for each in found)]
values = np.array([[each.numbers["style"][layer] for layer in layers] for each in found])
figure = cells(values, [each.label for each in found], layers, noun="style loss", chosen={chosen!r}, log=True)
figure.write_html("alone-table.html")
"""


def studied(recipe: StudyRecipe) -> str:
    """The lines that make a study, or read it if that has been done."""
    return f"""from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.study import finished, original

recipe = {call(recipe)}
found = finished(recipe)"""


def _pictures(recipe: StyleRecipe, step: int) -> str:
    painting = f'"painting": made.at({step}), ' if step >= 0 else ""
    made = "finished(recipe)" if step >= 0 else "read(recipe)"
    return f"""from vizlab.style import StyleRecipe, view

recipe = {call(recipe)}
made = view.{made}
content, style = view.originals(recipe)
pictures = {{"photograph": content, {painting}"style picture": style}}"""
