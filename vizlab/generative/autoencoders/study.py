"""Experiments of several trainings, as jobs: each is a list of cells that are measured one after the other and kept.

To add one: a `Study` in a file of its own and a line in `recipe.STUDIES`. A cell is a generator that yields after every epoch, so
that the job can be cancelled, and returns its numbers (JSON-able) and arrays. A study that was broken off goes on with the first
cell that is missing, and draws what it would have drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from numpy.typing import NDArray

from vizlab import devices
from vizlab.frames import Frame, Frames
from vizlab.generative.autoencoders.recipe import KIND, STUDIES, StudyRecipe
from vizlab.progress import Step
from vizlab.store import Store

Arrays = Mapping[str, NDArray[Any]]
Measured = tuple[dict[str, Any], dict[str, NDArray[Any]]]
Cell = Generator[None, None, Measured]


@dataclass(frozen=True)
class Study:
    """cells: their names. measure: one of them, by its name, given the arrays of the first. drop: arrays not kept in the end."""

    cells: tuple[str, ...]
    measure: Callable[[StudyRecipe, str, Arrays], Cell]
    drop: tuple[str, ...] = ()


def carry_out(recipe: StudyRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Measure cell by cell: `Step`s, a frame for each cell, the record (cell -> its numbers) at the end."""
    run, known = Frames(KIND, recipe, store), open_study(recipe.study)
    total = len(known.cells)
    if (record := run.record()) is not None:
        yield Step(total, total, "done", "measurement", result=record)
        return
    for index in range(len(run.indices()), total):
        name, began, first = known.cells[index], time.perf_counter(), run.frame(0)
        cell = known.measure(recipe, name, {} if first is None else first.arrays)
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
    record = {
        "cells": [[frame.notes["cell"], frame.notes["numbers"]] for frame in kept],
        "seconds": sum(frame.notes["seconds"] for frame in kept),
        "device": devices.describe(devices.pick()),
    }
    note = run.finish(record, drop=known.drop)
    yield Step(total, total, "done", "measurement", result=record, note=note)


def open_study(name: str) -> Study:
    """A study by its name in `STUDIES`."""
    found: Study = import_module(f"vizlab.generative.autoencoders.{STUDIES[name]}").STUDY
    return found


def finished(recipe: StudyRecipe, store: Store | None = None) -> list[Frame]:
    """The cells of a study, measured first if nobody has."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        for _ in carry_out(recipe, store):
            pass
    return run.read()


def numbers(frames: list[Frame]) -> dict[str, dict[str, Any]]:
    """Cell -> its numbers."""
    return {frame.notes["cell"]: dict(frame.notes["numbers"]) for frame in frames}
