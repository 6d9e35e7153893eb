"""A table of counts of three words in a row, with two ways to answer for what it has never seen: the localist rival of vectors.

Trigrams are whole numbers (t, 3): two words and the one that follows. Probabilities are of the last given the first two.
Sources: Lidstone 1920 (add k); Ney 1994 (absolute discounting, interpolated).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]
Probabilities = NDArray[np.float64]
ADDED = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)  # what is tried for k
DISCOUNT = 0.75


@dataclass(frozen=True)
class Table:
    """Trigrams (t, 3) to learn from, of so many words."""

    trigrams: Array
    words: int

    @property
    def zero_cells(self) -> float:
        """Share of the words³ cells that no trigram ever fell into."""
        return 1 - len(np.unique(_keys(self.trigrams, self.words))) / self.words**3

    def knows(self, tests: Array) -> NDArray[np.bool_]:
        """Which trigrams (n, 3) were seen."""
        return np.isin(_keys(tests, self.words), _keys(self.trigrams, self.words))

    def added(self, tests: Array, k: float) -> Probabilities:
        """(count + k) / (count of the first two + k words), (n,)."""
        seen = self._counts(self.trigrams, tests)
        before = self._counts(self.trigrams[:, :2], tests[:, :2])
        return (seen + k) / (before + k * self.words)

    def backed_off(self, tests: Array) -> Probabilities:
        """Counts less `DISCOUNT`, and what was taken off given to the two-word table, and from there to single words, (n,)."""
        single = (np.bincount(self.trigrams[:, 2], minlength=self.words) + 1) / (len(self.trigrams) + self.words)
        found: Probabilities = single[tests[:, 2]]
        for first in (1, 0):
            found = self._discounted(first, tests, found)
        return found

    def _discounted(self, first: int, tests: Array, rest: Probabilities) -> Probabilities:
        """With the words from column `first` on, where they were seen; else `rest`, as it was."""
        learned, asked = self.trigrams[:, first:], tests[:, first:]
        distinct = np.unique(learned, axis=0)
        seen = self._counts(learned, asked)
        before = self._counts(learned[:, :-1], asked[:, :-1])
        followers = self._counts(distinct[:, :-1], asked[:, :-1])
        total = np.maximum(before, 1)
        mixed = np.maximum(seen - DISCOUNT, 0) / total + DISCOUNT * followers / total * rest
        return np.where(before > 0, mixed, rest)

    def _counts(self, among: Array, asked: Array) -> Probabilities:
        """How often each row of `asked` is among the rows of the other."""
        keys, counts = np.unique(_keys(among, self.words), return_counts=True)
        wanted = _keys(asked, self.words)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, counts[at], 0).astype(np.float64)


def best_added(table: Table, validation: Array) -> float:
    """The k of `ADDED` under which other trigrams are likeliest."""
    return max(ADDED, key=lambda k: float(np.log(table.added(validation, k)).sum()))


def perplexity(probabilities: Probabilities) -> float:
    """exp of the mean of −log p: between how many words one is undecided; nan of nothing."""
    return float(np.exp(-np.log(probabilities).mean())) if len(probabilities) else float("nan")


def _keys(rows: Array, words: int) -> Array:
    """One whole number for each row of words."""
    keys = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        keys = keys * words + column
    return keys
