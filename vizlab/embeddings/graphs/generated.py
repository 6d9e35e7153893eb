"""Small graphs whose communities are known, because they were planted. To add one: a function and a line in `GRAPHS`.

A graph is undirected and without loops; its edges (m, 2) have the smaller node first and come in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.recipes import Knob

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_EDGES = 20  # fewer teach nothing, and leave nothing to test on


@dataclass(frozen=True)
class Graph:
    """edges (m, 2): pairs of nodes. labels (n,): the community of each node. ties (c, c): chance of an edge between two
    communities, from which the best possible prediction follows; None where edges were not drawn by community alone."""

    edges: Ints
    labels: Ints
    ties: Array | None = None

    @property
    def n(self) -> int:
        """How many nodes there are."""
        return len(self.labels)

    @property
    def groups(self) -> int:
        """How many communities there are."""
        return int(self.labels.max()) + 1

    @property
    def names(self) -> list[str]:
        """What each node is called."""
        return [f"node {node}, community {label + 1}" for node, label in enumerate(self.labels.tolist())]


def planted(nodes: int, groups: int, inside: float, outside: float, seed: int) -> Graph:
    """A planted partition: each pair is joined with chance `inside` within a community and `outside` between two.

    Source: Condon & Karp 2001. Errors: `VizlabError` if hardly an edge was drawn.
    """
    labels = np.arange(nodes) * groups // nodes
    ties = np.full((groups, groups), outside) + (inside - outside) * np.eye(groups)
    first, second = np.triu_indices(nodes, 1)
    drawn = np.random.default_rng(seed).random(len(first)) < ties[labels[first], labels[second]]
    edges = np.stack([first[drawn], second[drawn]], 1)
    if len(edges) < LEAST_EDGES:
        raise VizlabError(f"A graph needs at least {LEAST_EDGES} edges to learn from; these chances gave {len(edges)}.")
    return Graph(edges, labels, ties)


def cliques(nodes: int, groups: int, inside: float, outside: float, seed: int) -> Graph:
    """Communities in a ring, each nearly complete and joined to the next by one edge; the chances play no part."""
    labels = np.arange(nodes) * groups // nodes
    first, second = np.triu_indices(nodes, 1)
    within = (labels[first] == labels[second]) & (np.random.default_rng(seed).random(len(first)) < 0.8)
    ends = np.flatnonzero(np.diff(labels, append=groups))  # the last node of each
    bridges = np.sort(np.stack([ends, (ends + 1) % nodes], 1), 1)
    edges = np.concatenate([np.stack([first[within], second[within]], 1), bridges])
    return Graph(np.unique(edges, axis=0), labels)


def clubs(nodes: int, groups: int, inside: float, outside: float, seed: int) -> Graph:
    """Clubs around a leader each: whoever comes joins people of one club by how well known they are, and now and then others.

    Like Zachary's karate club, 1977: few know many, most know few. `outside` over `inside` is the share of friends elsewhere.
    """
    source = np.random.default_rng(seed)
    labels = np.arange(nodes) % groups
    elsewhere, degree = outside / max(inside + outside, 1e-9), np.zeros(nodes)
    edges: set[tuple[int, int]] = {(leader, (leader + 1) % groups) for leader in range(groups - 1)}
    for node in range(groups, nodes):
        for _ in range(3):
            same = source.random() >= elsewhere
            known = np.flatnonzero((labels[:node] == labels[node]) == same)
            weight = degree[known] + 1
            edges.add((int(source.choice(known, p=weight / weight.sum())), node))
        for one in {a for a, b in edges if b == node}:
            degree[[one, node]] += 1
    return Graph(np.array(sorted(edges)), labels)


def detectable(graph: Graph) -> float:
    """How far the signal of a planted partition of equal communities is over the least that can be found at all: 1 is the edge.

    (a - b)² / (q (a + (q - 1) b)) with a = n · inside, b = n · outside, q communities: below 1 no method finds them in a large
    sparse graph. Source: Decelle, Krzakala, Moore & Zdeborová 2011, arXiv:1102.1182.
    """
    if graph.ties is None or graph.groups < 2:
        return float("nan")
    q, a, b = graph.groups, graph.n * graph.ties[0, 0], graph.n * graph.ties[0, 1]
    return float((a - b) ** 2 / (q * (a + (q - 1) * b)))


def threshold(nodes: int, groups: int, inside: float) -> float:
    """The chance of an edge between communities at which `detectable` is 1; NaN if communities are hidden even without any."""
    q, a = groups, nodes * inside
    half = a + q * (q - 1) / 2
    root = half**2 - a**2 + q * a
    return float((half - root**0.5) / nodes) if a >= q else float("nan")


def marks(nodes: int, groups: int, inside: float) -> dict[str, float]:
    """The threshold under its name, if there is one."""
    at = threshold(nodes, groups, inside)
    return {} if np.isnan(at) else {"threshold": at}


GRAPHS: dict[str, Callable[[int, int, float, float, int], Graph]] = {
    "planted communities": planted,
    "ring of cliques": cliques,
    "clubs with leaders": clubs,
}
KNOBS: dict[str, Knob] = {
    "nodes": Knob(40, 200, "More nodes: more edges to learn from."),
    "groups": Knob(2, 6, "Communities that are planted."),
    "inside": Knob(0.1, 0.6, "The chance that two nodes of one community are joined."),
    "outside": Knob(
        0.0, 0.3, "The chance that two nodes of different communities are joined: as large as inside, and none is left."
    ),
    "graph_dims": Knob(2, 8, "Numbers of each node. More than two are shown on their plane of greatest variance.", (2, 3, 8)),
}
