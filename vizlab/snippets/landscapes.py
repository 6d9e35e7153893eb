"""Races of optimizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vizlab.snippets.text import arguments


@dataclass(frozen=True)
class Recipe:
    """A race: the surface's name and shape, a learning rate for each optimizer, where it starts, and what holds for all."""

    name: str
    shape: Mapping[str, Any]
    rates: Mapping[str, float]
    start: tuple[float, float]
    settings: Mapping[str, Any]


def paths(recipe: Recipe) -> str:
    """Race again and draw the map."""
    call = "race_map(grid_x, grid_y, ground, points, floor=surface.floor, marks=marks, order=list(optimizers.OPTIMIZERS))"
    return _race(recipe, "landscapes", "race_map") + _ground(call, "race")


def relief(recipe: Recipe) -> str:
    """Race again and draw the relief."""
    call = "race_relief(grid_x, grid_y, ground, points, floor=surface.floor, marks=marks, order=list(optimizers.OPTIMIZERS))"
    return _race(recipe, "landscape_relief", "race_relief") + _ground(call, "relief")


def losses(recipe: Recipe) -> str:
    """Race again and draw the losses."""
    return _curve(recipe, "losses", "loss_curves", "floor=surface.floor, order=list(optimizers.OPTIMIZERS)")


def distances(recipe: Recipe) -> str:
    """Race again and draw the distances."""
    return _curve(recipe, "distances", "distance_curves", "order=list(optimizers.OPTIMIZERS)")


def changes(recipe: Recipe) -> str:
    """Race again and draw which steps fell and which rose."""
    return _curve(recipe, "losses", "change_strip", "")


def rates(recipe: Recipe) -> str:
    """Race again and draw the learning rates."""
    return _curve(recipe, "factors", "rate_curves", "order=list(optimizers.OPTIMIZERS)")


def _ground(call: str, file: str) -> str:
    return f"""grid_x, grid_y, ground = landscapes.sample_grid(surface, 81)
marks = [(point.kind, point.x, point.y) for point in surface.critical]
points = {{name: path.points for name, path in found.items()}}
figure = {call}
figure.write_html("{file}.html", auto_play=False)
"""


def _curve(recipe: Recipe, values: str, figure: str, settings: str) -> str:
    inside = ", ".join(filter(None, (values, settings)))
    return f"""{_race(recipe, "landscape_curves", figure)}{values} = {{name: path.{values} for name, path in found.items()}}
figure = {figure}({inside})
figure.write_html("{values}.html")
"""


def _race(recipe: Recipe, module: str, figure: str) -> str:
    shape = arguments(recipe.shape)
    return f"""from vizlab import landscapes, optimizers
from vizlab.figures.{module} import {figure}

surface = landscapes.find({recipe.name!r}{", " if shape else ""}{shape})
found = optimizers.race(surface, {dict(recipe.rates)!r}, {recipe.start!r}, {arguments(recipe.settings)})
for name, path in found.items():
    print(name, path.outcome.sentence)
"""


CURVES: dict[str, Callable[[Recipe], str]] = {"losses": losses, "distances": distances, "changes": changes, "rates": rates}
