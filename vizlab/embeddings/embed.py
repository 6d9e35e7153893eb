"""The work behind a map, whatever the method: its iterations, the frames of its film, and the numbers that judge the end."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca
from vizlab.embeddings.features import Items, read
from vizlab.embeddings.methods import METHODS, Layout, Method, State
from vizlab.embeddings.quality import glance, judge
from vizlab.embeddings.recipe import EmbeddingRecipe
from vizlab.embeddings.survey import over_epochs, spaces, survey
from vizlab.embeddings.vectors import arranged
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.store import Store

KIND = "embedding"
FRAMES = 30  # of one run, after the start
REPORT_EVERY = 10  # iterations; fewer where they take long
REPORT_S = 0.3
SCREE = 30  # components whose share of the variance is recorded
JUDGED_WHOLE = 10_000  # points; of more, a sample is judged by itself
SAMPLE = 5000


def embed(recipe: EmbeddingRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Compute a map step by step: `Step`s in iterations, loss and quality at each kept frame, the record at the end.

    Resumes from its newest frame, to the same bits; a finished run yields its record at once. Frames hold `map`, float16, the
    positions (n, dims) in units of their width; the last one also `positions`, float32. Equal maps have equal ids: it is the
    recipe's `settled` form that is kept. Errors: `VizlabError` if data or model are not here, or the map flies apart.
    """
    recipe = recipe.settled
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.iterations, recipe.iterations, "done", "iteration", result=record)
        return
    began = time.perf_counter()
    yield _step(recipe, 0, "reading the pictures")
    items = read(recipe)
    items = dataclasses.replace(items, features=arranged(items.features, recipe))
    newest = run.newest()
    spent = 0.0 if newest is None else float(newest.notes["seconds"])
    if newest is None or newest.index < _last(recipe):
        newest = yield from _advanced(run, recipe, items, newest, began - spent)
    seconds = spent + time.perf_counter() - began
    positions = torch.from_numpy(np.array(newest.arrays["positions"]))
    record = yield from _judged(recipe, items, positions)
    record |= {"loss": newest.notes["loss"], "seconds": seconds, "said": newest.notes.get("said", "")}
    first = run.frame(0) or newest
    note = run.finish(record, drop=tuple(name for name in first.arrays if name != "map"))
    yield dataclasses.replace(_step(recipe, _last(recipe), "done"), result=record, note=note)


def moments(frames: Sequence[Frame]) -> list[tuple[str, NDArray[Any]]]:
    """Name and positions (n, dims) of each frame of a run: ("250: KL 2.31, trust 0.981", positions)."""
    return [(_name(frame), frame.arrays["map"]) for frame in frames]


def losses(frames: Sequence[Frame]) -> list[tuple[int, float]]:
    """(iteration, loss) of each frame of a run, in the unit that its method names."""
    return [(frame.index, float(frame.notes["loss"])) for frame in frames]


def _name(frame: Frame) -> str:
    trust = f", trust {frame.notes['trustworthiness']:.3f}" if "trustworthiness" in frame.notes else ""
    return f"{frame.index}: {frame.notes['short']} {frame.notes['loss']:.2f}{trust}"


def _advanced(
    run: Frames, recipe: EmbeddingRecipe, items: Items, newest: Frame | None, began: float
) -> Generator[Step, None, Frame]:
    """Begin the map or go on from a frame; the last one kept. began: when the clock would have started without a break."""
    method = METHODS[recipe.method]
    camera = _Camera(run, recipe, items, began)
    begun = 0 if newest is None else newest.index
    layout = yield from _begun(recipe, items, None if newest is None else newest.arrays)
    if newest is None:
        yield camera.take(layout, 0)
    reported = time.perf_counter()
    for iteration in range(begun + 1, _last(recipe) + 1):
        layout.advance()
        if iteration % _every(recipe) == 0 or iteration == recipe.iterations:
            yield camera.take(layout, iteration)
        elif iteration % REPORT_EVERY == 0 or time.perf_counter() - reported > REPORT_S:
            yield _step(recipe, iteration, _phase(method, iteration))
            reported = time.perf_counter()
    return camera.last


class _Camera:
    """Takes the frames of a run. last: the newest one, with all that it keeps."""

    def __init__(self, run: Frames, recipe: EmbeddingRecipe, items: Items, began: float) -> None:
        self._run, self._recipe, self._began = run, recipe, began
        self._sample = _sampled(items)
        self.last: Frame

    def take(self, layout: Layout, iteration: int) -> Step:
        """Keep a frame. Errors: `VizlabError` if the positions are no numbers any more."""
        recipe, method = self._recipe, METHODS[self._recipe.method]
        loss = layout.loss()
        if not math.isfinite(loss):
            sentence = f"The map flew apart before iteration {iteration}: take a smaller lr than {recipe.step_size:g}"
            raise VizlabError(f"{sentence}, or less exaggeration than {recipe.exaggeration:g}.")
        positions = layout.positions.detach().float()
        # Drawn in units of its own width, which float16 holds to half a pixel; the width itself stands in the notes.
        width = float((positions.amax(0) - positions.amin(0)).max())
        small = (positions / max(width, 1e-30)).numpy().astype(np.float16)
        arrays = {"map": small, "positions": positions.numpy(), **({} if iteration == _last(recipe) else layout.state())}
        rows, items = self._sample
        labels = items.labels if items.is_labelled else None
        quality = glance(items.features, positions if rows is None else positions[rows], labels)
        seconds = time.perf_counter() - self._began
        notes = {"loss": loss, "short": method.short, "width": width, "seconds": seconds, **quality}
        if said := getattr(layout, "note", ""):  # what the method had to do to its data
            notes["said"] = said
        note = self._run.keep(iteration, arrays, notes)
        self.last = Frame(iteration, arrays, notes)
        step = _step(recipe, iteration, _phase(method, iteration))
        return dataclasses.replace(step, values={method.loss: loss}, frame=iteration, note=note)


def _begun(recipe: EmbeddingRecipe, items: Items, state: State | None) -> Generator[Step, None, Layout]:
    method = METHODS[recipe.method]
    yield _step(recipe, 0, "looking for neighbours" if method.prepare else "beginning")
    if method.prepare is None:
        return method.begin(items.features, recipe, state)
    steps = method.prepare(items.features, recipe, state)
    while True:
        try:
            yield _step(recipe, 0, next(steps))
        except StopIteration as end:
            layout: Layout = end.value
            return layout


def _sampled(items: Items) -> tuple[torch.Tensor | None, Items]:
    """What is judged: rows, None for all, and the items themselves."""
    n = len(items.features)
    if n <= JUDGED_WHOLE:
        return None, items
    rows = torch.arange(SAMPLE) * n // SAMPLE
    return rows, dataclasses.replace(items, features=items.features[rows], labels=items.labels[rows])


def _last(recipe: EmbeddingRecipe) -> int:
    """The last iteration: 0 where a method is finished as soon as it has begun."""
    return 0 if METHODS[recipe.method].is_exact else recipe.iterations


def _step(recipe: EmbeddingRecipe, done: int, phase: str) -> Step:
    return Step(done, max(_last(recipe), 1), phase, "iteration")


def _phase(method: Method, iteration: int) -> str:
    early = [phase for until, phase in method.phases if iteration <= until]
    return early[0] if early else "settling"


def _every(recipe: EmbeddingRecipe) -> int:
    return max(1, recipe.iterations // FRAMES)


def _judged(recipe: EmbeddingRecipe, items: Items, positions: torch.Tensor) -> Generator[Step, None, dict[str, Any]]:
    """What a finished run says of itself, JSON-able; a step before each part, so that it can be cancelled in between."""
    looking = _step(recipe, _last(recipe), "judging the map")
    rows, some = _sampled(items)
    plane = pca.fit(some.features)
    record: dict[str, Any] = {"run": run_id(recipe), "explained": plane.explained[:SCREE].tolist(), "quality": {}}
    record["judged"] = len(some.features)
    for name, found in {"PCA": plane.project(items.features), recipe.method: positions}.items():
        yield looking
        labels = some.labels if some.is_labelled else None
        numbers = judge(some.features, found if rows is None else found[rows], labels)
        record["quality"][name] = dataclasses.asdict(numbers)
    record |= {"spaces": [], "epochs": []}  # lists: JSON keeps their order
    asked = dataclasses.replace(recipe, n=min(recipe.n, SAMPLE))
    for label, space in spaces(asked).items():
        yield looking
        record["spaces"].append([label, dataclasses.asdict(survey(read(space), recipe.seed))])
    for epoch, accuracy in over_epochs(asked) if recipe.reference else ():
        yield looking
        record["epochs"].append([epoch, accuracy])
    return record
