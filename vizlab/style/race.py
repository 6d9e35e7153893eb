"""Optimizers on one painting: each gets as many passes through the network, forward and back, and its seconds are taken too.

A pass is what an iteration of Adam or of gradient descent costs; a line search takes several. Seconds are the processor's: other
work on the machine does not count. Every optimizer is a painting of the one engine (`painter`), from the same start and
down the same loss.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab import devices
from vizlab.frames import Frames
from vizlab.images import decode, encode
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style.optimizers import OPTIMIZERS
from vizlab.style.painter import Painter
from vizlab.style.recipe import KNOBS, StyleRecipe

KIND = "style-race"
Point = tuple[int, float, float]  # passes, seconds and the total loss so far


@dataclass(frozen=True, kw_only=True)
class RaceRecipe:
    """A race. passes: that each optimizer gets. lr: of Adam. rate: of gradient descent; the others as in `StyleRecipe`."""

    content: str = "photo/Cat"
    style: str = "pattern/Stained glass"
    network: str = StyleRecipe.network
    race_px: int = 128
    passes: int = 150
    strength: float = StyleRecipe.strength
    init: str = "content"
    lr: float = StyleRecipe.lr
    rate: float = 0.03
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another race

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, RACE_KNOBS)

    def painting(self, optimizer: str) -> StyleRecipe:
        """What this optimizer paints, at one scale."""
        return StyleRecipe(
            content=self.content, style=self.style, network=self.network, size_px=self.race_px, steps=self.passes,
            strength=self.strength, init=self.init, optimizer=optimizer, lr=self.rate if optimizer == "GD" else self.lr,
            seed=self.seed, scales=1,
        )  # fmt: skip


def race(recipe: RaceRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Let them paint one after another; the last `Step` has the record. Errors: `VizlabError` as `Painter`.

    What an optimizer has finished is kept; a broken-off race goes on with the next one.
    """
    run, total = Frames(KIND, recipe, store), len(OPTIMIZERS) * recipe.passes
    for place, name in enumerate(OPTIMIZERS):
        if run.frame(place) is None:
            painter, track = Painter(recipe.painting(name), store=store), list[Point]()
            for point in painted(painter, recipe.passes):
                track.append(point)
                done = place * recipe.passes + min(point[0], recipe.passes)
                yield Step(done, total, name, unit="pass", values={name: point[2]}, at=point[0])
            device = devices.describe(painter.network.device)
            run.keep(place, {"picture": encode(painter.picture)}, {"track": track, "device": device})
    frames = [frame for place in range(len(OPTIMIZERS)) if (frame := run.frame(place)) is not None]
    tracks = {name: frame.notes["track"] for name, frame in zip(OPTIMIZERS, frames, strict=True)}
    record = {"tracks": tracks, "device": frames[-1].notes["device"], "seconds": sum(track[-1][1] for track in tracks.values())}
    yield Step(total, total, "done", unit="pass", result=record, note=run.finish(record), frame=len(OPTIMIZERS) - 1)


def painted(painter: Painter, passes: int) -> Iterator[Point]:
    """Paint for so many passes; the loss stays where it is while a line search looks in vain."""
    began, done = time.process_time(), 1
    loss = painter.measure()["total"]
    yield done, time.process_time() - began, loss
    while done < passes and painter.done < painter.recipe.steps:
        for _ in painter.improving():
            done += 1
            yield done, time.process_time() - began, loss
        done, loss = done + 1, painter.measure()["total"]
        yield done, time.process_time() - began, loss


@dataclass(frozen=True)
class Race:
    """A finished race. tracks, pictures (h, w, 3): by optimizer."""

    tracks: dict[str, list[Point]]
    pictures: dict[str, NDArray[np.uint8]]
    device: str

    def best_at(self, axis: int) -> str:
        """Who has the lowest loss when the first of them is through; axis: 0 passes, 1 seconds."""
        end = min(track[-1][axis] for track in self.tracks.values())
        return min(self.tracks, key=lambda name: [point[2] for point in self.tracks[name] if point[axis] <= end][-1])


def read_race(recipe: RaceRecipe, store: Store | None = None) -> Race:
    """The finished race of a recipe, run first if nobody has. Errors: `VizlabError` as `race`."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        for _ in race(recipe, store):
            pass
    record = run.record() or {}
    frames = run.read()
    pictures = {name: decode(frame.arrays["picture"]) for name, frame in zip(OPTIMIZERS, frames, strict=True)}
    return Race({name: record["tracks"][name] for name in OPTIMIZERS}, pictures, record["device"])


RACE_KNOBS: dict[str, Knob] = {
    "race_px": Knob(32, 256, "Longer side of the three paintings: time grows with its square.", (64, 96, 128, 192)),
    "passes": Knob(10, 1000, "Passes forward and back that each of them gets.", (50, 100, 150, 300, 600)),
    "strength": KNOBS["strength"],
    "lr": KNOBS["lr"],
    "rate": Knob(
        1e-5,
        1.0,
        "The first step of gradient descent, as the mean move of a value; later ones go with the slope.",
        (0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
    ),
    "seed": KNOBS["seed"],
}
