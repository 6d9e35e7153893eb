"""A word as the sum of its pieces: n-grams of letters have vectors, so a word that no text contains has one too.

Pieces are 3 to 5 letters of "<word>", and all of it. fastText deals them into rows by a checksum; here each piece of the text has
a row of its own, for there are few. Source: Bojanowski 2017, arXiv:1607.04606.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from vizlab.adam import Adam
from vizlab.embeddings.learned import reading
from vizlab.embeddings.learned.objectives import FullSoftmax
from vizlab.embeddings.learned.pairs import open_text
from vizlab.embeddings.learned.recipe import SIZE, SkipgramRecipe
from vizlab.embeddings.learned.skipgram import Lesson
from vizlab.embeddings.words.corpora import Text, kinds_of
from vizlab.embeddings.words.lexicon import COMPARATIVES

LENGTHS = (3, 4, 5)
DIMS, START = 16, 0.1
BATCH, STEPS, RATE, LEAST = 256, 400, 0.02, 30
QUALITIES = ("qualities", "comparatives")  # kinds of words
HELD_OUT = 4  # every so many comparatives are struck from the text


@dataclass(frozen=True)
class Pieces:
    """Vectors of pieces (p, d), learned from `text`, from which some words were struck: `unseen`. rows: piece -> its row."""

    text: Text
    unseen: tuple[str, ...]
    rows: dict[str, int]
    table: Tensor

    @cached_property
    def vectors(self) -> Tensor:
        """Of every word of the text, (n, d)."""
        return bags(self.text.vocabulary, self.rows) @ self.table

    def of(self, word: str) -> Tensor:
        """Of any word, (d,); zero if none of its pieces is known."""
        return (bags([word], self.rows) @ self.table)[0]

    def known(self, word: str) -> list[str]:
        """The pieces of a word that have a vector."""
        return [piece for piece in pieces(word) if piece in self.rows]

    def neighbours(self, word: str, k: int) -> list[tuple[str, float]]:
        """The words of the text nearest to any word, and their cosines."""
        known = self.text.vocabulary
        without = (known.index(word),) if word in known else ()
        return [(known[at], cosine) for at, cosine in reading.nearest(self.vectors, self.of(word), k, without)]

    def right(self, k: int = 5) -> dict[str, float]:
        """Share of the neighbours of the struck comparatives that are qualities too, as "big" or "bigger"; and of any words."""
        kinds = kinds_of(self.text.vocabulary)
        among = sum(kind in QUALITIES for kind in kinds.values()) / len(self.text.vocabulary)
        near = [kinds.get(name) in QUALITIES for word in self.unseen for name, _ in self.neighbours(word, k)]
        return {"struck words": sum(near) / max(len(near), 1), "any words": among}


def pieces(word: str) -> list[str]:
    """The n-grams of "<word>", shortest first, and the whole of it."""
    marked = f"<{word}>"
    found = [marked[at : at + n] for n in LENGTHS for at in range(len(marked) - n + 1)]
    return [*(piece for piece in found if piece != marked), marked]


def bags(words: Sequence[str], rows: Mapping[str, int]) -> Tensor:
    """The share of every known piece in each word, sparse (n, p): the mean of its pieces is the word."""
    places, values = [], []
    for at, word in enumerate(words):
        own = [rows[piece] for piece in pieces(word) if piece in rows]
        places += [(at, row) for row in own]
        values += [1 / max(len(own), 1)] * len(own)
    indices = torch.tensor(places, dtype=torch.int64).reshape(-1, 2).T
    return torch.sparse_coo_tensor(indices, torch.tensor(values), (len(words), len(rows)), check_invariants=True).coalesce()


def train(corpus: str, seed: int) -> Pieces:
    """Learn the vectors of pieces by skip-gram. Errors: as `corpora.read`."""
    text, unseen = _struck(open_text(corpus, seed, SIZE, LEAST))
    lesson = Lesson.of(SkipgramRecipe(corpus=corpus, seed=seed), text)
    objective = FullSoftmax(text.counts.tolist())
    source = torch.Generator().manual_seed(seed)
    known = dict.fromkeys(piece for word in text.vocabulary for piece in pieces(word))
    rows = {piece: row for row, piece in enumerate(known)}
    table, u = torch.randn(len(rows), DIMS, generator=source) * START, torch.zeros(len(text.vocabulary), DIMS)
    bag, adam = bags(text.vocabulary, rows), Adam([table, u])
    back = bag.T.coalesce()
    for step in range(STEPS):
        centres, contexts = lesson.draw(BATCH, source)
        v = bag @ table
        answer = objective.answer(v, u, centres, contexts, source)
        of_words = torch.zeros_like(v).index_add_(0, centres, answer.error @ u)
        of_contexts = answer.error.T @ v[centres]
        adam.step([back @ of_words, of_contexts], RATE * (1 - step / STEPS))
    return Pieces(text, unseen, rows, table)


def _struck(text: Text) -> tuple[Text, tuple[str, ...]]:
    """The text without the last of every few comparatives, and those."""
    wanted = [more for _, more in COMPARATIVES][HELD_OUT - 1 :: HELD_OUT]
    unseen = tuple(word for word in wanted if word in text.vocabulary)
    if not unseen:
        return text, ()
    keep = torch.tensor([word not in unseen for word in text.vocabulary])
    new = (keep.cumsum(0) - 1).numpy().astype(text.ids.dtype)
    kept = keep.numpy()[text.ids]
    ends = kept.cumsum()[text.ends - 1]
    vocabulary = [word for word in text.vocabulary if word not in unseen]
    return Text(vocabulary, new[text.ids[kept]], ends), unseen
