"""Style transfer: the pixels of a picture are trained until a network sees the content of one picture and the style of another.

A generator of one `Step` an iteration that keeps frames as it goes and continues where it stopped; closing it is the cancel
button. The same recipe gives the same bits on the same kind of device and number of threads, interrupted or not.
Source: Gatys, Ecker, Bethge 2015, arXiv:1508.06576.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping
from typing import Any

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Curves, Step
from vizlab.store import Store
from vizlab.style.painter import STATE, Painter, kept_steps
from vizlab.style.recipe import StyleRecipe

KIND = "style"


def stylize(recipe: StyleRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint; yields a `Step` an iteration, the first with the picture that it starts from, the last with the run's record.

    Within an iteration of a line search there are steps without values, at which it can be cancelled.
    Errors: `VizlabError` if a picture, the network or an option is unknown, or the loss stops being a number.
    """
    run, painter = Frames(KIND, recipe, store), Painter(recipe, store=store)
    wanted, began, seconds = {*kept_steps(recipe.steps), *(stage.first for stage in painter.stages)}, time.perf_counter(), 0.0
    resumed = _newest(run)
    if resumed:
        painter.restore(resumed.index, resumed.arrays)
        seconds = float(resumed.notes["seconds"])
        yield from _replay(painter, recipe)
    while True:
        losses = painter.measure()
        _check_finite(losses, painter.done, recipe)
        keeps, note = painter.done in wanted, ""
        if keeps:
            spent = seconds + time.perf_counter() - began
            notes = {"losses": losses, "seconds": spent, "likeness": painter.likeness(), "order": painter.names}
            note = run.keep(painter.done, painter.frame(), notes)
        yield Step(painter.done, recipe.steps, "painting", values=losses, note=note, frame=painter.done if keeps else None)
        if painter.done == recipe.steps:
            break
        for _ in painter.improving():
            yield Step(painter.done, recipe.steps, "painting")
    record = _record(recipe, painter, seconds + time.perf_counter() - began)
    note = run.finish(record, drop=STATE)
    yield Step(recipe.steps, recipe.steps, "done", result=record, note=note, frame=recipe.steps)


def _record(recipe: StyleRecipe, painter: Painter, seconds: float) -> dict[str, Any]:
    curves = Curves()
    for index, row in enumerate(painter.history):
        curves.add(Step(index, recipe.steps, "", values=dict(zip(painter.names, row, strict=True))))
    network, canvas = painter.network, painter.objective.canvas
    return {
        "first": dict(zip(painter.names, painter.history[0], strict=True)),
        "last": dict(zip(painter.names, painter.history[-1], strict=True)),
        "series": curves.series(),
        "halves": painter.objective.halves(),
        "unrelated": painter.objective.unrelated(),
        "network": network.title,
        "layers": list(network.layers),
        "style_layers": list(network.style),
        "content_layer": ", ".join(network.content),
        "scales": {str(stage.first): stage.size_px for stage in painter.stages},
        "in_grey": canvas.colors is not None,
        "size": list(canvas.content.shape[1:]),
        "seconds": seconds,
        "seconds_a_step": seconds / recipe.steps,
        "device": devices.describe(network.device),
    }


def _newest(run: Frames) -> Frame | None:
    """The newest sound frame from which the work can go on."""
    found = (run.frame(index) for index in reversed(run.indices()))
    return next((frame for frame in found if frame is not None and "paint" in frame.arrays), None)


def _replay(painter: Painter, recipe: StyleRecipe) -> Generator[Step, None, None]:
    for index in range(painter.done):
        values = dict(zip(painter.names, painter.history[index], strict=True))
        yield Step(index, recipe.steps, "continuing", values=values)


def _check_finite(losses: Mapping[str, float], step: int, recipe: StyleRecipe) -> None:
    if not all(math.isfinite(value) for value in losses.values()):
        advice = f"the learning rate {recipe.lr:g} or the strength {recipe.strength:g} is too large; try a tenth"
        raise VizlabError(f"The loss stopped being a number at step {step:,}: {advice}.")
