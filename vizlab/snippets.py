"""The few lines of Python that make a figure again outside the app; a test runs every one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vizlab.recipes import Recipe


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
recipe = model.run.recipe
test = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed).test
grid, answers = training.plane(model.network)
figure = decision_map(
    test.inputs, test.labels, grid_x=grid, grid_y=grid, surface=answers, classes=model.dataset.classes
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

recipe = settled({_call("Recipe", _changed(recipe))})
finished = library.finished_run(recipe)
record = finished.record if finished else list(train(recipe))[-1].result"""


def saliency(
    reference: str,
    picture: str,
    crop: Mapping[str, Any],
    target: int,
    method: str,
    options: Mapping[str, Any],
    opacity: float = 0.6,
) -> str:
    """Make one saliency map again. picture: the expression of `photograph_source` and its like; crop: as `images.fit` takes."""
    imports = {"pathlib.": "import pathlib\n\n", "samples.": "from vizlab.data import samples\n"}
    head = "".join(line for name, line in imports.items() if name in picture)
    image = picture if not crop else f"images.fit({picture}, model.dataset.shape, {_arguments(crop)})"
    return f"""{head}from vizlab import images, library, saliency
from vizlab.figures.pictures import overlay

model = library.open_model({reference!r})
image = {image}
explanation = saliency.explain(model.network, image, {target}, {method!r}, {_arguments(options)})
print(saliency.probabilities(model.network, image), explanation.drop)
figure = overlay(images.to_pixels(image), explanation.values, opacity={opacity}, title={method!r})
figure.write_html("saliency.html")
"""


def sample_source(dataset: str, index: int) -> str:
    """The expression for a test picture of a data set."""
    return f"samples.picture({dataset!r}, {index})"


def photograph_source(label: str) -> str:
    """The expression for a bundled photograph."""
    return f"images.photograph({label!r})"


def file_source(name: str) -> str:
    """The expression for a picture of the visitor's own."""
    return f"images.open_image(pathlib.Path({name!r}).read_bytes())"


def _changed(recipe: Recipe) -> dict[str, Any]:
    defaults = Recipe()
    return {name: value for name, value in dataclasses.asdict(recipe).items() if value != getattr(defaults, name)}


def _call(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({_arguments(arguments)})"


def _arguments(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())
