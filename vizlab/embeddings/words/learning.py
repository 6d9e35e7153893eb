"""What is watched while GloVe trains: a map at some of its steps, and a few pairs on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.words import glove, places, reading

MOMENTS = 16  # of a film
WATCHED = (("the", "king"), ("king", "crown"), ("king", "himself"), ("paris", "wine"))
MARKED = ("king", "queen", "france", "paris", "big", "bigger", "nurse", "engineer", "dog", "bread")


def moments(states: Sequence[glove.State], words: Sequence[str]) -> list[tuple[str, NDArray[np.float32]]]:
    """(step and loss, positions (n, 2) of the words that are shown) at some of the steps, more of them early."""
    last = len(states) - 1
    kept = sorted({int(place) for place in np.geomspace(1, last + 1, MOMENTS).round()})
    chosen = [states[place - 1] for place in kept]
    own = places.shown(words)
    maps = places.follow([state.words.numpy()[own] for state in chosen])
    return [(f"{state.step}: J {state.loss:,.0f}", positions) for state, positions in zip(chosen, maps, strict=True)]


def marked(words: Sequence[str]) -> list[int]:
    """Places of the words that are written out: a few of the planted, or the first twelve of a text of one's own."""
    return [place for place, word in enumerate(words) if word in MARKED] or list(range(min(12, len(words))))


def levels(words: Sequence[str], counts: NDArray[np.float64]) -> dict[str, float]:
    """How often some pairs of words meet; the most frequent pairs of a text without these words."""
    known = [(words.index(a), words.index(b)) for a, b in WATCHED if a in words and b in words]
    pairs = known or [(0, other) for other in range(1, min(5, len(words)))]
    return {f"{words[a]}, {words[b]}": float(counts[a, b]) for a, b in pairs}


def learn(
    words: Sequence[str], counts: NDArray[np.float64], dims: int, steps: int, seed: int, *, most: float, more: float
) -> dict[str, Any]:
    """GloVe of counts (v, v), `more` in every cell: its film, its curve, what f says, what empty cells weigh, analogies right.

    Keys: moments, curve [(step, J)], f (of none and of `most`), silent (the part of J owed to pairs that never met), right.
    """
    states = list(glove.train(torch.from_numpy(counts + more), dims, steps, seed, most=most))
    weights = glove.weight(torch.tensor([0.0, most]), most)
    return {
        "moments": moments(states, words),
        "curve": [(state.step, state.loss) for state in states],
        "f": tuple(weights.tolist()),
        "silent": silent(counts, states[-1], most=most, more=more),
        "right": reading.right(words, states[-1].words.numpy())["all"],
    }


def silent(counts: NDArray[np.float64], state: glove.State, *, most: float, more: float) -> float:
    """The part of J that is owed to pairs that never met."""
    table = torch.from_numpy(counts + more).float()
    fitted = state.vectors @ state.contexts.T + state.offsets[:, None] + state.context_offsets
    error = fitted - torch.where(table > 0, table, 1.0).log()
    return float((glove.weight(table, most) * error**2)[torch.from_numpy(counts == 0)].sum())
