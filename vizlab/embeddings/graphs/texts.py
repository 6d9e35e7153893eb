"""A text as a graph: words are nodes, and an edge weighs how often two stand near each other. Source: 003:3740.

Its edges are counted by walking through the sentences, apart from the table of `words.cooccurrence`, which must say the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Ints
from vizlab.embeddings.graphs.nodes import BATCH, START, STRANGERS, descent, pace
from vizlab.embeddings.words.cooccurrence import counts
from vizlab.embeddings.words.corpora import Text
from vizlab.errors import VizlabError
from vizlab.recipes import Knob

DIMS, STEPS = 8, 1500
LEAST = 7  # words: fewer have no neighbours worth comparing


@dataclass(frozen=True)
class WordGraph:
    """names (n,); edges (m, 2), the smaller first, a word beside itself included; weights (m,): how often each was seen."""

    names: tuple[str, ...]
    edges: Ints
    weights: Ints

    @property
    def table(self) -> Array:
        """The weights as a symmetric table (n, n); of a word beside itself both orders are counted, as of any other pair."""
        table = np.zeros((len(self.names), len(self.names)))
        np.add.at(table, (self.edges[:, 0], self.edges[:, 1]), self.weights)
        np.add.at(table, (self.edges[:, 1], self.edges[:, 0]), self.weights)
        return table


def woven(text: Text, reach: int, words: int) -> WordGraph:
    """The graph of the most frequent words of a text: walk through each sentence and tie every word to those up to `reach` back.

    Errors: `VizlabError` if fewer than `LEAST` words are tied to others.
    """
    seen: Counter[tuple[int, int]] = Counter()
    begin = 0
    for end in text.ends.tolist():
        sentence = text.ids[begin:end].tolist()
        for at, word in enumerate(sentence):
            for other in sentence[max(at - reach, 0) : at]:
                if word < words and other < words:
                    seen[min(word, other), max(word, other)] += 1
        begin = end
    names = tuple(text.vocabulary[:words])
    if len({word for a, b in seen if a != b for word in (a, b)}) < LEAST:
        raise VizlabError(
            f"A text must have at least {LEAST} different words that stand beside others; got “{' '.join(names)[:60]}”."
        )
    edges = sorted(seen)
    return WordGraph(names, np.array(edges), np.array([seen[edge] for edge in edges]))


def disagreements(graph: WordGraph, text: Text, reach: int) -> int:
    """In how many cells the graph's weights differ from the table of co-occurrence."""
    return int((graph.table != counts(text, reach, words=len(graph.names))).sum())


def by_descent(graph: WordGraph, seed: int) -> Array:
    """Vectors of the words (n, d): edges drawn by weight, pulled together against random pairs, as nodes of any graph are."""
    source, n = np.random.default_rng([seed, 7]), len(graph.names)
    points, level = START * source.standard_normal((n, DIMS)), 0.0
    between = graph.edges[:, 0] != graph.edges[:, 1]
    edges, share = graph.edges[between], np.cumsum(graph.weights[between] / graph.weights[between].sum())
    for step in range(STEPS):
        drawn = edges[np.minimum(np.searchsorted(share, source.random(BATCH)), len(edges) - 1)]
        pairs = np.concatenate([drawn, source.integers(0, n, (STRANGERS * BATCH, 2))])
        slope, tilt = descent(points, level, pairs, "dot product")
        rate = pace(step / STEPS, n)
        points, level = points - rate * slope, level - rate * tilt / BATCH
    return points


def by_svd(graph: WordGraph) -> Array:
    """Vectors of the words (n, d) from the logarithms of the same weights: singular vectors, by the roots of singular values."""
    left, singular, _ = np.linalg.svd(np.log1p(graph.table))
    kept = min(DIMS, len(singular))
    return np.asarray(left[:, :kept] * np.sqrt(singular[:kept]))


def unit(vectors: Array) -> Array:
    """The vectors (n, d) at length 1: only directions are compared."""
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-12))


def neighbours(vectors: Array, k: int) -> Ints:
    """The k nearest others of each vector (n, d) by cosine, (n, k), the nearest first."""
    near = unit(vectors) @ unit(vectors).T
    np.fill_diagonal(near, -np.inf)
    return np.argsort(-near, axis=1, kind="stable")[:, :k]


def overlap(first: Array, second: Array, k: int) -> float:
    """The share of the k nearest that two sets of vectors agree on."""
    pairs = zip(neighbours(first, k), neighbours(second, k), strict=True)
    return float(np.mean([len(np.intersect1d(a, b)) / k for a, b in pairs]))


KNOBS: dict[str, Knob] = {
    "apart": Knob(1, 8, "How far apart two words of a sentence may stand to be joined."),
    "text_words": Knob(20, 80, "How many words become nodes."),
}
