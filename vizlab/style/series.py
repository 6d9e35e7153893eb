"""Several paintings that belong together, as one job: each is painted and kept as any painting is, and shown when it is done.

`Series`: what decides one. `paint_all`: the work. `read`: what there is of it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.images import decode, to_pixels
from vizlab.progress import Step
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.canvas import sized
from vizlab.style.recipe import StyleRecipe
from vizlab.style.transfer import KIND, stylize


class Series(Protocol):
    """A recipe of several paintings; a frozen dataclass."""

    def paintings(self) -> Mapping[str, StyleRecipe]:
        """What each is called, and its recipe, in the order in which they are shown."""

    def order(self) -> list[int]:
        """The order in which they are painted, by their places in `paintings`."""


@dataclass(frozen=True)
class Painted:
    """One finished painting of a series. pixels: (h, w, 3). first, last: its losses at the start and at the end.

    change: mean absolute difference to its content picture, in levels of 255.
    """

    name: str
    recipe: StyleRecipe
    pixels: NDArray[np.uint8]
    first: Mapping[str, float]
    last: Mapping[str, float]
    change: float
    seconds: float


def paint_all(kind: str, series: Series, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint what is not painted yet: `Step`s in iterations, a frame for each finished painting, the record at the end.

    Goes on where it stopped, in the middle of a painting too. Errors: `VizlabError` as `stylize`.
    """
    run, began = Frames(kind, series, store), time.perf_counter()
    wanted, known = list(series.paintings().items()), set(run.indices())
    total, done, note = sum(recipe.steps for _, recipe in wanted), 0, ""
    for index in series.order():
        name, recipe = wanted[index]
        if index not in known:
            for step in _painted(recipe, store):
                yield replace(step, done=done + step.done, total=total, phase=name, values={}, frame=None, result=None)
            note = _keep(run, index, recipe, store)
        done += recipe.steps
        yield Step(done, total, name, frame=index, note=note)
    record = {"seconds": time.perf_counter() - began, "device": devices.describe(devices.pick())}
    note = run.finish(record) or note
    yield Step(total, total, "done", result=record, note=note)


def read(kind: str, series: Series, store: Store | None = None) -> list[Painted]:
    """The paintings that are finished, in the order in which they are shown."""
    wanted = list(series.paintings().items())
    return [
        Painted(*wanted[frame.index], decode(frame.arrays["picture"]), **frame.notes)
        for frame in Frames(kind, series, store).read()
    ]


def finished(kind: str, series: Series, store: Store | None = None) -> list[Painted]:
    """All paintings, painted first if nobody has. Errors: `VizlabError` as `stylize`."""
    if Frames(kind, series, store).record() is None:
        for _ in paint_all(kind, series, store):
            pass
    return read(kind, series, store)


def coarse_to_fine(count: int) -> list[int]:
    """Places 0 to count - 1: both ends, the middle, the middles of what is left ..., so that a curve has its shape early."""
    order, gaps = [0, count - 1] if count > 1 else list(range(count)), [(0, count - 1)]
    while gaps:
        low, high = gaps.pop(0)
        if high - low > 1:
            middle = (low + high) // 2
            order.append(middle)
            gaps += [(low, middle), (middle, high)]
    return order


def original(recipe: StyleRecipe, store: Store | None = None) -> NDArray[np.uint8]:
    """The content picture of a painting in its size, (h, w, 3)."""
    return to_pixels(sized(pictures.find(recipe.content, store), recipe.size_px))


def change(pixels: NDArray[Any], original: NDArray[Any]) -> float:
    """Mean absolute difference of two pictures (h, w, 3), in levels of 255."""
    return float(np.abs(np.asarray(pixels, np.float64) - np.asarray(original, np.float64)).mean())


def _painted(recipe: StyleRecipe, store: Store | None) -> Iterator[Step]:
    return iter(()) if Frames(KIND, recipe, store).record() is not None else stylize(recipe, store)


def _keep(run: Frames, index: int, recipe: StyleRecipe, store: Store | None) -> str:
    made = Frames(KIND, recipe, store)
    record, frames = made.record(), made.read()
    if record is None or not frames:
        raise VizlabError("The painting was finished but could not be kept; there must be room where the runs are kept.")
    notes: dict[str, Any] = {name: record[name] for name in ("first", "last", "seconds")}
    pixels = decode(frames[-1].arrays["picture"])
    notes["change"] = change(pixels, original(recipe, store))
    return run.keep(index, {"picture": frames[-1].arrays["picture"]}, notes)
