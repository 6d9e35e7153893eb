"""How long models need for pictures: one pass for each, whatever their number of pixels."""

from __future__ import annotations

import time
from dataclasses import dataclass

from vizlab.generative.codes import drawing
from vizlab.generative.codes.opened import Opened

COUNTS = (1, 64)
ROUNDS = 7  # the fastest counts: others were disturbed


@dataclass(frozen=True)
class Timed:
    """ms: how long so many pictures took, by their number; values: multiplications of weights for one picture, roughly."""

    title: str
    kind: str
    ms: dict[int, float]


def measure(model: Opened) -> Timed:
    """The time of one picture and of 64 at once, the fastest of seven rounds, in milliseconds."""
    taken = {}
    for n in COUNTS:
        codes, classes = drawing.prior(model, n, seed=0), drawing.classes_for(model, n, None)
        rounds = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            model.decode(codes, classes)
            rounds.append(1000 * (time.perf_counter() - began))
        taken[n] = min(rounds)
    return Timed(model.title, model.kind, taken)
