"""What moves the paint: Adam, L-BFGS, plain gradient descent. Each goes on to the same bits from what `state` kept.

To add one: a class with `advance`, `state` and `restore`, and a line in `OPTIMIZERS`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.adam import Adam as AdamSteps

Found = tuple[float, Tensor]  # the total loss where the paint is, and its slope
State = dict[str, NDArray[Any]]

MEMORY = 10  # pairs that L-BFGS remembers
TRIES = 12  # lengths that its line search tries
ENOUGH = 1e-4  # of the fall that the slope promises, for a length to be taken (Armijo)
FIRST_MOVE = 0.1  # of the pixel that moves most, in the first step of L-BFGS


class Optimizer(Protocol):
    """Moves paint one iteration at a time."""

    def advance(self, found: Found, look: Callable[[], Found]) -> Iterator[None]:
        """One iteration from where `found` was found; yields after each further look. The last look is where the paint is."""

    def state(self) -> State:
        """What it takes to go on; only between two restarts of an optimizer that forgets."""

    def restore(self, state: Mapping[str, NDArray[Any]], count: int) -> None:
        """Go on from what `state` gave after so many iterations."""


class Adam:
    """Every value at the pace of its own gradients; see `vizlab.adam`."""

    forgets = False

    def __init__(self, paint: Tensor, lr: float, bounded: bool) -> None:
        """bounded: whether the paint stays in [0, 1]."""
        self._steps, self._lr, self._bounded = AdamSteps([paint]), lr, bounded

    def advance(self, found: Found, look: Callable[[], Found]) -> Iterator[None]:
        """See `Optimizer`."""
        self._steps.step([found[1]], self._lr)
        _held(self._steps.weights[0], self._bounded)
        yield from ()

    def state(self) -> State:
        """See `Optimizer`."""
        return {"mean": self._steps.means[0].cpu().numpy(), "square": self._steps.squares[0].cpu().numpy()}

    def restore(self, state: Mapping[str, NDArray[Any]], count: int) -> None:
        """See `Optimizer`."""
        self._steps.means[0].copy_(torch.tensor(state["mean"]))
        self._steps.squares[0].copy_(torch.tensor(state["square"]))
        self._steps.count = count


class Descent:
    """Plain gradient descent: one rate for all, at first that by which the paint moves by `lr` in the root mean square.

    Where a step made the loss larger, the rate is halved.
    """

    forgets = False

    def __init__(self, paint: Tensor, lr: float, bounded: bool) -> None:
        """bounded: whether the paint stays in [0, 1]."""
        self._paint, self._lr, self._bounded = paint, lr, bounded
        self._rate, self._before = 0.0, math.inf

    def advance(self, found: Found, look: Callable[[], Found]) -> Iterator[None]:
        """See `Optimizer`."""
        total, slope = found
        if not self._rate:
            self._rate = self._lr / max(float(slope.square().mean().sqrt()), 1e-30)
        elif total > self._before:
            self._rate /= 2
        self._before = total
        with torch.no_grad():
            self._paint.sub_(slope, alpha=self._rate)
        _held(self._paint, self._bounded)
        yield from ()

    def state(self) -> State:
        """See `Optimizer`."""
        return {"numbers": np.array([self._rate, self._before])}

    def restore(self, state: Mapping[str, NDArray[Any]], count: int) -> None:
        """See `Optimizer`."""
        self._rate, self._before = map(float, state["numbers"])


class LBFGS:
    """The curvature from the last few steps, and as far along as the loss falls; where the paint is bounded, along the bounds.

    It forgets its past whenever a picture is kept: what it must remember then is the picture alone.
    Source: Nocedal 2006, Numerical Optimization, algorithm 7.4; the bounds by projection, as Bertsekas 1982.
    """

    forgets = True

    def __init__(self, paint: Tensor, lr: float, bounded: bool) -> None:
        """bounded: whether the paint stays in [0, 1]. lr has no meaning here."""
        self._paint, self._bounded = paint, bounded
        self._pairs: deque[tuple[Tensor, Tensor, float]] = deque(maxlen=MEMORY)
        self._scale = 0.0

    @torch.no_grad()
    def advance(self, found: Found, look: Callable[[], Found]) -> Iterator[None]:
        """See `Optimizer`."""
        total, slope = found
        free = self._free(slope)
        direction = self._direction(slope * free) * free
        start, length = self._paint.clone(), 1.0
        for _ in range(TRIES):
            self._move(start + length * direction)
            new, new_slope = look()
            promised = _dot(self._paint - start, slope)
            if math.isfinite(new) and new <= total + ENOUGH * promised:
                self._remember(self._paint - start, new_slope - slope)
                return
            yield
            length *= _shorter(new - total, promised)
        self._pairs.clear()
        self._scale = 0.0
        self._move(start)
        look()

    def state(self) -> State:
        """See `Optimizer`."""
        return {"numbers": np.array([self._scale])}

    def restore(self, state: Mapping[str, NDArray[Any]], count: int) -> None:
        """See `Optimizer`."""
        self._pairs.clear()
        self._scale = float(state["numbers"][0])

    def _free(self, slope: Tensor) -> Tensor | float:
        """1 where the paint may follow the slope downwards, 0 where it lies at a bound already."""
        if not self._bounded:
            return 1.0
        return (~(((self._paint <= 0) & (slope > 0)) | ((self._paint >= 1) & (slope < 0)))).to(slope)

    def _direction(self, slope: Tensor) -> Tensor:
        """Downwards, by the two loops of the source."""
        shares, q = [], slope.clone()
        for moved, bent, product in reversed(self._pairs):
            shares.append(_dot(moved, q) / product)
            q.sub_(bent, alpha=shares[-1])
        q.mul_(self._scale or FIRST_MOVE / max(float(slope.abs().max()), 1e-30))
        for (moved, bent, product), share in zip(self._pairs, reversed(shares), strict=True):
            q.add_(moved, alpha=share - _dot(bent, q) / product)
        return q.neg_() if _dot(q, slope) > 0 else -slope * (self._scale or 1.0)

    def _remember(self, moved: Tensor, bent: Tensor) -> None:
        product, square = _dot(moved, bent), _dot(bent, bent)
        if product > 1e-10 * square > 0:  # where the loss bends the other way there is nothing to learn
            self._pairs.append((moved, bent, product))
            self._scale = product / square

    def _move(self, values: Tensor) -> None:
        self._paint.copy_(values.clamp(0, 1) if self._bounded else values)


def _shorter(rise: float, promised: float) -> float:
    """By how much to shorten: to the bottom of the parabola through what was found, not below a tenth, not above a half."""
    if not math.isfinite(rise) or promised >= 0:
        return 0.1
    return min(max(-promised / (2 * (rise - promised)), 0.1), 0.5)


def _dot(one: Tensor, other: Tensor) -> float:
    return float(torch.dot(one.flatten(), other.flatten()))


def _held(paint: Tensor, bounded: bool) -> None:
    if bounded:
        with torch.no_grad():
            paint.clamp_(0, 1)


OPTIMIZERS: dict[str, Callable[[Tensor, float, bool], Adam | Descent | LBFGS]] = {
    "Adam": Adam,
    "L-BFGS": LBFGS,
    "GD": Descent,
}
