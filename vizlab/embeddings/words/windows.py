"""A window that slides over a text: what it sees at each step, and what has been counted by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.words.corpora import Text, tokenised
from vizlab.embeddings.words.factors import ppmi
from vizlab.errors import VizlabError

MOST_SHOWN = 24  # words of a text through which a window is led step by step


@dataclass(frozen=True)
class Moment:
    """One step. at: the place of the word in the middle. inside: places of its neighbours. counts (v, v): counted so far."""

    at: int
    inside: tuple[int, ...]
    counts: NDArray[np.int64]


def slide(text: Text, window: int) -> Iterator[Moment]:
    """Every place of the window in turn: the middle word is counted with each neighbour, in the middle's row."""
    v = len(text.vocabulary)
    counted = np.zeros((v, v), dtype=np.int64)
    begin = 0
    for end in text.ends.tolist():
        for at in range(begin, end):
            inside = tuple(place for place in range(max(begin, at - window), min(end, at + window + 1)) if place != at)
            for place in inside:
                counted[text.ids[at], text.ids[place]] += 1
            yield Moment(at, inside, counted.copy())
        begin = end


def short(text: str) -> Text:
    """A short text in which a window can be followed by eye. Errors: `VizlabError` beyond `MOST_SHOWN` words, or below two."""
    found = tokenised(text)
    if len(found.ids) > MOST_SHOWN:
        raise VizlabError(f"To follow the window by eye a text must have at most {MOST_SHOWN} words; got {len(found.ids)}.")
    return found


def in_order(text: Text) -> Text:
    """The same text with its vocabulary in the order in which words first appear."""
    words = [text.vocabulary[word] for word in text.ids]
    order = list(dict.fromkeys(words))
    places = {word: place for place, word in enumerate(order)}
    return Text(order, np.array([places[word] for word in words], dtype=np.int32), text.ends)


def company(counts: NDArray[np.float64], word: int, n: int) -> list[tuple[int, float]]:
    """The n words whose meeting with a word is least owed to chance: (place, PPMI in nats), the strongest first."""
    row = ppmi(counts)[word]
    order = np.argsort(-row, kind="stable")[:n]
    return [(int(other), float(row[other])) for other in order if row[other] > 0]
