"""What a set of word vectors is asked: known analogies, and which words to show around one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.words import analogies, places
from vizlab.embeddings.words.analogies import Vectors
from vizlab.embeddings.words.corpora import relations_in


@dataclass(frozen=True)
class Around:
    """places: of the words on a map. written: which of these are written out."""

    places: list[int]
    written: list[int]


def right(words: Sequence[str], vectors: Vectors, *, leave_out: bool = True) -> dict[str, tuple[float, int]]:
    """Relation, and "all" -> (share of its analogies answered right, questions); those whose words are not here are left out."""
    at = {word: place for place, word in enumerate(words)}
    return analogies.accuracies(vectors, at, relations_in(words), leave_out=leave_out)


def directions(words: Sequence[str], vectors: Vectors) -> dict[str, tuple[float, float]]:
    """Relation -> (mean cosine of the differences of its pairs, the same of pairs put together wrongly)."""
    at = {word: place for place, word in enumerate(words)}
    pairs = {name: [(at[x], at[y]) for x, y in known] for name, known in relations_in(words).items()}
    return {
        name: (analogies.direction(vectors, own), analogies.direction(vectors, analogies.crossed(own)))
        for name, own in pairs.items()
    }


def around(words: Sequence[str], vectors: Vectors, word: str, n: int) -> Around:
    """The words for a map that must show a word and its n nearest, these written out."""
    place = list(words).index(word)
    near = [place, *(other for other, _ in analogies.nearest(vectors, np.asarray(vectors[place]), n, (place,)))]
    kept = sorted({*places.shown(words), *near})
    return Around(kept, [kept.index(other) for other in near])


ASKED: dict[str, bool] = {"without the question's words": True, "with them": False}  # who may be the answer -> leave_out
