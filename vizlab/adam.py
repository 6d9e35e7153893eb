"""Adam in a few lines, for what learns while a visitor waits: torch's own first imports a compiler, 85 MB and a second.

Source: Kingma 2014, arXiv:1412.6980, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

DECAY, SQUARES_DECAY, TINY = 0.9, 0.999, 1e-8


class Adam:
    """Steps that every weight takes at the pace of its own gradients.

    weights, means, squares: tensors of one shape each. count: steps so far. All may be set, to go on from a step that was kept.
    """

    def __init__(self, weights: Iterable[Tensor], decay: float = DECAY) -> None:
        """Begin with both means at zero. decay: of the mean of slopes."""
        self.weights, self.decay = list(weights), decay
        self.means = [torch.zeros_like(each) for each in self.weights]
        self.squares = [torch.zeros_like(each) for each in self.weights]
        self.count = 0

    @torch.no_grad()
    def step(self, slopes: Iterable[Tensor], lr: float) -> None:
        """Move all weights once, against their slopes."""
        self.count += 1
        rate, correction = lr / (1 - self.decay**self.count), (1 - SQUARES_DECAY**self.count) ** 0.5
        for weight, slope, mean, square in zip(self.weights, slopes, self.means, self.squares, strict=True):
            mean.lerp_(slope, 1 - self.decay)
            square.mul_(SQUARES_DECAY).addcmul_(slope, slope, value=1 - SQUARES_DECAY)
            weight.addcdiv_(mean, square.sqrt().div_(correction).add_(TINY), value=-rate)
