"""Hierarchical softmax on so few words that its tree can be drawn: the most frequent of a text, trained in a moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.learned.huffman import Tree
from vizlab.embeddings.learned.objectives import TREE, HierarchicalSoftmax
from vizlab.embeddings.learned.pairs import without_rare
from vizlab.embeddings.learned.pull import by_tree, turns
from vizlab.embeddings.learned.recipe import SkipgramRecipe
from vizlab.embeddings.learned.skipgram import Lesson, start, update
from vizlab.embeddings.words.corpora import Text, read

WORDS, UPDATES, DIMS = 14, 300, 8


@dataclass(frozen=True)
class Grown:
    """words, their counts, the tree over them, v (n, d) and u (n - 1, d)."""

    words: list[str]
    tree: Tree
    lesson: Lesson
    v: NDArray[np.float32]
    u: NDArray[np.float32]

    def probabilities(self, centre: int) -> NDArray[np.float64]:
        """p(o|c) of every word, (n,): the product of its turns."""
        return by_tree(self.lesson, self.v, self.u, centre)

    def way(self, centre: int, word: int) -> list[tuple[int, int, float]]:
        """(inner node, turn, its probability) from the root to a word."""
        return turns(self.tree, self.v, self.u, centre, word)


def grow(corpus: str, seed: int) -> Grown:
    """Train on the most frequent words alone. Errors: as `corpora.read`."""
    recipe = SkipgramRecipe(corpus=corpus, objective=TREE, skip_dims=DIMS, updates=UPDATES, seed=seed)
    lesson = Lesson.of(recipe, frequent(read(corpus, seed)))
    tables = start(lesson, recipe)
    for index in range(UPDATES):
        update(lesson, tables, recipe, index)
    assert isinstance(lesson.objective, HierarchicalSoftmax)
    return Grown(lesson.text.vocabulary, lesson.objective.tree, lesson, tables.v.numpy(), tables.u.numpy())


def frequent(text: Text) -> Text:
    """The text of its `WORDS` most frequent words."""
    last = text.counts[min(WORDS, len(text.vocabulary)) - 1]
    kept = without_rare(text, int(last))
    return kept if len(kept.vocabulary) <= 2 * WORDS else without_rare(text, int(last) + 1)
