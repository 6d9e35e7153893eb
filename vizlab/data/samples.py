"""A few examples of a data set to look at, also where the data set itself has not been downloaded yet."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from vizlab import data, images
from vizlab.data import shapes
from vizlab.data.examples import Examples
from vizlab.errors import VizlabError

COUNT = 200
CROWD = 1000
_STRIPS = Path(__file__).resolve().parents[2] / "assets" / "samples"


def samples(name: str) -> Examples:
    """What pages offer of a data set, always the same: pictures that come with vizlab, else the first 200 of the test set.

    Of a set that must be downloaded first, and of which vizlab brings none, or that is no longer here: none (n = 0).
    """
    if not data.is_known(name):
        return Examples(np.empty((0, 1), np.uint8), np.empty(0, np.int64))
    if come_along(name):
        return _strip(_STRIPS / f"{name.lower()}.png", data.find(name).shape)
    if not data.is_ready(name):
        return Examples(np.empty((0, *data.find(name).shape), np.uint8), np.empty(0, np.int64))
    test = data.load(name).test
    return Examples(np.array(test.inputs[:COUNT]), np.array(test.labels[:COUNT]))


def come_along(name: str) -> bool:
    """Whether pictures of this data set come with vizlab, also where it has not been downloaded."""
    return (_STRIPS / f"{name.lower()}.png").exists()


def crowd(name: str) -> Examples:
    """Enough examples for statistics: a thousand that come with vizlab, as many of each class, else `samples`."""
    path = _STRIPS / f"{name.lower()}-crowd.png"
    return _strip(path, data.find(name).shape) if path.exists() else samples(name)


def ship_crowd(name: str, folder: Path = _STRIPS) -> Path:
    """Write the first test pictures of each class, `CROWD` in all, as `crowd` reads them; they must be grey. The file."""
    test = data.load(name).test
    classes = range(len(data.find(name).classes))
    chosen = np.stack([np.flatnonzero(test.labels == index)[: CROWD // len(classes)] for index in classes], axis=1).ravel()
    pictures = np.array(test.inputs[chosen])[:, 0]
    target = folder / f"{name.lower()}-crowd.png"
    Image.fromarray(pictures.transpose(1, 0, 2).reshape(pictures.shape[1], -1)).save(target, optimize=True)
    return target


def drawn(name: str, index: int) -> shapes.Drawn | None:
    """All that is known of the index-th sample of Shapes (n = 1): its masks, tag and second object; None of other data sets."""
    planted = shapes.planted(name)
    return None if planted is None else shapes.draw_test(planted, index)


def scene(name: str, seed: int) -> shapes.Drawn | None:
    """Two objects of different classes in one picture (n = 1), as many as there are seeds; None but of Shapes."""
    planted = shapes.planted(name)
    return None if planted is None else shapes.draw(1, dataclasses.replace(planted, second=True), seed)


def scene_picture(name: str, seed: int) -> torch.Tensor:
    """The same picture as a network gets it: (c, h, w), float32 in [0, 1]. Errors: `VizlabError` but of Shapes."""
    drawn = scene(name, seed)
    if drawn is None:
        raise VizlabError(f"Two objects are drawn for networks of Shapes only; got {name}.")
    return images.unit(torch.from_numpy(drawn.images[0]))


def by_class(name: str, first: int = 0, count: int = 20, each: int = 8) -> list[NDArray[Any]]:
    """The first few samples of `count` classes from `first` on, as (n, c, h, w) or (n, d) for each class; n may be 0."""
    classes = range(len(data.find(name).classes))[first : first + count]
    known = data.load(name).test if data.is_ready(name) else samples(name)
    return [np.array(known.inputs[np.flatnonzero(known.labels == index)[:each]]) for index in classes]


def picture(name: str, index: int) -> torch.Tensor:
    """The index-th sample of a data set of images as a network gets it: (c, h, w), float32 in [0, 1]."""
    return images.unit(torch.from_numpy(samples(name).inputs[index]))


def test_inputs(name: str, indices: list[int]) -> NDArray[Any]:
    """Inputs of the test set by index: (n, c, h, w) uint8 or (n, d) float32."""
    return np.array(data.load(name).test.inputs[indices])


def test_picture(name: str, index: int) -> torch.Tensor:
    """One picture of the test set as a network gets it: (c, h, w), float32 in [0, 1]."""
    return images.unit(torch.from_numpy(test_inputs(name, [index])[0]))


def _strip(path: Path, shape: tuple[int, ...]) -> Examples:
    """Pictures side by side in one PNG, class after class in turn (0, 1, ... 9, 0, 1, ...)."""
    pixels = np.asarray(Image.open(path))
    _, h, w = shape
    pictures = pixels.reshape(h, -1, w).transpose(1, 0, 2)[:, None]
    return Examples(np.ascontiguousarray(pictures), np.arange(len(pictures)) % 10)
