"""Tables of a visitor's own (CSV, TSV): kept in the store under their checksum, so that a link makes the same map again.

`table/<checksum>` names one; `table/<checksum>/3` takes column 3 (from 0) for the class, `/none` takes none, else the likeliest
is taken. Columns of numbers are scaled to deviation 1, words become a column of 0 and 1 each; the class is no feature.
"""

from __future__ import annotations

import functools
import hashlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from vizlab.data.own.names import plain_name
from vizlab.data.own.profile import Limits, Table, is_missing, read_table, to_number
from vizlab.data.own.table import LABEL_WORDS, block, standardised, suggested_label
from vizlab.data.own.thinning import thinned
from vizlab.errors import VizlabError
from vizlab.store import Store, default_store

PREFIX = "table/"
NO_CLASS = "none"
MOST_BYTES, KEPT_ROWS, KEPT_BYTES = 100_000_000, 20_000, 6_000_000  # of what is brought; of what is read and kept
LIMITS = Limits(size_bytes=2 * KEPT_BYTES, rows=KEPT_ROWS, columns=4096, cells=4_000_000, least_rows=3)
MOST_FEATURES, MOST_COLUMNS = 4096, 200
UNKNOWN = "unknown"  # the class of rows that name none
_NAME = re.compile(r"table/([0-9a-f]{16})(?:/(\d{1,4}|none))?")
_FILE = "table.csv"


@dataclass(frozen=True)
class Overview:
    """What a kept table is, for pickers. n: rows kept; label: the class column, None if none; labels: those that could be."""

    title: str
    n: int
    classes: tuple[str, ...]
    label: int | None
    labels: Mapping[int, str]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TableRows:
    """The rows of a table: fields as of `known.Rows`."""

    inputs: NDArray[np.float32]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, NDArray[np.float64] | NDArray[np.str_]]
    notes: tuple[str, ...]


def keep(data: bytes, file_name: str, store: Store | None = None) -> str:
    """Keep a table, of a long one `KEPT_ROWS` rows drawn blindly; its name. Errors: `VizlabError` if it cannot be a map."""
    if len(data) > MOST_BYTES:
        raise VizlabError(f"A table may have at most {MOST_BYTES / 1e6:.0f} MB; got {len(data) / 1e6:.1f} MB.")
    name = PREFIX + hashlib.sha256(data).hexdigest()[:16]
    few, lines = thinned(data, KEPT_ROWS, KEPT_BYTES)
    table = _read(few)
    _check(table, _label(table, ""))
    title = plain_name(PurePath(file_name).stem)
    meta = {"title": title, "rows": lines - table.profile.has_header, "is_whole": len(few) == len(data)}
    (store or default_store()).write(_key(name), {_FILE: few}, meta)
    return name


def is_here(name: str, store: Store | None = None) -> bool:
    """Whether a table of this name is kept; False also for what is no name at all."""
    return bool(_NAME.fullmatch(name)) and (store or default_store()).meta(_key(name)) is not None


def overview(name: str, store: Store | None = None) -> Overview:
    """What is known of a kept table. Errors: `VizlabError` if it is not here (any more), or has no such column."""
    table, title, notes = _kept(name, store)
    label = _label(table, _wanted(name))
    classes = _classes(table, label)[0]
    labels = {at: table.profile.columns[at].name for at in suggested_label(table.profile.columns)}
    return Overview(title, table.profile.n_rows, classes, label, labels, (*notes, *_told(table, label)))


def read(name: str, n: int, store: Store | None = None) -> TableRows:
    """n rows of a kept table, drawn blindly, in their order. Errors: those of `overview`, and too little to lay out."""
    table, _, notes = _kept(name, store)
    label = _label(table, _wanted(name))
    _check(table, label)
    chosen = sorted(random.Random(0).sample(range(table.profile.n_rows), min(n, table.profile.n_rows)))
    features = np.concatenate([block(table, at)[1] for at in _features(table, label)], axis=1)[chosen]
    classes, labels = _classes(table, label)
    columns = {table.profile.columns[at].name: _shown(table, at)[chosen] for at in _colours(table)}
    names = _names(table)
    return TableRows(
        inputs=scaled(features),
        labels=labels[chosen],
        classes=classes,
        names=tuple(names[at] for at in chosen),
        columns=columns,
        notes=(*notes, *_told(table, label)),
    )


def scaled(features: NDArray[np.floating]) -> NDArray[np.float32]:
    """Features (n, d) with mean 0 and deviation 1 each; missing ones (NaN) at the mean."""
    return standardised(np.asarray(features, np.float64), np.arange(len(features)))[0]


def _kept(name: str, store: Store | None) -> tuple[Table, str, tuple[str, ...]]:
    """A kept table, its title, and what was left out when it was kept."""
    found = (store or default_store()).read(_key(name))
    if found is None:
        raise VizlabError("This table is not kept here (any more); upload it again.")
    table = _read(found.files[_FILE])
    kept, rows = table.profile.n_rows, int(found.meta["rows"])
    notes = () if found.meta["is_whole"] else (f"{kept:,} of {rows:,} rows, drawn blindly.",)
    return table, str(found.meta["title"]), notes


@functools.lru_cache(maxsize=2)  # what is kept is asked for at once, and several times
def _read(data: bytes) -> Table:
    return read_table(data, LIMITS)


def _key(name: str) -> str:
    match = _NAME.fullmatch(name)
    if not match:
        raise VizlabError(f"A table of one's own is named like table/0123456789abcdef; got {name[:40]!r}.")
    return f"tables/{match[1]}"


def _wanted(name: str) -> str:
    match = _NAME.fullmatch(name)
    return (match[2] or "") if match else ""


def _label(table: Table, wanted: str) -> int | None:
    """The column that says the class. Errors: `VizlabError` if the one that is wanted cannot."""
    columns = table.profile.columns
    able = suggested_label(columns)
    if wanted in ("", NO_CLASS):
        likely = [at for at in able if columns[at].kind == "category" or columns[at].name.casefold() in LABEL_WORDS]
        return likely[0] if likely and not wanted else None
    if int(wanted) not in able:
        raise VizlabError(f"Column {wanted} of the table cannot say the class; these can: {', '.join(map(str, able)) or 'none'}.")
    return int(wanted)


def _features(table: Table, label: int | None) -> list[int]:
    return [at for at, column in enumerate(table.profile.columns) if column.kind in ("number", "category") and at != label]


def _colours(table: Table) -> list[int]:
    """Columns that points can be coloured by."""
    kinds = ("number", "category", "counter")
    return [at for at, column in enumerate(table.profile.columns) if column.kind in kinds][:MOST_COLUMNS]


def _check(table: Table, label: int | None) -> None:
    """Check that there are at least two numbers a row. Errors: `VizlabError`."""
    columns, features = table.profile.columns, _features(table, label)
    numbers = sum(1 if columns[at].kind == "number" else columns[at].distinct for at in features)
    if not 2 <= numbers <= MOST_FEATURES:
        of = "columns of numbers that differ from row to row, or of up to 50 words"
        raise VizlabError(f"A map needs 2 to {MOST_FEATURES:,} numbers a row, from {of}; this table gives {numbers:,}.")


def _classes(table: Table, label: int | None) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Class names, numbers by size, and each row's index; one class for all where no column says it."""
    if label is None:
        return ("all rows",), np.zeros(table.profile.n_rows, np.int64)
    words = [UNKNOWN if is_missing(cell) else plain_name(cell) for cell in table.cells[label]]
    is_number, decimal = table.profile.columns[label].kind == "number", table.profile.decimal
    size = {word: (to_number(word, decimal) or 0.0) if is_number else 0.0 for word in set(words)}
    names = sorted(size, key=lambda name: (name == UNKNOWN, size[name], name))
    place = {name: index for index, name in enumerate(names)}
    return tuple(names), np.array([place[word] for word in words], np.int64)


def _shown(table: Table, at: int) -> NDArray[np.float64] | NDArray[np.str_]:
    """A column as it colours points: numbers (NaN where missing), or words."""
    if table.profile.columns[at].kind == "category":
        return np.array([UNKNOWN if is_missing(cell) else plain_name(cell) for cell in table.cells[at]])
    return np.array(table.numbers(at), np.float64)


def _names(table: Table) -> list[str]:
    """What each row is called: by the first column of different words, else by its number."""
    columns = table.profile.columns
    texts = [at for at, column in enumerate(columns) if column.kind == "text" and column.distinct > table.profile.n_rows / 2]
    if not texts:
        return [f"row {number}" for number in range(1, table.profile.n_rows + 1)]
    return [plain_name(cell) for cell in table.cells[texts[0]]]


def _told(table: Table, label: int | None) -> tuple[str, ...]:
    """Sentences on what of a table is no part of the map."""
    columns, told = table.profile.columns, []
    gone = {kind: [column.name for column in columns if column.kind == kind] for kind in _LEFT_OUT}
    told += [f"{_LEFT_OUT[kind]} left out: {_listed(names)}." for kind, names in gone.items() if names]
    if table.profile.skipped:
        told.append(f"Rows of another length left out: {len(table.profile.skipped):,}.")
    filled = sum(columns[at].missing for at in _features(table, label))
    if filled:
        told.append(f"Missing values, {filled:,} in all, are put at the mean of their column.")
    return tuple(told)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4:,} more" if len(names) > 4 else "")


_LEFT_OUT: dict[str, str] = {
    "constant": "Columns of one value",
    "text": "Columns of many words",
    "counter": "Columns that number the rows",
}
