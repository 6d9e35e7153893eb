"""How far a unit sees: its window on paper, and what gradients say of it.

On paper: 1 + sum of (k - 1) times the strides before. Measured: the pixels whose gradient is not zero for some picture. Inside
the window the middle counts most; averaged over pictures of noise, about as a bell does. Source: Luo 2016, arXiv:1701.04128.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.filters.places import field
from vizlab.inspection import hooked, inspected
from vizlab.models.anatomy import Anatomy, anatomy

Array = NDArray[np.float64]
Window = tuple[int, int, int, int]  # top, left, bottom, right, ends excluded
NOISES = 16  # pictures of noise
MASS = 0.9
BUDGET = 1e10  # multiply-adds that measuring every layer may take; for larger networks the paper must do


@dataclass(frozen=True)
class Reach:
    """How far a layer's units at one place see. window: on paper, cut off at the picture's edge. side: on paper, not cut off.

    own: how much each pixel of the picture counts, (h, w), mean over all maps; noise: the same, mean over pictures of noise.
    Both have the sum 1. support: the smallest window around all pixels that count, for some of these pictures.
    """

    window: Window
    side: tuple[int, int]
    own: Array
    noise: Array
    support: Window

    @property
    def core(self) -> float:
        """Share of the window's area that holds 90 % of what counts, for noise: an even window has 0.9."""
        top, left, bottom, right = self.window
        falling = np.sort(self.noise.ravel())[::-1].cumsum()
        return float((np.searchsorted(falling, MASS) + 1) / ((bottom - top) * (right - left)))

    def profile(self) -> tuple[Array, Array]:
        """How much each column counts, (w,), and the bell of the same middle and width."""
        seen, x = self.noise.sum(axis=0), np.arange(self.noise.shape[1])
        middle = (seen * x).sum()
        deviation = max(float(np.sqrt((seen * (x - middle) ** 2).sum())), 1e-6)
        bell = np.exp(-(((x - middle) / deviation) ** 2) / 2)
        return seen, bell / bell.sum()


def reach(model: nn.Module, image: NDArray[np.float32], name: str, row: int, column: int, seed: int = 0) -> Reach:
    """How far the units of a layer at a place see, for a picture (c, h, w). Errors: `VizlabError` for no such layer or place."""
    place = field(model, name, image.shape)
    noise = np.random.default_rng(seed).random((NOISES, *image.shape), dtype=np.float32)
    counts = gradients(model, np.concatenate([image[None], noise]), [name], (row, column))[name]
    own, rest = counts[0], counts[1:].mean(axis=0)
    return Reach(place.window(row, column), place.side, _shares(own), _shares(rest), support(own + rest))


def gradients(
    model: nn.Module, pictures: NDArray[np.float32], names: Sequence[str], at: tuple[int, int] | None = None
) -> dict[str, Array]:
    """Layer -> how much each pixel of pictures (n, c, h, w) moves its units at a place, None for the middle: (n, h, w).

    Of the sum of their squares, absolute values added up over colours. Errors: `VizlabError` if there is no such place.
    """
    batch = torch.from_numpy(pictures).to(next(model.parameters()).device).requires_grad_()
    seen: dict[str, Tensor] = {}
    with ExitStack() as stack:
        stack.enter_context(inspected(model))
        for name in names:  # a copy, for what comes after may work in place
            hook = lambda module, inputs, output, name=name: seen.update({name: output.clone()})  # noqa: E731
            stack.enter_context(hooked(model.get_submodule(name), hook))
        model(batch)
        return {
            name: _counted(batch, maps.reshape(*maps.shape[:2], *(maps.shape[2:] or (1, 1))), at) for name, maps in seen.items()
        }


def growth(model: nn.Module, shape: tuple[int, ...], seed: int = 0) -> dict[str, list[tuple[str, int]]]:
    """ "on paper" and "measured": (layer, longer side of its window in px), cut off at the picture, for units in the middle.

    Measured over pictures of noise; left out where that would take more than about a second.
    """
    found = anatomy(model, shape)
    names, sides = found.sides()
    longest = max(shape[1:])
    paper = [(name, min(side, longest)) for name, side in zip(names, sides, strict=True)]
    if work(found, names) > BUDGET:
        return {"on paper": paper}
    noise = np.random.default_rng(seed).random((NOISES // 4, *shape), dtype=np.float32)
    counts = gradients(model, noise, names)
    return {"on paper": paper, "measured": [(name, _longer(support(counts[name].mean(axis=0)))) for name in names]}


def work(found: Anatomy, names: Sequence[str]) -> float:
    """About how many multiply-adds `growth` takes: one pass forward, and two back from each of the layers."""
    return found.multiply_adds * (1 + len(names)) * NOISES / 4


def support(counts: Array) -> Window:
    """The smallest window around all values (h, w) that are not zero; of nothing if all are."""
    rows, columns = np.nonzero(counts)
    if not rows.size:
        return 0, 0, 0, 0
    return int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1


def stacks(side: int, channels: int, most: int = 5) -> dict[str, list[int]]:
    """Layers of side x side kernels on each other, against one layer that sees as far: fields in px, and weights by torch.

    Two of 3 x 3 see 5 x 5 with 18 C^2 weights instead of 25 C^2. Biases are left out. Errors: `VizlabError` for a side below 2.
    """
    if side < 2 or channels < 1:
        raise VizlabError(f"The kernel's side must be 2 or more and there must be a channel; got {side} and {channels}.")
    table: dict[str, list[int]] = {"layers": [], "field on paper": [], "field measured": [], "weights": [], "of one layer": []}
    for layers in range(1, most + 1):
        field_px = 1 + layers * (side - 1)
        row = (layers, field_px, _stacked(side, layers), layers * _weights(side, channels), _weights(field_px, channels))
        for column, value in zip(table.values(), row, strict=True):
            column.append(value)
    return table


def _counted(batch: Tensor, maps: Tensor, at: tuple[int, int] | None) -> Array:
    h, w = maps.shape[2:]
    row, column = at or (h // 2, w // 2)
    if not (0 <= row < h and 0 <= column < w):
        raise VizlabError(f"The layer's maps have {h} rows and {w} columns; got row {row}, column {column}.")
    total = (maps[:, :, row, column] ** 2).sum()
    return torch.autograd.grad(total, batch, retain_graph=True)[0].abs().sum(dim=1).double().cpu().numpy()


def _shares(counts: Array) -> Array:
    return np.asarray(counts / max(float(counts.sum()), 1e-300))


def _longer(window: Window) -> int:
    return max(window[2] - window[0], window[3] - window[1])


def _weights(side: int, channels: int) -> int:
    return nn.Conv2d(channels, channels, side, bias=False, device="meta").weight.numel()


def _stacked(side: int, layers: int) -> int:
    """The side of the gradient of one output of as many convolutions of ones."""
    size = 2 * layers * side + 1
    pixels = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    values: Tensor = pixels
    for _ in range(layers):
        values = nn.functional.conv1d(values, torch.ones(1, 1, side, dtype=torch.float64))
    (slope,) = torch.autograd.grad(values[0, 0, values.shape[-1] // 2], pixels)
    return int((slope != 0).sum())
