"""A table of counts as the product of two thin ones, and how much of the table that leaves out.

X is nearly R R~^T with K columns each; by singular values the best there is. Sources: Eckart & Young 1936 (its error is the
root of the sum of squares of the singular values left out); Levy, Goldberg & Dagan 2015, TACL 3 (PPMI with smoothed contexts).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

SMOOTHING = 0.75  # power of the contexts' frequencies: rare contexts would otherwise look too telling
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Factors:
    """left, right (v, k): R and R~. singular (v,): all singular values, descending."""

    left: Table
    right: Table
    singular: Table

    @property
    def product(self) -> Table:
        """R R~^T (v, v)."""
        return self.left @ self.right.T

    @property
    def tail(self) -> float:
        """The error on paper: the root of the sum of squares of the singular values that are left out."""
        return float(np.sqrt((self.singular[self.left.shape[1] :] ** 2).sum()))


@dataclass(frozen=True)
class Centred:
    """The same rank spent by PCA: on what is left without the column means, which are kept beside it.

    error: of its table. angle: the largest angle, in degrees, between its directions and those of the SVD; aligned: the same
    after the SVD, too, was given the centred table.
    """

    error: float
    angle: float
    aligned: float


def factor(table: Table, k: int) -> Factors:
    """The best product of rank k, each side with the root of the singular values. Errors: `VizlabError` unless 1 <= k <= v."""
    if not 1 <= k <= min(table.shape):
        raise VizlabError(f"The rank must lie between 1 and {min(table.shape)}; got {k}.")
    u, s, v = np.linalg.svd(table, full_matrices=False)
    sign = np.where(u[np.abs(u).argmax(0), np.arange(len(s))] < 0, -1.0, 1.0)  # it is free: the largest entry is positive
    root = np.sqrt(s[:k])
    return Factors((u * sign)[:, :k] * root, (v.T * sign)[:, :k] * root, s)


def error(table: Table, factors: Factors) -> float:
    """The error as measured: the root of the sum of squares of what the product misses."""
    return float(np.linalg.norm(table - factors.product))


def centred(table: Table, k: int) -> Centred:
    """What PCA makes of the same table with as many directions."""
    mean = table.mean(0)
    values, vectors = np.linalg.eigh((table - mean).T @ (table - mean))  # PCA by the covariance; beside it the SVD
    directions = vectors[:, ::-1][:, :k]
    missed = float(np.sqrt(np.clip(values[::-1][k:], 0, None).sum()))
    raw, moved = (np.linalg.svd(each, full_matrices=False)[2][:k].T for each in (table, table - mean))
    return Centred(missed, _angle(directions, raw), _angle(directions, moved))


def ppmi(counts: Table, smoothing: float = SMOOTHING) -> Table:
    """How much likelier than by chance two words meet, in nats: log p(i, j) / (p(i) p(j)), 0 where that is negative."""
    rows, columns = counts.sum(1), counts.sum(0) ** smoothing
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(counts / rows[:, None] / (columns / columns.sum()))
    return np.where(counts > 0, np.maximum(found, 0), 0)


def ordered(words: list[str], counts: Table, kind: str) -> tuple[list[str], Table]:
    """A table of one of the kinds in `TABLES` and its words, both in an order in which those that keep company stand together.

    The order is that of the second eigenvector of the PPMI's graph (Fiedler's), of the same counts whatever the kind.
    """
    likeness = ppmi(counts) + ppmi(counts).T
    degrees = np.maximum(likeness.sum(1), 1e-9)
    _, vectors = np.linalg.eigh(likeness / np.sqrt(degrees[:, None] * degrees))
    order = np.argsort(vectors[:, -2] / np.sqrt(degrees), kind="stable")
    return [words[place] for place in order], TABLES[kind](counts)[np.ix_(order, order)]


def limits(table: Table, factors: Factors, part: str) -> tuple[float, float]:
    """The ends of the scale of a picture of the table, of its product (the same), or of what that `missed` (even about 0)."""
    most = float(np.abs(table - factors.product if part == "missed" else table).max()) or 1.0
    return (-most, most) if part == "missed" else (0.0, most)


def _angle(a: Table, b: Table) -> float:
    """The largest principal angle between the spans of orthonormal columns, in degrees; its sine keeps small ones exact."""
    rest = b - a @ (a.T @ b)
    return float(np.degrees(np.arcsin(min(float(np.linalg.norm(rest, 2)), 1.0))))


TABLES: dict[str, Callable[[Table], Table]] = {
    "counts": lambda counts: counts,
    "log counts": np.log1p,
    "PPMI": ppmi,
}
