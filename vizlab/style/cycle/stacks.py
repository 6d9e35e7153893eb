"""Several networks of one shape side by side, their weights in one tensor (k, weights): all of them take a step at once.

A shape of network is a function of a stack of inputs (k, n, *one) and of the parts of such a tensor. To add one: a function
that makes a `Shape`, and its line in `digits.GENERATORS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

SLOPE = 0.2  # of leaky rectifiers, as in Zhu 2017
Sizes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Shape:
    """sizes: of the tensors of one network, a weight and a bias in turn. apply: (their stacks (k, *size), inputs) -> outputs."""

    sizes: Sizes
    apply: Callable[[Sequence[Tensor], Tensor], Tensor]

    @property
    def weights(self) -> int:
        """How many numbers one network learns."""
        return sum(math.prod(size) for size in self.sizes)

    def start(self, k: int, source: torch.Generator) -> Tensor:
        """Weights and biases (k, weights), uniform within one over the root of the inputs of a unit, as torch has them."""
        parts = []
        for weight, bias in zip(self.sizes[::2], self.sizes[1::2], strict=True):
            reach = 1 / math.sqrt(math.prod(weight[1:]))
            parts += [_uniform((k, math.prod(size)), reach, source) for size in (weight, bias)]
        return torch.cat(parts, 1)

    def __call__(self, weights: Tensor, inputs: Tensor) -> Tensor:
        """Each network on its own inputs: weights (k, weights), inputs (k, n, *one) -> (k, n, *other)."""
        flat = weights.split([math.prod(size) for size in self.sizes], dim=1)
        return self.apply([part.reshape(len(part), *size) for part, size in zip(flat, self.sizes, strict=True)], inputs)


def perceptron(inputs: int, units: int, outputs: int) -> Shape:
    """Two hidden layers; inputs and outputs of any shape, as long as they hold so many numbers."""
    sizes = ((units, inputs), (units,), (units, units), (units,), (outputs, units), (outputs,))
    return Shape(sizes, _perceptron)


def translator(channels: int, units: int) -> Shape:
    """Picture to picture: down to half the size, two convolutions around which a shortcut leads, and up again; tanh at the end.

    The shape of Zhu 2017, section 7.2, cut down to pictures of 16 pixels, without instance normalisation.
    """
    wide = 2 * units
    sizes = [(units, channels, 3, 3), (wide, units, 4, 4), (wide, wide, 3, 3), (wide, wide, 3, 3), (units, wide, 3, 3)]
    return Shape(_with_biases([*sizes, (channels, units, 3, 3)]), _translator)


def judge(channels: int, units: int) -> Shape:
    """Picture to answers, one for each of its patches. Source: Isola 2017, arXiv:1611.07004, section 2.2.2 (PatchGAN)."""
    return Shape(_with_biases([(units, channels, 4, 4), (2 * units, units, 4, 4), (1, 2 * units, 3, 3)]), _judge)


def convolve(weight: Tensor, bias: Tensor, inputs: Tensor, stride: int = 1) -> Tensor:
    """Each of k convolutions (k, o, i, s, s), same padding, on its own pictures (k, n, i, h, w) -> (k, n, o, h', w')."""
    k, n, i, h, w = inputs.shape
    laid = inputs.transpose(0, 1).reshape(n, k * i, h, w)
    pad = (weight.shape[-1] - 1) // 2
    made = functional.conv2d(laid, weight.flatten(0, 1), bias.flatten(), stride, pad, groups=k)
    return made.reshape(n, k, -1, *made.shape[2:]).transpose(0, 1)


def _perceptron(parts: Sequence[Tensor], inputs: Tensor) -> Tensor:
    values = inputs.flatten(2)
    for weight, bias in zip(parts[:-2:2], parts[1:-2:2], strict=True):
        values = functional.leaky_relu(torch.baddbmm(bias[:, None], values, weight.mT), SLOPE)
    return torch.baddbmm(parts[-1][:, None], values, parts[-2].mT)


def _translator(parts: Sequence[Tensor], inputs: Tensor) -> Tensor:
    layers = list(zip(parts[::2], parts[1::2], strict=True))
    fine = functional.leaky_relu(convolve(*layers[0], inputs), SLOPE)
    coarse = functional.leaky_relu(convolve(*layers[1], fine, 2), SLOPE)
    coarse = coarse + convolve(*layers[3], functional.leaky_relu(convolve(*layers[2], coarse), SLOPE))
    up = coarse.repeat_interleave(2, -1).repeat_interleave(2, -2)
    return torch.tanh(convolve(*layers[5], functional.leaky_relu(convolve(*layers[4], up), SLOPE)))


def _judge(parts: Sequence[Tensor], inputs: Tensor) -> Tensor:
    layers = list(zip(parts[::2], parts[1::2], strict=True))
    values = functional.leaky_relu(convolve(*layers[0], inputs, 2), SLOPE)
    return convolve(*layers[2], functional.leaky_relu(convolve(*layers[1], values, 2), SLOPE))


def _with_biases(sizes: Sequence[tuple[int, ...]]) -> Sizes:
    return tuple(part for size in sizes for part in (size, size[:1]))


def _uniform(size: tuple[int, ...], reach: float, source: torch.Generator) -> Tensor:
    return (2 * torch.rand(size, generator=source) - 1) * reach
