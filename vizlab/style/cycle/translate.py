"""CycleGAN on digits: `translate(recipe)` trains it beside a twin whose cycle counts nothing, and keeps sheets of pictures.

Measured on test digits: whether the way back leads home, whether the class survives (said by a reader that learned B's labels
apart), and how far what is made is from the true partner, which is known because B was made by rule.
"""

from __future__ import annotations

import time
from collections.abc import Generator
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
from vizlab.style.cycle.digits import CHANGES, CLASSES, GENERATORS, Worlds, worlds
from vizlab.style.cycle.duel import Duel, Terms, rate, source
from vizlab.style.cycle.reader import Reader, learn
from vizlab.style.cycle.recipe import CONTROL, DIGITS, DigitsRecipe
from vizlab.style.cycle.watch import resumable

BATCH, MEASURED = 16, 180
STOPS = 16  # between them a run can be taken up again
SHEETS = (0.0, 0.125, 0.5, 1.0)  # of all steps: where pictures are kept


def translate(recipe: DigitsRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; `Step`s with numbers, frames, the record at the end. Closing it cancels; it goes on from frames.

    Some frames hold `made` and `back` (2 runs · 2 directions, 10, c, 16, 16), uint8; the first also `start` and `partners`
    (2, 10, c, 16, 16). Runs: with the cycle, and without. Errors: `VizlabError` if pictures stop being numbers.
    """
    run = Frames(DIGITS, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", result=record)
        return
    yield Step(0, recipe.digit_updates, "learning to read")
    known, duel = worlds(recipe.change), begin(recipe)
    reader, newest = learn(known), resumable(run)
    step, seconds = -1, 0.0
    if newest is not None:
        step, seconds = newest.index, float(newest.notes["seconds"])
        duel.restore(newest.arrays, step)
    for stop in (stop for stop in stops(recipe.digit_updates) if stop > step):
        began = time.perf_counter()
        for done in _stretch(duel, recipe, known, max(step, 0), stop):
            yield Step(done, recipe.digit_updates, "training")
        seconds, step = seconds + time.perf_counter() - began, stop
        numbers = _numbers(duel, known, reader, stop)
        state = duel.state() if stop < recipe.digit_updates else {}
        note = run.keep(stop, _arrays(duel, recipe, known, stop) | state, {"numbers": numbers, "seconds": seconds})
        yield Step(stop, recipe.digit_updates, "training", values=_live(numbers), frame=stop, note=note)
    record = {"run": run_id(recipe), "seconds": seconds, "numbers": numbers, "ends": ends(known, reader)}
    note = run.finish(record, drop=tuple(duel.state()))
    yield Step(step, step, "done", result=record, note=note, frame=step)


def begin(recipe: DigitsRecipe) -> Duel:
    """The networks before training: those of the recipe, then its twin's, alike."""
    terms = Terms(torch.tensor([recipe.cycle_weight, CONTROL]), torch.full((2,), recipe.identity_weight), recipe.adversarial)
    shapes = GENERATORS[recipe.generator](CHANGES[recipe.change].channels, recipe.channels)
    return Duel(shapes, terms, 2 * [recipe.seed])


def stops(updates: int) -> list[int]:
    """The steps whose frames are kept."""
    return sorted({round(updates * i / STOPS) for i in range(STOPS + 1)})


def ends(known: Worlds, reader: Reader) -> dict[str, dict[str, float]]:
    """The same measures of the true pictures of B, and of other digits' taken blindly."""
    order = torch.randperm(MEASURED, generator=source(0, 3))
    held, partners = known.held[:MEASURED], known.partners[:MEASURED]
    found = {"true map": (partners, held), "blind": (partners[order], held[order])}
    measured = {name: _measures(known, reader, made[None], back[None]) for name, (made, back) in found.items()}
    return {name: {key: value[0] for key, value in values.items()} for name, values in measured.items()}


def sheet(frames: list[Frame], step: int, direction: int) -> dict[str, NDArray[np.uint8]]:
    """Rows of ten pictures (10, 16, 16, 3) at a step that has them, from A (direction 0) or B: row -> pictures."""
    arrays = next(frame.arrays for frame in frames if frame.index == step)
    here, there = ("A", "B") if direction == 0 else ("B", "A")
    rows = {f"{here}, as it is": frames[0].arrays["start"][direction]}
    for run, name in enumerate(("with the cycle", "without")):
        rows[f"carried to {there}, {name}"] = arrays["made"][2 * direction + run]
        rows[f"and back to {here}, {name}"] = arrays["back"][2 * direction + run]
    rows[f"the true partner in {there}, never shown"] = frames[0].arrays["partners"][direction]
    return {name: _rgb(pictures) for name, pictures in rows.items()}


def sheets(frames: list[Frame]) -> list[int]:
    """The steps whose pictures can be looked at."""
    return [frame.index for frame in frames if "made" in frame.arrays]


def finished(recipe: DigitsRecipe, store: Store | None = None) -> list[Frame]:
    """The frames of a recipe: as they were kept, else trained now."""
    for _ in translate(recipe, store):
        pass
    return Frames(DIGITS, recipe, store).read()


def _stretch(duel: Duel, recipe: DigitsRecipe, known: Worlds, begin: int, stop: int) -> Generator[int, None, None]:
    dice = source(recipe.seed, 2, begin)
    for step in range(begin, stop):
        batches = [world[torch.randint(len(world), (BATCH,), generator=dice)] for world in (known.a, known.b)]
        a, b = (batch.expand(duel.runs, *batch.shape) for batch in batches)
        duel.step(a, b, rate(recipe.gan_lr, step, recipe.digit_updates))
        yield step + 1


def _numbers(duel: Duel, known: Worlds, reader: Reader, step: int) -> dict[str, list[float]]:
    held = known.held[:MEASURED]
    made, back = (both[: duel.runs] for both in duel.carried(held, held))  # what F makes of A is not looked at
    if not bool(torch.isfinite(made).all()):
        raise VizlabError(f"The pictures stopped being numbers by step {step:,}: gan_lr is too large; try a tenth of it.")
    return _measures(known, reader, made, back)


def _measures(known: Worlds, reader: Reader, made: Tensor, back: Tensor) -> dict[str, list[float]]:
    """Of G on the held pictures of A: made and back (runs, n, c, h, w). Distances in units of that to any other digit."""
    held, partners, classes = (each[:MEASURED] for each in (known.held, known.partners, known.classes))
    return {
        "cycle error": _relative(back, held),
        "class kept": (reader.read(made) == classes).float().mean(-1).tolist(),
        "distance to the true partner": _relative(made, partners),
    }


def _relative(pictures: Tensor, truth: Tensor) -> list[float]:
    """Mean absolute difference in a pixel, (runs,), over that between each truth and the one after it."""
    chance = (truth - truth.roll(1, 0)).abs().mean()
    return ((pictures - truth).abs().flatten(1).mean(1) / chance).tolist()


def _arrays(duel: Duel, recipe: DigitsRecipe, known: Worlds, step: int) -> dict[str, NDArray[Any]]:
    """One test digit of each class, and another of each class in B."""
    if step not in {round(share * recipe.digit_updates) for share in SHEETS} & set(stops(recipe.digit_updates)):
        return {}
    first = torch.stack([(known.classes == each).nonzero()[:2, 0] for each in range(CLASSES)], 1)
    a, b = known.held[first[0]], known.partners[first[1]]
    made, back = duel.carried(a, b)
    arrays = {"made": _bytes(made), "back": _bytes(back)}
    if step == 0:
        truth = torch.stack([known.partners[first[0]], known.held[first[1]]])
        arrays |= {"start": _bytes(torch.stack([a, b])), "partners": _bytes(truth)}
    return arrays


def _bytes(pictures: Tensor) -> NDArray[np.uint8]:
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().numpy()


def _rgb(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, c, h, w) of one or three channels -> (n, h, w, 3)."""
    return np.repeat(pictures, 3 // pictures.shape[1], 1).transpose(0, 2, 3, 1)


def _live(numbers: dict[str, list[float]]) -> dict[str, float]:
    names = ("cycle error", "class kept")
    return {f"{name}, {which} the cycle": numbers[name][i] for name in names for i, which in enumerate(("with", "without"))}
