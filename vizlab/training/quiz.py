"""Predict the mistake (METHODS S6): whoever understands a network can say what it takes a picture for.

Looking at pictures of a network is worth something if it makes people better at this than chance, so the quiz keeps score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

OPTIONS = 3


@dataclass(frozen=True)
class Question:
    """A test picture (`index`) of class `truth` that the network took for `said`; `options` are the answers offered."""

    index: int
    truth: int
    said: int
    options: tuple[int, ...]


def question(report: Mapping[str, Any], number: int) -> Question | None:
    """The number-th question about a run's mistakes, starting with the least confident; None if it made no mistakes.

    Offered are the network's answer, the true class, and the other class that the true one is most often taken for, shuffled.
    """
    mistakes = report["mistakes"]
    classes = len(report["confusion"])
    if not mistakes or classes < OPTIONS:
        return None
    mistake = mistakes[-1 - number % len(mistakes)]
    truth, said = mistake["label"], mistake["predicted"]
    taken_for = np.array(report["confusion"][truth])
    taken_for[[truth, said]] = -1
    options = np.random.default_rng(number).permutation([truth, said, int(taken_for.argmax())])
    return Question(mistake["index"], truth, said, tuple(int(option) for option in options))
