"""What directions between vectors know: neighbours, and A is to B as C is to ?, answered by B - A + C.

Similarity is the cosine throughout. Source: Mikolov 2013, "Linguistic regularities in continuous space word representations".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca

Vectors = NDArray[np.float32]
AT_ONCE = 128  # questions: of many words their table would be large


@dataclass(frozen=True)
class Drawn:
    """Four words and the answer of the sum in the plane that shows the four best. positions (5, 2): A, B, C, D, B - A + C.

    explained: the share of the variance of the four that lies in it.
    """

    positions: NDArray[np.float64]
    explained: float


def unit(vectors: Vectors) -> Vectors:
    """The same directions, each of length 1; zero stays zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def nearest(vectors: Vectors, wanted: NDArray[np.float32], n: int, without: Sequence[int] = ()) -> list[tuple[int, float]]:
    """The n words most like a vector (d,): (place, cosine), the nearest first; `without` are left out."""
    likeness = unit(vectors) @ unit(wanted[None])[0]
    likeness[list(without)] = -np.inf
    order = np.argsort(-likeness, kind="stable")[: min(n, len(likeness) - len(set(without)))]
    return [(int(place), float(likeness[place])) for place in order]


def stranger(vectors: Vectors, counts: NDArray[np.float64], word: int) -> tuple[int, float]:
    """The word most like one that it never stands near: (place, cosine); of all others, if it stands near each of them."""
    near = np.flatnonzero(counts[word])
    without = [word, *near] if len({word, *near.tolist()}) < len(vectors) else [word]
    return nearest(vectors, vectors[word], 1, without)[0]


def answer(vectors: Vectors, a: int, b: int, c: int, *, n: int = 5, leave_out: bool = True) -> list[tuple[int, float]]:
    """A is to B as C is to these: the n words nearest to B - A + C of the unit vectors. leave_out: not A, B or C themselves."""
    known = unit(vectors)
    return nearest(known, known[b] - known[a] + known[c], n, (a, b, c) if leave_out else ())


def questions(pairs: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """All questions (q, 4) that two different pairs make, both ways round: A, B, C and the right answer."""
    found = [
        question
        for first in pairs
        for second in pairs
        if first != second
        for question in ((*first, *second), (*first[::-1], *second[::-1]))
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 4)


def accuracy(vectors: Vectors, asked: NDArray[np.int64], *, leave_out: bool = True) -> float:
    """The share of questions (q, 4) whose first answer is right; NaN if none is asked."""
    if not len(asked):
        return float("nan")
    known = unit(vectors)
    right = 0
    for part in np.array_split(asked, -(-len(asked) // AT_ONCE)):
        a, b, c, d = part.T
        likeness = (known[b] - known[a] + known[c]) @ known.T
        if leave_out:
            np.put_along_axis(likeness, part[:, :3], -np.inf, 1)
        right += int((likeness.argmax(1) == d).sum())
    return right / len(asked)


def accuracies(
    vectors: Vectors, places: Mapping[str, int], relations: Mapping[str, Sequence[tuple[str, str]]], *, leave_out: bool = True
) -> dict[str, tuple[float, int]]:
    """Relation -> (share answered right, questions), and over all of them under "all"."""
    asked = {name: questions([(places[x], places[y]) for x, y in pairs]) for name, pairs in relations.items()}
    asked["all"] = np.concatenate([np.empty((0, 4), dtype=np.int64), *asked.values()])
    return {name: (accuracy(vectors, part, leave_out=leave_out), len(part)) for name, part in asked.items()}


def direction(vectors: Vectors, pairs: Sequence[tuple[int, int]]) -> float:
    """How far the differences of the pairs point one way: the mean cosine of any two, 1 if the relation is one direction."""
    known = unit(vectors)
    steps = unit(np.stack([known[y] - known[x] for x, y in pairs]))
    return float(((steps @ steps.T).sum() - (steps * steps).sum()) / (len(pairs) * (len(pairs) - 1)))


def crossed(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The control: the same words paired wrongly, each first one with the second of the next pair."""
    return [(x, y) for (x, _), (_, y) in zip(pairs, [*pairs[1:], pairs[0]], strict=True)]


def plane(vectors: Vectors, four: Sequence[int]) -> Drawn:
    """A, B, C, D and B - A + C in the PCA plane of the first four."""
    known = unit(vectors)
    points = torch.from_numpy(known[list(four)])
    found = pca.fit(points, 2)
    a, b, c, _ = known[list(four)]
    ends = torch.cat([points, torch.from_numpy(b - a + c)[None]])
    return Drawn(found.project(ends).numpy(), float(found.explained[:2].sum()))
