"""One experiment over many seeds: does it cover all modes, does it collapse, and does a cure bring the modes back?

To add a cure: a line in `CURES`, what it changes in the recipe that collapses. One that comes with vizlab: `python -m vizlab make
gan-seeds cure=... --bundle`, and `make gan` with the fields of `cured(...)` for its film.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.plane_gan import measures, modes
from vizlab.generative.plane_gan.choices import COLLAPSING, GanRecipe
from vizlab.generative.plane_gan.game import Game, start_many
from vizlab.generative.plane_gan.training import packed, play_round, restore, witness
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

COLLAPSED = 2.0  # effective modes: fewer is collapse
REPORT_EVERY, STOPS = 10, 10  # steps; frames of a run
POINTS = 100  # that are kept of each seed


@dataclass(frozen=True, kw_only=True)
class SeedsRecipe:
    """Train the recipe of a cure with so many seeds, from `first` on."""

    cure: str = "none: it collapses"
    seeds: int = 10
    first: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check ranges and the cure's name."""
        check(self, SEEDS_KNOBS)
        if self.cure not in CURES:
            raise VizlabError(f"The cure must be one of {', '.join(CURES)}; got {self.cure!r}.")


@dataclass(frozen=True)
class Outcome:
    """How one seed ended: modes covered of all, effective modes, share of good points, standard deviation of the points."""

    seed: int
    covered: int
    effective: float
    good: float
    deviation: float


def cured(cure: str, seed: int = 0) -> GanRecipe:
    """The recipe that collapses, with what the cure changes."""
    return dataclasses.replace(COLLAPSING, seed=seed, **CURES[cure])


def run_seeds(recipe: SeedsRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train all seeds at once, each as it would be alone; ten frames on the way. Closing it cancels; it resumes by frames.

    The record counts how the seeds ended.
    """
    kept, device = Frames("gan-seeds", recipe, store), devices.pick()
    alone = [cured(recipe.cure, recipe.first + place) for place in range(recipe.seeds)]
    game = start_many(alone, device)
    last = states.newest_with(witness(game), kept)
    done, seconds = (0, 0.0) if last is None else (last.index, float(last.notes["seconds"]))
    if last is not None:
        restore(game, last.arrays)
    steps, note = alone[0].steps, ""
    while done < steps:
        began, stop = time.perf_counter(), min(done + steps // STOPS, steps)
        sources = [states.generator(device, own.seed, done, 0) for own in alone]
        for step in range(done, stop):
            play_round(game, step, sources)
            if step % REPORT_EVERY == 0:
                yield Step(step, steps, f"{recipe.seeds} seeds at once")
        done, seconds = stop, seconds + time.perf_counter() - began
        notes = {"outcomes": [dataclasses.asdict(each) for each in outcomes(game, alone)], "seconds": seconds}
        note = kept.keep(done, _points(game) if done == steps else packed(game), notes)
        yield Step(done, steps, f"{recipe.seeds} seeds at once", frame=done, note=note)
    ended = outcomes(game, alone)
    record = summary(ended) | {"outcomes": [dataclasses.asdict(each) for each in ended], "seconds": seconds}
    note = kept.finish(record | {"device": devices.describe(device)}, drop=tuple(packed(game)))
    yield Step(steps, steps, "done", result=record, note=note, frame=steps)


def outcomes(game: Game, alone: Sequence[GanRecipe]) -> list[Outcome]:
    """How each game of many stands, on its 500 fixed codes."""
    with torch.no_grad():
        points = game.generator(game.codes)
    found = []
    for own, cloud in zip(alone, points, strict=True):
        cover = modes.coverage(cloud.cpu().numpy(), game.data)
        numbers = (measures.short(value) for value in (cover.effective, cover.good, measures.deviation(cloud)))
        found.append(Outcome(own.seed, cover.covered, *numbers))
    return found


def outcomes_of(record: Mapping[str, Any]) -> list[Outcome]:
    """What a finished run says, by seed."""
    return [Outcome(**told) for told in record["outcomes"]]


def summary(ended: Sequence[Outcome]) -> dict[str, Any]:
    """How many of the seeds covered all modes, and how many collapsed."""
    return {
        "seeds": len(ended),
        "all modes": sum(outcome.covered == COLLAPSING.modes for outcome in ended),
        "collapsed": sum(outcome.effective < COLLAPSED for outcome in ended),
    }


def _points(game: Game) -> dict[str, NDArray[Any]]:
    """A hundred points of each seed (s, 100, 2)."""
    with torch.no_grad():
        points = game.generator(game.codes[:, :POINTS])
    return {"points": points.clamp(-measures.MOST, measures.MOST).half().cpu().numpy()}


CURES: dict[str, Mapping[str, Any]] = {
    "none: it collapses": {},
    "one step each": {"g_steps": 1},
    "two time scales": {"lr_g": 0.0001},
    "Wasserstein critic": {"loss": "Wasserstein", "penalty": 1.0, "d_steps": 5, "g_steps": 1},
    "unrolled": {"unrolled": 5},
    "gradient penalty": {"penalty": 0.1},
    "instance noise": {"instance_noise": 0.3},
}
SEEDS_KNOBS: dict[str, Knob] = {
    "seeds": Knob(2, 20, "How many are trained, one after the other."),
    "first": Knob(0, 10_000, "The first of them."),
}
