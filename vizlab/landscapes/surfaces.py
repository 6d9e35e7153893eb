"""The surfaces. To add one: a function of two tensors in torch operations, and an entry in `SURFACES` with its critical points.

Coordinates and heights have no unit. Every stated critical point is held to its kind by a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from vizlab.errors import VizlabError


@dataclass(frozen=True)
class Critical:
    """A point without slope, and what it is there."""

    kind: Literal["minimum", "saddle", "maximum"]
    x: float
    y: float


@dataclass(frozen=True)
class Surface:
    """A function of the plane. height: elementwise, in torch operations. x, y: the window that maps show.

    critical: all points without slope inside the window. floor: the least height there is, None if there is none.
    start: where a race begins by default.
    """

    about: str
    formula: str
    height: Callable[[Tensor, Tensor], Tensor]
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


def find(name: str) -> Surface:
    """The surface of this name. Errors: `VizlabError` naming those there are."""
    if name not in SURFACES:
        raise VizlabError(f"The surface must be one of {', '.join(SURFACES)}; got {name!r}.")
    return SURFACES[name]


def _bowl(x: Tensor, y: Tensor) -> Tensor:
    return 0.5 * x * x + y * y


def _ravine(x: Tensor, y: Tensor) -> Tensor:
    return 0.5 * x * x + 45.0 * y * y


def _rosenbrock(x: Tensor, y: Tensor) -> Tensor:
    """Source: Rosenbrock 1960, The Computer Journal 3(3)."""
    across, along = y - x * x, 1 - x
    return along * along + 100 * across * across


def _himmelblau(x: Tensor, y: Tensor) -> Tensor:
    """Source: Himmelblau 1972, Applied Nonlinear Programming."""
    one, other = x * x + y - 11, x + y * y - 7
    return one * one + other * other


def _saddle(x: Tensor, y: Tensor) -> Tensor:
    return 0.5 * (x * x - y * y)


def _plateau(x: Tensor, y: Tensor) -> Tensor:
    # expm1 keeps the digits of the height near the bottom, where 1 - exp would lose them
    return -torch.expm1(-0.5 * (x * x + y * y))


SURFACES: dict[str, Surface] = {
    "ravine": Surface(
        about="Ninety times steeper across than along: a step that suits one direction is too long or too short for the other.",
        formula="½ (x² + 90 y²)",
        height=_ravine,
        x=(-2, 2),
        y=(-2, 2),
        critical=(Critical("minimum", 0, 0),),
        floor=0,
        start=(-1.8, 1.2),
    ),
    "Rosenbrock": Surface(
        about="A curved valley: its floor is found at once, and then falls so gently that the way along it is what costs.",
        formula="(1 − x)² + 100 (y − x²)²",
        height=_rosenbrock,
        x=(-2, 2),
        y=(-1, 3),
        critical=(Critical("minimum", 1, 1),),
        floor=0,
        start=(-1.52, 2.0),
    ),
    "bowl": Surface(
        about="Convex and nearly round: every way down leads to the one minimum, and every rule finds it.",
        formula="½ x² + y²",
        height=_bowl,
        x=(-2, 2),
        y=(-2, 2),
        critical=(Critical("minimum", 0, 0),),
        floor=0,
        start=(-1.6, 1.4),
    ),
    "Himmelblau": Surface(
        about="Four minima, equally deep: from one start near the hill between them, different rules end in different valleys.",
        formula="(x² + y − 11)² + (x + y² − 7)²",
        height=_himmelblau,
        x=(-5, 5),
        y=(-5, 5),
        critical=(
            Critical("minimum", 3, 2),
            Critical("minimum", -2.805118086952745, 3.131312518250573),
            Critical("minimum", -3.779310253377747, -3.283185991286169),
            Critical("minimum", 3.5844283403304917, -1.8481265269644034),
            Critical("saddle", 0.08667750455539634, 2.884254701174776),
            Critical("saddle", 3.385154183607021, 0.07385187983774928),
            Critical("saddle", -3.0730257507643897, -0.08135304428796751),
            Critical("saddle", -0.12796134673068005, -1.9537149802445766),
            Critical("maximum", -0.2708445906673476, -0.9230385564799813),
        ),
        floor=0,
        start=(-0.8, -0.6),
    ),
    "saddle": Surface(
        about="Down along y, up along x: exactly on the ridge there is no slope off it, and the smallest nudge decides.",
        formula="½ (x² − y²)",
        height=_saddle,
        x=(-1, 1),
        y=(-1, 1),
        critical=(Critical("saddle", 0, 0),),
        floor=None,
        start=(-0.8, 0.0),
    ),
    "plateau": Surface(
        about="A hole in a plain: far out the slope is nearly nothing, and only a rule that ignores its size moves at all.",
        formula="1 − exp(−½ (x² + y²))",
        height=_plateau,
        x=(-5, 5),
        y=(-5, 5),
        critical=(Critical("minimum", 0, 0),),
        floor=0,
        start=(-4.0, 3.0),
    ),
}
