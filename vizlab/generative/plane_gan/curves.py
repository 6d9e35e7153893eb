"""What was measured on the way of a GAN, as curves."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab.frames import Frame

Series = dict[str, list[tuple[float, float]]]


def gan_series(frames: Sequence[Frame], names: Sequence[str]) -> Series:
    """The curves of a GAN by step; names: what each column of a point is, the first being the step itself."""
    points = [numbers for frame in frames for numbers in frame.notes["curve"]]
    return {name: [(numbers[0], numbers[place]) for numbers in points] for place, name in enumerate(names) if place}
