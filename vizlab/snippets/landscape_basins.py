"""Basins of attraction, sweeps over constants, and what starting again is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets.text import arguments

Shape = Mapping[str, Any]


def basin_map(
    ground: tuple[str, Shape], optimizer: str, lr: float, n: int, settings: Mapping[str, Any], start: tuple[float, float]
) -> str:
    """Walk from every point of the window, and draw where each ends, with one path over it."""
    return (
        _surface(ground)
        + f"""found = basins.basin_map(surface, {optimizer!r}, {lr!r}, {n!r}, {arguments(settings)})
for name, share in zip(found.names, found.shares()):
    print(f"{{name}}: {{share:.2%}}")
path = optimizers.race(surface, {{{optimizer!r}: {lr!r}}}, {start!r}, {arguments(settings)})[{optimizer!r}]
figure = landscape_basins.basin_map(
    (*surface.x, *surface.y),
    found.fate.reshape({n!r}, {n!r}),
    found.step.reshape({n!r}, {n!r}),
    found.names,
    restarts.depths(surface),
    ground=landscapes.sample_grid(surface, 81),
    floor=surface.floor,
    marks=[(point.kind, point.x, point.y) for point in surface.critical],
    path=path.points,
)
figure.write_html("basins.html")
"""
    )


def shares(ground: tuple[str, Shape], maps: Sequence[tuple[str, float]], n: int, settings: Mapping[str, Any]) -> str:
    """The share of each fate, for one map or for two."""
    return (
        _surface(ground)
        + f"""parts = {{}}
for optimizer, lr in {list(maps)!r}:
    found = basins.basin_map(surface, optimizer, lr, {n!r}, {arguments(settings)})
    parts[f"{{optimizer}}, α = {{lr:g}}"] = found.shares()
figure = landscape_basins.shares(found.names, parts, restarts.depths(surface))
figure.write_html("shares.html")
"""
    )


def chances(ground: tuple[str, Shape], optimizer: str, lr: float, settings: Mapping[str, Any], seed: int) -> str:
    """The chance of the deepest basin against the number of random starts."""
    return (
        _random(ground, optimizer, lr, settings, seed)
        + f"""even = basins.basin_map(surface, {optimizer!r}, {lr!r}, 64, {arguments(settings)})
chances = restarts.chances(surface, found, even)
figure = landscape_basins.chance_curve(chances.ks, chances.formula, chances.measured, chances.errors)
figure.write_html("chances.html")
"""
    )


def last_losses(ground: tuple[str, Shape], optimizer: str, lr: float, settings: Mapping[str, Any], seed: int) -> str:
    """How high random starts end."""
    return (
        _random(ground, optimizer, lr, settings, seed)
        + """figure = landscape_basins.loss_histogram(found.loss, floor=surface.floor)
figure.write_html("last_losses.html")
"""
    )


def distances(ground: tuple[str, Shape], optimizer: str, lr: float, settings: Mapping[str, Any], seed: int) -> str:
    """How long random starts take, by their distance from the deepest minimum."""
    return (
        _random(ground, optimizer, lr, settings, seed)
        + f"""theory = restarts.bowl_steps(surface, {lr!r}) if {optimizer!r} == "GD" else []
figure = landscape_basins.distance_curve(restarts.steps_by_distance(surface, found), theory=theory)
figure.write_html("distances.html")
"""
    )


def rate_curves(ground: tuple[str, Shape], names: Sequence[str], start: tuple[float, float], settings: Mapping[str, Any]) -> str:
    """The last loss against the learning rate."""
    return (
        _swept(ground, names, start, settings)
        + """bound = sweeps.stability_bound(surface)
figure = landscape_sweeps.rate_curves(
    lr,
    {name: swept.loss for name, swept in found.items()},
    order=list(optimizers.GRADIENT_RULES),
    bound=("2/λ", bound) if bound else None,
)
figure.write_html("rates.html")
"""
    )


def good_bands(ground: tuple[str, Shape], names: Sequence[str], start: tuple[float, float], settings: Mapping[str, Any]) -> str:
    """The rates with which each optimizer arrives."""
    return (
        _swept(ground, names, start, settings)
        + """bands = {name: sweeps.good_band(lr, swept.arrived) for name, swept in found.items()}
figure = landscape_sweeps.band_bars(bands, order=list(optimizers.GRADIENT_RULES), span=(lr[0], lr[-1]))
figure.write_html("bands.html")
"""
    )


def plane(
    ground: tuple[str, Shape], optimizer: str, start: tuple[float, float], steps: int, way: str, budget: int, seed: int
) -> str:
    """The plane of two constants, and the runs of one way of searching it."""
    return (
        _plane(ground, optimizer, start, steps)
        + f"""points = search.tried(losses, {way!r}, {budget!r}, {seed!r})
figure = landscape_sweeps.plane(lr, second, values, name=name, points={{{way!r}: points}})
figure.write_html("plane.html")
"""
    )


def budgets(ground: tuple[str, Shape], optimizer: str, start: tuple[float, float], steps: int, seed: int) -> str:
    """The best that each way of searching finds, against its budget."""
    return (
        _plane(ground, optimizer, start, steps)
        + f"""found = search.best_by_budget(losses, search.BUDGETS, search.TRIALS, {seed!r})
figure = landscape_sweeps.budget_curves(search.BUDGETS, found)
figure.write_html("budgets.html")
"""
    )


def standings(names: Sequence[str], lr: float | None, steps: int) -> str:
    """The outcome of every optimizer on every surface."""
    return f"""from vizlab import landscapes, optimizers
from vizlab.figures import landscape_sweeps
from vizlab.optimizers.starts import standings

surfaces, names = list(landscapes.SURFACES), {list(names)!r}
outcomes = standings.standings(surfaces, names, lr={lr!r}, steps={steps!r})
sentences = [[outcome.sentence for outcome in row] for row in outcomes]
figure = landscape_sweeps.outcome_matrix(surfaces, names, standings.verdicts(outcomes), sentences, list(optimizers.VERDICTS))
figure.write_html("standings.html")
"""


def tuning(names: Sequence[str], steps: int, seed: int) -> str:
    """A small network under every rate, with a constant and with a falling one."""
    return f"""from vizlab import optimizers
from vizlab.figures import landscape_sweeps
from vizlab.optimizers.starts import small_network, sweeps

lr = sweeps.rates({RATES_OF_NETWORKS})
tuned = small_network.tune({list(names)!r}, lr, steps={steps!r}, seed={seed!r})
for name, found in tuned.items():
    print(name, found.at_best(0), found.at_best(1), f"gain {{found.gain:.1%}}")
figure = landscape_sweeps.rate_curves(
    lr,
    {{name: found.validation[0] for name, found in tuned.items()}},
    dashed={{name: found.validation[1] for name, found in tuned.items()}},
    order=list(optimizers.GRADIENT_RULES),
    y_title="validation loss, nats; dotted: with a falling rate",
    top={MOST_NATS!r},
)
figure.write_html("tuning.html")
"""


def _surface(ground: tuple[str, Shape]) -> str:
    name, shape = ground
    return f"""from vizlab import landscapes, optimizers
from vizlab.figures import landscape_basins, landscape_sweeps
from vizlab.optimizers.starts import basins, restarts, search, sweeps

surface = landscapes.find({arguments_of(name, shape)})
"""


def arguments_of(name: str, shape: Shape) -> str:
    """What `landscapes.find` is given."""
    return ", ".join([repr(name), *([arguments(shape)] if shape else [])])


def _random(ground: tuple[str, Shape], optimizer: str, lr: float, settings: Mapping[str, Any], seed: int) -> str:
    start = f"found = restarts.random_fates(surface, {optimizer!r}, {lr!r}, restarts.RANDOM, seed={seed!r}, "
    return _surface(ground) + f"{start}{arguments(settings)})\n"


def _swept(ground: tuple[str, Shape], names: Sequence[str], start: tuple[float, float], settings: Mapping[str, Any]) -> str:
    return (
        _surface(ground)
        + f"""lr = sweeps.rates({RATES})
found = sweeps.sweep_rates(surface, {list(names)!r}, lr, {start!r}, {arguments(settings)})
"""
    )


def _plane(ground: tuple[str, Shape], optimizer: str, start: tuple[float, float], steps: int) -> str:
    return (
        _surface(ground)
        + f"""lr = sweeps.rates({PLANE})
name, second = sweeps.second_axis({optimizer!r}, {PLANE})
values = sweeps.log_losses(sweeps.plane(surface, {optimizer!r}, lr, second, {start!r}, steps={steps!r}))
losses = search.read_plane(values)
"""
    )


RATES, PLANE, RATES_OF_NETWORKS = 61, 45, 26  # values along an axis
MOST_NATS = 2.0
