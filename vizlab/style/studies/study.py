"""The work of a study: one painting after the other, each kept as any painting is, then measured."""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vizlab import devices
from vizlab.frames import Frames
from vizlab.progress import Step
from vizlab.store import Store
from vizlab.style import view
from vizlab.style.features import open_network
from vizlab.style.recipe import StyleRecipe
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.looking import shown
from vizlab.style.studies.measures import measure
from vizlab.style.studies.paintings import EYES, paintings
from vizlab.style.studies.recipe import KIND, StudyRecipe
from vizlab.style.studies.result import Studied, opened
from vizlab.style.transfer import stylize

QUALITY = 62  # of the pictures that are kept: a study that comes along must stay small
POINTS = 40  # of the curve of a painting's loss
MOMENTS = {"reconstruction": 4}  # how many pictures of a painting are kept; in other studies the last


def study(recipe: StudyRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint all paintings: `Step`s in iterations, a frame for each finished painting, the record at the end.

    Goes on where it stopped, in the middle of a painting too. Errors: `VizlabError` as `stylize`.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "iteration", result=record)
        return
    network = open_network(recipe.network, seed=recipe.seed, store=store, **EYES)
    wanted = paintings(recipe, len(network.layers))
    desk, total = _Desk(run, network, original(recipe, store), store), len(wanted) * recipe.rounds
    for index, (label, each) in enumerate(wanted.items()):
        yield from _painted(label, each, index * recipe.rounds, total, store)
        note = desk.keep(index, label, each)
        yield Step((index + 1) * recipe.rounds, total, label, "iteration", frame=index, note=note)
    if recipe.study == "statistics":
        note = desk.keep_early(wanted) or note
    seconds = sum(each.seconds for each in opened(run.read()))
    record = {"seconds": seconds, "network": network.title, "device": devices.describe(network.device)}
    note = run.finish(record) or note
    yield Step(total, total, "done", "iteration", result=record, note=note)


def finished(recipe: StudyRecipe, store: Store | None = None) -> list[Studied]:
    """The paintings of a study, painted first if nobody has. Errors: `VizlabError` as `study`."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        for _ in study(recipe, store):
            pass
    return opened(run.read())


def original(recipe: StudyRecipe, store: Store | None = None) -> NDArray[np.uint8]:
    """The picture of a study in the size of its paintings, (h, w, 3)."""
    return shown(recipe.picture, recipe.side_px, store)


@dataclass(frozen=True)
class _Desk:
    """Where finished paintings are measured and kept. target: what they are held against, (h, w, 3)."""

    run: Frames
    network: FeatureNetwork
    target: NDArray[np.uint8]
    store: Store | None

    def keep(self, index: int, label: str, recipe: StyleRecipe, limit_s: float = np.inf) -> str:
        """Keep one painting of the study, and how far it was after `limit_s`; what to tell the visitor if that failed."""
        made, kind = view.read(recipe, self.store), self.run.recipe.study
        early = max(frame.index for frame in made.frames if frame.notes["seconds"] <= limit_s)
        steps = sorted({*_moments(made.steps, MOMENTS.get(kind, 1)), early})
        kept = {step: made.at(step) for step in steps}
        loss = "content" if recipe.alpha else "style"
        notes = {
            "label": label, "layer": self.network.layers[index] if kind in ("layers", "reconstruction") else "",
            "steps": steps, "early": early, "numbers": measure(self.network, kept[steps[-1]], self.target),
            "losses": _thinned(made.series[loss]),
            "seconds": made.frames[-1].notes["seconds"],
        }  # fmt: skip
        return self.run.keep(index, {f"picture-{step}": _encoded(pixels) for step, pixels in kept.items()}, notes)

    def keep_early(self, wanted: dict[str, StyleRecipe]) -> str:
        """Keep all once more, now with what each was when the quickest was finished."""
        limit_s = min(view.read(recipe, self.store).frames[-1].notes["seconds"] for recipe in wanted.values())
        notes = [self.keep(index, label, recipe, limit_s) for index, (label, recipe) in enumerate(wanted.items())]
        return next((note for note in notes if note), "")


def _painted(label: str, recipe: StyleRecipe, before: int, total: int, store: Store | None) -> Generator[Step, None, None]:
    if Frames("style", recipe, store).record() is not None:
        return
    for step in stylize(recipe, store):
        yield replace(step, done=before + step.done, total=total, phase=label, unit="iteration", result=None, frame=None)


def _moments(steps: Sequence[int], count: int) -> list[int]:
    """So many of the steps, evenly spread over those that are known, the last among them but never the noise itself."""
    later = [step for step in steps if step > 0] or list(steps)
    places = np.linspace(1, 0, count, endpoint=False)
    return sorted({later[max(round(place * len(later)) - 1, 0)] for place in places.tolist()})


def _thinned(series: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most `POINTS` of a curve, evenly chosen, the first and the last among them, to four digits."""
    chosen = sorted(set(np.linspace(0, len(series) - 1, POINTS).round().astype(int).tolist()))
    return [(series[index][0], float(f"{series[index][1]:.4g}")) for index in chosen]


def _encoded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "WEBP", method=6, quality=QUALITY)
    return np.frombuffer(packed.getvalue(), np.uint8)
