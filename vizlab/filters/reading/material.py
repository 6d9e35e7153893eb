"""Pictures to measure a network with: whatever is at hand, fitted to what the network takes.

The digits always are; a set that must be downloaded once it is here, else as far as samples of it come with vizlab;
photographs come with a package and have no labels. To add a crop of photographs: a line in `CROPS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from vizlab import data, images
from vizlab.data import samples
from vizlab.errors import VizlabError

PHOTOGRAPHS = "Photographs"
ALWAYS = "digits"


@dataclass(frozen=True)
class Pictures:
    """inputs (n, c, h, w), float32 in [0, 1]; labels (n,), -1 where there are none; classes: their names. source: in words."""

    inputs: torch.Tensor
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    source: str

    def __len__(self) -> int:
        """The number of pictures, n."""
        return len(self.labels)


def at_hand(own: str, *, labelled: bool = True) -> list[str]:
    """Names of what `gather` can give now: the network's own data first, if there is any of it, then the others.

    own: the data that a network was trained on. labelled: without the photographs.
    """
    ready = [name for name, known in data.DATASETS.items() if known.is_images and data.is_ready(name)]
    first = [own] if data.is_known(own) and (data.is_ready(own) or samples.come_along(own)) else []
    return list(dict.fromkeys([*first, ALWAYS, *ready])) + ([] if labelled else [PHOTOGRAPHS])


def complete(name: str) -> bool:
    """Whether a data set is here as a whole, not only as the samples that come with vizlab."""
    return data.is_known(name) and data.is_ready(name)


def gather(name: str, shape: tuple[int, ...], n: int) -> Pictures:
    """The first n pictures of a set, fitted to (c, h, w): its test set, where that is small the training set after it.

    Errors: `VizlabError` if none of it is here.
    """
    if name == PHOTOGRAPHS:
        return _photographs(shape, n)
    known, (pixels, labels, source) = data.find(name), _taken(name, n)
    if not len(labels):
        raise VizlabError(f"{name} must be downloaded on the page Train first; it is not here.")
    return Pictures(fitted(images.unit(torch.from_numpy(pixels)), shape), labels, known.classes, source)


def fitted(inputs: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    """Pictures (n, c, h, w) as (n, *shape): colours averaged to grey or grey taken for all three, sides resized."""
    if inputs.shape[1] != shape[0]:
        inputs = inputs.mean(dim=1, keepdim=True).expand(-1, shape[0], -1, -1)
    if tuple(inputs.shape[2:]) == tuple(shape[1:]):
        return inputs.contiguous()
    return functional.interpolate(inputs, size=tuple(shape[1:]), mode="bilinear", antialias=True).clamp(0, 1)


def _taken(name: str, n: int) -> tuple[NDArray[Any], NDArray[np.int64], str]:
    """Pixels, labels, and what they are in words."""
    if not data.is_ready(name):
        known = samples.crowd(name)
        return known.inputs[:n], known.labels[:n], f"{min(n, len(known))} test pictures of {name} that come with vizlab"
    split = data.load(name)
    pixels, labels = np.array(split.test.inputs[:n]), np.array(split.test.labels[:n])
    if len(labels) == n:
        return pixels, labels, f"{n:,} test pictures of {name}"
    more = n - len(labels)
    pixels = np.concatenate([pixels, split.train.inputs[:more]])
    labels = np.concatenate([labels, split.train.labels[:more]])
    return pixels, labels, f"{len(labels):,} pictures of {name}"


def _photographs(shape: tuple[int, ...], n: int) -> Pictures:
    """Crop after crop of every photograph, so that even the first few differ."""
    found = [images.photograph(label) for label in images.PHOTOGRAPHS]
    c, h, w = shape
    crops = [images.fit(picture, (c, h, w), zoom=zoom, x=x, y=y) for zoom, x, y in CROPS for picture in found][:n]
    return Pictures(torch.stack(crops), np.full(len(crops), -1), (), f"{len(crops)} crops of {len(found)} photographs")


CROPS: tuple[tuple[float, float, float], ...] = (  # zoom, place from left to right, from top to bottom
    (1.0, 0.5, 0.5),
    (2.0, 0.25, 0.25),
    (2.0, 0.75, 0.75),
    (4.0, 0.5, 0.5),
)
