"""Many small perceptrons side by side, as one module: their weights lie on each other, and each product is done for all at once.

A small network keeps a processor busy mostly with starting operations; ten of them in one take little longer than one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

Source = torch.Generator | Sequence[torch.Generator]  # one, or one for each network of a stack


class Stack(nn.Module):
    """s perceptrons with ReLU of one shape: inputs (s, n, d) -> outputs (s, n, e)."""

    def __init__(self, networks: Sequence[nn.Sequential]) -> None:
        """Take over the weights of these networks."""
        super().__init__()
        layers = [[layer for layer in network if isinstance(layer, nn.Linear)] for network in networks]
        columns = list(zip(*layers, strict=True))
        self.weights = nn.ParameterList([torch.stack([layer.weight.detach().T for layer in column]) for column in columns])
        self.biases = nn.ParameterList([torch.stack([layer.bias.detach()[None] for layer in column]) for column in columns])

    def forward(self, x: Tensor) -> Tensor:
        """Outputs (s, n, e) of inputs (s, n, d), each network its own."""
        for place, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.baddbmm(bias, x.relu() if place else x, weight)
        return x


def each(source: Source, draw: Callable[[torch.Generator], Tensor]) -> Tensor:
    """What `draw` makes of the generator; of several, what it makes of each, on each other."""
    if isinstance(source, torch.Generator):
        return draw(source)
    return torch.stack([draw(one) for one in source])
