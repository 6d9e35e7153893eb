"""What trained vectors know: who is near whom, which analogies hold, and how pure the neighbourhoods of planted kinds are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

Relations = Mapping[str, Sequence[tuple[str, str]]]


def unit(vectors: Tensor) -> Tensor:
    """Vectors (n, d) at length 1; a zero stays zero."""
    units: Tensor = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-12)
    return units


def neighbours(vectors: Tensor, word: int, k: int) -> list[tuple[int, float]]:
    """The k words nearest to a word by cosine, nearest first, and their cosines."""
    return nearest(vectors, vectors[word], k, without=(word,))


def nearest(vectors: Tensor, point: Tensor, k: int, without: Sequence[int] = ()) -> list[tuple[int, float]]:
    """The k words nearest to any point (d,) by cosine, and their cosines."""
    cosines = unit(vectors) @ unit(point[None])[0]
    cosines[list(without)] = -2
    found = cosines.topk(min(k, len(vectors) - len(without)))
    return list(zip(found.indices.tolist(), found.values.tolist(), strict=True))


def questions(places: Mapping[str, int], relations: Relations) -> dict[str, Tensor]:
    """Analogies a : b = c : d of each relation, all of its ordered pairs of pairs, (q, 4) places of words."""
    found = {}
    for name, pairs in relations.items():
        known = [(places[a], places[b]) for a, b in pairs if a in places and b in places]
        rows = [(*one, *other) for one in known for other in known if one != other]
        if rows:
            found[name] = torch.tensor(rows)
    return found


def analogies(vectors: Tensor, asked: Mapping[str, Tensor]) -> dict[str, float]:
    """Share of the analogies of each relation answered right: nearest to b − a + c, the three themselves left out."""
    units, found = unit(vectors), {}
    for name, rows in asked.items():
        a, b, c, d = rows.T
        cosines = (units[b] - units[a] + units[c]) @ units.T
        cosines.scatter_(1, rows[:, :3], -9.0)
        found[name] = float((cosines.argmax(1) == d).double().mean())
    return found


def mean(shares: Mapping[str, float], asked: Mapping[str, Tensor]) -> float:
    """The share over all questions; 0 if nothing was asked."""
    total = sum(len(rows) for rows in asked.values())
    return sum(shares[name] * len(rows) for name, rows in asked.items()) / total if total else 0.0


def purity(vectors: Tensor, kinds: Mapping[int, str]) -> float:
    """Share of words of a kind whose nearest neighbour among all such words is of the same kind."""
    places, labels = list(kinds), list(kinds.values())
    if len(places) < 2:
        return 0.0
    units = unit(vectors[places])
    near: list[int] = (units @ units.T).fill_diagonal_(-2).argmax(1).tolist()
    return sum(labels[at] == labels[there] for at, there in enumerate(near)) / len(places)


def chance(kinds: Mapping[int, str]) -> float:
    """What `purity` would be with neighbours drawn at random."""
    labels = list(kinds.values())
    n = len(labels)
    return sum(labels.count(label) - 1 for label in labels) / (n * (n - 1)) if n > 1 else 0.0
