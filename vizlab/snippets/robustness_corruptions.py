"""Errors of a network on corrupted pictures, against a baseline, and one picture at every severity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.robustness.corruptions.measured import CorruptionRecipe
from vizlab.snippets import pictures
from vizlab.snippets.text import call


def errors(recipe: CorruptionRecipe, chosen: tuple[int, int], noun: str) -> str:
    """The table of errors."""
    return f"""from vizlab.figures import robustness_corruptions
from vizlab.robustness.corruptions import measured

found = measured.made(measured.{call(recipe)})
figure = robustness_corruptions.errors(found.wrong, found.names, found.clean, chosen={chosen!r}, noun={noun!r})
figure.write_html("errors.html")
"""


def ratios(recipe: CorruptionRecipe, baseline: CorruptionRecipe, chosen: str) -> str:
    """Errors over the baseline's, by corruption."""
    return f"""from vizlab.figures import robustness_corruptions
from vizlab.robustness.corruptions import measured
from vizlab.robustness.corruptions.indices import indices

found = measured.made(measured.{call(recipe)})
baseline = measured.made(measured.{call(baseline)})
ratio = indices(found, baseline)
print("mCE", ratio.mce, "relative mCE", ratio.relative_mce)
figure = robustness_corruptions.ratios(found.names, ratio.series(), chosen={chosen!r})
figure.write_html("ratios.html")
"""


def along(recipes: Sequence[CorruptionRecipe], baseline: CorruptionRecipe, epochs: Sequence[int], chosen: int | None) -> str:
    """Errors over the baseline's at several epochs."""
    listed = ",\n    ".join(f"measured.{call(recipe)}" for recipe in recipes)
    return f"""from vizlab.figures import robustness_corruptions
from vizlab.robustness.corruptions import measured
from vizlab.robustness.corruptions.indices import curves

baseline = measured.made(measured.{call(baseline)})
found = [measured.made(recipe) for recipe in (
    {listed},
)]
figure = robustness_corruptions.along({list(epochs)!r}, curves(found, baseline), chosen={chosen!r})
figure.write_html("epochs.html")
"""


def severities(reference: str, picture: str, crop: Mapping[str, Any], name: str, seed: int) -> str:
    """One picture at every severity."""
    return f"""{pictures.imports(picture)}from vizlab import images, library
from vizlab.figures.filter_unit import wall
from vizlab.robustness.corruptions import one_picture

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()
spoilt = one_picture.severities(image, {name!r}, {seed!r})
shares = one_picture.shares(model.network, spoilt)
tiles, labels, hover = one_picture.tiles(spoilt, shares, model.classes)
figure = wall(tiles, labels, hover=hover, wide_px=440)
figure.write_html("severities.html")
"""
