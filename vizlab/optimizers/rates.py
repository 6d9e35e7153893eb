"""The learning rates to choose from, and a good one for every optimizer on every surface.

`RATES` holds, of all `LRS`, the one that costs least from five starts, so that no lucky jump decides (see `costs`; a test tries
neighbours). It is read from assets/rates.json, which `python -m vizlab.optimizers` writes; a surface that is not in the table
is swept when asked for. Where there is nothing to arrive at, all have the same rate; a misprinted rule has that of the one meant;
those in `NATURAL` need none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes import SURFACES, Surface, sample_grid
from vizlab.optimizers.march import Tracks, march
from vizlab.optimizers.outcome import NEAR, distances
from vizlab.optimizers.rules import OPTIMIZERS, Walker
from vizlab.optimizers.sight import Conditions

LRS = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
SWEEP_STEPS = 500
SAME = 0.05  # where there is nothing to arrive at
LEAST = 1e-16  # of a height above the floor
STORED = Path(__file__).resolve().parents[2] / "assets" / "rates.json"
Array = NDArray[np.float64]
Cost = tuple[float, float, float]


def default_rate(surface: str, optimizer: str) -> float:
    """The rate with which this optimizer starts on this surface."""
    return RATES[surface][optimizer]


def good_rates(surface: Surface, names: Sequence[str]) -> dict[str, float]:
    """The rate of the table for each of these optimizers if the surface is in it, else that of a sweep."""
    for known, rates in RATES.items():
        if SURFACES[known] == surface:
            return {name: rates[name] for name in names}
    return sweep_rates(surface, names)


def sweep_rates(surface: Surface, names: Sequence[str]) -> dict[str, float]:
    """For each of these optimizers, the rate of `LRS` that costs least."""
    meant = {name: bug.meant if (bug := OPTIMIZERS[name].bug) else name for name in names}
    wanted = dict.fromkeys(name for name in meant.values() if name not in NATURAL)
    found = {name: LRS[_least(tried)] for name, tried in costs(surface, dict.fromkeys(wanted, LRS)).items()} if wanted else {}
    return {name: (NATURAL | found)[meant[name]] for name in names}


def sweep_starts(surface: Surface) -> list[tuple[float, float]]:
    """The default start, and the middles of the map's four quarters."""
    return [surface.start, *((x, y) for x in _quarters(surface.x) for y in _quarters(surface.y))]


def costs(surface: Surface, rates: Mapping[str, Sequence[float]]) -> dict[str, list[Cost]]:
    """What each rate of each optimizer costs from five starts, the smaller the better, the first number first.

    In how many races the loss is ever above that of the start; mean steps to a minimum, one more than all where it is not
    reached; mean log10 of the last loss, above the floor. All optimizers must have as many rates to try.
    """
    tried, starts = np.array(list(rates.values())), np.array(sweep_starts(surface))
    n, m = tried.shape
    walkers = [Walker(OPTIMIZERS[name], (m, len(starts), 2), tried[i, :, None, None], {}) for i, name in enumerate(rates)]
    tracks = march(surface, walkers, np.broadcast_to(starts, (n, m, *starts.shape)), SWEEP_STEPS, Conditions())
    with np.errstate(all="ignore"):
        parts = np.stack([_climbs(surface, tracks), _steps(surface, tracks), _ends(surface, tracks)], axis=-1).mean(axis=2)
    return {name: [(c[0] * len(starts), c[1], c[2]) for c in map(tuple, parts[i].tolist())] for i, name in enumerate(rates)}


def _climbs(surface: Surface, tracks: Tracks) -> Array:
    """Whether (n, m, starts) each was ever higher than at its start, or left the numbers."""
    low: Array = (tracks.losses <= tracks.losses[0]).all(axis=0)
    return 1.0 - low


def _steps(surface: Surface, tracks: Tracks) -> Array:
    """The step (n, m, starts) since which each is near a minimum."""
    away = distances(tracks.points, surface.places("minimum"))
    far = np.ones(tracks.losses.shape, dtype=bool) if away is None else ~(away <= NEAR * surface.side)
    steps: Array = len(far) - np.where(far.any(axis=0), far[::-1].argmax(axis=0), len(far)).astype(float)
    return steps


def _ends(surface: Surface, tracks: Tracks) -> Array:
    """log10 of the last losses (n, m, starts) above the floor, or above the lowest that is known where none is stated."""
    ends = np.nan_to_num(tracks.losses[-1], nan=np.inf)
    floor = surface.floor
    if floor is None:
        inside = [ends[_inside(surface, tracks.points[-1])], sample_grid(surface, 21)[2].ravel()]
        floor = float(np.nanmin(np.concatenate(inside)))
    above: Array = np.log10(np.clip(ends - floor, LEAST, 1e300))
    return above


def _inside(surface: Surface, points: Array) -> NDArray[np.bool_]:
    """Which of the points (..., 2) are on the map."""
    low, high = np.array([surface.x, surface.y], dtype=np.float64).T
    found: NDArray[np.bool_] = ((points >= low) & (points <= high)).all(axis=-1)
    return found


def _quarters(span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    return 0.75 * low + 0.25 * high, 0.25 * low + 0.75 * high


def _least(tried: Sequence[Cost]) -> int:
    return min(range(len(tried)), key=tried.__getitem__)


NATURAL: dict[str, float] = {"Newton": 1.0, "damped Newton": 1.0}  # the step to where the fitting quadratic is level
RATES: dict[str, dict[str, float]] = json.loads(STORED.read_text()) if STORED.exists() else {}
