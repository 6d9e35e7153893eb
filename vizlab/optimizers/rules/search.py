"""Rules that know heights only, and try at random. Their lr is the length of the first tries; success and failure change it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vizlab.optimizers.walker import Memory, Optimizer, Vector

BOLDER = 0.4  # added to the logarithm of the length after a success; a quarter of it is taken away after a failure
PARENTS = 4
PAIRS = [(one, other) for one in range(PARENTS) for other in range(PARENTS) if one != other]
ONE, OTHER = np.array(PAIRS).T
Change = Callable[[Vector], Vector]


def random_search(gradient: Vector, memory: Memory, t: int, lr: float, *, change: Change, draws: Vector) -> tuple[Vector, Memory]:
    """A random step, taken if it leads down. Four failures for one success keep the length. Source: Rechenberg 1973."""
    trial = lr * np.exp(memory[0]) * draws[..., 0, 0, :]
    better = (change(trial[..., None, :]) < 0)[..., 0, None]
    return np.where(better, trial, 0.0), (memory[0] + np.where(better, BOLDER, -BOLDER / 4),)


def genetic(gradient: Vector, memory: Memory, t: int, lr: float, *, change: Change, draws: Vector) -> tuple[Vector, Memory]:
    """A population: every ordered pair of the `PARENTS` best has a child, each coordinate from either parent, and mutated.

    Parents compete with their children. The point is the best of all; the others are remembered by where they are from it.
    memory: places of the parents (..., 4, 2), how much higher each is (..., 4), the logarithm of the mutations' length.
    """
    if t == 1:  # four parents where the point is
        alike = (*gradient.shape[:-1], PARENTS)
        memory = (np.zeros((*alike, gradient.shape[-1])), np.zeros(alike), memory[2][..., :1])
    places, above, boldness = memory
    mixed = np.where(draws[..., 1, :] > 0, places[..., ONE, :], places[..., OTHER, :])
    children = mixed + (lr * np.exp(boldness))[..., None, :] * draws[..., 0, :]
    everyone = np.concatenate([places, children], axis=-2)
    rises = np.concatenate([above, np.fmin(change(children), np.inf)], axis=-1)
    best = np.argsort(rises, axis=-1, kind="stable")[..., :PARENTS]
    places, rises = np.take_along_axis(everyone, best[..., None], axis=-2), np.take_along_axis(rises, best, axis=-1)
    step, gain = places[..., 0, :], rises[..., :1]
    bolder = boldness + np.where(gain < 0, BOLDER / 4, -BOLDER / 4)
    return step, (places - step[..., None, :], rises - gain, bolder)


SEARCH: dict[str, Optimizer] = {
    "random search": Optimizer(
        random_search,
        1,
        {},
        "lr_random",
        "w ← w + α ξ if that is lower;  ξ normal",
        "Tries a random step, and takes it if it is lower; one height a step, no slope.",
        "search",
        needs=("change", "draws"),
        tries=1,
    ),
    "genetic": Optimizer(
        genetic,
        3,
        {},
        "lr_genetic",
        "12 children of the 4 best, crossed and mutated by α ξ;  the 4 best of all stay",
        "A population, drawn by its best; twelve heights a step, no slope.",
        "search",
        needs=("change", "draws"),
        tries=len(PAIRS),
    ),
}
