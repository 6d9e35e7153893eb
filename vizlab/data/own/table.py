"""From a table and a choice of its columns to a data set of points: one column says the class, others are the features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.data.own import shelf
from vizlab.data.own.names import plain_name
from vizlab.data.own.profile import MAX_CATEGORIES, Column, Table, is_missing, read_table, to_number
from vizlab.errors import VizlabError
from vizlab.progress import Step
from vizlab.recipes import check, run_id
from vizlab.store import Store

MAX_CLASSES, MIN_ROWS_EACH = 50, 2
MIN_FEATURES, MAX_FEATURES = 2, 1000
LABEL_NUMBERS = 20  # a column of numbers with more different ones than this is not a class
LABEL_WORDS = ("class", "label", "target", "species", "category", "type", "y", "outcome", "diagnosis")


@dataclass(frozen=True, kw_only=True)
class TableRecipe:
    """Everything that decides a data set of points. label: number of a column; features: numbers of columns, "0,2,3"."""

    upload: str
    label: int
    features: str
    missing: str = "mean"
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types and words. Errors: `VizlabError`."""
        check(self, {})
        if self.missing not in MISSING:
            raise VizlabError(f"missing must be one of {', '.join(MISSING)}; got {self.missing!r}.")
        if not self.features or not all(part.isdecimal() and len(part) < 5 for part in self.features.split(",")):
            raise VizlabError("At least one column must be chosen as a feature.")

    @property
    def chosen(self) -> list[int]:
        """The numbers of the feature columns."""
        return sorted({int(part) for part in self.features.split(",")})


def suggested_label(columns: Sequence[Column]) -> list[int]:
    """Columns that can say the class, the likeliest first: by their names, words before numbers, the last before the first."""
    able = [at for at, column in enumerate(columns) if _can_label(column)]
    return sorted(able, key=lambda at: (columns[at].name.casefold() not in LABEL_WORDS, columns[at].kind != "category", -at))


def suggested_features(columns: Sequence[Column], label: int) -> list[int]:
    """Columns that can be features of points: numbers and categories, not the label itself."""
    return [at for at, column in enumerate(columns) if column.kind in ("number", "category") and at != label]


def width(columns: Sequence[Column], chosen: Sequence[int]) -> int:
    """How many features the chosen columns make: one of each number, one of each value of a category."""
    return sum(columns[at].distinct if columns[at].kind == "category" else 1 for at in chosen)


def keep_table(recipe: TableRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Read the upload and keep the data set: steps in rows; the result names it.

    Errors: `VizlabError` if the table is refused, or the chosen columns make no data set.
    """
    dataset = run_id(recipe)
    if not shelf.is_here(f"{shelf.PREFIX}{dataset}", store):
        with shelf.taking(recipe.upload, store) as (upload, title):
            table = read_table(upload)
            yield Step(0, table.profile.n_rows, "reading the table", unit="row")
            shelf.put(dataset, points(table, recipe, title), store)
    yield Step(1, 1, "done", unit="row", result={"data": f"{shelf.PREFIX}{dataset}"})


def points(table: Table, recipe: TableRecipe, title: str) -> shelf.Made:
    """Standardised features and labels. Errors: `VizlabError` if the columns do not make a data set."""
    _check_columns(table, recipe)
    label_cells = table.cells[recipe.label]
    blocks = [block(table, at) for at in recipe.chosen]
    features = tuple(name for names, _ in blocks for name in names)
    raw = np.concatenate([values for _, values in blocks], axis=1)
    gaps = np.isnan(raw).any(axis=1)
    unlabelled = np.array([is_missing(cell) for cell in label_cells])
    dropped = unlabelled | (gaps if recipe.missing == "drop" else np.zeros_like(gaps))
    raw, words = raw[~dropped], [cell for cell, out in zip(label_cells, dropped, strict=True) if not out]
    classes, labels = _classes(words, table.profile.columns[recipe.label], table.profile.decimal)
    inputs, scaling = standardised(raw, shelf.split(labels)[0])
    notes = _notes(int(unlabelled.sum()), int((gaps & ~unlabelled).sum()), recipe.missing)
    return shelf.Made(title, classes, (len(features),), inputs, labels, features, table.profile.skipped, notes, scaling)


def _can_label(column: Column) -> bool:
    if column.kind == "number":
        return column.distinct <= LABEL_NUMBERS
    return column.kind == "category" and column.distinct <= MAX_CLASSES


def _check_columns(table: Table, recipe: TableRecipe) -> None:
    columns, chosen = table.profile.columns, recipe.chosen
    if not 0 <= recipe.label < len(columns) or chosen[-1] >= len(columns):
        raise VizlabError(
            f"The table has {len(columns)} columns; the label is number {recipe.label}, the features {recipe.features}."
        )
    label = columns[recipe.label]
    if not _can_label(label):
        raise VizlabError(
            f"A class column has 2 to {MAX_CLASSES} different words or 2 to {LABEL_NUMBERS} different numbers; "
            f"“{label.name}” has {label.distinct:,} and is of kind {label.kind}."
        )
    if recipe.label in chosen:
        raise VizlabError(f"“{label.name}” says the class, so it cannot be a feature too.")
    wrong = [columns[at].name for at in chosen if columns[at].kind not in ("number", "category")]
    if wrong:
        raise VizlabError(f"Features are columns of numbers or of up to {MAX_CATEGORIES} words; “{wrong[0]}” is neither.")
    if not MIN_FEATURES <= width(columns, chosen) <= MAX_FEATURES:
        raise VizlabError(
            f"The columns must make {MIN_FEATURES} to {MAX_FEATURES:,} features; these make {width(columns, chosen):,}."
        )


def block(table: Table, at: int) -> tuple[list[str], NDArray[np.float64]]:
    """Names and values (n, k) of one column: the numbers themselves, or a column of 0 and 1 for each word."""
    column, cells = table.profile.columns[at], table.cells[at]
    if column.kind == "number":
        return [column.name], np.array(table.numbers(at), np.float64)[:, None]
    words = sorted({cell for cell in cells if not is_missing(cell)})
    place = {word: index for index, word in enumerate(words)}
    values = np.zeros((len(cells), len(words)))
    for row, cell in enumerate(cells):
        values[row, place[cell] if cell in place else slice(None)] = 1 if cell in place else np.nan
    return [f"{column.name} = {plain_name(word)}" for word in words], values


def _classes(words: Sequence[str], column: Column, decimal: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Sorted class names, numbers by size, and each row's index. Errors: `VizlabError` for too few rows or classes."""
    names = [plain_name(word) for word in words]
    counted = Counter(names)
    few = [name for name, n in counted.items() if n < MIN_ROWS_EACH]
    if len(counted) < 2 or few:
        got = f"1 row of {', '.join(sorted(few)[:5])}" if few else f"{len(counted)} class"
        raise VizlabError(
            f"A data set needs at least 2 classes of at least {MIN_ROWS_EACH} rows, one to learn from and one to test; got {got}."
        )
    ordered = sorted(counted, key=(lambda name: (to_number(name, decimal) or 0.0, name)) if column.kind == "number" else None)
    place = {name: index for index, name in enumerate(ordered)}
    return tuple(ordered), np.array([place[name] for name in names], np.int64)


def standardised(raw: NDArray[np.float64], train: NDArray[np.int64]) -> tuple[NDArray[np.float32], dict[str, list[float]]]:
    """Features with mean 0 and deviation 1 over the training rows, missing ones at the mean; and by what they were scaled."""
    known = ~np.isnan(raw[train])
    n = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, raw[train], 0).sum(axis=0) / n
    filled = np.where(np.isnan(raw), mean, raw)
    deviation = np.sqrt(np.where(known, (filled[train] - mean) ** 2, 0).sum(axis=0) / n)
    deviation[deviation == 0] = 1
    return ((filled - mean) / deviation).astype(np.float32), {"mean": mean.tolist(), "deviation": deviation.tolist()}


def _notes(unlabelled: int, incomplete: int, missing: str) -> tuple[str, ...]:
    """Sentences on rows that lack something."""
    notes = []
    if unlabelled:
        notes.append(f"{_rows(unlabelled)} without a class left out.")
    if incomplete:
        done = "left out" if missing == "drop" else "filled with the mean of the training rows"
        notes.append(f"{_rows(incomplete)} with missing values {done}.")
    return tuple(notes)


def _rows(n: int) -> str:
    return f"{n:,} row{'s' if n != 1 else ''}"


MISSING: dict[str, str] = {"mean": "fill with the mean", "drop": "leave the row out"}
