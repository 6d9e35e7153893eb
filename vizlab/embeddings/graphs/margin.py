"""The edge margin loss, with its right sign and with the one in print, which drives the joined apart.

L = Σ Σ max(f(e') - f(e) + λ, 0), f(e) = cos(θ_s, θ_r + θ_d), over edges e and the same edges e' with one end replaced. The
misprint has f(e) - f(e') + λ: it falls as joined nodes grow less alike. Source: 003:3762-3783, ERR-21; Lerer 2019,
arXiv:1903.12287, eq. 1. To add a way to replace: a line in `REPLACED`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Graph, Ints
from vizlab.embeddings.graphs.links import Split, auc
from vizlab.recipes import Knob

STRANGERS, BATCH, LR = 4, 128, 0.05
TINY = 1e-9


@dataclass(frozen=True)
class Way:
    """What is minimised. sign: 1 as it must be, -1 as printed. margin: λ. replaced: of `REPLACED`."""

    sign: int = 1
    margin: float = 0.3
    replaced: str = "either end"


@dataclass(frozen=True)
class Moment:
    """points (n, d) and the relation's vector (d,) after so many steps. loss: of a pair, in the mean, as minimised. learned, auc:
    of f against strangers, on the edges learned from and on those held out."""

    step: int
    points: Array
    relation: Array
    loss: float
    learned: float
    auc: float


def learn(
    graph: Graph, known: Split, way: Way, *, dims: int = 2, steps: int = 800, keep: int = 24, seed: int = 0
) -> list[Moment]:
    """Moments of the descent. The start and every draw depend on the seed alone: both signs see the same edges and strangers."""
    source = np.random.default_rng([seed, 3])
    points, relation = source.standard_normal((graph.n, dims)), np.zeros(dims)
    stops = set(np.unique(np.round(steps * np.linspace(0, 1, keep) ** 2).astype(int)).tolist())
    moments = []
    for step in range(steps + 1):
        edges, corrupted = draw(known.known, graph.n, way.replaced, source)
        value, slope, turn = descent(points, relation, edges, corrupted, way)
        if step in stops:
            moments.append(Moment(step, points, relation, value, *measured(points, relation, known)))
        rate = LR * (1 - 0.9 * step / steps)
        points, relation = points - rate * slope, relation - rate * turn / BATCH
    return moments


def both(graph: Graph, known: Split, margin: float, replaced: str, *, seed: int = 0) -> dict[str, list[Moment]]:
    """The moments with each of `SIGNS`, in two dimensions."""
    return {name: learn(graph, known, Way(sign, margin, replaced), seed=seed) for name, sign in SIGNS.items()}


def curves(runs: dict[str, list[Moment]], name: str) -> dict[str, list[tuple[float, float]]]:
    """A number of the moments (`learned` or `auc`) by step, for each sign."""
    return {f"{sign} sign": [(float(moment.step), getattr(moment, name)) for moment in moments] for sign, moments in runs.items()}


def draw(known: Ints, n: int, replaced: str, source: np.random.Generator) -> tuple[Ints, Ints]:
    """Edges (m, 2), either end first, and `STRANGERS` copies of each (m, k, 2) with one end replaced by any node."""
    edges = known[source.integers(0, len(known), BATCH)]
    edges = np.where(source.random((BATCH, 1)) < 0.5, edges, edges[:, ::-1])
    return edges, corrupt(edges, source.integers(0, n, (BATCH, STRANGERS)), REPLACED[replaced])


def corrupt(edges: Ints, strangers: Ints, share: float) -> Ints:
    """The edges (m, 2) with one end replaced by each stranger (m, k): the source in this share of the copies (m, k, 2)."""
    corrupted = np.repeat(edges[:, None], strangers.shape[1], 1)
    at_source = np.arange(strangers.shape[1]) < round(share * strangers.shape[1])
    corrupted[:, at_source, 0] = strangers[:, at_source]
    corrupted[:, ~at_source, 1] = strangers[:, ~at_source]
    return corrupted


def descent(points: Array, relation: Array, edges: Ints, corrupted: Ints, way: Way) -> tuple[float, Array, Array]:
    """The mean loss of a pair, and the slopes of the summed loss at the points (n, d) and the relation (d,)."""
    pairs = np.concatenate([edges, corrupted.reshape(-1, 2)])
    f, at_source, at_target = cosine(points[pairs[:, 0]], points[pairs[:, 1]] + relation)
    m, k = corrupted.shape[:2]
    gaps = way.sign * (f[m:].reshape(m, k) - f[:m, None]) + way.margin
    active = (gaps > 0).astype(float)
    weight = way.sign * np.concatenate([-active.sum(1), active.ravel()])
    slope = np.zeros_like(points)
    np.add.at(slope, pairs[:, 0], weight[:, None] * at_source)
    np.add.at(slope, pairs[:, 1], weight[:, None] * at_target)
    return float(np.maximum(gaps, 0).mean()), slope, (weight[:, None] * at_target).sum(0)


def cosine(a: Array, b: Array) -> tuple[Array, Array, Array]:
    """The cosine of rows (m, d), and its slopes at both (m, d)."""
    long_a, long_b = (np.linalg.norm(rows, axis=1, keepdims=True) + TINY for rows in (a, b))
    f = (a * b).sum(1, keepdims=True) / (long_a * long_b)
    return f[:, 0], (b / long_b - f * a / long_a) / long_a, (a / long_a - f * b / long_b) / long_b


def measured(points: Array, relation: Array, known: Split) -> tuple[float, float]:
    """The AUC of f against strangers on the edges learned from, and on those held out, each taken from both ends."""
    learned, hidden, strangers = (_both_ways(points, relation, pairs) for pairs in (known.known, known.hidden, known.strangers))
    return auc(learned, strangers), auc(hidden, strangers)


def _both_ways(points: Array, relation: Array, pairs: Ints) -> Array:
    ways = (pairs, pairs[:, ::-1])
    return np.asarray(np.mean([cosine(points[way[:, 0]], points[way[:, 1]] + relation)[0] for way in ways], axis=0))


def pulls(at: Moment, known: Split, edge: int, margin: float, replaced: str, seed: int) -> dict[str, tuple[Ints, Array]]:
    """Sign -> the nodes that one edge and its strangers move, its own two first, and where a step takes each (k, d).

    edge: which of the known ones, by the seed's order.
    """
    source = np.random.default_rng([seed, 10])
    own = known.known[source.permutation(len(known.known))[edge % len(known.known)]]
    strangers = np.random.default_rng([seed, 11, edge]).integers(0, len(at.points), STRANGERS)
    corrupted = corrupt(own[None], strangers[None], REPLACED[replaced])
    nodes = np.concatenate([own, np.setdiff1d(strangers, own)])
    ways = {name: Way(sign, margin, replaced) for name, sign in SIGNS.items()}
    return {name: (nodes, -descent(at.points, at.relation, own[None], corrupted, way)[1][nodes]) for name, way in ways.items()}


SIGNS: dict[str, int] = {"right": 1, "misprinted": -1}
REPLACED: dict[str, float] = {  # label -> share of copies whose source is replaced; of the others it is the destination
    "either end": 0.5,
    "source": 1.0,
    "destination": 0.0,
}
KNOBS: dict[str, Knob] = {
    "edge_margin": Knob(
        0, 1, "How much more alike joined nodes must be before an edge rests.", (0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0)
    ),
}
