"""Optimised pictures: of a unit, dreams over a photograph, and what layers remember."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vizlab.filters.ascent.dream import DreamRecipe
from vizlab.filters.ascent.inversion import InversionRecipe
from vizlab.filters.ascent.recipe import AscentRecipe
from vizlab.snippets import pictures
from vizlab.snippets.text import call


def emerging(recipe: AscentRecipe) -> str:
    """Maximise the unit, or read what was kept of it, and draw the film."""
    return f"""{_maximised(recipe)}
from vizlab.figures.filter_dream import emerging
from vizlab.filters.ascent.maximise import sheet_size_px

pictures = [frame.arrays["picture"] for frame in frames]
figure = emerging(pictures, [frame.index for frame in frames], sheet_size_px(recipe))
figure.write_html("emerging.html")
"""


def climb(recipe: AscentRecipe, levels: dict[str, float]) -> str:
    """Draw the activation, step by step."""
    return f"""{_maximised(recipe)}
from vizlab.figures.progress import lines

figure = lines(record["series"], x_title="step", y_title="activation", levels={levels!r}, height_px=240)
figure.write_html("climb.html")
"""


def dream_film(recipe: DreamRecipe, size: tuple[int, int]) -> str:
    """Dream, or read what was kept of it, and draw the film. size: (h, w) of the picture."""
    return f"""{_dreamt(recipe)}
from vizlab.figures.filter_dream import emerging

figure = emerging([frame.arrays["picture"] for frame in frames], [frame.index for frame in frames], {size!r})
figure.write_html("dream.html")
"""


def wiped(recipe: DreamRecipe, wipe: float) -> str:
    """Draw photograph and dream in one picture, side by side."""
    return f"""{_dreamt(recipe)}
from vizlab import images
from vizlab.figures.filter_dream import row
from vizlab.style import view

before, after = (images.decode(frames[at].arrays["picture"]) for at in (0, -1))
figure = row([view.wiped(before, after, {wipe!r})], [""], columns=1)
figure.write_html("wiped.html")
"""


def energy(recipe: DreamRecipe) -> str:
    """Draw what the layer says, step by step."""
    return f"""{_dreamt(recipe)}
from vizlab.figures.progress import lines

figure = lines(record["series"], x_title="step", y_title="½‖h‖², per value", height_px=260)
figure.write_html("energy.html")
"""


def memories(recipe: InversionRecipe, source: str, crop: Mapping[str, Any]) -> str:
    """Invert all layers, or read what was kept of it, and draw what each remembers."""
    return f"""{_inverted(recipe, source, crop)}
from vizlab.figures.filter_dream import row

shown = inversion.wall(frames, images.to_pixels(picture))
figure = row(*shown, columns=4)
figure.write_html("memories.html")
"""


def errors(recipe: InversionRecipe, source: str, crop: Mapping[str, Any]) -> str:
    """Draw both errors, layer by layer."""
    return f"""{_inverted(recipe, source, crop)}
from vizlab.figures.filter_dream import errors

figure = errors(**inversion.columns(frames))
figure.write_html("errors.html")
"""


def _dreamt(recipe: DreamRecipe) -> str:
    return f"""from vizlab.filters.ascent.dream import DreamRecipe, finished

recipe = {call(recipe)}
frames, record = finished(recipe)"""


def _inverted(recipe: InversionRecipe, source: str, crop: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in dataclasses.asdict(recipe).items() if name not in ("reference", "picture")}
    chosen = call(InversionRecipe(**rest)).removeprefix("InversionRecipe(").removesuffix(")")
    return f"""from vizlab import images, library, uploads
{pictures.imports(source)}from vizlab.filters.ascent import inversion

model = library.open_model({recipe.reference!r})
picture = {pictures.fitted(source, crop)}
name = uploads.keep(images.to_picture(picture))
recipe = inversion.InversionRecipe(reference=model.reference, picture=f"upload/{{name}}"{chosen and ", " + chosen})
frames, record = inversion.finished(recipe)"""


def _maximised(recipe: AscentRecipe) -> str:
    return f"""from vizlab.filters.ascent.maximise import finished
from vizlab.filters.ascent.recipe import AscentRecipe

recipe = {call(recipe)}
frames, record = finished(recipe)"""
