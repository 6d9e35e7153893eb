"""One pass over a data set for all units of a network, as a job that goes on where it stopped; and its result, to be asked."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters.layers import layers
from vizlab.filters.units import pool
from vizlab.filters.units.recipe import KIND, KNOBS, SurveyRecipe
from vizlab.filters.units.tally import TOP, Tally
from vizlab.frames import Frame, Frames
from vizlab.inspection import CHUNK_VALUES
from vizlab.models.anatomy import anatomy
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.store import Store

CHUNK = 100  # pictures, or fewer of large ones: their maps then stay in the cache, which halves the time
KEEP = 2500  # pictures from one frame to the next
AT_ONCE_MULTIPLY_ADDS = 10e9  # about a second on one core
FEWEST = 4  # pictures, however slow the network
BINS = 24
ALIKE = 5  # units that are listed as most like one
Array = NDArray[Any]


@dataclass(frozen=True)
class Top:
    """What one unit answers to most, strongest first: activations, in which pictures of the pool, at which row and column."""

    values: NDArray[np.float32]
    pictures: NDArray[np.int32]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


@dataclass(frozen=True)
class Survey:
    """What a survey found. layers: name -> (units, rows, columns) of its maps. words: of the pictures, of which there are count.

    arrays, U units in all: `values`, `pictures`, `places` (U, 9) as in `Tally`; `means` (U, classes): rectified mean activation
    by class, with no classes where they are not known; `active` (U,): share of values above zero; `counts` (U, bins) of the
    pictures by their strongest activation, from `edges[:, 0]` to `edges[:, 1]`; `like`, `alike` (U, 5): the units of the layer
    whose strongest activations correlate most with it over the pictures, and how much.
    """

    recipe: SurveyRecipe
    layers: Mapping[str, tuple[int, int, int]]
    words: str
    count: int
    arrays: Mapping[str, Array]

    def of(self, name: str, layer: str) -> Array:
        """One of the arrays, for the units of one layer. Errors: `VizlabError` if there is no such layer."""
        if layer not in self.layers:
            raise VizlabError(f"The network has no layer {layer!r} with units; it has {', '.join(self.layers)}.")
        names = list(self.layers)
        start = sum(self.layers[each][0] for each in names[: names.index(layer)])
        found: Array = self.arrays[name][start : start + self.layers[layer][0]]
        return found

    def best(self, layer: str) -> NDArray[np.float32]:
        """The strongest activation of each unit of a layer on a real picture, (u,)."""
        return self.of("values", layer)[:, 0]

    def top(self, layer: str, unit: int) -> Top:
        """The strongest pictures of one unit."""
        places = self.of("places", layer)[unit].astype(np.int64)
        rows, columns = np.divmod(places, self.layers[layer][2])
        return Top(self.of("values", layer)[unit], self.of("pictures", layer)[unit], rows, columns)


def survey(recipe: SurveyRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Look at all pictures of a recipe: `Step`s in pictures, a frame now and then, the record at the end.

    Goes on from its newest frame. Errors: `VizlabError` if model or pictures are not here.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "picture", result=record)
        return
    began = time.perf_counter()
    yield Step(0, 1, "opening the network", "picture")
    model = library.open_model(recipe.reference)
    pictures, newest = pool.draw(model, recipe), run.newest()
    shapes = outline(model)
    tally = _tally(model, shapes, pictures, None if newest is None else newest.arrays)
    for done in _passed(model, tally, pictures):
        is_due = done % KEEP < chunk(model) and done < len(pictures)
        note = run.keep(done, tally.arrays) if is_due else ""
        yield Step(done, len(pictures), "looking at pictures", "picture", frame=done if is_due else None, note=note)
    run.keep(len(pictures), _results(tally))
    record = {"run": run_id(recipe), "layers": shapes, "words": pictures.words, "count": len(pictures)}
    record["seconds"] = time.perf_counter() - began
    note = run.finish(record, drop=tuple(tally.arrays))
    yield Step(len(pictures), len(pictures), "done", "picture", result=record, note=note)


def few(model: library.Model, part: str) -> SurveyRecipe:
    """The recipe of a survey that takes about a second."""
    return SurveyRecipe(reference=model.reference, part=part, pictures=min(at_once(model), pool.size(model, part)))


def sizes(model: library.Model, part: str) -> list[int]:
    """Numbers of pictures that are offered, ascending: what takes about a second, and more, up to all there are."""
    quick, most = few(model, part).pictures, pool.size(model, part)
    return [quick, *(int(n) for n in KNOBS["pictures"].choices if quick < n < most), *([most] if most > quick else [])]


def made(recipe: SurveyRecipe, model: library.Model | None = None, store: Store | None = None) -> Survey:
    """The survey of a recipe: as it was kept, else computed at once and not kept."""
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        return opened(recipe, record, run.read())
    model = model or library.open_model(recipe.reference)
    pictures, shapes = pool.draw(model, recipe), outline(model)
    tally = _tally(model, shapes, pictures, None)
    for _ in _passed(model, tally, pictures):
        pass
    return Survey(recipe, shapes, pictures.words, len(pictures), _results(tally))


def at_once(model: library.Model) -> int:
    """How many pictures are looked at without a job."""
    with model.lock:
        work = anatomy(model.network, model.shape).multiply_adds
    return max(FEWEST, min(1000, int(AT_ONCE_MULTIPLY_ADDS / max(work, 1))))


def opened(recipe: SurveyRecipe, record: Mapping[str, Any], frames: list[Frame]) -> Survey:
    """A finished survey from its record and frames."""
    shapes = {name: (int(n), int(h), int(w)) for name, (n, h, w) in record["layers"].items()}
    return Survey(recipe, shapes, str(record["words"]), int(record["count"]), frames[-1].arrays)


def partly(recipe: SurveyRecipe, frame: Frame, model: library.Model) -> Survey:
    """A survey under way, from its newest frame."""
    pictures, shapes = pool.draw(model, recipe), outline(model)
    tally = _tally(model, shapes, pictures, frame.arrays)
    return Survey(recipe, shapes, pictures.words, tally.done, _results(tally))


def look(reference: str, store: Store | None = None) -> Survey:
    """The largest survey of a model (with its epoch) that is at hand: one that is finished and kept, else one of a second."""
    model = library.open_model(reference)
    part = pool.parts(model)[0]
    for pictures in reversed(KNOBS["pictures"].choices):
        recipe = SurveyRecipe(reference=model.reference, part=part, pictures=int(pictures))
        if Frames(KIND, recipe, store).record() is not None:
            return made(recipe, model, store)
    return made(few(model, part), model, store)


def chunk(model: library.Model) -> int:
    """How many pictures pass through a network at a time."""
    return max(1, min(CHUNK, CHUNK_VALUES // int(np.prod(model.shape))))


def outline(model: library.Model) -> dict[str, tuple[int, int, int]]:
    """Layer -> (units, rows, columns), as `filters.layers` lists them."""
    with model.lock:
        found = layers(model.network, np.zeros(model.shape, np.float32))
    return {layer.name: (layer.maps.shape[0], layer.maps.shape[1], layer.maps.shape[2]) for layer in found}


def _tally(model: library.Model, shapes: Mapping[str, tuple[int, ...]], pictures: pool.Pool, arrays: Any) -> Tally:
    units = {name: shape[0] for name, shape in shapes.items()}
    kept = None if arrays is None else {name: np.array(array) for name, array in arrays.items()}
    return Tally(model.network, units, len(model.classes) if pictures.is_labelled else 0, kept)


def _passed(model: library.Model, tally: Tally, pictures: pool.Pool) -> Generator[int, None, None]:
    """Pass what the tally has not seen through the network; how many it has seen, after each chunk."""
    size = chunk(model)
    while tally.done < len(pictures):
        part = slice(tally.done, tally.done + size)
        inputs = pictures.batch(part).to(model.device, memory_format=torch.channels_last)
        with model.lock:
            tally.add(inputs, torch.from_numpy(pictures.labels[part]))
        yield tally.done


def _results(tally: Tally) -> dict[str, Array]:
    """The arrays of a `Survey`."""
    found, count = tally.arrays, tally.done
    shown = {name: found[name][:, : min(TOP, count)] for name in ("values", "pictures", "places")}
    peaks = found["peaks"].astype(np.float32)
    edges, counts = _histograms(peaks)
    like, alike = (np.concatenate(each) for each in zip(*(_alike(peaks[:, part]) for _, part in tally.slices()), strict=True))
    rest = {"edges": edges, "counts": counts, "like": like, "alike": alike}
    return shown | rest | {"means": tally.class_means(), "active": (found["active"] / count).astype(np.float32)}


def _histograms(peaks: NDArray[np.float32]) -> tuple[Array, Array]:
    """Edges (U, 2) from zero or below to the largest, and counts (U, bins), of the columns of (n, U)."""
    low, high = np.minimum(peaks.min(axis=0), 0), np.maximum(peaks.max(axis=0), 1e-12)
    bins = np.minimum(((peaks - low) / (high - low) * BINS).astype(np.int64), BINS - 1)
    flat = (bins + BINS * np.arange(peaks.shape[1])).ravel()
    counts = np.bincount(flat, minlength=BINS * peaks.shape[1]).reshape(-1, BINS)
    return np.stack([low, high], axis=1).astype(np.float32), counts.astype(np.int32)


def _alike(peaks: NDArray[np.float32]) -> tuple[Array, Array]:
    """For each column of (n, u) the columns that correlate most with it, and how much; those that never change with none."""
    centred = peaks - peaks.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=0)
    unit = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 0)
    cosines = unit.T @ unit
    np.fill_diagonal(cosines, -2)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :ALIKE]
    alike = np.take_along_axis(cosines, order, axis=1)
    missing = ((0, 0), (0, ALIKE - order.shape[1]))
    return np.pad(order, missing, constant_values=-1).astype(np.int32), np.pad(alike, missing).astype(np.float32)
