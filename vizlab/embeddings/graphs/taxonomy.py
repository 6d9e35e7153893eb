"""A tree learned in a flat and in a hyperbolic space, by the same loss from the same start, and how well each holds it.

To add a loss: a function of distances and of the tree, and a line in `GOALS`. Sources: Nickel & Kiela 2017, arXiv:1705.08039;
Sala 2018, arXiv:1804.03329 (distortion, mean average precision); Sarkar 2011, "Low distortion Delaunay embedding of trees".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Ints
from vizlab.embeddings.graphs.spaces import SPACES, added, poincare_distances
from vizlab.embeddings.graphs.trees import Tree

STEPS, BURN_IN, START = 300, 20, 0.01  # the first steps are a tenth as long
DIMS = (2, 3, 5, 10)
TAUS = (1.0, 1.5, 2.0, 3.0, 4.0)  # lengths of an edge of the construction: longer ones would go beyond what float64 tells apart
TAU = 3.0


@dataclass(frozen=True)
class Numbers:
    """How well points hold a tree. distortion: mean of |d / (s t) - 1| over pairs, d here, t in the tree, s the best scale; 0 is
    exact. precision: mean average precision of what is to be near each node among all by distance; 1 is exact. depth,
    general: rank correlations of depth with distance from the middle, and of the number of descendants with nearness to it."""

    distortion: float
    precision: float
    depth: float
    general: float


@dataclass(frozen=True)
class Goal:
    """loss: of distances, of what is to be near, of steps in the tree (n, n each) -> a number, and its slopes at the distances.

    lineage: whether all that stand above or below each other are to be near, not parents and children alone.
    """

    loss: Callable[[Array, Array, Array], tuple[float, Array]]
    lineage: bool = False


@dataclass(frozen=True)
class Moment:
    """points (n, d) after so many steps, the loss by edge and end, and the numbers."""

    step: int
    points: Array
    loss: float
    numbers: Numbers


def learn(tree: Tree, space: str, goal: str, *, dims: int = 2, seed: int = 0, steps: int = STEPS, keep: int = 24) -> list[Moment]:
    """Moments of the descent from almost one point, the first before any step."""
    place, asked = SPACES[space], GOALS[goal]
    points = START * np.random.default_rng([seed, 9]).standard_normal((tree.n, dims))
    joined, apart = wanted(tree, goal), tree.distances
    stops = set(np.unique(np.round(steps * np.linspace(0, 1, keep) ** 2).astype(int)).tolist())
    moments = []
    for step in range(steps + 1):
        distances = place.distances(points)
        value, slopes = asked.loss(distances, joined, apart)
        if step in stops:
            middle = place.centred(points)
            moments.append(Moment(step, middle, float(value / joined.sum()), judge(tree, middle, distances, joined)))
        rate = RATES[goal, space] * (0.1 if step < BURN_IN else 1) * (1 - 0.9 * step / steps)
        points = place.walk(points, -rate * place.slopes(points, slopes))
    return moments


def over_dims(tree: Tree, goal: str, seed: int) -> dict[str, list[Numbers]]:
    """Space -> the numbers at the end in each of `DIMS` dimensions."""
    return {space: [learn(tree, space, goal, dims=d, seed=seed, keep=2)[-1].numbers for d in DIMS] for space in SPACES}


def curves(found: dict[str, list[Numbers]], name: str) -> dict[str, list[tuple[float, float]]]:
    """A number (`distortion` or `precision`) by dimensions, for each space."""
    return {space: [(float(d), getattr(each, name)) for d, each in zip(DIMS, ends, strict=True)] for space, ends in found.items()}


def judge(tree: Tree, points: Array, distances: Array, joined: Array) -> Numbers:
    """The numbers of points (n, d), centred, with their distances (n, n), for what is to be near (n, n)."""
    middle = np.linalg.norm(points, axis=1)
    depth, general = _rank_correlation(tree.depths, middle), _rank_correlation(-tree.descendants, middle)
    return Numbers(distortion(distances, tree.distances), precision(distances, joined), depth, general)


def wanted(tree: Tree, goal: str) -> Array:
    """Which nodes are to be near each other (n, n), 0 or 1: parents and children, or all that stand above or below each other."""
    joined = np.zeros((tree.n, tree.n))
    if not GOALS[goal].lineage:
        joined[tuple(tree.edges.T)] = 1
    else:
        for node in range(1, tree.n):
            joined[:, node] = joined[:, tree.parents[node]]
            joined[tree.parents[node], node] = 1
    return joined + joined.T


def distortion(distances: Array, apart: Array) -> float:
    """The mean of |d / (s t) - 1| over all pairs, for the scale s that brings the sum of (d / (s t) - 1)² lowest."""
    pairs = np.triu_indices(len(apart), 1)
    ratio = distances[pairs] / apart[pairs]
    scale = (ratio**2).sum() / ratio.sum()
    return float(np.abs(ratio / scale - 1).mean())


def precision(distances: Array, joined: Array) -> float:
    """Mean average precision: of each node's neighbours in the tree, found in the order of distance."""
    order = np.argsort(distances + np.diag(np.full(len(distances), np.inf)), axis=1, kind="stable")[:, :-1]
    hits = np.take_along_axis(joined, order, 1)
    shares = np.cumsum(hits, 1) / np.arange(1, hits.shape[1] + 1)
    return float(((shares * hits).sum(1) / hits.sum(1)).mean())


def constructed(tree: Tree, tau: float = TAU) -> Array:
    """Sarkar's construction in the disk (n, 2): children fan out evenly round their parent, each edge of length tau.

    Distances are tau times those in the tree but for an error that falls as tau grows.
    """
    points = np.zeros((tree.n, 2))
    for node in range(tree.n):
        children = np.flatnonzero(tree.parents == node)
        parent = tree.parents[node]
        back = 0.0
        if parent >= 0:
            seen = added(-points[node], points[parent])  # where the parent lies, seen from the node in the middle
            back = np.arctan2(seen[1], seen[0])
        slots = len(children) + (parent >= 0)
        angles = back + 2 * np.pi * (np.arange(len(children)) + (parent >= 0)) / max(slots, 1)
        around = np.tanh(tau / 2) * np.stack([np.cos(angles), np.sin(angles)], 1)
        points[children] = added(np.broadcast_to(points[node], around.shape), around)
    return points


def built(tree: Tree, tau: float = TAU, goal: str = "neighbours") -> Numbers:
    """The numbers of Sarkar's construction, precision for what a goal wants near."""
    points = constructed(tree, tau)
    return judge(tree, points, poincare_distances(points), wanted(tree, goal))


def _neighbours(distances: Array, joined: Array, apart: Array) -> tuple[float, Array]:
    """-Σ log(e^-d(u, v) / (e^-d(u, v) + Σ e^-d(u, w))) over joined u, v, where w are all that are not joined to u."""
    near = np.exp(-distances)
    strangers = near * (1 - joined - np.eye(len(near)))
    total = near + strangers.sum(1, keepdims=True)
    slopes = joined * (1 - near / total) - strangers * (joined / total).sum(1, keepdims=True)
    return float((joined * (distances + np.log(total))).sum()), slopes


def _distances(distances: Array, joined: Array, apart: Array) -> tuple[float, Array]:
    """Σ (d / t - 1)² over all pairs."""
    steps = apart + np.eye(len(apart))
    gap = distances / steps - 1
    np.fill_diagonal(gap, 0.0)
    return float((gap**2).sum()), 2 * gap / steps


def _rank_correlation(a: Array | Ints, b: Array) -> float:
    """Spearman's, ties at the mean of their ranks."""
    return float(np.corrcoef(_ranks(np.asarray(a, np.float64)), _ranks(b))[0, 1])


def _ranks(values: Array) -> Array:
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[which])


GOALS: dict[str, Goal] = {
    "neighbours": Goal(_neighbours),
    "lineage": Goal(_neighbours, lineage=True),
    "distances": Goal(_distances),
}
RATES = {  # tried: of 0.03, 0.1 and 0.3 the one with the least loss on trees of 40 to 121 nodes
    ("neighbours", "hyperbolic"): 0.1, ("neighbours", "flat"): 0.3, ("lineage", "hyperbolic"): 0.1, ("lineage", "flat"): 0.3,
    ("distances", "hyperbolic"): 0.1, ("distances", "flat"): 0.1,
}  # fmt: skip
