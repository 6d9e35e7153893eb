"""Experiments of several trainings, as jobs: each is a list of cells that are measured one after the other and kept.

To add one: a `Study` in a file of its own and a line in `STUDIES`. A cell is a generator that yields now and then, so that the
job can be cancelled, and returns its numbers (JSON-able) and arrays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from numpy.typing import NDArray

from vizlab.embeddings.learned.recipe import KNOBS, check_corpus
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import check
from vizlab.store import Store

KIND = "learned-study"
Measured = tuple[dict[str, Any], dict[str, NDArray[Any]]]
Cell = Generator[None, None, Measured]


@dataclass(frozen=True, kw_only=True)
class StudyRecipe:
    """Everything that decides a study. study: in `STUDIES`. seed: of the text and of every training."""

    study: str
    corpus: str = "small world"
    seed: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types and names. Errors: `VizlabError`."""
        check(self, {"seed": KNOBS["seed"]})
        check_corpus(self.corpus)
        if self.study not in STUDIES:
            raise VizlabError(f"study must be one of {', '.join(STUDIES)}; got {self.study!r}.")


@dataclass(frozen=True)
class Study:
    """cells: their names. measure: one of them, by its name."""

    cells: tuple[str, ...]
    measure: Callable[[StudyRecipe, str], Cell]


def carry_out(recipe: StudyRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Measure cell by cell: `Step`s, a frame for each cell, the record (cell -> its numbers) at the end.

    Goes on after the last cell that was kept. Errors: `VizlabError` if the text is not here, or too small.
    """
    run, known = Frames(KIND, recipe, store), open_study(recipe.study)
    total = len(known.cells)
    if (record := run.record()) is not None:
        yield Step(total, total, "done", "measurement", result=record)
        return
    for index in range(len(run.indices()), total):
        name, began, cell = known.cells[index], time.perf_counter(), known.measure(recipe, known.cells[index])
        while True:
            try:
                next(cell)
            except StopIteration as end:
                numbers, arrays = end.value
                break
            yield Step(index, total, name, "measurement")
        notes = {"cell": name, "numbers": numbers, "seconds": time.perf_counter() - began}
        note = run.keep(index, arrays, notes)
        yield Step(index + 1, total, name, "measurement", frame=index, note=note)
    kept = run.read()
    seconds = sum(frame.notes["seconds"] for frame in kept)
    record = {"cells": [[frame.notes["cell"], frame.notes["numbers"]] for frame in kept], "seconds": seconds}
    note = run.finish(record)
    yield Step(total, total, "done", "measurement", result=record, note=note)


def open_study(name: str) -> Study:
    """A study by its name in `STUDIES`."""
    found: Study = import_module(f"vizlab.embeddings.learned.{STUDIES[name]}").STUDY
    return found


def finished(recipe: StudyRecipe, store: Store | None = None) -> list[Frame]:
    """The cells of a study, measured first if nobody has."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        for _ in carry_out(recipe, store):
            pass
    return run.read()


def numbers(frames: list[Frame]) -> dict[str, Mapping[str, Any]]:
    """Cell -> its numbers."""
    return {frame.notes["cell"]: frame.notes["numbers"] for frame in frames}


STUDIES: dict[str, str] = {  # name -> its module, which has a `STUDY`
    "equal time": "race",
    "neural language model": "language",
    "one table for two tasks": "shared",
    "counts or features": "sparsity",
    "intrinsic and extrinsic": "worth",
}
