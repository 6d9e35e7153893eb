"""Mini-batches and noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.snippets.text import arguments

Titles = tuple[str, str]
Made = tuple[str, int, int]  # name, examples, seed
Place = tuple[float, float]


def arrows(problem: Made, point: Place, cloud: Mapping[str, Any], titles: Titles) -> str:
    """Draw batches at a point and show them on the map."""
    return (
        _cloud(problem, point, cloud, "arrow_map")
        + f"""axis, heights = batches.sample_losses(problem, 61)
figure = arrow_map(axis, heights, {point!r}, found.draws[:48], found.full, titles={titles!r})
figure.write_html("arrows.html")
"""
    )


def cloud(problem: Made, point: Place, settings: Mapping[str, Any], titles: Titles) -> str:
    """Draw batches at a point and show their gradients."""
    return (
        _cloud(problem, point, settings, "gradient_cloud")
        + f"""figure = gradient_cloud(found.draws, found.full, found.covariance, titles={titles!r})
figure.write_html("cloud.html")
"""
    )


def bias(problem: Made, point: Place, settings: Mapping[str, Any], chart: Mapping[str, Any]) -> str:
    """Draw batches at a point and show how their mean comes closer to the full gradient."""
    return _cloud(problem, point, settings, "measurements") + _measurements("*found.curves", chart, "bias")


def variances(problem: Made, point: Place, settings: Mapping[str, Any], chart: Mapping[str, Any]) -> str:
    """Measure the variance for every batch size."""
    return (
        _problem(problem, "noise", "measurements")
        + f"found = noise.variances(problem, {point!r}, {arguments(settings)})\n"
        + _measurements("*found.curves", chart, "variances")
    )


def flicker(problem: Made, size: int, settings: Mapping[str, Any], titles: Titles) -> str:
    """The losses that the batches of one epoch see."""
    return (
        _problem(problem, "mini_batches", "flicker")
        + f"""axis, seen, mean = mini_batches.batch_landscapes(problem, {size}, {arguments(settings)})
heights = batches.sample_losses(problem, len(axis))[1]
print(abs(mean - heights).max())
figure = flicker(axis, heights, seen, titles={titles!r})
figure.write_html("batches.html", auto_play=False)
"""
    )


def paths(problem: Made, start: Place, sizes: Mapping[str, int], settings: Mapping[str, Any], titles: Titles) -> str:
    """Walk with each batch size and draw the map."""
    return (
        _descents(problem, start, sizes, settings, "path_map")
        + f"""axis, heights = batches.sample_losses(problem, 61)
paths = {{name: path.points for name, path in found.items()}}
figure = path_map(axis, heights, paths, titles={titles!r}, marks=[batches.minimum(problem)])
figure.write_html("paths.html")
"""
    )


def losses(problem: Made, start: Place, sizes: Mapping[str, int], settings: Mapping[str, Any], chart: Mapping[str, Any]) -> str:
    """Walk with each batch size and draw the losses against the examples seen."""
    return _descents(problem, start, sizes, settings, "measurements") + _measurements(
        "mini_batches.curves(problem, found), {}", chart, "losses"
    )


def hovering(call: str, chart: Mapping[str, Any] | None, index: int, titles: Titles) -> str:
    """Let many runs hover; call: of `hovering`. With a chart: variance against rate, else the map at the index-th rate."""
    figure = "measurements" if chart else "hover_map"
    drawn = f"figure = hover_map(found.last[{index}], found.centre, found.covariance({index}), titles={titles!r})\n"
    return f"""from vizlab.figures.landscape_noise import {figure}
from vizlab.optimizers.stochastic import batches, hovering

found = {call}
""" + (_measurements("*found.curves", chart, "variance") if chart else drawn + 'figure.write_html("hovering.html")\n')


def cooling(
    problem: Made, start: Place, size: int, settings: Mapping[str, Any], chart: Mapping[str, Any] | None, titles: Titles
) -> str:
    """Cool in every way; with a chart the losses, else the map."""
    walked = f"found = cooling.cool(problem, {start!r}, {size}, {arguments(settings)})\n"
    if chart:
        return _problem(problem, "cooling", "measurements") + walked + _measurements("found.curves, {}", chart, "cooling")
    return (
        _problem(problem, "cooling", "path_map")
        + walked
        + f"""axis, heights = batches.sample_losses(problem, 61)
figure = path_map(axis, heights, found.paths, titles={titles!r}, marks=[batches.minimum(problem)])
figure.write_html("cooling.html")
"""
    )


def escape(ground: str, settings: Mapping[str, Any], chart: Mapping[str, Any] | None, titles: Titles) -> str:
    """Let many runs try to leave the worse minimum; with a chart the shares, else the map."""
    walked = f"found = warm_restarts.escape({ground!r}, {arguments(settings)})\n"
    figure = "measurements" if chart else "path_map"
    head = f"from vizlab.figures.landscape_noise import {figure}\nfrom vizlab.optimizers.stochastic import warm_restarts\n\n"
    if chart:
        return head + walked + _measurements("found.curves, {}", chart, "escape")
    return (
        head
        + walked
        + f"""ground = found.ground
figure = path_map(ground.axis, ground.heights, {{}}, ends=found.ends, titles={titles!r}, marks=ground.marks)
figure.write_html("escape.html")
"""
    )


def snapshots(name: str, size: int, settings: Mapping[str, Any], chart: Mapping[str, Any]) -> str:
    """Keep a snapshot before each restart and average their answers."""
    return f"""from vizlab.figures.landscape_noise import measurements
from vizlab.optimizers.stochastic import warm_restarts

found = warm_restarts.snapshot({name!r}, {size}, {arguments(settings)})
print(found.each.mean(), found.ensemble)
""" + _measurements("*found.curves", chart, "snapshots")


def timing(rate: float | None, seed: int, drawn: str, chart: Mapping[str, Any]) -> str:
    """Measure again on this machine; drawn: the lines and dots."""
    return f"""from vizlab.figures.landscape_noise import measurements
from vizlab.optimizers.stochastic import throughput

found = throughput.measure({rate!r}, seed={seed})
""" + _measurements(drawn, chart, "cost")


def duplicates(name: str, n: int, size: int, start: Place, settings: Mapping[str, Any], chart: Mapping[str, Any]) -> str:
    """Copy all examples and count how many must be seen."""
    return f"""from vizlab.figures.landscape_noise import measurements
from vizlab.optimizers.stochastic import mini_batches

found = mini_batches.examples_to_target({name!r}, {n}, {size}, {start!r}, {arguments(settings)})
""" + _measurements("*mini_batches.duplicate_curves(found, " + repr(settings["copies"]) + ")", chart, "duplicates")


def _problem(problem: Made, module: str, figure: str) -> str:
    name, n, seed = problem
    return f"""from vizlab.figures.landscape_noise import {figure}
from vizlab.optimizers.stochastic import batches, {module}

problem = batches.make({name!r}, {n}, {seed})
"""


def _cloud(problem: Made, point: Place, settings: Mapping[str, Any], figure: str) -> str:
    return (
        _problem(problem, "noise", figure)
        + f"""found = noise.cloud(problem, {point!r}, {arguments(settings)})
print(found.full, found.bias, found.expected)
"""
    )


def _descents(problem: Made, start: Place, sizes: Mapping[str, int], settings: Mapping[str, Any], figure: str) -> str:
    return (
        _problem(problem, "mini_batches", figure)
        + f"""sizes = {dict(sizes)!r}
found = {{
    name: mini_batches.descend(problem, {start!r}, size, {arguments(settings)})
    for name, size in sizes.items()
}}
"""
    )


def _measurements(drawn: str, chart: Mapping[str, Any], file: str) -> str:
    return f'figure = measurements({drawn}, {arguments(chart)})\nfigure.write_html("{file}.html")\n'
