"""Scores of negative edges in three ways that give the same numbers at different speed. Source: 003:3809-3815.

One by one; gathered, each edge with strangers of its own; and batched: all edges of a batch share their strangers, whose
vectors are read once, and the scores are one product of matrices. To add a way: a line in `WAYS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Ints

NODES = 20_000  # a table larger than a processor's cache
LEAST_ROUNDS, LEAST_S = 3, 0.03  # of each way; the best round is taken: the others waited for other work


@dataclass(frozen=True)
class Batch:
    """points (n, d); edges (m, 2); strangers (k,) that all of them share."""

    points: Array
    edges: Ints
    strangers: Ints


@dataclass(frozen=True)
class Pace:
    """edges_per_s by way; error: the largest difference of a score from that of the loop; rows: vectors read for a batch."""

    edges_per_s: dict[str, float]
    rows: dict[str, int]
    error: float


def batch(m: int, k: int, dims: int, seed: int) -> Batch:
    """A batch of m random edges with k strangers."""
    source = np.random.default_rng(seed)
    points = source.standard_normal((NODES, dims)) / dims**0.5
    return Batch(points, source.integers(0, NODES, (m, 2)), source.integers(0, NODES, k))


def one_by_one(given: Batch) -> Array:
    """Scores (m, k) of each edge's source with each stranger, one dot product after the other."""
    points = given.points
    return np.array([[points[source] @ points[stranger] for stranger in given.strangers] for source in given.edges[:, 0]])


def gathered(given: Batch) -> Array:
    """The same as if each edge had strangers of its own: their vectors are read for every edge again."""
    strangers = np.tile(given.strangers, (len(given.edges), 1))
    return np.asarray(np.einsum("md,mkd->mk", given.points[given.edges[:, 0]], given.points[strangers]))


def batched(given: Batch) -> Array:
    """The same as one product of matrices."""
    return given.points[given.edges[:, 0]] @ given.points[given.strangers].T


def race(given: Batch) -> Pace:
    """How fast each way is on this machine, now, and how well they agree. Two batches of an eighth are enough for the loop."""
    m, k = len(given.edges), len(given.strangers)
    few = Batch(given.points, given.edges[: max(m // 8, 1)], given.strangers)
    expected = one_by_one(few)
    error = max(float(np.abs(way(given)[: len(few.edges)] - expected).max()) for way in (gathered, batched))
    subjects = {name: few if way is one_by_one else given for name, way in WAYS.items()}
    speeds = {name: len(subject.edges) / _fastest(WAYS[name], subject) for name, subject in subjects.items()}
    return Pace(speeds, {"one by one": m * (k + 1), "gathered": m * (k + 1), "batched": m + k}, error)


def _fastest(way: Callable[[Batch], Array], given: Batch) -> float:
    seconds: list[float] = []
    while len(seconds) < LEAST_ROUNDS or sum(seconds) < LEAST_S:
        begin = time.perf_counter()
        way(given)
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


WAYS: dict[str, Callable[[Batch], Array]] = {"one by one": one_by_one, "gathered": gathered, "batched": batched}
