"""What points know of edges that they never saw: held-out edges against pairs that are not joined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.graphs.generated import Array, Graph, Ints

HELD_OUT = 0.2  # of the edges


@dataclass(frozen=True)
class Split:
    """known (m, 2): edges to learn from. hidden (k, 2): edges held out. strangers (k, 2): pairs that are not joined."""

    known: Ints
    hidden: Ints
    strangers: Ints


def split(graph: Graph, seed: int, share: float = HELD_OUT) -> Split:
    """Hold out a share of the edges, and find as many pairs without an edge."""
    source = np.random.default_rng([seed, 1])
    order = source.permutation(len(graph.edges))
    k = max(round(share * len(order)), 1)
    joined = np.zeros((graph.n, graph.n), bool)
    joined[tuple(graph.edges.T)] = True
    apart = np.argwhere(np.triu(~joined, 1))
    strangers = apart[source.permutation(len(apart))[:k]]
    return Split(graph.edges[np.sort(order[k:])], graph.edges[order[:k]], strangers)


def auc(positive: Array, negative: Array) -> float:
    """The chance that a positive score is above a negative one, ties counted half. Source: Mann & Whitney 1947."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left") + np.searchsorted(ordered, positive, "right")
    return float(below.mean() / 2 / len(negative))


def best_auc(graph: Graph) -> float:
    """The AUC of whoever knows the communities and the chances by which edges were drawn: nobody can do better.

    NaN where edges were drawn otherwise.
    """
    if graph.ties is None:
        return float("nan")
    first, second = np.triu_indices(graph.n, 1)
    chance = graph.ties[graph.labels[first], graph.labels[second]]
    levels, which = np.unique(chance, return_inverse=True)
    edges = np.bincount(which, levels[which]) / chance.sum()
    others = np.bincount(which, 1 - levels[which]) / (1 - chance).sum()
    return float((edges * (np.cumsum(others) - others / 2)).sum())


def levels(graph: Graph) -> dict[str, float]:
    """Named AUCs to compare with: of chance, and the best there can be where that is known."""
    best = best_auc(graph)
    return {"chance": 0.5} | ({} if np.isnan(best) else {"best AUC": best})


def purity(points: Array, graph: Graph, seed: int) -> float:
    """The share of nodes that are of the community most of their k-means cluster is of; as many clusters as communities."""
    found = k_means(torch.tensor(points), graph.groups, seed).numpy()
    counts = np.zeros((graph.groups, graph.groups))
    np.add.at(counts, (found, graph.labels), 1)
    return float(counts.max(1).sum() / graph.n)
