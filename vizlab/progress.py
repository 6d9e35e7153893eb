"""What long work says while it runs: a stream of frozen steps, folded into one small picture of the whole so far.

A generator of `Step`s does not know who listens. Whoever does keeps one `Curves` and feeds it; its `series()` stays a few
kilobytes however long the work runs, so that it can be sent to a late visitor whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

POINTS = 160  # a curve never holds more: about one point for two pixels of a phone


@dataclass(frozen=True)
class Step:
    """One record of long work.

    done / total: progress in the work's own unit (`unit`: "step", "byte" ...). phase: what is happening, a few words.
    values: numbers to be drawn, at the place `at` (an epoch, say; `done` if None). result: only on the last step, JSON-able.
    note: a sentence for the visitor (a full disk, say) that stays on view. frame: index of the newest frame that was kept (see
    `vizlab.frames`), None if this step has none.
    """

    done: int
    total: int
    phase: str
    unit: str = "step"
    values: Mapping[str, float] = field(default_factory=dict)
    at: float | None = None
    result: Mapping[str, Any] | None = None
    note: str = ""
    frame: int | None = None


class Curve:
    """A series that thins itself: averages neighbours in pairs whenever it is full, the last point always exact."""

    def __init__(self) -> None:
        """Start empty."""
        self._xs: list[float] = []
        self._ys: list[float] = []
        self._stride = 1
        self._bucket: list[tuple[float, float]] = []
        self._last: list[tuple[float, float]] = []

    def add(self, x: float, y: float) -> None:
        """Append one point."""
        self._last = [(x, y)]
        self._bucket.append((x, y))
        if len(self._bucket) < self._stride:
            return
        self._xs.append(self._bucket[-1][0])
        self._ys.append(sum(value for _, value in self._bucket) / len(self._bucket))
        self._bucket = []
        if len(self._xs) >= POINTS:
            self._xs = self._xs[1::2]
            self._ys = [(a + b) / 2 for a, b in zip(self._ys[::2], self._ys[1::2], strict=True)]
            self._stride *= 2

    def points(self) -> list[tuple[float, float]]:
        """The thinned series, ending with the last point as it was added."""
        thinned = list(zip(self._xs, self._ys, strict=True))
        return [*(thinned if self._bucket else thinned[:-1]), *self._last]


class Curves:
    """Every named value of a stream of steps, each as a thinned curve."""

    def __init__(self) -> None:
        """Start empty."""
        self._curves: dict[str, Curve] = {}

    def add(self, step: Step) -> None:
        """Take in the values of one step."""
        for name, value in step.values.items():
            self._curves.setdefault(name, Curve()).add(step.done if step.at is None else step.at, value)

    def series(self) -> dict[str, list[tuple[float, float]]]:
        """Name -> [(place, value), ...], at most `POINTS` + 1 points each."""
        return {name: curve.points() for name, curve in self._curves.items()}
