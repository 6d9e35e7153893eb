"""Small smooth functions brought to their least value by L-BFGS, on one thread: more would wait for each other."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, optim

from vizlab import devices

HISTORY = 30


def minimise(cost: Callable[[Tensor], tuple[Tensor, Tensor]], start: Tensor, steps: int) -> Tensor:
    """Where a function is least, from a start (n,), float64. cost: place -> value and gradient (n,)."""
    place = start.clone()
    optimizer = optim.LBFGS(
        [place], max_iter=steps, max_eval=2 * steps, history_size=HISTORY, line_search_fn="strong_wolfe",
        tolerance_grad=1e-10, tolerance_change=1e-15,
    )  # fmt: skip

    def closure() -> Tensor:
        value, place.grad = cost(place)
        return value

    with devices.one_thread(), torch.no_grad():
        optimizer.step(closure)
    return place.detach()
