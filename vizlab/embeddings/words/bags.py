"""Documents as bags of words: counted, weighed by how telling each word is (TF-IDF), or as the mean of their words' vectors.

Documents are a few sentences of one kind each. To add a kind: a line in `SUBJECTS`; to add a bag: a line in `BAGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.words import grammar, lexicon
from vizlab.embeddings.words.analogies import unit
from vizlab.embeddings.words.corpora import BIAS, Text, numbered

K = 5  # neighbours that vote
PER_SUBJECT = 30


@dataclass(frozen=True)
class Documents:
    """texts: a sentence-like list of words each. labels (n,): their subjects, places in `SUBJECTS`. counts (n, v), vocabulary."""

    texts: tuple[tuple[str, ...], ...]
    labels: NDArray[np.int64]
    counts: NDArray[np.float64]
    vocabulary: tuple[str, ...]


def documents(sentences: int, strange: float, seed: int, per_subject: int = PER_SUBJECT) -> Documents:
    """Documents of so many sentences; of these the share `strange` is about anything."""
    random = Random(f"documents {seed}")
    sources = [grammar.mixed(random, (source,), BIAS) for source in SUBJECTS.values()]
    texts, labels = [], []
    for label in range(len(sources)):
        for _ in range(per_subject):
            parts = [random.choice(sources) if random.random() < strange else sources[label] for _ in range(sentences)]
            texts.append(tuple(word for part in parts for word in next(part)))
            labels.append(label)
    known = numbered(texts)
    return Documents(tuple(texts), np.array(labels), _counted(known, len(texts)), tuple(known.vocabulary))


def bag(name: str, known: Documents, vocabulary: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """The vectors of documents by a name in `BAGS`, each of length 1; vocabulary and vectors (v, d): of the words."""
    made = BAGS[name](known, _rows(known, vocabulary, vectors))
    return np.asarray(unit(made.astype(np.float32)), dtype=np.float64)


def tf_idf(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Counts (n, v) times log of how few documents have the word: log((1 + n) / (1 + df)) + 1, as scikit-learn smooths it."""
    found = (counts > 0).sum(0)
    return np.asarray(counts * (np.log((1 + len(counts)) / (1 + found)) + 1))


def neighbour_accuracy(features: NDArray[np.float64], labels: NDArray[np.int64], k: int = K) -> float:
    """The share of documents whose subject most of their k nearest others have, by cosine; a tie goes to the lowest label."""
    likeness = features @ features.T
    np.fill_diagonal(likeness, -np.inf)
    near = np.argpartition(-likeness, k, axis=1)[:, :k]
    votes = np.stack([(labels[near] == label).sum(1) for label in range(int(labels.max()) + 1)], 1)
    return float((votes.argmax(1) == labels).mean())


def shared(known: Documents) -> float:
    """How many words two documents of one subject have in common, on average."""
    present = (known.counts > 0).astype(np.float64)
    common = present @ present.T
    same = (known.labels[:, None] == known.labels) & ~np.eye(len(known.labels), dtype=bool)
    return float(common[same].mean())


def titles(known: Documents, words: int = 9) -> list[str]:
    """How each document begins."""
    return [" ".join(text[:words]) + (" …" if len(text) > words else "") for text in known.texts]


def _counted(text: Text, n: int) -> NDArray[np.float64]:
    owner = np.searchsorted(text.ends, np.arange(len(text.ids)), side="right")
    cells = np.bincount(owner * len(text.vocabulary) + text.ids, minlength=n * len(text.vocabulary))
    return cells.reshape(n, -1).astype(np.float64)


def _rows(known: Documents, vocabulary: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """The vector of each word of the documents, of length 1, or zero if it has none."""
    places = {word: place for place, word in enumerate(vocabulary)}
    found = np.zeros((len(known.vocabulary), vectors.shape[1]))
    ready = unit(vectors)
    for row, word in enumerate(known.vocabulary):
        if word in places:
            found[row] = ready[places[word]]
    return found


Bag = Callable[[Documents, NDArray[np.float64]], NDArray[np.float64]]  # documents, vectors of their words -> (n, any)
BAGS: dict[str, Bag] = {
    "bag of words": lambda known, words: known.counts,
    "TF-IDF": lambda known, words: tf_idf(known.counts),
    "averaged vectors": lambda known, words: tf_idf(known.counts) @ words,
}
SUBJECTS: dict[str, grammar.Source] = {
    "families": grammar.people,
    "work": grammar.occupations,
    "countries": grammar.places,
    "qualities": grammar.comparisons,
    **{name: grammar.of_group(name) for name in lexicon.GROUPS},
}
