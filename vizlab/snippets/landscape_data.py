"""Surfaces that data and models make."""

from __future__ import annotations

HEAD = """import numpy as np

from vizlab import landscapes, optimizers
from vizlab.figures import landscape_data as figures
from vizlab.figures.landscape_noise import measurements
from vizlab.figures.landscape_theory import against
from vizlab.landscapes import from_data, one_weight, penalties, spectra, two_weights
"""


def descent(made: str, n: int, steps: int, key: str) -> str:
    """Gradient descent over the surface of a regression. made: arguments of `make_regression`."""
    return _written(
        f"""{_regression(made)}surface = from_data.find_surface(problem)
path = optimizers.race(surface, {{"GD": from_data.best_rate(problem)}}, surface.start, steps={steps})["GD"]
marks = {{"normal equation": problem.solution, "start": surface.start}}
figure = figures.data_map(
    *landscapes.sample_grid(surface, {n}), {{"gradient descent": path.points}}, marks, floor=surface.floor
)
""",
        key,
    )


def staircase(made: str, n: int, steps: int, key: str) -> str:
    """A walk that takes one example a step."""
    return _written(
        f"""{_regression(made)}surface = from_data.find_surface(problem)
points = from_data.walk_examples(problem, surface.start, {steps})
marks = {{"normal equation": problem.solution, "start": surface.start}}
figure = figures.data_map(
    *landscapes.sample_grid(surface, {n}), {{"one example a step": points}}, marks, floor=surface.floor
)
""",
        key,
    )


def signs(made: str, key: str) -> str:
    """Gradients of single examples at the start."""
    return _written(
        f"""{_regression(made)}start = from_data.find_surface(problem).start
gradients = from_data.example_gradients(problem, np.array(start))
batch = from_data.gradient(problem, np.array(start))
print("share with one sign:", from_data.sign_agreement(gradients), "mean - batch:", gradients.mean(axis=0) - batch)
figure = figures.sign_map(gradients, batch)
""",
        key,
    )


def fan_in(widths: tuple[int, ...], seed: int, key: str) -> str:
    """The largest curvature against the number of inputs."""
    return _written(
        f"""table = from_data.fan_in({widths!r}, {seed!r})
figure = against(table, x_title="number of inputs", y_title="λmax of the loss", log="xy")
""",
        key,
    )


def losses(weight: float, spread: float, seed: int, n: int, key: str) -> str:
    """Losses over one weight."""
    return _written(
        f"""others = one_weight.make_contributions({seed!r})
weights = np.linspace(*one_weight.WEIGHTS, {n})
ends = {weight!r} + {spread!r} * np.array([-1.0, 1.0])
heights, slopes, chords = {{}}, {{}}, {{}}
for name, loss in one_weight.LOSSES.items():
    heights[name] = one_weight.mean_over(loss.height, weights, others)
    slopes[name] = one_weight.mean_over(loss.slope, weights, others)
    chords[name] = np.column_stack([ends, one_weight.mean_over(loss.height, ends, others)])
figure = figures.loss_panels(weights, heights, slopes, chords)
""",
        key,
    )


def model(name: str, seed: int, n: int, key: str) -> str:
    """The loss of a model over two weights."""
    return _written(
        f"""x, y, ground = landscapes.sample_grid(two_weights.find_model({name!r}, {seed!r}), {n})
figure = figures.data_map(x, y, ground, {{}}, {{}}, floor=0.0)
""",
        key,
    )


def bends(name: str, seed: int, n: int, key: str) -> str:
    """Its smaller curvature."""
    return _written(
        f"""least = two_weights.least_curvatures(two_weights.find_model({name!r}, {seed!r}), {n})
axis = np.linspace(-two_weights.REACH, two_weights.REACH, {n})
figure = figures.bend_map(axis, axis, least)
""",
        key,
    )


def unit(inputs: tuple[float, ...], n: int, key: str) -> str:
    """A ReLU unit over its weight and its bias."""
    return _written(
        f"""inputs = np.array({inputs!r})
x, y, ground = landscapes.sample_grid(two_weights.find_unit(inputs), {n})
dead = two_weights.is_dead(inputs, np.stack(np.meshgrid(x, y), axis=-1))
figure = figures.unit_map(x, y, ground, dead)
""",
        key,
    )


def penalty_map(lam: float, share: float, seed: int, n: int, key: str) -> str:
    """Two weights under a penalty: all answers, and the weights that cost as much as this one."""
    return _written(
        f"""problem = penalties.first(penalties.make_features({seed!r}), 2)
surface, lams = from_data.find_surface(problem), penalties.strengths({n})
ways = penalties.solve(problem, lams, {share!r})
best = penalties.solve(problem, np.array([{lam!r}]), {share!r})[0]
lines = {{"best answers as λ grows": ways, "same penalty": penalties.ball(best, {share!r})}}
lines["same loss"] = penalties.valley(problem, best)
marks = {{"without penalty": problem.solution, "zero": (0.0, 0.0), "best at your λ": best}}
x, y = np.linspace(*penalties.MAP_X, 61), np.linspace(*penalties.MAP_Y, 61)
ground = landscapes.heights(surface, np.stack(np.meshgrid(x, y), axis=-1))
figure = figures.data_map(x, y, ground, lines, marks, floor=surface.floor)
""",
        key,
    )


def coefficients(lam: float, share: float, seed: int, n: int, key: str) -> str:
    """Eight weights against the strength of the penalty."""
    return _written(
        f"""problem, lams = penalties.make_features({seed!r}), penalties.strengths({n})
weights = penalties.solve(problem, lams, {share!r})
print("zeros:", (weights == 0).sum(axis=1))
figure = figures.coefficient_paths(lams, weights, {lam!r})
""",
        key,
    )


def spectrum(call: str, paper: str, sizes: tuple[int, ...], titles: tuple[str, str], name: str, log: str, key: str) -> str:
    """Random matrices against their size. call, paper: what counts, and what is known."""
    return _written(
        f"""sizes = {sizes!r}
found = {call}
lines = {{{name!r}: (np.array(sizes), {paper})}}
dots = {{"counted": (np.array(sizes), found.values, found.errors)}}
figure = measurements(lines, dots, titles={titles!r}, log={log!r}, height_px=340)
""",
        key,
    )


def _regression(made: str) -> str:
    return f"problem = from_data.make_regression({made})\n"


def _written(code: str, key: str) -> str:
    """With the imports that it needs, and the file that it makes."""
    return f'{HEAD}\n{code}figure.write_html("{key}.html")\n'
