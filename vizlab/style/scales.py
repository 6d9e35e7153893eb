"""Coarse to fine: a painting begins small, where large forms are near and steps are cheap, and is enlarged on its way.

Source: Gatys 2017, arXiv:1611.07865, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST_PX = 32  # the longer side of a stage: below it networks for small pictures see nothing any more


@dataclass(frozen=True)
class Stage:
    """first: the iteration that it begins with. size_px: the longer side of the painting meanwhile."""

    first: int
    size_px: int


def stages(size_px: int, steps: int, scales: int) -> list[Stage]:
    """Each of half the next one's size, with as many steps; fewer where they would be too small or have no step."""
    sizes = [size_px]
    while len(sizes) < min(scales, steps) and sizes[0] // 2 >= LEAST_PX:
        sizes.insert(0, sizes[0] // 2)
    return [Stage(round(steps * i / len(sizes)), size) for i, size in enumerate(sizes)]
