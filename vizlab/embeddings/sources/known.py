"""A source by its name: what it is called, how much there is of it, and its rows.

Names: those of the data sets and `mine/<id>`; `<data set> sample`, the pictures that come with vizlab where the set has not been
downloaded; `table/<checksum>` (see `tables`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab import data
from vizlab.data import samples
from vizlab.data.examples import Examples
from vizlab.embeddings.sources import tables
from vizlab.errors import VizlabError

LEAST = 21  # rows of a map: its numbers ask for ten neighbours among more than twice as many
SAMPLE = " sample"  # ends the names of what comes along
MOST_COLUMNS = 200  # that points can be coloured by


@dataclass(frozen=True)
class Source:
    """What is known of a source without its rows. data: the data set it is of, "" for a table; noun: what a row of it is."""

    name: str
    title: str
    noun: str
    n: int
    data: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """inputs: (n, c, h, w) uint8 or (n, d) float; labels (n,), below the number of classes. See `features.Items`."""

    inputs: NDArray[Any]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    names: tuple[str, ...] = ()
    columns: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def titles() -> dict[str, str]:
    """What can be laid out now: name -> what it is called; tables are only for those who know their names."""
    found = {}
    for name, title in data.titles().items():
        if data.is_ready(name):
            found[name] = title
        elif sample := _sample(name):
            found[sample] = f"{title}: {len(samples.crowd(name)):,} that come along"
    return found


def at_hand(name: str) -> str:
    """The source that stands for a data set now: itself, else what comes along of it; "" if there is nothing of it here."""
    if not data.is_known(name):
        return ""
    return name if data.is_ready(name) else _sample(name)


def few(name: str) -> str:
    """The source of a thousand rows of a data set: what comes along, the same for everybody; else as `at_hand`."""
    return _sample(name) or at_hand(name)


def find(name: str) -> Source:
    """The source of a name. Errors: `VizlabError` if there is none, or it has too few rows."""
    if name.startswith(tables.PREFIX):
        found = tables.overview(name)
        source = Source(name, found.title, "row", found.n, "", found.classes)
    elif name.endswith(SAMPLE):
        of = name.removesuffix(SAMPLE)
        if not samples.come_along(of):
            raise VizlabError(f"No pictures of {of!r} come along with vizlab.")
        n = len(samples.crowd(of))
        source = Source(name, f"{of}: {n:,} that come along", "picture", n, of, data.find(of).classes)
    else:
        known = data.find(name)
        n = known.n_test + known.n_train
        title, noun = data.titles().get(name, name), "picture" if known.is_images else "point"
        source = Source(name, title, noun, n, name, known.classes)
    if source.n < LEAST:
        raise VizlabError(f"A map needs at least {LEAST} rows; “{source.title}” has {source.n}.")
    return source


def is_here(name: str) -> bool:
    """Whether `rows` has something to read, by a look at the shelf only."""
    if name.startswith(tables.PREFIX):
        return tables.is_here(name)
    if name.endswith(SAMPLE):
        return samples.come_along(name.removesuffix(SAMPLE))
    return data.is_known(name) and data.is_ready(name)


def rows(name: str, n: int) -> Rows:
    """n rows of a source: of a data set the first of its test half, then of the other; of a table some drawn blindly.

    Errors: `VizlabError` if it is not here (any more), or cannot be laid out.
    """
    source = find(name)
    if name.startswith(tables.PREFIX):
        return Rows(**vars(tables.read(name, n)))
    inputs, labels = _first(samples.crowd(source.data) if name.endswith(SAMPLE) else data.load(name), n)
    known = data.find(source.data)
    if known.is_images:
        columns = {"brightness": inputs.reshape(len(inputs), -1).mean(1) / np.iinfo(np.uint8).max}
    else:
        columns = {known.features[at]: inputs[:, at].astype(np.float64) for at in range(min(len(known.features), MOST_COLUMNS))}
        inputs = inputs if inputs.shape[1] == 2 else tables.scaled(inputs)
    return Rows(inputs, labels, known.classes, tuple(known.classes[label] for label in labels), columns)


def _first(known: data.Split | Examples, n: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The first n inputs and labels: of the test set, and where it is small of the training set after it."""
    first = known if isinstance(known, Examples) else known.test
    parts = [first] if isinstance(known, Examples) or len(first) >= n else [first, known.train]
    inputs = np.concatenate([np.asarray(part.inputs[:n]) for part in parts])[:n]
    return inputs, np.concatenate([part.labels[:n] for part in parts])[:n].astype(np.int64)


def _sample(name: str) -> str:
    return f"{name}{SAMPLE}" if samples.come_along(name) else ""
