"""What real pictures reach: the best one for a unit, to hold an optimised picture against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab import images, library
from vizlab.filters.units import pool
from vizlab.filters.units.survey import Survey


@dataclass(frozen=True)
class Best:
    """The real picture that excites a unit most: its pixels (h, w, 3), the activation there, and among what it is the best."""

    pixels: NDArray[np.uint8]
    activation: float
    among: str


def best(found: Survey, model: library.Model, layer: str, unit: int) -> Best:
    """The best for a unit of all pictures of a survey. Errors: `VizlabError` if there is no such layer."""
    top = found.top(layer, unit)
    picture = pool.draw(model, found.recipe).batch([int(top.pictures[0])])[0]
    return Best(images.to_pixels(picture), float(top.values[0]), found.words)


def words(peak: float, noise: float, places: int, found: Best) -> str:
    """What to think of an optimised picture that excites its unit by `peak`, as much noise by `noise`."""
    if peak <= 0:
        return "This unit stays silent whatever is done: it is dead, and its picture means nothing."
    if found.activation <= 0:
        said = f"None of {found.among} excites this unit at all."
    else:
        said = f"It excites the unit **{peak / found.activation:.3g} ×** as much as the best of {found.among}."
    spread = "in one place" if places == 1 else f"in {places} separate places"
    return f"{said} Noise just as strong reaches {max(noise, 0) / peak:.0%} of it. The unit answers {spread}."
