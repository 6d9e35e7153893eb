"""What the weight of the cycle, or of the identity, does on clouds: every weight from several seeds, a seed at a time.

A frame holds what was measured of one seed, `measured` (weights, measures) in the order of `WEIGHTS` and `MEASURES`.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.store import Store
from vizlab.style.cycle import clouds, measures
from vizlab.style.cycle.duel import rate, source
from vizlab.style.cycle.recipe import SWEEP, WEIGHTS, SweepRecipe
from vizlab.style.cycle.watch import BATCH, HELD, train_together

MEASURES = ("cycle error", "right", "right up to symmetry", "kept together", "distance to B")


def sweep(recipe: SweepRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train all runs of one seed side by side, then of the next: a frame after each, the record at the end."""
    run = Frames(SWEEP, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "seed", result=record)
        return
    began, total = time.perf_counter(), recipe.seeds * recipe.updates
    done = set(run.indices())
    for seed in (seed for seed in range(recipe.seeds) if seed not in done):
        for step in _one(recipe, seed, run):
            yield Step(seed * recipe.updates + step, total, f"seed {seed}", frame=seed if step == recipe.updates else None)
    record = {"run": run_id(recipe), "seconds": time.perf_counter() - began}
    yield Step(total, total, "done", result=record, note=run.finish(record))


def _one(recipe: SweepRecipe, seed: int, run: Frames) -> Generator[int, None, None]:
    """All weights from one seed; the steps done, the frame kept with the last."""
    pair, dice = clouds.PAIRS[recipe.clouds], source(seed, 2, 0)
    cycle, identity = recipe.weights()
    duel = train_together(cycle, identity, len(WEIGHTS) * [seed], recipe)
    for step in range(recipe.updates):
        a, b = pair.unpaired(1, BATCH, dice)
        duel.step(a.expand(duel.runs, -1, -1), b.expand(duel.runs, -1, -1), rate(recipe.gan_lr, step, recipe.updates))
        if step + 1 < recipe.updates:
            yield step + 1
    held = measures.hold(pair, HELD, source(seed, 1))
    made, back = (both[: duel.runs] for both in duel.carried(held.a, held.b))
    found = measures.measure(pair, held, made, back)
    run.keep(seed, {"measured": np.stack([found[name].numpy() for name in MEASURES], 1)})
    yield recipe.updates


def values(frames: Sequence[Frame], name: str) -> NDArray[Any]:
    """One measure of all runs, (weights, seeds)."""
    return np.stack([frame.arrays["measured"][:, MEASURES.index(name)] for frame in frames], 1)


def levels(recipe: SweepRecipe, names: Sequence[str]) -> dict[str, float]:
    """What blind guessing scores in the first of these measures."""
    ends = measures.ends(clouds.PAIRS[recipe.clouds], measures.hold(clouds.PAIRS[recipe.clouds], HELD, source(0, 1)))
    return {"blind guessing": ends["blind"][names[0]]}


def finished(recipe: SweepRecipe, store: Store | None = None) -> list[Frame]:
    """The frames of a recipe: as they were kept, else trained now."""
    for _ in sweep(recipe, store):
        pass
    return Frames(SWEEP, recipe, store).read()
