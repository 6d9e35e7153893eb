"""Curvature of a surface at a point, and whether it is convex."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vizlab.snippets.text import arguments


@dataclass(frozen=True)
class Place:
    """A surface by name and shape, a point on it, a direction in degrees, and a radius as a share of the map."""

    name: str
    shape: Mapping[str, Any]
    point: tuple[float, float]
    direction: float
    radius: float


def axes(place: Place) -> str:
    """The eigenvectors on the map."""
    return (
        _shape(place, "curvature_map", "local_shape")
        + _ground()
        + f"""marks = [(point.kind, point.x, point.y) for point in surface.critical]
figure = curvature_map(
    grid_x, grid_y, ground, floor=surface.floor, place=shape.place, axes=shape.axes(radius), values=shape.values,
    line=shape.line({place.direction!r}, radius), marks=marks,
)
figure.write_html("curvature.html")
"""
    )


def model(place: Place) -> str:
    """The quadratic over the surface."""
    more = """figure = model_relief(*patch(surface, shape, radius))
figure.write_html("model.html")
"""
    return _shape(place, "model_relief", "local_shape, patch") + more


def errors(place: Place) -> str:
    """The error of the quadratic against the radius."""
    more = """radii, errors = model_errors(surface, shape, radius)
print(errors[:-1] / errors[1:])
figure = error_curve(radii, errors)
figure.write_html("errors.html")
"""
    return _shape(place, "error_curve", "local_shape, model_errors") + more


def cut(place: Place) -> str:
    """The surface along a line."""
    more = f"""found = cut(surface, shape, {place.direction!r}, radius)
print(shape.along({place.direction!r}), found.measured)
figure = cut_curve(found.distance, found.height, found.model, found.bend, found.chord)
figure.write_html("cut.html")
"""
    return _shape(place, "cut_curve", "cut, local_shape") + more


def chords(place: Place, n: int, seed: int, side: int) -> str:
    """Random chords on the map."""
    return (
        f"""from vizlab import landscapes
from vizlab.figures.landscape_curvature import chord_map
from vizlab.landscapes.convexity import bent_down, random_chords

surface = {_find(place)}
found = random_chords(surface, {n}, {seed})
print(found.share)
"""
        + _ground()
        + f"""bent = bent_down(surface, {side})
figure = chord_map(grid_x, grid_y, ground, floor=surface.floor, ends=found.ends, above=found.above, bent=bent)
figure.write_html("chords.html")
"""
    )


def differences(place: Place) -> str:
    """The error of finite differences."""
    return f"""import numpy as np

from vizlab import landscapes
from vizlab.figures.landscape_curvature import difference_curves
from vizlab.landscapes.differences import DISTANCES, difference_errors

surface = {_find(place)}
figure = difference_curves(DISTANCES, difference_errors(surface, np.array({place.point!r})))
figure.write_html("differences.html")
"""


def iterated(weight: float, span: tuple[float, float], turns: tuple[int, ...]) -> str:
    """A recurrent unit after more and more turns."""
    return f"""from vizlab.figures.landscape_curvature import wall_curves
from vizlab.landscapes.iterates import wall

found = wall({weight!r}, {span!r}, {turns!r})
print(found.steepest, found.expected)
figure = wall_curves(found.y, dict(zip(found.turns, found.state)), found.at)
figure.write_html("iterated.html")
"""


def _find(place: Place) -> str:
    return f"landscapes.find({place.name!r}{''.join(f', {part}' for part in [arguments(place.shape)] if part)})"


def _ground() -> str:
    return "grid_x, grid_y, ground = landscapes.sample_grid(surface, 81)\n"


def _shape(place: Place, figure: str, names: str) -> str:
    return f"""from vizlab import landscapes
from vizlab.figures.landscape_curvature import {figure}
from vizlab.landscapes.local_shape import {names}

surface = {_find(place)}
shape = local_shape(surface, {place.point!r})
print(shape.hessian, shape.values, shape.definiteness, shape.kind)
radius = {place.radius!r} * surface.side
"""
