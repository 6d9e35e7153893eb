"""Precision and recall of samples: which lie within the other crowd, taken as a union of balls.

Each point's ball reaches to its k-th nearest neighbour of its own crowd. Precision: the share of samples within some ball of the
real crowd (are they plausible?). Recall: the share of real pictures within some ball of the samples (are they covered?).
Source: Kynkaanniemi et al. 2019, arXiv:1904.06991, equations 1 and 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

K = 3  # the paper's


def precision_and_recall(real: NDArray[Any], made: NDArray[Any], k: int = K) -> tuple[float, float]:
    """Shares in [0, 1], of features (n, d) and (m, d). Errors: `VizlabError` if a crowd has k points or fewer."""
    if min(len(real), len(made)) <= k:
        raise VizlabError(f"Balls to the {k}. neighbour need more than {k} points a crowd; got {len(real)} and {len(made)}.")
    between = squared_distances(made, real)
    precision = (between <= _reach(real, k)[None]).any(axis=1).mean()
    recall = (between <= _reach(made, k)[:, None]).any(axis=0).mean()
    return float(precision), float(recall)


def squared_distances(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Of every row of a (n, d) to every row of b (m, d): (n, m), at least 0."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    middle = b.mean(axis=0)  # both moved alike: less is lost to rounding
    a, b = a - middle, b - middle
    found = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None] - 2 * a @ b.T
    np.maximum(found, 0, out=found)
    return np.asarray(found)


def _reach(points: NDArray[Any], k: int) -> NDArray[np.float64]:
    """The squared distance of each point to its k-th nearest neighbour, itself left out."""
    gaps = squared_distances(points, points)
    np.fill_diagonal(gaps, np.inf)
    return np.asarray(np.partition(gaps, k - 1, axis=1)[:, k - 1])
