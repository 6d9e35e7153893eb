"""What it costs a rule that the valley is turned against the coordinates: its last loss, at its best rate, angle by angle.

The start turns with the valley, so that a rule which does not see coordinates walks the same path at every angle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.optimizers.bowls.quadratics import START, axes, descend, hessian, losses
from vizlab.optimizers.rules import CLASSICS, FAMILIES, GRADIENT_RULES, OPTIMIZERS, Walker

Vector = NDArray[np.float64]
ANGLES = tuple(range(0, 95, 5))  # at 90 the coordinates have only changed places
DIAGONAL = ANGLES.index(45)
TRIED = tuple(float(lr) for lr in np.geomspace(1e-6, 10.0, 71))  # ten for each power of ten


@dataclass(frozen=True)
class Turned:
    """One rule over all angles (k,): the last loss at the rate that makes it least, and this rate."""

    losses: Vector
    rates: Vector

    @property
    def cost(self) -> float:
        """How many times higher the loss ends at 45 degrees than at 0."""
        flat, diagonal = float(self.losses[0]), float(self.losses[DIAGONAL])
        return diagonal / flat if flat > 0 else float(np.inf if diagonal > 0 else 1.0)


def turn(names: Iterable[str], kappa: float, *, steps: int = 500, angles: Iterable[float] = ANGLES) -> dict[str, Turned]:
    """What the rules reach within `steps`, each at every angle with the best of `TRIED`: name -> losses and rates."""
    angles, lr = np.asarray(list(angles), dtype=np.float64), np.asarray(TRIED)
    found = {}
    for name in names:
        if name not in GRADIENT_RULES:
            raise VizlabError(f"The optimizers must be among {', '.join(GRADIENT_RULES)}; got {name!r}.")
        end = descend(name, kappa, lr, turned=angles[:, None], steps=steps, every=steps)[-1]
        reached = np.nan_to_num(losses(end, kappa, angles[:, None]), nan=np.inf)
        best = reached.argmin(axis=1)
        found[name] = Turned(reached.min(axis=1), lr[best])
    return found


def newton_miss(kappa: float, angles: Iterable[float] = ANGLES) -> float:
    """How far from the minimum one step of Newton ends at most over the angles, in shares of the start's distance."""
    angles = np.asarray(list(angles), dtype=np.float64)
    matrix, start = hessian(kappa, angles), np.asarray(START) @ axes(angles)
    gradient = (matrix * start[:, None, :]).sum(axis=-1)
    step = Walker(OPTIMIZERS["Newton"], start.shape, 1.0, {}).advance(gradient, hessian=matrix)
    return float(np.linalg.norm(start + step, axis=-1).max() / np.linalg.norm(START))


def _members(family: str) -> tuple[str, ...]:
    return tuple(name for name, known in GRADIENT_RULES.items() if known.family == family and known.bug is None)


GROUPS: dict[str, tuple[str, ...]] = {  # label -> rules that read nothing but gradients
    "classics": CLASSICS,
    **{family: members for family in FAMILIES if (members := _members(family))},
}
