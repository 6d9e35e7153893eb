"""Data sets: contact sheets, class balance, features, the Shapes and their switches, a zip of one's own."""

from __future__ import annotations

import dataclasses

from vizlab.data.own import PicturesRecipe
from vizlab.data.shapes import Options
from vizlab.snippets.text import arguments, call


def sheet(name: str, first: int, count: int) -> str:
    """Show a few examples of each class."""
    return f"""from vizlab import data
from vizlab.data import samples
from vizlab.figures.sheets import contact_sheet

rows = samples.by_class({name!r}, first={first}, count={count})
figure = contact_sheet(rows, data.find({name!r}).classes[{first}:{first + count}])
figure.write_html("sheet.html")
"""


def balance(name: str, first: int, count: int) -> str:
    """Count the training examples of each class."""
    return f"""from vizlab import data
from vizlab.figures.bars import counts

classes = data.find({name!r}).classes[{first}:{first + count}]
figure = counts(classes, data.class_counts({name!r})[{first}:{first + count}])
figure.write_html("balance.html")
"""


def features(name: str, x: int, y: int, count: int) -> str:
    """Draw two features of the training examples against each other."""
    return f"""from vizlab.data import cards
from vizlab import data
from vizlab.data.neighbours import neighbour_accuracy
from vizlab.figures.sheets import feature_scatter

card, train = cards.card({name!r}), data.load({name!r}).train
points, labels = train.inputs[:{count}], train.labels[:{count}]
print(neighbour_accuracy(points[:, [{x}, {y}]], labels), neighbour_accuracy(points, labels))
figure = feature_scatter(points[:, [{x}, {y}]], labels, card.classes, titles=(card.parts[{x}], card.parts[{y}]))
figure.write_html("features.html")
"""


def plane(name: str, count: int) -> str:
    """Draw the training points of the plane."""
    return f"""from vizlab import data
from vizlab.figures.points import scatter

train = data.load({name!r}).train
figure = scatter(train.inputs[:{count}], train.labels[:{count}], data.find({name!r}).classes)
figure.write_html("plane.html")
"""


def shapes(options: Options, seed: int, count: int, each: int, *, outline: bool) -> str:
    """Draw Shapes with these switches, and measure what is planted."""
    return f"""from vizlab.data import shapes
from vizlab.data.agreement import agreement, by_class, describe
from vizlab.figures.sheets import contact_sheet

options = shapes.{call(options)}
drawn = shapes.draw({count}, options, {seed})
print(agreement(options, {seed}))
chosen = by_class(drawn, {each})
notes = [[describe(drawn, index) for index in row] for row in chosen]
figure = contact_sheet(
    [drawn.images[row] for row in chosen],
    shapes.CLASSES,
    notes=notes,
    masks={"[(drawn.masks | drawn.second_masks)[row] for row in chosen]" if outline else "None"},
    framed=[(drawn.cues[row] >= 0) & (drawn.cues[row] != drawn.labels[row]) for row in chosen],
)
figure.write_html("shapes.html")
"""


def told(options: Options, seed: int) -> str:
    """Measure for each class how often the planted cue tells it."""
    return f"""from vizlab.data import shapes
from vizlab.data.agreement import agreement
from vizlab.figures.bars import probabilities

figure = probabilities(shapes.CLASSES, agreement(shapes.{call(options)}, {seed}).by_class)
figure.write_html("agreement.html")
"""


EXAMPLE = "own.example_zip()"


def file_source(name: str) -> str:
    """The expression for a file of the visitor's own."""
    return f"pathlib.Path({name!r}).read_bytes()"


def upload(source: str, recipe: PicturesRecipe, count: int) -> str:
    """Show what a zip of class folders becomes. source: the expression for its bytes."""
    choices = {name: value for name, value in dataclasses.asdict(recipe).items() if name not in ("upload", "algorithm")}
    path = "import pathlib\n\n" if "pathlib." in source else ""
    return f"""{path}import numpy as np

from vizlab.data import own
from vizlab.figures.sheets import contact_sheet

recipe = own.PicturesRecipe(upload="", {arguments(choices)})
pixels, labels = own.examples_of(own.contents({source}), recipe, {count})
names = sorted(set(labels))
figure = contact_sheet([np.stack([x for x, label in zip(pixels, labels) if label == name]) for name in names], names)
figure.write_html("upload.html")
"""
