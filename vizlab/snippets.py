"""The few lines of Python that make a figure again outside the app; a test runs every one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vizlab.recipes import Recipe


def training(recipe: Recipe) -> str:
    """Train the recipe, or read it from the store if that has been done, and draw its curves."""
    return f"""from vizlab import library
from vizlab.figures.curves import training_curves
from vizlab.recipes import Recipe, run_id
from vizlab.training import settled, train

recipe = settled({_call("Recipe", _changed(recipe))})
for step in train(recipe):
    print(f"{{step.phase}}: {{step.done}} of {{step.total}} {{step.unit}}s", end="\\r")
record = step.result
figure = training_curves(record["series"], reference=("chance", record["chance_loss"]), x_title="epoch")
figure.write_html("curves.html")
"""


def saliency(reference: str, picture: str, crop: Mapping[str, Any], target: int, method: str, options: Mapping[str, Any]) -> str:
    """Make one saliency map again. picture: the expression of `photograph_source` and its like; crop: as `images.fit` takes."""
    imports = {"torch.": "import torch\n", "pathlib.": "import pathlib\n", "samples(": "from vizlab.data.samples import samples\n"}
    head = "".join(line for name, line in imports.items() if name in picture)
    image = picture if not crop else f"images.fit({picture}, model.dataset.shape, {_arguments(crop)})"
    return f"""{head}from vizlab import images, library, saliency
from vizlab.figures.pictures import overlay

model = library.open_model({reference!r})
image = {image}
explanation = saliency.explain(model.network, image, {target}, {method!r}, {_arguments(options)})
print(saliency.probabilities(model.network, image), explanation.drop)
figure = overlay(images.to_pixels(image), explanation.values)
figure.write_html("saliency.html")
"""


def sample_source(dataset: str, index: int) -> str:
    """The expression for a test picture of a data set."""
    return f"images.unit(torch.from_numpy(samples({dataset!r}).inputs[{index}]))"


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
