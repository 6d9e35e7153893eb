"""How far occupations lean to he or she in their vectors, before that direction is taken out and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.words import bias, lexicon
from vizlab.embeddings.words.analogies import Vectors, unit
from vizlab.errors import VizlabError

LEAST = 6  # occupations: with fewer there is nothing to recover


@dataclass(frozen=True)
class Leaning:
    """words (n,): occupations. planted, before, after (n,): lean in the text at full bias, projection before and after.

    found_before, found_after: how far a linear classifier tells the sides apart. apart: mean |projection| of the definite pairs.
    """

    words: tuple[str, ...]
    planted: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    found_before: bias.Recovered
    found_after: bias.Recovered

    @property
    def correlation(self) -> float:
        """Of what was planted with the projection before."""
        return float(np.corrcoef(self.planted, self.before)[0, 1])


def measure(words: Sequence[str], vectors: Vectors, seed: int) -> Leaning:
    """Occupations among these words, on the axis of the pairs of `lexicon.GENDER` among them. Errors: `VizlabError`, too few."""
    at = {word: place for place, word in enumerate(words)}
    pairs = [
        (at[he], at[she]) for he, she in [*lexicon.GENDER, *zip(lexicon.HE, lexicon.SHE, strict=True)] if he in at and she in at
    ]
    known = [name for name in lexicon.OCCUPATIONS if name in at]
    if len(known) < LEAST or not pairs:
        raise VizlabError(
            f"At least {LEAST} occupations and one pair such as he and she must be among the words counted; got {len(known)} and "
            f"{len(pairs)}. Take the small world or people, or a larger vocabulary."
        )
    rows = [at[name] for name in known]
    planted = np.array([lexicon.OCCUPATIONS[name][0] for name in known])
    direction = bias.axis(vectors, pairs)
    without = bias.removed(vectors, direction)
    labels = (planted > 0).astype(np.int64)
    return Leaning(
        tuple(known),
        planted,
        bias.lean(vectors, direction)[rows],
        (without @ direction)[rows],
        bias.recovered(unit(vectors).astype(np.float64)[rows], labels, seed),
        bias.recovered(without[rows], labels, seed),
    )
