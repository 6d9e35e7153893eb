"""Nodes that take the mean of their neighbours, round after round: first the noise goes, then everything that tells them apart.

One round is H <- S H with S = D^-1/2 (A + I) D^-1/2, a graph convolution without weights; its eigenvalues lie in (-1, 1], and
what is not along the first eigenvector shrinks in each round at least by the second largest in size. Source: Wu et al. 2019,
arXiv:1902.07153 (S^k H as a network); Li, Han & Wu 2018, arXiv:1801.07606 (oversmoothing); Gasteiger 2019, arXiv:1810.05997.
To add a way to go on: a function and a line in `WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.graphs.generated import Graph

Array = NDArray[np.float64]
FEATURES, NOISE = 16, 1.0  # numbers of a node; deviation of the noise over the distance of two classes
TAUGHT = 0.1  # of the nodes, whose class is known
RETURN = 0.1  # share of the start in each round of "with its start"


@dataclass(frozen=True)
class Course:
    """States (k + 1, n, d) after every round. distance: mean over pairs, over that of the start. off: the share of each state
    that does not lie along the first eigenvector. accuracy: of untaught nodes, by the nearest mean of the taught ones."""

    states: Array
    distance: Array
    off: Array
    accuracy: Array


def smoothing(graph: Graph) -> Array:
    """S (n, n), with each node its own neighbour."""
    joined = np.eye(graph.n)
    joined[graph.edges[:, 0], graph.edges[:, 1]] = joined[graph.edges[:, 1], graph.edges[:, 0]] = 1
    root = joined.sum(1) ** -0.5
    return np.asarray(root[:, None] * joined * root)


def features(graph: Graph, seed: int) -> Array:
    """What each node says of itself (n, d): its class's own number raised by one, under noise."""
    clean = np.eye(graph.groups, FEATURES)[graph.labels]
    return clean + NOISE * np.random.default_rng(seed).standard_normal(clean.shape)


def plain(s: Array, state: Array, start: Array) -> Array:
    """The mean of the neighbours."""
    return np.asarray(s @ state)


def with_start(s: Array, state: Array, start: Array) -> Array:
    """The mean of the neighbours, and again a little of what the node said at the start."""
    return np.asarray((1 - RETURN) * s @ state + RETURN * start)


def paired(s: Array, state: Array, start: Array) -> Array:
    """The mean of the neighbours, centred, and scaled back to the spread of the start: PairNorm, Zhao 2020, arXiv:1909.12223."""
    found = s @ state
    found -= found.mean(0)
    return np.asarray(found * (np.linalg.norm(start - start.mean(0)) / max(float(np.linalg.norm(found)), 1e-300)))


def go(graph: Graph, rounds: int, way: str, seed: int) -> Course:
    """So many rounds of a way (a name in `WAYS`), from noisy features."""
    s, start = smoothing(graph), features(graph, seed)
    states = [start]
    for _ in range(rounds):
        states.append(WAYS[way](s, states[-1], start))
    taught = _taught(graph, seed)
    apart = np.array([distance(state) for state in states])
    axis = first_axis(graph)
    off = [float(np.linalg.norm(state - axis[:, None] * (axis @ state)) / np.linalg.norm(state)) for state in states]
    accuracy = np.array([nearest_mean(state, graph.labels, taught) for state in states])
    return Course(np.stack(states), apart / apart[0], np.array(off), accuracy)


def first_axis(graph: Graph) -> Array:
    """The unit vector (n,) that a round leaves as it is: roots of the numbers of neighbours, each node its own."""
    root = (np.bincount(graph.edges.ravel(), minlength=graph.n) + 1.0) ** 0.5
    return np.asarray(root / np.linalg.norm(root))


def rate(graph: Graph) -> float:
    """The second largest eigenvalue of S in size: what is off the first axis keeps at most this share in a round."""
    values = np.linalg.eigvalsh(smoothing(graph))
    return float(max(abs(values[0]), abs(values[-2])))


def distance(state: Array) -> float:
    """Mean Euclidean distance of two nodes."""
    squares = (state**2).sum(1)
    gaps = np.maximum(squares[:, None] + squares - 2 * state @ state.T, 0) ** 0.5
    return float(gaps.sum() / (len(state) * (len(state) - 1)))


def nearest_mean(state: Array, labels: NDArray[np.int64], taught: NDArray[np.bool_]) -> float:
    """Share of the untaught nodes whose nearest class mean is their own; every number is scaled to the spread of the taught."""
    middle, spread = state[taught].mean(0), state[taught].std(0)
    scaled = (state - middle) / np.maximum(spread, 1e-300)
    means = np.stack([scaled[taught & (labels == label)].mean(0) for label in range(labels.max() + 1)])
    found = ((scaled[~taught, None] - means) ** 2).sum(2).argmin(1)
    return float((found == labels[~taught]).mean())


def fading(course: Course, graph: Graph) -> dict[str, list[tuple[float, float]]]:
    """What is left of the differences after each round: distance of pairs, the share off the first axis, and its bound."""
    rounds, bound = np.arange(len(course.states)), rate(graph)
    return {
        "distance": list(zip(rounds.astype(float), course.distance.tolist(), strict=True)),
        "off the first axis": list(zip(rounds.astype(float), course.off.tolist(), strict=True)),
        f"{bound:.3f}ᵏ": [(float(k), float(bound**k)) for k in rounds],
    }


def _taught(graph: Graph, seed: int) -> NDArray[np.bool_]:
    """A tenth of each community, at least two of it."""
    order, chosen = np.random.default_rng(seed + 1).permutation(graph.n), np.zeros(graph.n, dtype=bool)
    for label in range(graph.groups):
        own = order[graph.labels[order] == label]
        chosen[own[: max(round(TAUGHT * len(own)), 2)]] = True
    return chosen


def flat(states: Sequence[Array]) -> list[Array]:
    """Each state on its own first two principal axes (n, 2), turned so that they follow each other."""
    found: list[Array] = []
    for state in states:
        centred = state - state.mean(0)
        axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
        plane = centred @ axes.T
        if found:
            u, _, vt = np.linalg.svd(plane.T @ found[-1])
            plane = plane @ u @ vt
        found.append(plane)
    return found


WAYS: dict[str, Callable[[Array, Array, Array], Array]] = {
    "the mean alone": plain,
    "with its start": with_start,
    "spread restored": paired,
}
