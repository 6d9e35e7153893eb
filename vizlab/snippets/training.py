"""Training runs: curves, confusions, mistakes, the plane, two runs compared."""

from __future__ import annotations

from vizlab.recipes import Recipe
from vizlab.snippets.text import call


def training(recipe: Recipe) -> str:
    """Train the recipe, or read it from the store if that has been done, and draw its curves."""
    return f"""{_finished(recipe)}
from vizlab.figures.curves import run_curves

figure = run_curves(record)
figure.write_html("curves.html")
"""


def confusion(recipe: Recipe) -> str:
    """Count who is taken for whom on the test set."""
    return f"""{_finished(recipe)}
from vizlab import data
from vizlab.figures.matrices import confusion

figure = confusion(record["report"]["confusion"], data.find(recipe.data).classes)
figure.write_html("confusion.html")
"""


def mistakes(recipe: Recipe, count: int) -> str:
    """Show the most confident mistakes on the test set."""
    return f"""{_finished(recipe)}
from vizlab import data
from vizlab.data import samples
from vizlab.figures.pictures import mistake_grid

wrong = record["report"]["mistakes"][:{count}]
pixels = samples.test_inputs(recipe.data, [mistake["index"] for mistake in wrong])
figure = mistake_grid(pixels, wrong, data.find(recipe.data).classes)
figure.write_html("mistakes.html")
"""


def plane(reference: str) -> str:
    """Draw what a classifier of points says of the plane."""
    return f"""from vizlab import data, library, training
from vizlab.figures.points import decision_map

model = library.open_model({reference!r})
recipe = model.entry.run.recipe
test = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed).test
grid, answers = training.plane(model.network)
figure = decision_map(
    test.inputs, test.labels, grid_x=grid, grid_y=grid, surface=answers, classes=model.classes
)
figure.write_html("plane.html")
"""


def compare(a: str, b: str) -> str:
    """Draw the curves of two runs over each other."""
    return f"""from vizlab import library
from vizlab.figures.curves import compare_curves

first, second = library.open_run({a!r}), library.open_run({b!r})
series = {{f"A: {{first.title}}": first.record["series"], f"B: {{second.title}}": second.record["series"]}}
figure = compare_curves(series, x_title="epoch")
figure.write_html("compare.html")
"""


def _finished(recipe: Recipe) -> str:
    """Lines that leave the settled recipe in `recipe` and its finished record in `record`, training it if need be."""
    return f"""from vizlab import library
from vizlab.recipes import Recipe
from vizlab.training import settled, train

recipe = settled({call(recipe)})
finished = library.finished_run(recipe)
record = finished.record if finished else list(train(recipe))[-1].result"""
