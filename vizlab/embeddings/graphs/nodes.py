"""Points of nodes: joined ones closer than strangers, by stochastic descent on edges against pairs drawn at random.

Loss of an edge: -log σ(f(e) + b) - Σ log σ(-f(e') - b) over its `STRANGERS` random pairs e', with a learned level b. f is a
closeness: to add one, a function and a line in `CLOSENESS`. Source: 003:3752-3756; with negative samples as in Tang 2015 (LINE).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Graph, Ints, planted
from vizlab.embeddings.graphs.links import Split, auc, purity, split

STRANGERS, BATCH, LR, FEW = 4, 128, 0.05, 60
START, SWEPT = 0.5, 7  # spread of the random start; chances that are tried
Slope = tuple[Array, Array, Array]  # closeness (m,), and its slopes at both ends (m, d)


@dataclass(frozen=True)
class Moment:
    """points (n, d) after so many steps, the AUC on held-out edges, the purity of k-means clusters."""

    step: int
    points: Array
    auc: float
    purity: float


def learn(
    graph: Graph, known: Split, *, closeness: str = "distance", dims: int = 2, steps: int = 1200, keep: int = 24, seed: int = 0
) -> list[Moment]:
    """Moments of the way from random points to communities, the first before any step, the last after all of them."""
    source = np.random.default_rng([seed, 2])
    points, level = START * source.standard_normal((graph.n, dims)), 0.0
    stops = set(np.unique(np.round(steps * np.linspace(0, 1, keep) ** 2).astype(int)).tolist())
    moments = []
    for step in range(steps + 1):
        if step in stops:
            moments.append(measured(step, points, graph, known, closeness, seed))
        edges = known.known[source.integers(0, len(known.known), BATCH)]
        pairs = np.concatenate([edges, source.integers(0, graph.n, (STRANGERS * BATCH, 2))])
        slope, tilt = descent(points, level, pairs, closeness)
        rate = pace(step / steps, graph.n)
        points, level = points - rate * slope, level - rate * tilt / BATCH
    return moments


def pace(done: float, n: int) -> float:
    """The length of a step when this share of all is done: the fewer the n nodes, the more pairs of a batch each is in."""
    return LR * min(1.0, n / FEW) * (1 - 0.9 * done)


def descent(points: Array, level: float, pairs: Ints, closeness: str) -> tuple[Array, float]:
    """The slope of the loss at the points (n, d) and at the level; of the pairs the first of every 1 + `STRANGERS` are edges."""
    first, second = pairs.T
    f, at_first, at_second = CLOSENESS[closeness](points[first], points[second])
    wanted = np.arange(len(pairs)) < len(pairs) // (1 + STRANGERS)
    push = 1 / (1 + np.exp(-f - level)) - wanted
    slope = np.stack(
        [gathered(first, push * a, second, push * b, len(points)) for a, b in zip(at_first.T, at_second.T, strict=True)], 1
    )
    return slope, float(push.sum())


def loss(points: Array, level: float, pairs: Ints, closeness: str) -> float:
    """The sum whose slope `descent` gives."""
    f = CLOSENESS[closeness](points[pairs[:, 0]], points[pairs[:, 1]])[0] + level
    wanted = np.arange(len(pairs)) < len(pairs) // (1 + STRANGERS)
    return float(np.logaddexp(0, np.where(wanted, -f, f)).sum())


def measured(step: int, points: Array, graph: Graph, known: Split, closeness: str, seed: int) -> Moment:
    """The moment with its numbers."""
    f = CLOSENESS[closeness]
    scores = [f(points[pairs[:, 0]], points[pairs[:, 1]])[0] for pairs in (known.hidden, known.strangers)]
    return Moment(step, points, auc(*scores), purity(points, graph, seed))


def over_outside(nodes: int, groups: int, inside: float, *, closeness: str, dims: int, seed: int) -> list[tuple[float, Moment]]:
    """Chances of an edge between communities, from 0 to `inside`, where no community is left, and the last moment of each."""
    found = []
    for outside in np.linspace(0, inside, SWEPT).tolist():
        graph = planted(nodes, groups, inside, outside, seed)
        ends = learn(graph, split(graph, seed), closeness=closeness, dims=dims, keep=2, seed=seed)
        found.append((outside, ends[-1]))
    return found


def curves(moments: Sequence[Moment]) -> dict[str, list[tuple[float, float]]]:
    """AUC and purity by step."""
    return {
        "AUC, held-out edges": [(float(moment.step), moment.auc) for moment in moments],
        "purity": [(float(moment.step), moment.purity) for moment in moments],
    }


def flat(moments: Sequence[Array]) -> list[Array]:
    """Points (n, d) moment by moment on the plane (n, 2) of greatest variance of the last; those of a plane stay as they are."""
    if moments[-1].shape[1] <= 2:
        return list(moments)
    plane = np.linalg.svd(moments[-1] - moments[-1].mean(0), full_matrices=False)[2][:2].T
    return [(points - points.mean(0)) @ plane for points in moments]


def gathered(first: Ints, at_first: Array, second: Ints, at_second: Array, n: int) -> Array:
    """The sum (n,) of what falls on each node from the pairs of which it is the first or the second."""
    return np.asarray(np.bincount(first, at_first, n) + np.bincount(second, at_second, n), np.float64)


def _distance(a: Array, b: Array) -> Slope:
    gap = a - b
    return -(gap**2).sum(1), -2 * gap, 2 * gap


def _product(a: Array, b: Array) -> Slope:
    return (a * b).sum(1), b, a


def _cosine(a: Array, b: Array) -> Slope:
    """Five times the cosine, or a sigmoid could not tell near from far."""
    long_a, long_b = np.linalg.norm(a, axis=1, keepdims=True) + 1e-9, np.linalg.norm(b, axis=1, keepdims=True) + 1e-9
    cosine = (a * b).sum(1, keepdims=True) / (long_a * long_b)
    return 5 * cosine[:, 0], 5 * (b / long_b - cosine * a / long_a) / long_a, 5 * (a / long_a - cosine * b / long_b) / long_b


CLOSENESS: dict[str, Callable[[Array, Array], Slope]] = {  # label -> f of two rows of points (m, d), and its slopes
    "distance": _distance,
    "dot product": _product,
    "cosine": _cosine,
}
