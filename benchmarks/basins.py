"""A basin map of 65,536 starts under Adam against a bare torch loop that walks the same starts with torch.optim.

Both walk in float64. The loop walks all starts to the end and says nothing of where they are; a row says how far apart those
end that ours follows to the end as well: rounding grows on the way, for Adam swings across the valley.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import torch

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from vizlab.landscapes import SURFACES
from vizlab.optimizers import default_rate
from vizlab.optimizers.starts.basins import Fates, basin_map, grid_starts

SIDE, STEPS, MOST_S, MOST_DIFFERENCE = 256, 500, 2.0, 1e-4
GROUNDS = ("Himmelblau", "Rosenbrock", "Rastrigin")


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Two rows a surface: against the loop, and against the time that a visitor waits; one for the difference of the ends."""
    apart = []
    for name in GROUNDS:
        ours_s, loop_s = alternate(lambda name=name: _ours(name), lambda name=name: _loop(name), rounds=3)
        what = f"basin map {SIDE} × {SIDE} × {STEPS} steps, Adam, {name}"
        yield against(what, ours_s, loop_s, "torch.optim on all starts", at_most=1.0)
        yield Row(what, seconds(ours_s), target=f"≤ {seconds(MOST_S)}", met=verdict(ours_s <= MOST_S))
        found = _ours(name)
        whole = found.fate == len(found.names) - 1  # not arrived: followed to the end
        apart.append(float(np.abs(found.end - _loop(name))[whole].max(initial=0.0)))
    gap = max(apart)
    met = verdict(gap <= MOST_DIFFERENCE)
    yield Row("basin map, largest distance of an end from torch.optim's", f"{gap:.1g}", target=f"≤ {MOST_DIFFERENCE:g}", met=met)


def _ours(name: str) -> Fates:
    return basin_map(SURFACES[name], "Adam", default_rate(name, "Adam"), SIDE, steps=STEPS)


def _loop(name: str) -> np.ndarray:
    points = torch.tensor(grid_starts(SURFACES[name], SIDE), requires_grad=True)
    optimizer = torch.optim.Adam([points], lr=default_rate(name, "Adam"))
    for _ in range(STEPS):
        optimizer.zero_grad()
        SURFACES[name].height(points[:, 0], points[:, 1]).sum().backward()
        optimizer.step()
    return points.detach().numpy()
