"""All settings of a convolution layer: the shape of its output, its weights and its multiplications, by formula and by torch."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters.operation import output_size
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """Of nn.Conv2d, and the size of its input in pixels. rows, columns: of the kernel. groups: parts apart."""

    inputs: int = 3
    outputs: int = 8
    rows: int = 3
    columns: int = 5
    stride: int = 1
    padding: int = 1
    dilation: int = 1
    groups: int = 1
    bias: bool = True
    height_px: int = 24
    width_px: int = 32

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of the output, (c, h, w). Errors: `VizlabError` where the settings make no layer."""
        if self.inputs % self.groups or self.outputs % self.groups:
            got = f"{self.inputs} inputs, {self.outputs} outputs and {self.groups} groups"
            raise VizlabError(f"The groups must divide both the input and the output channels; got {got}.")
        sides = (self.height_px, self.rows), (self.width_px, self.columns)
        h, w = (output_size(n, k, self.stride, self.padding, self.dilation) for n, k in sides)
        return self.outputs, h, w

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """Of the weights, (out, in of its group, rows, columns)."""
        return self.outputs, self.inputs // self.groups, self.rows, self.columns

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return prod(self.kernel_shape) + self.outputs * self.bias

    @property
    def multiplications(self) -> int:
        """For one picture, without the bias."""
        return prod(self.kernel_shape[1:]) * prod(self.shape)

    @property
    def source(self) -> str:
        """The line of Python that makes the layer."""
        size = str(self.rows) if self.rows == self.columns else f"({self.rows}, {self.columns})"
        usual = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": True}
        rest = [f"{name}={getattr(self, name)}" for name, default in usual.items() if getattr(self, name) != default]
        return f"nn.Conv2d({', '.join([str(self.inputs), str(self.outputs), size, *rest])})"


@dataclass(frozen=True)
class Built:
    """What torch makes of the settings. shape: of the output. parameters: numel. gap: from the sums by hand.

    blocks: how much each output channel depends on each input channel, the norm of its slab, (out, in), 0 across groups.
    """

    shape: tuple[int, ...]
    parameters: int
    gap: float
    blocks: Array


def build(settings: Settings, seed: int) -> Built:
    """The layer with torch's own random start, run on a random picture, and compared with `by_hand`."""
    if min(settings.shape) < 1:
        raise VizlabError(f"The output must have at least one pixel; got {settings.shape}.")
    with RandomStream(seed), torch.no_grad():
        layer = nn.Conv2d(
            settings.inputs,
            settings.outputs,
            (settings.rows, settings.columns),
            stride=settings.stride,
            padding=settings.padding,
            dilation=settings.dilation,
            groups=settings.groups,
            bias=settings.bias,
        )
        picture = torch.rand(settings.inputs, settings.height_px, settings.width_px)
        found = layer(picture[None])[0].numpy()
    weights = layer.weight.detach().numpy()
    bias = layer.bias.detach().numpy() if layer.bias is not None else np.zeros(settings.outputs, np.float32)
    gap = float(np.abs(found - by_hand(settings, picture.numpy(), weights, bias)).max())
    return Built(found.shape, sum(part.numel() for part in layer.parameters()), gap, _blocks(weights, settings))


def by_hand(settings: Settings, picture: Array, weights: Array, bias: Array) -> Array:
    """The layer's output (c, h, w) as sums over windows, without torch's convolution."""
    _, h, w = settings.shape
    p, d, s = settings.padding, settings.dilation, settings.stride
    wide = np.pad(picture, ((0, 0), (p, p), (p, p)))
    depth, out = settings.inputs // settings.groups, settings.outputs // settings.groups
    total = np.tile(bias[:, None, None], (1, h, w)).astype(np.float64)
    for a, b in np.ndindex(settings.rows, settings.columns):
        pixels = wide[:, a * d : a * d + h * s : s, b * d : b * d + w * s : s][:, :h, :w]
        for group in range(settings.groups):
            mine = slice(group * out, (group + 1) * out)
            total[mine] += np.einsum("oi,ihw->ohw", weights[mine, :, a, b], pixels[group * depth : (group + 1) * depth])
    return total.astype(np.float32)


def _blocks(weights: Array, settings: Settings) -> Array:
    norms = np.sqrt((weights**2).sum(axis=(2, 3)))
    whole = np.zeros((settings.outputs, settings.inputs), np.float32)
    depth, out = norms.shape[1], settings.outputs // settings.groups
    for group in range(settings.groups):
        mine = slice(group * out, (group + 1) * out)
        whole[mine, group * depth : (group + 1) * depth] = norms[mine]
    return whole


KNOBS: dict[str, Knob] = {
    "inputs": Knob(1, 16, "Channels that come in, such as 3 colours."),
    "outputs": Knob(1, 16, "Kernels, and so channels that go out."),
    "rows": Knob(1, 7, "Of the kernel; it need not be square."),
    "columns": Knob(1, 7, "Of the kernel."),
    "groups": Knob(1, 16, "Parts of the channels that do not see each other; as many as there are inputs: depthwise."),
    "height_px": Knob(8, 64, "Rows of the input."),
    "width_px": Knob(8, 64, "Columns of the input."),
}
