"""The numbers of studies as the curves and points that are drawn of them. found: cell -> its numbers, as of `study.numbers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.learned.shared import SEPARATE, SHARED
from vizlab.embeddings.learned.sparsity import WAYS

Found = Mapping[str, Mapping[str, Any]]
Curves = dict[str, list[tuple[float, float]]]


def race(found: Found) -> Curves:
    """Share of analogies by seconds, a curve for each loss."""
    return {cell: [(seconds, share) for seconds, share in numbers["curve"]] for cell, numbers in found.items()}


def at_once(found: Found) -> dict[str, float]:
    """Share of analogies when the quickest was done, by loss."""
    curves = race(found)
    end = min(curve[-1][0] for curve in curves.values())
    return {name: [share for seconds, share in curve if seconds <= end][-1] for name, curve in curves.items()}


def perplexities(found: Found, of: str) -> Curves:
    """Perplexity by the words of the text, a curve for each way. of: "all" or "unseen" trigrams."""
    return {way: [(int(cell), numbers[of][way]) for cell, numbers in found.items()] for way in WAYS}


def shares(found: Found) -> Curves:
    """Mean accuracy over seeds by the number of labels, shared and not, and always the same answer."""
    curves: Curves = {
        way: [(int(cell), float(np.mean(numbers["accuracy"][way]))) for cell, numbers in found.items()]
        for way in (SHARED, SEPARATE)
    }
    return curves | {"always the most frequent kind": [(int(cell), numbers["majority"]) for cell, numbers in found.items()]}


def worth(found: Found, measure: str = "intrinsic") -> Curves:
    """(intrinsic, extrinsic) of every training, in groups by dimensions. measure: "intrinsic" (analogies) or "purity"."""
    return {
        f"{cell} dimensions": list(zip(numbers[measure], numbers["extrinsic"], strict=True)) for cell, numbers in found.items()
    }


def correlation(found: Found, measure: str) -> float:
    """Rank correlation of a measure with the extrinsic one, over all trainings; nan if one of them is constant."""
    points = [point for group in worth(found, measure).values() for point in group]
    ranks = np.array([_ranks(np.array(values)) for values in zip(*points, strict=True)])
    if (ranks.std(axis=1) == 0).any():
        return float("nan")
    return float(np.corrcoef(ranks)[0, 1])


def _ranks(values: NDArray[Any]) -> NDArray[Any]:
    """Ranks, those of equals averaged."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]
