"""How much work a network is, so that a page asks of it only what a visitor waits for."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from vizlab.inspection import hooked, inspected


def multiply_adds(model: nn.Module, image: Tensor) -> int:
    """The multiply-adds of one forward pass of an image (c, h, w), in convolutions and linear layers."""
    total = 0

    def count(module: Any, inputs: Any, output: Tensor) -> None:
        nonlocal total
        total += output.numel() * module.weight[0].numel()

    with inspected(model), torch.no_grad(), contextlib.ExitStack() as stack:
        for module in model.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                stack.enter_context(hooked(module, count))
        model(image[None].detach().clone())
    return total


def affordable(each: int, choices: Sequence[int], budget: int) -> int:
    """The largest of rising `choices` (numbers of passes) whose work, `each` a pass, is within the budget; else the first."""
    return max((count for count in choices if count * each <= budget), default=choices[0])
