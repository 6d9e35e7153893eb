"""Drawing the hidden pixels of a picture, one after the other: p(x_i | x_<i), a draw, and on to the next.

`draw` asks the whole network for every pixel: one forward pass each, with any network. `draw_fast` does the same with a gated one
and keeps what earlier pixels have computed: rows above once a row, the rest of the row once a pixel. Given the same noise both
draw the same pixels. Known pixels stay as they are; a hidden one sees only what stands before it, known or drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.generative.pixelwise.network import FIRST

Array = NDArray[np.float32]
REACH = FIRST // 2


@dataclass(frozen=True)
class Drawn:
    """pictures (n, h, w) of levels, uint8. shares (n, h, w, levels): what each hidden pixel was drawn from, 0 elsewhere."""

    pictures: NDArray[np.uint8]
    shares: Array


def noise(n: int, shape: tuple[int, int], seed: int) -> Array:
    """Uniform numbers (n, h, w), one for each pixel of each picture; the first pictures are the same whatever n is."""
    return np.random.default_rng(seed).random((n, *shape), dtype=np.float32)


def pick(shares: Array, at: Array) -> NDArray[np.uint8]:
    """The level (n,) whose part of the interval [0, 1) the number `at` (n,) falls into: shares (n, levels)."""
    edges = shares.cumsum(1)[:, :-1]
    return np.asarray((at[:, None] >= edges).sum(1), np.uint8)


def check(x: NDArray[Any], hidden: NDArray[Any], uniform: Array) -> None:
    """Errors: `VizlabError` if pictures x (h, w) or (n, h, w), what is hidden and the noise differ in size."""
    if x.shape[-2:] != hidden.shape or hidden.shape != uniform.shape[1:] or x.shape[:-2] not in ((), uniform.shape[:1]):
        sizes = f"{x.shape}, {hidden.shape} and {uniform.shape}"
        raise VizlabError(f"A picture, what is hidden of it and the noise must have one size; got {sizes}.")


@torch.no_grad()
def draw(network: nn.Module, x: NDArray[Any], hidden: NDArray[np.bool_], uniform: Array, levels: int) -> Drawn:
    """Draw the hidden pixels of x, (h, w) or (n, h, w), for each of uniform (n, h, w): a forward pass for every pixel."""
    check(x, hidden, uniform)
    drawn = np.broadcast_to(np.where(hidden, 0, x), uniform.shape).astype(np.uint8)
    shares = np.zeros((*drawn.shape, levels), np.float32)
    for row, column in np.argwhere(hidden):
        logits = network(torch.from_numpy(drawn[:, : row + 1].astype(np.int64)))  # rows below cannot matter
        shares[:, row, column] = torch.softmax(logits[:, :, row, column], dim=1).numpy()
        drawn[:, row, column] = pick(shares[:, row, column], uniform[:, row, column])
    return Drawn(drawn, shares)


def draw_fast(weights: Mapping[str, Array], x: NDArray[Any], hidden: NDArray[np.bool_], uniform: Array, levels: int) -> Drawn:
    """The same with the weights (float32) of a gated network, in a hundredth of the time at 28 × 28 pixels."""
    check(x, hidden, uniform)
    drawn = np.broadcast_to(np.where(hidden, 0, x), uniform.shape).astype(np.uint8)
    shares = np.zeros((*drawn.shape, levels), np.float32)
    stacks = _Stacks(weights, drawn, levels)
    for row in range(len(hidden) if hidden.any() else 0):
        stacks.go_down(row)
        wanted = np.flatnonzero(hidden[row])
        for column in range(wanted[-1] + 1 if len(wanted) else 0):
            found = stacks.go_right(row, column, wanted=hidden[row, column])
            if found is not None:
                shares[:, row, column] = found
                stacks.put(row, column, pick(found, uniform[:, row, column]))
        if not hidden[row:].any():
            break
    return Drawn(stacks.pictures, shares)


class _Stacks:
    """What the two stacks of a gated network have computed so far, channels last and with zeros around."""

    def __init__(self, weights: Mapping[str, Array], pictures: NDArray[np.uint8], levels: int) -> None:
        self.pictures, self.levels = pictures, levels
        n, h, w = pictures.shape
        self.w = w
        self.planes = np.zeros((n, h + REACH, w + 2 * REACH, 2), np.float32)
        self.planes[:, REACH:, REACH : REACH + w] = np.stack(
            [pictures / np.float32(levels - 1), np.ones_like(pictures, np.float32)], axis=-1
        )
        self.above, self.left = _linear(weights, "above"), _linear(weights, "left")
        self.head = [_linear(weights, f"head.{index}") for index in (1, 3)]
        self.layers = list(_layers(weights))
        self.reach = weights["layers.0.left.weight"].shape[3] - 1
        c = self.above[1].size
        self.seen = [np.zeros((n, h + self.reach, w + 2 * self.reach, c), np.float32) for _ in self.layers]
        self.row = [np.zeros((n, w + self.reach, c), np.float32) for _ in self.layers]
        self.links: list[Array] = []

    def go_down(self, row: int) -> None:
        """The vertical stack of this row, and what it hands to the horizontal one."""
        features = _times(_windows(self.planes[:, row : row + REACH], FIRST), self.above)
        self.links = []
        for layer, seen in zip(self.layers, self.seen, strict=True):
            seen[:, self.reach + row, self.reach : self.reach + self.w] = features
            found = _times(_windows(seen[:, row : row + self.reach + 1], 2 * self.reach + 1), layer["above"])
            self.links.append(_times(found, layer["link"]))
            features = _gate(found)
        for buffer in self.row:
            buffer[:] = 0

    def go_right(self, row: int, column: int, *, wanted: bool) -> Array | None:
        """The horizontal stack of this place; the shares (n, levels) of its pixel if they are wanted."""
        before = self.planes[:, REACH + row, column : column + REACH]
        features = _times(before.reshape(len(before), -1), self.left)
        for layer, link, buffer in zip(self.layers, self.links, self.row, strict=True):
            buffer[:, self.reach + column] = features
            known = buffer[:, column : column + self.reach + 1]
            joined = _times(known.reshape(len(known), -1), layer["left"]) + link[:, column]
            features = features + _times(_gate(joined), layer["out"])
        if not wanted:
            return None
        units = np.maximum(_times(np.maximum(features, 0), self.head[0]), 0)
        logits = _times(units, self.head[1])
        powers = np.exp(logits - logits.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)

    def put(self, row: int, column: int, values: NDArray[np.uint8]) -> None:
        """A pixel that has been drawn."""
        self.pictures[:, row, column] = values
        self.planes[:, REACH + row, REACH + column, 0] = values / np.float32(self.levels - 1)


Linear = tuple[Array, Array]  # matrix (inputs, outputs), bias (outputs,)


def _layers(weights: Mapping[str, Array]) -> Iterator[dict[str, Linear]]:
    count = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
    for index in range(count):
        yield {part: _linear(weights, f"layers.{index}.{part}") for part in ("above", "left", "link", "out")}


def _linear(weights: Mapping[str, Array], name: str) -> Linear:
    """A convolution's weights as the matrix that takes its window, channels last."""
    kernel = weights[f"{name}.weight"]
    return np.ascontiguousarray(kernel.transpose(2, 3, 1, 0).reshape(-1, len(kernel))), weights[f"{name}.bias"]


def _windows(rows: Array, wide: int) -> Array:
    """Rows (n, k, w + wide - 1, c) -> every window of this width, flat: (n, w, k · wide · c)."""
    windows = sliding_window_view(rows, wide, axis=2).transpose(0, 2, 1, 4, 3)  # n, w, k, wide, c
    return windows.reshape(*windows.shape[:2], -1)


def _times(x: Array, linear: Linear) -> Array:
    return x @ linear[0] + linear[1]


def _gate(x: Array) -> Array:
    half = x.shape[-1] // 2
    found: Array = np.tanh(x[..., :half]) / (1 + np.exp(-x[..., half:]))
    return found
