"""What a study found: its paintings with their numbers, read from its frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.frames import Frame
from vizlab.images import decode


@dataclass(frozen=True)
class Studied:
    """A painting of a study. layer: the layer that it stands for, "" if none. steps: of which there are `pictures` (h, w, 3).

    numbers: of the last picture, see `measures.measure`. losses: (iteration, loss). early: the iteration
    that was reached when the quickest painting of the study was finished.
    """

    label: str
    layer: str
    steps: list[int]
    pictures: list[NDArray[np.uint8]]
    numbers: Mapping[str, Any]
    losses: list[tuple[int, float]]
    seconds: float
    early: int

    @property
    def fell_to(self) -> float:
        """The last loss as a share of the first."""
        return self.losses[-1][1] / max(self.losses[0][1], 1e-300)

    def at(self, step: int) -> NDArray[np.uint8]:
        """The picture that was kept last up to this iteration, the first if there is none."""
        return self.pictures[max((i for i, known in enumerate(self.steps) if known <= step), default=0)]


def opened(frames: Sequence[Frame]) -> list[Studied]:
    """The paintings in the frames of a study, as far as it has got."""
    return [_opened(frame) for frame in frames]


def _opened(frame: Frame) -> Studied:
    notes = dict(frame.notes)
    shown = [decode(frame.arrays[f"picture-{step}"]) for step in notes["steps"]]
    notes["losses"] = [(int(step), float(loss)) for step, loss in notes["losses"]]
    return Studied(pictures=shown, **notes)
