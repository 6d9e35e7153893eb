"""A trained table at work in one sentence, and as a map: what the view shows of a training, moment by moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.learned import reading, skipgram
from vizlab.embeddings.learned.objectives import TREE
from vizlab.embeddings.learned.pull import Pull, by_tree, pull
from vizlab.embeddings.learned.recipe import SkipgramRecipe
from vizlab.embeddings.words import places
from vizlab.embeddings.words.corpora import Text

Table = NDArray[np.float32]
WRITTEN = 3  # neighbours of a word that are written on the map
V, U, BOTH = "v", "u", "sum"


@dataclass(frozen=True)
class Seen:
    """One place in a sentence. window: names of the words around. pull: None by a tree, which has no u of words."""

    words: list[str]
    centre: int
    window: list[int]
    probabilities: NDArray[np.float64]
    vocabulary: list[str]
    pull: Pull

    def likeliest(self, few: int) -> tuple[list[str], list[float], list[bool]]:
        """The words of the window and the likeliest others, likeliest first: names, probabilities, whether in the window."""
        others = [at for at in np.argsort(-self.probabilities, kind="stable").tolist() if at not in self.window]
        own = list(dict.fromkeys(self.window))
        chosen = sorted([*own, *others[: max(few - len(own), 0)]], key=lambda at: -self.probabilities[at])
        return (
            [self.vocabulary[at] for at in chosen],
            [float(self.probabilities[at]) for at in chosen],
            [at in self.window for at in chosen],
        )


def sentence(text: Text, index: int) -> list[int]:
    """The words of one sentence, as places in the vocabulary."""
    begin = int(text.ends[index - 1]) if index else 0
    return [int(word) for word in text.ids[begin : text.ends[index]]]


def look(recipe: SkipgramRecipe, v: Table, u: Table, index: int, place: int) -> Seen:
    """What tables say of one place of one sentence."""
    text = _text(recipe)
    words = sentence(text, index)
    around = [
        words[at]
        for at in range(max(place - recipe.skip_reach, 0), min(place + recipe.skip_reach + 1, len(words)))
        if at != place
    ]
    by_words = recipe.objective != TREE
    found = pull(v, u if by_words else v, words[place], around)
    p = found.probabilities if by_words else by_tree(skipgram.Lesson.of(recipe, text), v, u, words[place])
    return Seen([text.vocabulary[word] for word in words], words[place], around, p, text.vocabulary, found)


@dataclass(frozen=True)
class Laid:
    """Some words on a map. kinds: their places in `corpora.KINDS`, or -1. moments: updates -> positions (n, 2)."""

    words: list[str]
    kinds: NDArray[np.int64]
    moments: dict[int, NDArray[np.float32]]
    table: str

    def written(self, recipe: SkipgramRecipe, at: int, word: str) -> list[int]:
        """Which of these words are written: the chosen one and its neighbours, where they are on the map."""
        near = [word, *(name for name, _ in neighbours(recipe, at, self.table, word, WRITTEN))]
        return [self.words.index(name) for name in near if name in self.words]


def lay_out(recipe: SkipgramRecipe, table: str) -> Laid:
    """t-SNE maps of the words of known kinds, at every kept moment, each going on from the one before."""
    text, frames = _text(recipe), skipgram.finished(recipe)
    shown = places.shown(text.vocabulary)
    words = [text.vocabulary[at] for at in shown]
    tables = [vectors(recipe, frame.index, table)[shown] for frame in reversed(frames)]
    maps = dict(zip((frame.index for frame in reversed(frames)), places.follow(tables), strict=True))
    return Laid(words, places.kind_numbers(words), maps, table)


def vectors(recipe: SkipgramRecipe, at: int, table: str) -> Table:
    """One of the two tables, or their sum, after so many updates; by a tree always v, for its u belong to no word."""
    v, u = skipgram.tables_of(recipe, skipgram.finished(recipe), at)
    if table == V or recipe.objective == TREE:
        return v
    return u if table == U else v + u


def neighbours(recipe: SkipgramRecipe, at: int, table: str, word: str, few: int) -> list[tuple[str, float]]:
    """The words nearest to a word and their cosines, after so many updates."""
    known = _text(recipe).vocabulary
    found = reading.neighbours(torch.from_numpy(vectors(recipe, at, table)), known.index(word), few)
    return [(known[place], cosine) for place, cosine in found]


@lru_cache(maxsize=8)
def _text(recipe: SkipgramRecipe) -> Text:
    return skipgram.text_of(recipe)
