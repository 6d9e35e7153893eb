"""What a surface is: a function of two coordinates, its window, and what is known of it. None of these has a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

Array = NDArray[np.float64]
Height = Callable[[Tensor, Tensor], Tensor]
Kind = Literal["minimum", "saddle", "maximum"]
Slope = Callable[[Array, Array], tuple[Array, Array, Array]]


@dataclass(frozen=True)
class Sloped:
    """A height with its derivatives written out: slope is (x, y) -> height and derivatives along x and y, in numpy.

    For a few points it takes a tenth of the time of automatic differentiation, and none of its memory for many.
    """

    height: Height
    slope: Slope

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        """The height, in torch."""
        return self.height(x, y)


@dataclass(frozen=True)
class Critical:
    """A point without slope, and what it is there."""

    kind: Kind
    x: float
    y: float


@dataclass(frozen=True)
class Surface:
    """A function of the plane. height: elementwise, in torch operations, or `Sloped`. x, y: the window that maps show.

    critical: all points without slope inside the window. floor: the least height there is, None if there is none.
    start: where a race begins by default.
    """

    about: str
    formula: str
    height: Height
    x: tuple[float, float]
    y: tuple[float, float]
    critical: tuple[Critical, ...]
    floor: float | None
    start: tuple[float, float]

    @property
    def side(self) -> float:
        """The shorter side of the window: the unit in which distances are judged."""
        return min(self.x[1] - self.x[0], self.y[1] - self.y[0])

    @property
    def notch(self) -> float:
        """How finely a start is chosen."""
        return self.side / 200

    def places(self, kind: str) -> list[tuple[float, float]]:
        """The critical points of this kind."""
        return [(point.x, point.y) for point in self.critical if point.kind == kind]
