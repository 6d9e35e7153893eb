"""CycleGAN on two clouds, trained while you watch, beside a twin that differs in one thing: its cycle counts nothing.

`watch(recipe)` yields steps and keeps a film: where the held points go, there and back, and what the discriminators say.
Places are kept as whole numbers from 0 to 255 over the square of half side `clouds.EDGE`, for the screen; all that is measured
is measured before.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.store import Store
from vizlab.style.cycle import clouds, measures
from vizlab.style.cycle.duel import Duel, Terms, rate, source
from vizlab.style.cycle.losses import ADVERSARIAL
from vizlab.style.cycle.recipe import CLOUDS, CONTROL, CloudsRecipe
from vizlab.style.cycle.stacks import perceptron

BATCH, HELD, SHOWN, GRID = 128, 500, 180, 16
FRAMES, EARLY = 18, 1.6  # the i-th of n frames stands at (i / n) ** EARLY of all steps: most happens early
LEVELS = 255
NOW = ("cycle error", "right up to symmetry")  # what a live panel draws
Series = dict[str, list[tuple[float, float]]]


def watch(recipe: CloudsRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; `Step`s with numbers, a frame now and then, the record at the end. Closing it cancels; it goes on from frames.

    Frames hold `made`, `back` (2 runs · 2 directions, 180, 2) and `field` (the same, 16, 16); the first also `start` (2, 180, 2)
    and `parts` (180,). Runs: with the cycle, and without. Errors: `VizlabError` if points stop being numbers.
    """
    run = Frames(CLOUDS, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", result=record)
        return
    duel, held = begin(recipe), holding(recipe)
    newest = resumable(run)
    step, seconds = -1, 0.0
    if newest is not None:
        step, seconds = newest.index, float(newest.notes["seconds"])
        duel.restore(newest.arrays, step)
        yield from _replayed(run, recipe, step)
    for stop in (stop for stop in stops(recipe.updates) if stop > step):
        began = time.perf_counter()
        for done in _stretch(duel, recipe, max(step, 0), stop):
            yield Step(done, recipe.updates, "training")
        seconds, step = seconds + time.perf_counter() - began, stop
        numbers = _numbers(duel, recipe, held, stop)
        state = duel.state() if stop < recipe.updates else {}
        note = run.keep(stop, _arrays(duel, held, stop) | state, {"numbers": numbers, "seconds": seconds})
        yield Step(stop, recipe.updates, "training", values=_live(numbers), frame=stop, note=note)
    record = {
        "run": run_id(recipe),
        "seconds": seconds,
        "numbers": numbers,
        "ends": measures.ends(clouds.PAIRS[recipe.clouds], held),
    }
    note = run.finish(record, drop=tuple(duel.state()))
    yield Step(recipe.updates, recipe.updates, "done", result=record, note=note, frame=step)


def begin(recipe: CloudsRecipe) -> Duel:
    """The networks before training: those of the recipe, then its twin's, alike."""
    return train_together([recipe.cycle_weight, CONTROL], 2 * [recipe.identity_weight], 2 * [recipe.seed], recipe)


def train_together(cycle: Sequence[float], identity: Sequence[float], seeds: Sequence[int], recipe: Any) -> Duel:
    """The networks of as many runs as there are weights and seeds."""
    terms = Terms(torch.tensor(cycle, dtype=torch.float32), torch.tensor(identity, dtype=torch.float32), recipe.adversarial)
    return Duel((perceptron(2, recipe.units, 2), perceptron(2, recipe.units, 1)), terms, seeds)


def holding(recipe: CloudsRecipe) -> measures.Held:
    """The points that are measured."""
    return measures.hold(clouds.PAIRS[recipe.clouds], HELD, source(recipe.seed, 1))


def stops(updates: int) -> list[int]:
    """The steps whose frames are kept: 0, the last, and up to eighteen in all, denser early."""
    return sorted({math.ceil(updates * (i / (FRAMES - 1)) ** EARLY) for i in range(FRAMES)})


def _stretch(duel: Duel, recipe: CloudsRecipe, begin: int, stop: int) -> Generator[int, None, None]:
    dice = source(recipe.seed, 2, begin)
    for step in range(begin, stop):
        a, b = clouds.PAIRS[recipe.clouds].unpaired(1, BATCH, dice)
        duel.step(a.expand(duel.runs, -1, -1), b.expand(duel.runs, -1, -1), rate(recipe.gan_lr, step, recipe.updates))
        yield step + 1


def _numbers(duel: Duel, recipe: CloudsRecipe, held: measures.Held, step: int) -> dict[str, list[float]]:
    """What `measures.measure` finds of either run: name -> [with the cycle, without]."""
    made, back = duel.carried(held.a, held.b)
    if not bool(torch.isfinite(made).all()):
        raise VizlabError(
            f"The points stopped being numbers by step {step:,}: gan_lr {recipe.gan_lr:g} is too large; try a tenth."
        )
    runs = duel.runs
    found = measures.measure(clouds.PAIRS[recipe.clouds], held, made[:runs], back[:runs])
    return {name: values.tolist() for name, values in found.items()}


def _arrays(duel: Duel, held: measures.Held, step: int) -> dict[str, NDArray[Any]]:
    a, b = held.a[:SHOWN], held.reference[:SHOWN]  # not the partners of a: nothing here is paired
    made, back = duel.carried(a, b)
    line = torch.linspace(-clouds.EDGE, clouds.EDGE, GRID)
    rows, columns = torch.meshgrid(line, line, indexing="ij")
    answers = duel.answers(torch.stack([columns, rows], -1).reshape(-1, 2)).reshape(-1, GRID, GRID)
    undecided = ADVERSARIAL[duel.terms.adversarial].undecided
    field = torch.sigmoid(answers - undecided) if undecided == 0 else answers.clamp(0, 1)
    arrays = {"made": quantised(made), "back": quantised(back), "field": (field * 100).round().byte().numpy()}
    if step == 0:
        parts = [held.parts[:SHOWN], held.reference_parts[:SHOWN]]
        arrays |= {"start": quantised(torch.stack([a, b])), "parts": torch.stack(parts).byte().numpy()}
    return arrays


def quantised(points: Tensor) -> NDArray[np.uint8]:
    """Places in the plane as whole numbers from 0 to 255; what lies outside the square is put on its edge."""
    return ((points / clouds.EDGE + 1) * (LEVELS / 2)).round().clamp(0, LEVELS).byte().numpy()


def _live(numbers: dict[str, list[float]]) -> dict[str, float]:
    return {f"{name}, {which} the cycle": numbers[name][i] for name in NOW for i, which in enumerate(("with", "without"))}


def resumable(run: Frames) -> Frame | None:
    """The last sound frame from which an unfinished run can go on."""
    found = (run.frame(index) for index in reversed(run.indices()))
    return next((frame for frame in found if frame is not None and "state/makers" in frame.arrays), None)


def _replayed(run: Frames, recipe: CloudsRecipe, step: int) -> Generator[Step, None, None]:
    for index in run.indices():
        if index <= step and (frame := run.frame(index)) is not None:
            yield Step(index, recipe.updates, "replaying", values=_live(frame.notes["numbers"]), frame=index)


def series(frames: Sequence[Frame], name: str) -> Series:
    """One measure by step: with the cycle and without."""
    labels = ("with the cycle", "without")
    return {label: [(float(f.index), float(f.notes["numbers"][name][i])) for f in frames] for i, label in enumerate(labels)}


def levels(ends: Mapping[str, Mapping[str, float]], name: str) -> dict[str, float]:
    """What the true map and blind guessing score in a measure, but for zero, which the axis shows; one level where they agree."""
    true, blind = ends["true map"][name], ends["blind"][name]
    found = {"another draw of B": blind} if true == blind else {"true map": true, "blind guessing": blind}
    return {title: level for title, level in found.items() if level > 0}


def finished(recipe: CloudsRecipe, store: Store | None = None) -> list[Frame]:
    """The film of a recipe: as it was kept, else trained now."""
    for _ in watch(recipe, store):
        pass
    return Frames(CLOUDS, recipe, store).read()
