"""Theory beside measurement on bowls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets.text import arguments

HEAD = """from vizlab.figures import landscape_theory as figures
from vizlab.optimizers import OPTIMIZERS
from vizlab.optimizers.bowls import comparisons, contraction, quadratics, shrinkage, theory
from vizlab.optimizers.bowls.rotation import turn
"""
Map = tuple[tuple[float, float], int]  # span and points along a side


def against(call: str, look: Mapping[str, Any], key: str) -> str:
    """Draw a table of theory and measurement. call: the expression that makes it. look: the figure's arguments."""
    order = ", order=list(OPTIMIZERS)" if "order" in look else ""
    shown = {name: value for name, value in look.items() if name != "order"}
    return _written(f"table = {call}\nfigure = figures.against(table, {arguments(shown)}{order})\n", key)


def directions(kappa: float, lr: float, turned: float, titles: Sequence[str], regimes: Sequence[str]) -> str:
    """Run gradient descent and draw its coordinates along the eigenvectors."""
    return _written(
        _run(kappa, lr, turned)
        + f"""shares = quadratics.components(points, {turned!r}) / quadratics.START
exact = comparisons.exact({kappa!r}, {lr!r})
figure = figures.directions(shares, exact, {list(titles)!r}, {list(regimes)!r})
""",
        "directions",
    )


def changes(kappa: float, lr: float, turned: float) -> str:
    """Run gradient descent and draw the change of its loss in each step."""
    drawn = f"figure = figures.changes(quadratics.losses(points, {kappa!r}, {turned!r}))\n"
    return _written(_run(kappa, lr, turned) + drawn, "changes")


def contraction(kappa: float, here: tuple[float, float]) -> str:
    """Run every rate with every momentum and draw what a step leaves."""
    return _written(
        f"""rates, momenta, measured, paper = contraction.contraction_grid({kappa!r})
print("within 1 % of theory:", (abs(measured / paper - 1) < 0.01).mean())
row, column = divmod(int(measured.argmin()), len(rates))
best = (float(rates[column]), float(momenta[row]))
bound = theory.stability_bound(1.0) * (1 + momenta)
figure = figures.contraction_map(rates, momenta, measured, bound, best=best, here={here!r})
""",
        "contraction",
    )


def bowl(
    kappa: float, turned: float, runs: Mapping[str, tuple[str, float, Mapping[str, float]]], steps: int, shown: Map, key: str
) -> str:
    """Run rules on a bowl and draw their paths. runs: name -> rule, rate, constants."""
    calls = "".join(
        f"    {name!r}: quadratics.descend({rule!r}, {kappa!r}, {lr!r}, "
        f"{arguments({'turned': turned, 'steps': steps, **rest})}),\n"
        for name, (rule, lr, rest) in runs.items()
    )
    span, n = shown
    return _written(
        f"""grid, ground = quadratics.sample_bowl({kappa!r}, {turned!r}, {span!r}, {n!r})
paths = {{
{calls}}}
figure = figures.bowl_map(grid, ground, paths, axes=quadratics.axes({turned!r}), order=list(OPTIMIZERS))
""",
        key,
    )


def shrinkage(kappa: float, turned: float, pull: float, stop: int, shown: Map) -> str:
    """Let weights decay, stop early, and draw both paths."""
    span, n = shown
    return _written(
        f"""found = shrinkage.compare({kappa!r}, {turned!r}, {pull!r}, {stop!r})
print("from the fixed point:", found.rest_gap)
centre, axes = shrinkage.TARGET, quadratics.axes({turned!r})
grid, ground = quadratics.sample_bowl({kappa!r}, {turned!r}, {span!r}, {n!r}, centre)
figure = figures.bowl_map(grid, ground, found.paths, axes=axes, marks=found.marks, centre=centre)
""",
        "shrinkage",
    )


def _run(kappa: float, lr: float, turned: float) -> str:
    return f"points = quadratics.descend('GD', {kappa!r}, {lr!r}, turned={turned!r}, steps=comparisons.SHOWN)\n"


def _written(code: str, key: str) -> str:
    """With the imports that it needs, and the file that it makes."""
    return f'{HEAD}\n{code}figure.write_html("{key}.html")\n'
