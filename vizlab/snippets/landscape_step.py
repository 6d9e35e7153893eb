"""One optimizer step by step, and experiments on rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vizlab.snippets.text import arguments


@dataclass(frozen=True)
class Route:
    """What makes a walk again. shape: what the surface has beside its name. settings: the rule's constants, and `steps`."""

    surface: str
    shape: Mapping[str, Any]
    optimizer: str
    lr: float
    start: tuple[float, float]
    settings: Mapping[str, Any]


def path(route: Route, step: int) -> str:
    """Walk again and draw the path to a step on the map."""
    return (
        _walk(route, "path_map")
        + f"""near = optimizers.look_closely(surface, walk, {step})
marks = [(point.kind, point.x, point.y) for point in surface.critical]
points, frame = walk.points[:{step + 1}], (near.x[0], near.x[-1], near.y[0], near.y[-1])
ground = landscapes.sample_grid(surface, 81)
figure = path_map(*ground, points, floor=surface.floor, name=walk.optimizer, frame=frame, marks=marks)
figure.write_html("path.html")
"""
    )


def arrows(route: Route, step: int) -> str:
    """Walk again and draw one step close up."""
    return (
        _walk(route, "close_up")
        + f"""near = optimizers.look_closely(surface, walk, {step})
figure = close_up(near.x, near.y, near.ground, near.arrows, near.marks)
figure.write_html("step.html")
for line in walk.board({step}).lines:
    print(line.letter, "=", line.letters, "=", line.value)
"""
    )


def curves(route: Route, step: int) -> str:
    """Walk again and draw what the rule kept up to a step."""
    return (
        _walk(route, "step_curves")
        + f"""figure = step_curves(optimizers.walk_curves(walk), {step})
figure.write_html("curves.html")
"""
    )


def experiment(name: str, settings: Mapping[str, float]) -> str:
    """Conduct an experiment and draw it, with its numbers."""
    given = f", {arguments(settings)}" if settings else ""
    return f"""from vizlab import optimizers
from vizlab.figures.landscape_experiments import experiment_curves

found = optimizers.conduct({name!r}{given})
for fact in found.facts:
    print(fact.what, "- theory:", fact.theory, "measured:", fact.measured)
figure = experiment_curves(found.lines, found.theory, x_title=found.x_title, y_title=found.y_title, **found.scales)
figure.write_html("experiment.html")
"""


def _walk(route: Route, figure: str) -> str:
    shape = f", {arguments(route.shape)}" if route.shape else ""
    return f"""from vizlab import landscapes, optimizers
from vizlab.figures.landscape_step import {figure}

surface = landscapes.find({route.surface!r}{shape})
walk = optimizers.follow(surface, {route.optimizer!r}, {route.lr!r}, {route.start!r}, {arguments(route.settings)})
"""
