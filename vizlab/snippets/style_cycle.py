"""CycleGAN: the film of two clouds, what was measured on the way, a sheet of digits, and the sweep over a weight."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style.cycle.recipe import CloudsRecipe, DigitsRecipe, SweepRecipe


def film(recipe: CloudsRecipe, direction: int) -> str:
    """Play the clouds, trained if need be."""
    return f"""from vizlab.figures.style_cycle import film
from vizlab.style.cycle.recipe import CloudsRecipe
from vizlab.style.cycle.watch import finished

frames = finished({call(recipe)})
first, moments = frames[0].arrays, [frame.arrays for frame in frames]
stops, rows = [frame.index for frame in frames], {rows(recipe)!r}
figure = film(stops, moments, rows, start=first["start"], parts=first["parts"], direction={direction})
figure.write_html("film.html")
"""


def rows(recipe: CloudsRecipe) -> list[str]:
    """What the two runs of a film are called."""
    return [f"with the cycle, weight {recipe.cycle_weight:g}", "without"]


def curves(recipe: CloudsRecipe, name: str) -> str:
    """Draw one measure by step."""
    return f"""from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.style.cycle.recipe import CLOUDS, CloudsRecipe
from vizlab.style.cycle.watch import finished, levels, series

recipe = {call(recipe)}
frames = finished(recipe)
ends = Frames(CLOUDS, recipe).record()["ends"]
shown = series(frames, {name!r})
figure = lines(shown, x_title="step", y_title={name!r}, levels=levels(ends, {name!r}))
figure.write_html("curves.html")
"""


def sheet(recipe: DigitsRecipe, step: int, direction: int) -> str:
    """Draw what became of ten digits."""
    return f"""from vizlab.figures.style_cycle import sheet
from vizlab.style.cycle.recipe import DigitsRecipe
from vizlab.style.cycle.translate import finished, sheet as rows

frames = finished({call(recipe)})
figure = sheet(rows(frames, {step}, {direction}))
figure.write_html("sheet.html")
"""


def learning(recipe: DigitsRecipe, name: str) -> str:
    """Draw one measure by step."""
    return f"""from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.style.cycle.recipe import DIGITS, DigitsRecipe
from vizlab.style.cycle.translate import finished
from vizlab.style.cycle.watch import levels, series

recipe = {call(recipe)}
frames = finished(recipe)
ends = Frames(DIGITS, recipe).record()["ends"]
shown = series(frames, {name!r})
figure = lines(shown, x_title="step", y_title={name!r}, levels=levels(ends, {name!r}))
figure.write_html("learning.html")
"""


def trade(recipe: SweepRecipe, names: list[str], title: str) -> str:
    """Draw measures against the weight that was varied."""
    return f"""from vizlab.figures.style_cycle import trade
from vizlab.style.cycle.recipe import WEIGHTS, SweepRecipe
from vizlab.style.cycle.sweep import finished, levels, values

recipe = {call(recipe)}
frames = finished(recipe)
shown = {{name: values(frames, name) for name in {names!r}}}
title = "weight of the {recipe.varied}"
figure = trade(WEIGHTS, shown, levels=levels(recipe, {names!r}), title={title!r}, x_title=title)
figure.write_html("trade.html")
"""
