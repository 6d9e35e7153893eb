"""The default race against the same race with torch.optim, one optimizer after the other, as its documentation shows.

Both walk the same paths (a row says how far apart they end), in float64, from the same start. And a race of ten, by itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import optim

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from vizlab.landscapes import SURFACES
from vizlab.optimizers import RATES, race

STEPS = 500
MOST_DIFFERENCE = 1e-9
MOST_TEN_S = 0.15
TEN = {
    name: RATES["Rosenbrock"][name]
    for name in (
        "GD",
        "momentum",
        "Nesterov, look-ahead",
        "AdaGrad",
        "RMSProp",
        "Adam",
        "NAdam",
        "L-BFGS",
        "Newton",
        "genetic",
    )
}
PEERS: dict[str, Callable[[list[torch.Tensor], float], optim.Optimizer]] = {
    "GD": lambda w, lr: optim.SGD(w, lr=lr),
    "momentum": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9),
    "Nesterov": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda w, lr: optim.Adagrad(w, lr=lr),
    "RMSProp": lambda w, lr: optim.RMSprop(w, lr=lr),
    "Adam": lambda w, lr: optim.Adam(w, lr=lr),
}


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row a surface: the page's first one, and the one that takes longest; one for the difference of the paths."""
    apart = []
    for name in (next(iter(SURFACES)), "Himmelblau"):
        ours_s, torch_s = alternate(_ours(name), _peers(name))
        yield against(f"race of six, {STEPS} steps, {name}", ours_s, torch_s, "torch.optim, one by one", at_most=1 / 6)
        ours = np.stack([path.points for path in _ours(name)().values()])
        apart.append(float(np.abs(ours - np.stack(list(_peers(name)().values()))).max()))
    gap = max(apart)
    yield Row(
        "race of six, largest distance of a point from torch.optim's",
        f"{gap:.1g}",
        target=f"≤ {MOST_DIFFERENCE:g}",
        met=verdict(gap <= MOST_DIFFERENCE),
    )
    (ten_s,) = alternate(lambda: race(SURFACES["Rosenbrock"], TEN, SURFACES["Rosenbrock"].start, steps=STEPS))
    yield Row(
        f"race of ten, {STEPS} steps, Rosenbrock, with Newton and a population",
        seconds(ten_s),
        target=f"≤ {seconds(MOST_TEN_S)}",
        met=verdict(ten_s <= MOST_TEN_S),
    )


def _ours(name: str) -> Callable[[], dict]:
    surface = SURFACES[name]
    return lambda: race(surface, {label: RATES[name][label] for label in PEERS}, surface.start, steps=STEPS)


def _peers(name: str) -> Callable[[], dict[str, np.ndarray]]:
    return lambda: {label: _walk(name, label) for label in PEERS}


def _walk(name: str, label: str) -> np.ndarray:
    x, y = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in SURFACES[name].start)
    optimizer = PEERS[label]([x, y], RATES[name][label])
    path = [(x.item(), y.item())]
    for _ in range(STEPS):
        optimizer.zero_grad()
        SURFACES[name].height(x, y).backward()
        optimizer.step()
        path.append((x.item(), y.item()))
    return np.array(path)
