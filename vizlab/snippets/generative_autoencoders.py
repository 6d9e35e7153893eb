"""Auto-encoders of digits: the lines that carry out a study, or find it finished, and draw it."""

from __future__ import annotations

from vizlab.generative.autoencoders.recipe import StudyRecipe
from vizlab.snippets.text import call

FIGURES = "from vizlab.figures import generative_exact as figures"


def errors(recipe: StudyRecipe, part: str) -> str:
    """Draw the error against the width of the bottleneck."""
    return f"""{_study(recipe, "widths")}
{FIGURES}

series = widths.curves(numbers(frames), {part!r})
figure = figures.by_width(series, x_title="numbers in a code", y_title="mean squared error of a pixel")
figure.write_html("errors.html")
"""


def reconstructions(recipe: StudyRecipe, way: str) -> str:
    """Draw digits and what comes back through each width."""
    return f"""{_study(recipe, "widths")}
from vizlab.figures.filter_hourglass import reconstructions

figure = reconstructions(*widths.rows(frames, {way!r}))
figure.write_html("reconstructions.html")
"""


def wall(recipe: StudyRecipe, family: str, latent: int, source: str, seed: int) -> str:
    """Draw what is decoded from codes."""
    return f"""{_study(recipe, "samples")}
{FIGURES}

pictures = samples.shown(samples.found_in(frames, {family!r}, {latent}), {source!r}, {seed})
figure = figures.wall(pictures, columns=samples.COLUMNS)
figure.write_html("wall.html")
"""


def verdicts(recipe: StudyRecipe, latent: int, seed: int) -> str:
    """Draw what the decoded pictures are worth."""
    return f"""{_study(recipe, "samples")}
{FIGURES}

found = samples.verdicts(frames, {latent}, {seed})
print({{name: verdict.classes for name, verdict in found.items()}})
figure = figures.shares(samples.shares(found))
figure.write_html("verdicts.html")
"""


def spread(recipe: StudyRecipe, latent: int) -> str:
    """Draw where codes lie, against N(0, 1)."""
    return f"""{_study(recipe, "samples")}
from vizlab.figures.embedding_codes import density

figure = density(samples.codes(frames, {latent}), reach=samples.REACH, height_px=330)
figure.write_html("spread.html")
"""


def labels(recipe: StudyRecipe, ways: str) -> str:
    """Draw the accuracy against the number of labels. ways: which of the tables of ways."""
    return f"""{_study(recipe, "labels")}
{FIGURES}

series = labels.curves(numbers(frames), labels.{ways})
figure = figures.banded(series, **labels.LOOK)
figure.write_html("labels.html")
"""


def _study(recipe: StudyRecipe, module: str) -> str:
    """Lines that leave the cells of a study in `frames`."""
    return f"""from vizlab.generative.autoencoders import {module}
from vizlab.generative.autoencoders.recipe import StudyRecipe
from vizlab.generative.autoencoders.study import finished, numbers

frames = finished({call(recipe)})"""
