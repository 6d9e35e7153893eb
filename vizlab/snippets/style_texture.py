"""Textures grown from noise: the film, the spectra, tiles, the ladder, and the texture of a spectrum alone."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style import StyleRecipe
from vizlab.style.texture.ladder import LadderRecipe


def growing(recipe: StyleRecipe) -> str:
    """Grow the texture, or read it from the store if that has been done, and show it beside its source."""
    return f"""{_finished(recipe)}
from vizlab.figures.style_texture import growing

films = [frame.arrays["picture"] for frame in made.frames]
figure = growing(source, films, made.steps, texture.shape[:2], ("Source", "Texture"))
figure.write_html("texture.html")
"""


def spectra(recipe: StyleRecipe, *, by_angle: bool, with_phase: bool = False) -> str:
    """Draw the spectra of source and texture, over the frequency or over the angle."""
    draw, measure = ("orientations", "orientation_spectrum") if by_angle else ("spectra", "radial_spectrum")
    phase = f', "random phase": random_phase(source, {recipe.seed})' if with_phase else ""
    lines = "from vizlab.style.texture.phase import random_phase\n" if with_phase else ""
    return f"""{_finished(recipe)}
from vizlab.figures.style_texture import {draw}
{lines}from vizlab.style.texture.statistics import {measure}

shown = {{"source": source, "texture": texture{phase}}}
found = {{name: {measure}(pixels) for name, pixels in shown.items()}}
figure = {draw}(found["source"][0], {{name: values for name, (_, values) in found.items()}})
figure.write_html("spectra.html")
"""


def tiles(recipe: StyleRecipe, times: int) -> str:
    """Lay the texture and its source side by side."""
    return f"""{_finished(recipe)}
from vizlab.figures.filter_dream import row
from vizlab.style.texture.seam import seam, tiled

shown = {{"Texture": texture, "Source": source}}
titles = [f"{{name}}: jump at the seam {{seam(pixels).ratio:.2f}} ×" for name, pixels in shown.items()]
figure = row([tiled(pixels, {times}) for pixels in shown.values()], titles, columns=2)
figure.write_html("tiles.html")
"""


def phase(recipe: StyleRecipe) -> str:
    """Show the texture beside one that has the power spectrum of the source and random phases."""
    return f"""{_finished(recipe)}
from vizlab.figures.filter_dream import row
from vizlab.style.texture.phase import random_phase

shown = [source, random_phase(source, {recipe.seed}), texture]
figure = row(shown, ["Source", "Same spectrum", "Same Grams"], columns=3)
figure.write_html("phase.html")
"""


def ladder(recipe: LadderRecipe, *, with_layers: bool) -> str:
    """Show the textures of a ladder, or what each layer makes of them."""
    draw = """from vizlab.figures.filter_dream import row

titles = ["Source", *(rung.name for rung in rungs)]
figure = row([source, *(rung.pixels for rung in rungs)], titles, columns=4)"""
    if with_layers:
        draw = """from vizlab.figures.style_texture import heard

whole = list(recipe.paintings().values())[-1]
found = synthesis.style_distances(whole, {rung.name: rung.pixels for rung in rungs})
layers = [name for name in next(iter(found.values())) if name != "style"]
figure = heard([[losses[name] for name in layers] for losses in found.values()])"""
    return f"""from vizlab.style import series
from vizlab.style.texture import synthesis
from vizlab.style.texture.ladder import KIND, LadderRecipe

recipe = {call(recipe)}
rungs = series.finished(KIND, recipe)
source = synthesis.source(rungs[-1].recipe)
{draw}
figure.write_html("ladder.html")
"""


def _finished(recipe: StyleRecipe) -> str:
    return f"""from vizlab.style import StyleRecipe, view
from vizlab.style.texture import synthesis

recipe = {call(recipe)}
made = view.finished(recipe)
source, texture = synthesis.source(recipe), made.at(recipe.steps)"""
