"""A window slides over sentences: every word with each word at most `reach` places from it, never beyond its sentence.

A text is whole numbers, words `ids` (t,), and `ends` (s,): where each sentence ends, ascending, the last is t.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.embeddings.words.corpora import Text, read

Ids = NDArray[np.int64]


def open_text(corpus: str, seed: int, size: int, least: int) -> Text:
    """A text without the words that stand in it less than `least` times, as word2vec reads it. Errors: as `corpora.read`."""
    return without_rare(read(corpus, seed, size=size), least)


def without_rare(text: Text, least: int) -> Text:
    """The text as if its rare words were not there."""
    n = max(int((text.counts >= least).sum()), 2)  # the vocabulary begins with the most frequent
    kept = text.ids < n
    ends = np.cumsum(kept)[text.ends - 1]
    return Text(text.vocabulary[:n], text.ids[kept], np.unique(ends[ends > 0]).astype(np.int64))


def unevened(counts: Sequence[int] | NDArray[np.int64], threshold: float) -> Tensor:
    """How willingly each word is taken: √(threshold / its share of the text), at most 1; (n,) float64. Source: Mikolov 2013."""
    share = torch.tensor(counts, dtype=torch.float64)
    return (threshold * share.sum() / share.clamp(min=1)).sqrt().clamp(max=1)


def sentence_of(ends: Ids, n: int) -> Ids:
    """The sentence (n,) in which each place stands."""
    return np.searchsorted(ends, np.arange(n), side="right").astype(np.int64)


def pairs(ids: NDArray[Any], ends: Ids, reach: int) -> tuple[Tensor, Tensor]:
    """All pairs of a word and one in its window: centres (m,), contexts (m,)."""
    sentence = sentence_of(ends, len(ids))
    centres, contexts = [], []
    for step in range(1, reach + 1):
        together = sentence[step:] == sentence[:-step]
        left, right = ids[:-step][together].astype(np.int64), ids[step:][together].astype(np.int64)
        centres += [left, right]
        contexts += [right, left]
    return _joined(centres), _joined(contexts)


def windows(ids: NDArray[Any], ends: Ids, reach: int) -> Tensor:
    """Every stretch of 2 reach + 1 words of one sentence, (w, 2 reach + 1)."""
    wide = 2 * reach + 1
    if len(ids) < wide:
        return torch.zeros(0, wide, dtype=torch.int64)
    sentence = sentence_of(ends, len(ids))
    starts = np.flatnonzero(sentence[: len(ids) - wide + 1] == sentence[wide - 1 :])
    return torch.from_numpy(ids[starts[:, None] + np.arange(wide)].astype(np.int64))


def _joined(parts: list[Ids]) -> Tensor:
    return torch.from_numpy(np.concatenate(parts)) if parts else torch.zeros(0, dtype=torch.int64)
