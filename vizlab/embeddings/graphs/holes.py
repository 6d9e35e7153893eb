"""A matrix of persons and items with holes, filled by vectors whose products fit what is known. Source: 003:3742-3748.

The truth is planted: few traits decide who likes what, and noise is on top, below which no error on held-out cells can go. Each
way yields one state a round; to add a way: a generator and a line in `WAYS`. Source of both: Koren 2009, "Matrix factorization".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.graphs.generated import Array
from vizlab.recipes import Knob

PERSONS, ITEMS = 40, 30
LR, MOST_ERROR = 0.02, 2.0  # of the stochastic descent; errors are drawn up to here


@dataclass(frozen=True)
class Tastes:
    """values (p, i): how much each person likes each item, noise included. known (p, i): which are seen. noise: its spread."""

    values: Array
    known: NDArray[np.bool_]
    noise: float


@dataclass(frozen=True)
class Round:
    """filled (p, i): the matrix that the vectors give. learned, held_out: root mean square errors on cells seen and not seen."""

    filled: Array
    learned: float
    held_out: float


def planted(rank: int, noise: float, seen: float, seed: int) -> Tastes:
    """Tastes by so many traits, cells of variance 1 without noise; each is seen with chance `seen`, one in each line at least."""
    source = np.random.default_rng([seed, 5])
    persons, items = source.standard_normal((PERSONS, rank)), source.standard_normal((ITEMS, rank))
    clean = persons @ items.T / rank**0.5
    known = source.random(clean.shape) < seen
    known[np.arange(PERSONS), source.integers(0, ITEMS, PERSONS)] = True
    known[source.integers(0, PERSONS, ITEMS), np.arange(ITEMS)] = True
    return Tastes(clean + noise * source.standard_normal(clean.shape), known, noise)


def fill(tastes: Tastes, rank: int, *, way: str, ridge: float, rounds: int, seed: int) -> list[Round]:
    """The matrix from its random start, after each round."""
    start = np.random.default_rng([seed, 6])
    persons, items = (0.1 * start.standard_normal((n, rank)) for n in (PERSONS, ITEMS))
    states = WAYS[way](tastes, persons, items, ridge, start)
    return [_judged(tastes, a @ b.T) for a, b in [(persons, items), *islice(states, rounds)]]


def means(tastes: Tastes) -> Round:
    """The baseline: every hole gets the mean of its person and its item, as they differ from the mean of all."""
    held = np.where(tastes.known, tastes.values, 0.0)
    mean = held.sum() / tastes.known.sum()
    persons = held.sum(1) / tastes.known.sum(1) - mean
    items = held.sum(0) / tastes.known.sum(0) - mean
    return _judged(tastes, mean + persons[:, None] + items)


def by_rank(tastes: Tastes, *, way: str, ridge: float, rounds: int, seed: int) -> dict[str, list[tuple[float, float]]]:
    """The errors at the end for each rank, cut off at `MOST_ERROR`."""
    ranks = range(1, int(KNOBS["fill_rank"].high) + 1)
    ends = [(float(rank), fill(tastes, rank, way=way, ridge=ridge, rounds=rounds, seed=seed)[-1]) for rank in ranks]
    return {
        "on the holes": [(rank, min(end.held_out, MOST_ERROR)) for rank, end in ends],
        "on known cells": [(rank, min(end.learned, MOST_ERROR)) for rank, end in ends],
    }


def curves(rounds: list[Round]) -> dict[str, list[tuple[float, float]]]:
    """The errors by round, cut off at `MOST_ERROR`."""
    return {
        "on the holes": [(float(i), min(each.held_out, MOST_ERROR)) for i, each in enumerate(rounds)],
        "on known cells": [(float(i), min(each.learned, MOST_ERROR)) for i, each in enumerate(rounds)],
    }


def expected(tastes: Tastes, rank: int) -> float:
    """About the error on holes that least squares of the planted rank reach: each number found costs one known cell's noise."""
    return float(tastes.noise * (1 + unknowns(rank) / tastes.known.sum()) ** 0.5)


def unknowns(rank: int) -> int:
    """How many numbers a matrix of this rank is made of: with fewer cells known it cannot be found."""
    return rank * (PERSONS + ITEMS - rank)


def _judged(tastes: Tastes, filled: Array) -> Round:
    errors = (filled - tastes.values) ** 2
    return Round(filled, float(errors[tastes.known].mean() ** 0.5), float(errors[~tastes.known].mean() ** 0.5))


def _alternating(tastes: Tastes, persons: Array, items: Array, ridge: float, source: object) -> Iterator[tuple[Array, Array]]:
    """Least squares for all persons with items held fixed, then for all items, and again."""
    while True:
        persons = _solved(tastes.values, tastes.known, items, ridge)
        items = _solved(tastes.values.T, tastes.known.T, persons, ridge)
        yield persons, items


def _solved(values: Array, known: NDArray[np.bool_], others: Array, ridge: float) -> Array:
    """The vectors (p, r) that fit each line of values (p, i) best where known, for vectors (i, r) of the other side."""
    squares = np.einsum("pi,ir,is->prs", known, others, others) + (ridge + 1e-9) * np.eye(others.shape[1])
    sums = (known * values) @ others
    return np.asarray(np.linalg.solve(squares, sums[..., None])[..., 0])


def _stochastic(
    tastes: Tastes, persons: Array, items: Array, ridge: float, source: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """One pass over all known cells in a random order, a few at a time: both vectors of a cell move against its error."""
    cells = np.argwhere(tastes.known)
    weights = ridge / (len(cells) / (PERSONS + ITEMS) * 2)
    while True:
        for batch in np.array_split(source.permutation(cells), len(cells) // 20 + 1):
            p, i = batch.T
            error = ((persons[p] * items[i]).sum(1) - tastes.values[p, i])[:, None]
            at_persons, at_items = error * items[i] + weights * persons[p], error * persons[p] + weights * items[i]
            persons, items = persons.copy(), items.copy()
            np.add.at(persons, p, -LR * 2 * at_persons)
            np.add.at(items, i, -LR * 2 * at_items)
        yield persons, items


WAYS: dict[str, Callable[..., Iterator[tuple[Array, Array]]]] = {
    "alternating least squares": _alternating,
    "stochastic descent": _stochastic,
}
KNOBS: dict[str, Knob] = {
    "planted_rank": Knob(1, 6, "How many traits decide who likes what."),
    "fill_rank": Knob(1, 10, "How many numbers each person and each item gets: too few miss traits, too many learn the noise."),
    "seen": Knob(0.1, 0.9, "The share of cells that are known.", (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)),
    "cell_noise": Knob(0.0, 1.0, "Spread of the noise on each cell; without it cells vary by 1.", (0.0, 0.1, 0.2, 0.3, 0.5, 1.0)),
    "ridge": Knob(0.0, 10.0, "Pulls all vectors towards zero: less noise is learned.", (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)),
}
