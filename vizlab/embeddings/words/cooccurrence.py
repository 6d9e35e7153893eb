"""Who stands near whom: pairs of words within a window, and the table of how often each pair was seen.

A window of m reaches m words to either side and never over the end of a sentence. Of a pair (i, j) both orders are counted, so
the table is symmetric. Source of the counts by distance: Pennington 2014, "GloVe", section 4.2 (a pair d words apart counts 1 /
d).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.words.corpora import Text
from vizlab.errors import VizlabError

MOST_COUNTED = 3000  # words: the table of more would not fit beside other visitors' (72 MB)


def pairs(text: Text, window: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Every pair of words at most `window` apart, once: the earlier word (p,), the later (p,), how far apart (p,)."""
    if window < 1:
        raise VizlabError(f"A window must reach at least one word; got {window}.")
    sentences = np.searchsorted(text.ends, np.arange(len(text.ids)), side="right")
    found = []
    for distance in range(1, min(window, len(text.ids) - 1) + 1):
        together = sentences[:-distance] == sentences[distance:]
        first, second = text.ids[:-distance][together], text.ids[distance:][together]
        found.append((first, second, np.full(len(first), distance)))
    first, second, apart = (np.concatenate(part) for part in zip(*found, strict=True))
    return first, second, apart


def counts(text: Text, window: int, *, words: int | None = None, by_distance: bool = False) -> NDArray[np.float64]:
    """How often each pair of the `words` most frequent words (all by default) stands together: (v, v), symmetric.

    The others are gaps: they are not counted, but words on either side of them are no nearer. by_distance: a pair d apart
    counts 1 / d. Errors: `VizlabError` if there are more than `MOST_COUNTED`.
    """
    v = min(words or len(text.vocabulary), len(text.vocabulary))
    if v > MOST_COUNTED:
        raise VizlabError(f"At most {MOST_COUNTED:,} words can be counted in one table; got {v:,}.")
    first, second, apart = pairs(text, window)
    known = (first < v) & (second < v)
    cells = first[known].astype(np.int64) * v + second[known]
    weights = 1 / apart[known] if by_distance else None
    found: NDArray[np.float64] = np.bincount(cells, weights=weights, minlength=v * v).reshape(v, v).astype(np.float64)
    return found + found.T
