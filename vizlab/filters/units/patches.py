"""The parts of pictures that a unit saw when it answered most, and the kernel behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab import images, library
from vizlab.filters.layers import kernels
from vizlab.filters.places import Field, field
from vizlab.filters.units import pool
from vizlab.filters.units.survey import Survey
from vizlab.filters.units.traced import Array, Place, Window, Wiped, as_pixels, traced, wipe
from vizlab.models.anatomy import anatomy

SLICES = 8  # of a deep kernel that are shown
LONGEST = 14  # characters of a class above a picture
DRAWS = 10  # random choices of pixels to wipe out


@dataclass(frozen=True)
class Nine:
    """The strongest pictures of a unit, up to nine, strongest first.

    pictures (n, c, h, w), uint8; places: of the strongest value in each, windows: what that value sees; labels (n,).
    """

    pictures: NDArray[np.uint8]
    places: list[Place]
    windows: list[Window]
    field: Field
    activations: list[str]
    names: list[str]
    hover: list[str]

    def patches(self) -> list[NDArray[np.uint8]]:
        """What the unit saw of each, (side, side, 4)."""
        return [self.crop(picture, at) for at, picture in enumerate(self.pictures)]

    def wholes(self) -> list[NDArray[np.uint8]]:
        """The whole pictures, (h, w, 4)."""
        return [opaque(picture) for picture in self.pictures]

    def crop(self, picture: NDArray[Any], at: int) -> NDArray[np.uint8]:
        """What the value at a place saw of a picture (c, h, w), uint8."""
        return crop(picture, self.field, self.places[at].row, self.places[at].column)


def nine(model: library.Model, found: Survey, layer: str, unit: int) -> Nine:
    """The strongest pictures of a unit with all that is shown of them."""
    top = found.top(layer, unit)
    known = pool.draw(model, found.recipe)
    with model.lock:
        seen = field(model.network, layer, model.shape)
    places = [Place(layer, unit, int(row), int(column)) for row, column in zip(top.rows, top.columns, strict=True)]
    names = [model.classes[label] if label >= 0 else "" for label in known.labels[top.pictures]]
    words = [
        f"{name or 'picture'} {number}<br>activation {value:.4g} at row {place.row}, column {place.column}"
        for name, number, value, place in zip(names, top.pictures, top.values, places, strict=True)
    ]
    short = [name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in names]
    windows = [seen.window(place.row, place.column) for place in places]
    pictures = np.array(known.inputs[top.pictures])
    return Nine(pictures, places, windows, seen, [f"{value:.3g}" for value in top.values], short, words)


def traces(model: library.Model, found: Nine, rule: str) -> list[Array]:
    """For each of the pictures what a rule of `backward_rules.RULES` hands back to its pixels, (c, h, w)."""
    inputs = images.unit(torch.from_numpy(found.pictures)).numpy()
    with model.lock:
        return [traced(model.network, picture, place, rule) for picture, place in zip(inputs, found.places, strict=True)]


def traced_patches(found: Nine, marks: Sequence[Array]) -> list[NDArray[np.uint8]]:
    """The maps of `traces` as pictures, cut out where the unit looked."""
    return [found.crop(as_pixels(each), at) for at, each in enumerate(marks)]


def wiped(model: library.Model, found: Nine, marks: Sequence[Array], share: float, seed: int) -> list[Wiped]:
    """For each of the pictures what is left of the activation without the pixels that are marked most, or without others."""
    inputs = images.unit(torch.from_numpy(found.pictures)).numpy()
    with model.lock:
        return [
            wipe(model.network, inputs[at], place, marks[at], found.windows[at], share=share, draws=DRAWS, seed=seed + at)
            for at, place in enumerate(found.places)
        ]


def outside(found: Nine, marks: Sequence[Array]) -> float:
    """The largest absolute value of the maps outside what the unit sees: zero, if the field is right."""
    largest = 0.0
    for (top, left, bottom, right), each in zip(found.windows, marks, strict=True):
        rest = np.abs(each)
        rest[:, top:bottom, left:right] = 0
        largest = max(largest, float(rest.max()))
    return largest


def crop(picture: NDArray[Any], place: Field, row: int, column: int) -> NDArray[np.uint8]:
    """What a value sees of a picture (c, h, w), as pixels with alpha (side, side, 4): clear where it sees beyond the edge.

    A value that sees more than the picture gets all of it.
    """
    top, left, bottom, right = place.window(row, column)
    (rows, columns), (h, w) = place.side, picture.shape[1:]
    found = np.zeros((min(rows, h), min(columns, w), 4), np.uint8)
    y = top if rows >= h else top - place.first[0] - place.jump[0] * row
    x = left if columns >= w else left - place.first[1] - place.jump[1] * column
    found[y : y + bottom - top, x : x + right - left] = opaque(picture[:, top:bottom, left:right])
    return found


def opaque(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """A picture (c, h, w), uint8, c 1 or 3, as pixels with alpha (h, w, 4)."""
    _, h, w = picture.shape
    found = np.full((h, w, 4), 255, np.uint8)
    found[:, :, :3] = np.broadcast_to(picture, (3, h, w)).transpose(1, 2, 0)
    return found


@dataclass(frozen=True)
class Kernel:
    """The kernel behind a unit. layer: of its convolution. weights (in, kh, kw). inputs: the maps with the largest slices."""

    layer: str
    weights: NDArray[np.float32]
    inputs: list[int]


def kernel(model: nn.Module, layer: str, unit: int, shape: tuple[int, ...]) -> Kernel | None:
    """The kernel of the convolution whose map a unit is, normed, rectified or pooled; None where there is none such."""
    found = anatomy(model, shape)
    at = found.find(layer)
    while at is not None and not isinstance(model.get_submodule(at.name), nn.Conv2d):
        is_of_one = len(at.inputs) == 1 and at.inputs[0] >= 0 and (not at.weights or at.kind == "batch norm")
        before = found.layers[at.inputs[0]] if is_of_one else None
        at = before if before and before.shape[0] == at.shape[0] else None
    if at is None:
        return None
    weights = kernels(model, at.name)[unit]
    lengths = np.linalg.norm(weights.reshape(len(weights), -1), axis=1)
    return Kernel(at.name, weights, np.argsort(-lengths, kind="stable")[:SLICES].tolist())
