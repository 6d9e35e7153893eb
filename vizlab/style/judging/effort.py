"""What looking costs: multiply-adds, the same on every machine, so that networks can be given equal work."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from vizlab.inspection import hooked
from vizlab.style.features import FeatureNetwork

THERE_AND_BACK = 3  # a forward and a backward pass cost about three forward ones


def multiply_adds(network: FeatureNetwork, rows: int, columns: int) -> int:
    """Of one look at a picture of this size: all convolutions up to the last layer that is listened to."""
    counts: list[int] = []
    device = next(network.network.parameters()).device
    with contextlib.ExitStack() as stack:
        for module in network.network.modules():
            if isinstance(module, nn.Conv2d):
                stack.enter_context(hooked(module, _counting(counts)))
        with torch.no_grad():
            network.look(torch.zeros(network.channels, rows, columns, device=device))
    return sum(counts)


def _counting(counts: list[int]) -> Callable[..., None]:
    def count(module: nn.Conv2d, inputs: Any, output: torch.Tensor) -> None:
        counts.append(output[0].numel() * module.weight[0].numel())

    return count
