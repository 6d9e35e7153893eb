"""Fair timing: ours and the peer in turn, in one run, so that what else the machine does falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

ROUNDS = 5


def alternate(*programs: Callable[[], object], rounds: int = ROUNDS, repeat: int = 1) -> list[float]:
    """Median seconds of one call of each program: a round of warm-up, then `rounds` of `repeat` calls each, in turn."""
    for program in programs:
        program()
    times: list[list[float]] = [[] for _ in programs]
    for turn in range(rounds):
        order = list(enumerate(programs))
        for place, program in order if turn % 2 == 0 else reversed(order):  # neither always comes first
            began = time.perf_counter()
            for _ in range(repeat):
                program()
            times[place].append((time.perf_counter() - began) / repeat)
    return [statistics.median(found) for found in times]
