"""A data set's card: what it is, how much of it there is, and figures of what is in it, as plain values for a page to show."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab import data

PER_CLASS = 8  # samples named for each class
MEASURED = 500  # examples at most that the figures are taken of: 0.2 s and 50 MB for pictures of 64 pixels


@dataclass(frozen=True)
class Figures:
    """What was measured. Each tuple has one value a channel (pixels in [0, 1]) or feature (in its own unit).

    counts: training examples of each class. samples: for each class the indices of some of its examples in the test set,
    always the same. measured: how many examples of the test set, spread evenly over it, the mean and the others were taken of.
    """

    counts: tuple[int, ...]
    samples: tuple[tuple[int, ...], ...]
    measured: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Card:
    """One data set as a page shows it. figures: None while the data is not on this machine.

    shape: of one input, (c, h, w) or (d,). parts: what the figures' values stand for: colours, or names of features.
    download_bytes: what a first use fetches, 0 if it comes with the packages.
    """

    name: str
    about: str
    licence: str
    source: str
    version: int
    n_train: int
    n_test: int
    download_bytes: int
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    parts: tuple[str, ...]
    figures: Figures | None

    @property
    def is_images(self) -> bool:
        """Whether an input is an image, not a point."""
        return len(self.shape) == 3


def card(name: str) -> Card:
    """The card of a data set; figures are computed once a process. Errors: `VizlabError` if there is none of this name."""
    entry = data.find(name)
    return Card(
        name=name,
        about=entry.about,
        licence=entry.licence,
        source=entry.source,
        version=entry.version,
        n_train=entry.n_train,
        n_test=entry.n_test,
        download_bytes=entry.download_bytes,
        shape=entry.shape,
        classes=entry.classes,
        parts=_parts(entry),
        figures=_figures(name, entry.version) if data.is_ready(name) else None,
    )


def _parts(entry: data.DataSet) -> tuple[str, ...]:
    if entry.is_images:
        return ("grey",) if entry.shape[0] == 1 else ("red", "green", "blue")
    return entry.features or tuple(f"feature {number}" for number in range(1, entry.shape[0] + 1))


@functools.lru_cache(maxsize=32)
def _figures(name: str, version: int) -> Figures:
    """version: so that a data set which was replaced is measured anew."""
    split, classes = data.load(name), data.find(name).classes
    counts, labels = data.class_counts(name), split.test.labels
    samples = tuple(tuple(np.flatnonzero(labels == index)[:PER_CLASS].tolist()) for index in range(len(classes)))
    some = np.asarray(split.test.inputs[:: -(-len(labels) // MEASURED)])
    rows = _rows(some)
    columns = (rows.mean(0), rows.std(0), rows.min(0), rows.max(0))
    return Figures(tuple(counts), samples, len(some), *(tuple(column.tolist()) for column in columns))


def _rows(some: NDArray[Any]) -> NDArray[np.float64]:
    """Images (n, c, h, w) or points (n, d) as rows of channels, in [0, 1], or of features."""
    if some.ndim == 2:
        return some.astype(np.float64)
    levels = np.moveaxis(some, 1, -1).reshape(-1, some.shape[1])
    shares: NDArray[np.float64] = levels / np.float64(np.iinfo(some.dtype).max)
    return shares
