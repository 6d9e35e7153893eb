"""Races of optimizers."""

from __future__ import annotations

from collections.abc import Mapping

from vizlab.snippets.text import arguments


def paths(name: str, rates: Mapping[str, float], start: tuple[float, float], settings: Mapping[str, float]) -> str:
    """Race again and draw the map."""
    return (
        _race(name, rates, start, settings)
        + """grid_x, grid_y, ground = landscapes.sample_grid(surface, 81)
marks = [(point.kind, point.x, point.y) for point in surface.critical]
points = {name: path.points for name, path in found.items()}
figure = race_map(grid_x, grid_y, ground, points, floor=surface.floor, marks=marks, order=list(optimizers.OPTIMIZERS))
figure.write_html("race.html", auto_play=False)
"""
    )


def losses(name: str, rates: Mapping[str, float], start: tuple[float, float], settings: Mapping[str, float]) -> str:
    """Race again and draw the losses."""
    return (
        _race(name, rates, start, settings)
        + """losses = {name: path.losses for name, path in found.items()}
figure = loss_curves(losses, floor=surface.floor, order=list(optimizers.OPTIMIZERS))
figure.write_html("losses.html")
"""
    )


def _race(name: str, rates: Mapping[str, float], start: tuple[float, float], settings: Mapping[str, float]) -> str:
    return f"""from vizlab import landscapes, optimizers
from vizlab.figures.landscapes import loss_curves, race_map

surface = landscapes.find({name!r})
found = optimizers.race(surface, {dict(rates)!r}, {start!r}, {arguments(settings)})
for name, path in found.items():
    print(name, path.outcome.sentence)
"""
