"""Word vectors on a flat map: t-SNE of them, once, or at every moment of their training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca, tsne
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.words.analogies import unit
from vizlab.embeddings.words.corpora import KINDS, kinds_of

PERPLEXITY = 12.0
ITERATIONS, FOLLOWING = 400, 60  # of a map; of one that goes on from the moment before
LR, EXAGGERATION = 50.0, 4.0
MOST_SHOWN = 300  # words: more could neither be told apart nor be laid out at once


def lay_out(vectors: NDArray[np.floating], iterations: int = ITERATIONS) -> NDArray[np.float32]:
    """A t-SNE map (n, 2) of vectors (n, d) by their directions, starting from PCA; the perplexity shrinks with few of them."""
    features = _directions(vectors)
    return _descended(features, tsne.start(pca.fit(features).project(features), "PCA", 0), iterations, EXAGGERATION)


def follow(moments: Sequence[NDArray[np.floating]]) -> Iterator[NDArray[np.float32]]:
    """A t-SNE map (n, 2) of vectors (n, d) at each moment, each going on from the one before."""
    positions = lay_out(moments[0])
    yield positions
    for vectors in moments[1:]:
        positions = _descended(_directions(vectors), torch.from_numpy(positions), FOLLOWING, 1.0)
        yield positions


def shown(vocabulary: Sequence[str]) -> list[int]:
    """Places of the words for a map: those of a known kind, and where they are few the most frequent others."""
    known = kinds_of(vocabulary)
    first = [place for place, word in enumerate(vocabulary) if word in known]
    if len(first) >= 60:
        return first[:MOST_SHOWN]
    others = [place for place, word in enumerate(vocabulary) if word not in known]
    return sorted([*first, *others[: MOST_SHOWN // 2 - len(first)]])


def kind_numbers(words: Sequence[str]) -> NDArray[np.int64]:
    """The place of each word's kind in `KINDS`, or -1."""
    known, names = kinds_of(words), list(KINDS)
    return np.array([names.index(known[word]) if word in known else -1 for word in words])


def _directions(vectors: NDArray[np.floating]) -> torch.Tensor:
    return torch.from_numpy(unit(np.asarray(vectors, dtype=np.float32)))


def _descended(features: torch.Tensor, start: torch.Tensor, iterations: int, exaggeration: float) -> NDArray[np.float32]:
    perplexity = max(min(PERPLEXITY, (len(features) - 1) / 3), 1.5)
    descent = tsne.Descent(tsne.Exact(joint(features, perplexity)), start, lr=LR, exaggeration=exaggeration)
    for _ in range(iterations):
        descent.advance()
    return np.asarray(descent.positions.numpy(), dtype=np.float32)
