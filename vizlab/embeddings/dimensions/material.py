"""The points that the view High dimension looks at: pictures that are here, few enough to be looked at while one waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images
from vizlab.embeddings import sources

N = 1000  # pictures at most
WIDEST, SMALL = 32, 16  # pixels of a side: pictures are averaged down to it, further where every pair of pixels is looked at


@dataclass(frozen=True)
class Material:
    """features (n, d), float64, pixels in [0, 1]; shape: (c, h, w) of a picture; labels (n,); classes: their names."""

    features: torch.Tensor
    shape: tuple[int, int, int]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]


def offered() -> dict[str, str]:
    """Name -> title of every source of pictures that is here."""
    return {name: title for name, title in sources.titles().items() if sources.find(name).noun == "picture"}


def read(name: str, *, small: bool = False) -> Material:
    """The first pictures of a source. small: in grey, of at most `SMALL` pixels of a side. Errors: not here."""
    rows = sources.rows(name, N)
    pixels = images.unit(torch.from_numpy(rows.inputs))
    pixels = pixels.mean(1, keepdim=True) if small else pixels
    while max(pixels.shape[2:]) > (SMALL if small else WIDEST):
        pixels = torch.nn.functional.avg_pool2d(pixels, 2)
    c, h, w = pixels.shape[1:]
    pixels = pixels.double()
    return Material(pixels.flatten(1), (c, h, w), rows.labels, rows.classes)


def as_pictures(values: Any, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Rows (n, d) in [0, 1], cut off at both ends, as pictures (n, h, w, 3) or (n, h, w)."""
    pixels = (np.asarray(values).clip(0, 1) * 255).round().astype(np.uint8).reshape(-1, *shape)
    moved: NDArray[np.uint8] = pixels[:, 0] if shape[0] == 1 else pixels.transpose(0, 2, 3, 1)
    return moved


def firsts(known: Material) -> dict[str, int]:
    """The first picture of each class that there is."""
    return {
        name: int(np.flatnonzero(known.labels == label)[0]) for label, name in enumerate(known.classes) if label in known.labels
    }
