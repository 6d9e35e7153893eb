"""The picture that a unit asks for, as work with frames: what it looks like on its way, and how much of it to believe.

A generator of one `Step` a step that keeps frames as it goes and continues where it stopped. The same recipe gives the same
bits on the same kind of machine and number of threads, interrupted or not.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from vizlab import devices, images, library
from vizlab.adam import Adam
from vizlab.errors import VizlabError
from vizlab.filters.ascent.climb import Climb
from vizlab.filters.ascent.cost import QUICK_S, step_s
from vizlab.filters.ascent.judge import judged
from vizlab.filters.ascent.listening import listening
from vizlab.filters.ascent.recipe import AscentRecipe
from vizlab.filters.ascent.sheet import sheet, sheet_size
from vizlab.frames import Frame, Frames
from vizlab.progress import Curves, Step
from vizlab.store import Store

KIND = "ascent"
FRAMES = 14
ONLY_TO_GO_ON = ("parameter", "history", "mean", "square")
SMALL_PX = 40  # up to here pictures are kept without loss
SIDES = (64, 96, 128)  # of pictures, in pixels, besides the size that a network was trained on


def maximise(recipe: AscentRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Maximise a unit: the first step has the noise that it starts from, the last one the run's record.

    Errors: `VizlabError` if the network, the layer or the unit is not there, or the pictures are too small for the layer.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.steps, recipe.steps, "done", result=record, frame=recipe.steps)
        return
    with _climbing(recipe, library.open_model(recipe.reference, store)) as climb:
        began, wanted = time.perf_counter(), set(kept_steps(recipe.steps))
        history, before_s = _resume(climb, run)
        while climb.done < recipe.steps:
            note, frame = "", None
            if climb.done in wanted:
                note, frame = _keep(run, climb, history, before_s + time.perf_counter() - began), climb.done
            history.append(float(climb.step().peaks.mean()))
            at = climb.done - 1
            yield Step(at, recipe.steps, "climbing", values={"activation": history[-1]}, note=note, frame=frame)
        _keep(run, climb, history, 0.0)
        record = _record(climb, history, before_s + time.perf_counter() - began)
    note = run.finish(record, drop=ONLY_TO_GO_ON)
    yield Step(recipe.steps, recipe.steps, "done", result=record, note=note, frame=recipe.steps)


def in_one_go(recipe: AscentRecipe, model: library.Model) -> tuple[list[Frame], dict[str, Any]]:
    """Frames and record of a recipe, computed here and now on an opened model and kept nowhere: for small networks."""
    frames, wanted, history, began = [], set(kept_steps(recipe.steps)), [], time.perf_counter()
    with model.lock, _climbing(recipe, model) as climb:
        while climb.done < recipe.steps:
            if climb.done in wanted:
                frames.append(Frame(climb.done, *_frame(climb)))
            history.append(float(climb.step().peaks.mean()))
        frames.append(Frame(climb.done, *_frame(climb)))
        return frames, _record(climb, history, time.perf_counter() - began)


def finished(recipe: AscentRecipe, store: Store | None = None) -> tuple[list[Frame], Mapping[str, Any]]:
    """Frames and record of a recipe, computed if nobody has. Errors: `VizlabError` as `maximise`."""
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        return run.read(), record
    model = library.open_model(recipe.reference, store)
    if estimate_s(recipe, model) < QUICK_S:
        return in_one_go(recipe, model)
    *_, last = maximise(recipe, store)
    return run.read(), last.result or {}


def estimate_s(recipe: AscentRecipe, model: library.Model) -> float:
    """Seconds that a climb takes. Errors: `VizlabError` if there is no such layer."""
    return recipe.steps * step_s(model, recipe.layer, (recipe.n, *shape(model, recipe)))


def sizes(model: library.Model, layer: str) -> list[int]:
    """Sides of pictures that reach this layer, the one that the network was trained on first."""
    own = model.shape[1]
    with model.lock, listening(model.network, layer) as listener:
        try:
            listener.ask(torch.zeros(1, model.shape[0], max(SIDES), max(SIDES), device=listener.device))
        except VizlabError:  # a layer that counts on the size of what comes in
            return [own]
    return [own, *(size for size in SIDES if size > own)]


def shape(model: library.Model, recipe: AscentRecipe) -> tuple[int, int, int]:
    """(c, h, w) of the pictures of a recipe. Errors: `VizlabError` if the network takes points."""
    if not model.entry.is_of_images:
        raise VizlabError(f"{model.title} takes points, not pictures.")
    c, h, w = model.shape
    return (c, recipe.size_px or h, recipe.size_px or w)


def sheet_size_px(recipe: AscentRecipe) -> tuple[int, int]:
    """(h, w) of what a frame shows."""
    _, h, w = library.entry(recipe.reference).shape
    return sheet_size(recipe.n, recipe.size_px or h, recipe.size_px or w)


def kept_steps(steps: int) -> list[int]:
    """The steps whose pictures are kept: at most `FRAMES`, close together at the start, where most happens."""
    return sorted({round(steps * (i / (FRAMES - 1)) ** 2) for i in range(FRAMES)})


@contextmanager
def _climbing(recipe: AscentRecipe, model: library.Model) -> Iterator[Climb]:
    size = shape(model, recipe)
    with listening(model.network, recipe.layer, before_relu=True) as listener:
        yield Climb(listener, [recipe.unit] * recipe.n, size, recipe)


def _frame(climb: Climb) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays and notes of a frame: the pictures side by side, and what the unit says of each."""
    moment = climb.measure()
    lossless = climb.done == climb.recipe.steps or moment.images.shape[-1] <= SMALL_PX
    peaks = climb.listener.activations(moment.peaks).tolist()
    return {"picture": images.encode(sheet(moment.images), lossless=lossless)}, {"peaks": peaks}


def _keep(run: Frames, climb: Climb, history: list[float], seconds: float) -> str:
    arrays, notes = _frame(climb)
    if climb.done < climb.recipe.steps:
        parameter = climb.paint.parameter
        if isinstance(climb.mover, Adam):
            arrays |= {"mean": climb.mover.means[0].cpu().numpy(), "square": climb.mover.squares[0].cpu().numpy()}
        arrays |= {"parameter": parameter.detach().cpu().numpy(), "history": np.array(history, np.float64)}
    return run.keep(climb.done, arrays, notes | {"seconds": seconds})


def _resume(climb: Climb, run: Frames) -> tuple[list[float], float]:
    """Go on from the newest frame, if there is one: the activations and the seconds until then."""
    newest = run.newest()
    if newest is None or "parameter" not in newest.arrays:
        return [], 0.0
    parameter = climb.paint.parameter
    with torch.no_grad():
        parameter.copy_(torch.tensor(newest.arrays["parameter"]))
    if isinstance(climb.mover, Adam):
        climb.mover.means, climb.mover.squares = (
            [torch.tensor(newest.arrays[name]).to(parameter)] for name in ("mean", "square")
        )
        climb.mover.count = newest.index
    climb.done = newest.index
    return newest.arrays["history"].tolist(), float(newest.notes["seconds"])


def _record(climb: Climb, history: list[float], seconds: float) -> dict[str, Any]:
    curves = Curves()
    for done, value in enumerate(history):
        curves.add(Step(done, climb.recipe.steps, "", values={"activation": value}))
    return {"series": curves.series(), "seconds": seconds, "device": devices.describe(climb.listener.device)} | judged(climb)
