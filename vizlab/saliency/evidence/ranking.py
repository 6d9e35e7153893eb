"""All evidence for all methods over many pictures, as a job that goes on where it stopped; and the table that comes of it.

To add a measure: a line in `MEASURES` and its column in `_scores`.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import library, saliency
from vizlab.frames import Frame, Frames
from vizlab.inspection import copy_images, inspected
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.saliency.evidence import pool
from vizlab.saliency.evidence.curves import curves
from vizlab.saliency.evidence.likeness import total_variation
from vizlab.saliency.evidence.places import mass, overlap, pointing, tolerance_px
from vizlab.saliency.evidence.recipe import KIND, EvidenceRecipe
from vizlab.store import Store

GROUP = 5  # pictures whose maps are made together, between two frames
Z = 1.96  # of a 95 % interval
FIRST, CONTROL = "insertion − deletion", "random map"
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Measure:
    """A column of the table. better: 1 if more is better, -1 if less is, 0 if neither. about: what it says, one line."""

    better: int
    about: str
    is_rate: bool = False  # of yes and no, so that its interval is Wilson's


@dataclass(frozen=True)
class Ranking:
    """scores (pictures, methods, measures), NaN where there is no mask. words: what the pictures are.

    by_chance: measure -> what chance scores, where the masks say it exactly.
    """

    recipe: EvidenceRecipe
    scores: Scores
    words: str
    by_chance: Mapping[str, float]

    def of(self, measure: str) -> Scores:
        """One measure of every method for every picture, (pictures, methods)."""
        return self.scores[:, :, list(MEASURES).index(measure)]

    @property
    def measures(self) -> list[str]:
        """The measures that these pictures allow."""
        return [name for name in MEASURES if not np.isnan(self.of(name)).all()]

    def ranked(self, measure: str) -> tuple[list[str], NDArray[np.float64]]:
        """The methods, the best first, and `summary` of each, (methods, 3)."""
        found = summary(self.of(measure), measure)
        order = best_first(found[:, 0], measure)
        return [self.recipe.methods[index] for index in order], found[order]

    def chance(self, measure: str) -> float | None:
        """What chance scores: exactly where the masks say it, else as the random map did; None without one, and for time."""
        if measure in self.by_chance:
            return self.by_chance[measure]
        if CONTROL not in self.recipe.methods or measure == "seconds":
            return None
        return float(np.nanmean(self.of(measure)[:, self.recipe.methods.index(CONTROL)], dtype=np.float64))

    def table(self) -> dict[str, list[Any]]:
        """Column -> a mean for each method, the best insertion minus deletion first."""
        names, _ = self.ranked(FIRST)
        order = [self.recipe.methods.index(name) for name in names]
        return {"method": names} | {name: self.of(name).mean(axis=0, dtype=np.float64)[order].tolist() for name in self.measures}


def rank(recipe: EvidenceRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Score all methods of a recipe: `Step`s in pictures, a frame after each group of them, the record at the end.

    Goes on from its newest frame. Errors: `VizlabError` if the model is not here, or a method cannot explain it.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "picture", result=record)
        return
    began = time.perf_counter()
    yield Step(0, 1, "opening the network", "picture")
    model = library.open_model(recipe.reference)
    pictures, newest = pool.draw(model, recipe.sample_size), run.newest()
    known = {"words": pictures.words, "by_chance": pool.by_chance(pictures)}
    scores = np.empty((0, len(recipe.methods), len(MEASURES)), np.float32) if newest is None else newest.arrays["so_far"]
    while (start := len(scores)) < len(pictures):
        for row in _scored(model, pictures, recipe, range(len(pictures))[start : start + GROUP]):
            scores = np.concatenate([scores, row[None]])
            yield Step(len(scores), len(pictures), "explaining pictures", "picture")
        note = run.keep(len(scores), {"so_far": scores}, known)
        yield Step(len(scores), len(pictures), "explaining pictures", "picture", frame=len(scores), note=note)
    run.keep(len(scores), {"scores": scores})
    record = {"run": run_id(recipe), "seconds": time.perf_counter() - began, **known}
    note = run.finish(record, drop=("so_far",))
    yield Step(len(scores), len(scores), "done", "picture", result=record, note=note)


def opened(recipe: EvidenceRecipe, record: Mapping[str, Any], frames: Sequence[Frame]) -> Ranking:
    """A finished ranking from its record and frames."""
    return Ranking(recipe, frames[-1].arrays["scores"], str(record["words"]), record["by_chance"])


def partly(recipe: EvidenceRecipe, frame: Frame) -> Ranking:
    """A ranking under way, from its newest frame."""
    return Ranking(recipe, frame.arrays["so_far"], str(frame.notes["words"]), frame.notes["by_chance"])


def made(recipe: EvidenceRecipe, store: Store | None = None) -> Ranking:
    """The ranking of a recipe: as it was kept, else computed now, and kept."""
    run = Frames(KIND, recipe, store)
    for _ in rank(recipe, store):
        pass
    return opened(recipe, run.record() or {}, run.read())


def summary(scores: Scores, measure: str) -> NDArray[np.float64]:
    """Mean, and ends of its 95 % interval, of one measure of each method: scores (pictures, methods) -> (methods, 3)."""
    values = np.asarray(scores, np.float64)
    n, mean = len(values), values.mean(axis=0)
    if MEASURES[measure].is_rate:
        return np.stack([mean, *wilson(mean, n)], axis=1)
    half = Z * values.std(axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.full_like(mean, np.nan)
    return np.stack([mean, mean - half, mean + half], axis=1)


def wilson(rate: Any, n: int) -> tuple[Any, Any]:
    """The ends of the 95 % interval of a rate seen in n trials. Source: Wilson 1927, JASA 22, equation 1."""
    rate = np.asarray(rate, np.float64)
    middle = (rate + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(rate * (1 - rate) / n + Z**2 / (4 * n**2))
    return middle - half, middle + half


def best_first(means: Any, measure: str) -> list[int]:
    """The indices of methods by their means (methods,), the best on top; ties in the order given."""
    values = np.asarray(means, np.float64)
    return [int(index) for index in np.argsort(-values if MEASURES[measure].better >= 0 else values, kind="stable")]


def _scored(
    model: library.Model, pictures: pool.Pool, recipe: EvidenceRecipe, indices: Sequence[int]
) -> Generator[Scores, None, None]:
    """The scores (methods, measures) of these pictures, one after another; their maps are made together."""
    inputs = pictures.images[indices[0] : indices[-1] + 1].to(model.device)
    with model.lock:
        targets = _predicted(model, inputs)
        found = [_maps(model, name, inputs, targets, [recipe.seed + index for index in indices]) for name in recipe.methods]
    seconds = np.array([each for _, each in found]) / len(indices)
    for place, index in enumerate(indices):
        maps = torch.stack([each[place] for each, _ in found])
        with model.lock:
            area = curves(
                model.network, inputs[place], maps, int(targets[place]), missing=recipe.missing, seed=recipe.seed + index
            )
        yield _scores(maps.numpy(), area.deletion_area, area.insertion_area, seconds, pictures, index)


def _predicted(model: library.Model, inputs: torch.Tensor) -> torch.Tensor:
    with inspected(model.network), torch.no_grad():
        scores: torch.Tensor = model.network(copy_images(inputs))
    return scores.argmax(dim=1).cpu()


def _maps(
    model: library.Model, name: str, inputs: torch.Tensor, targets: torch.Tensor, seeds: Sequence[int]
) -> tuple[torch.Tensor, float]:
    """The maps (n, h, w) of one method, and the seconds that they took. Dice are thrown anew for each picture, by its seed."""
    method = saliency.METHODS[name]
    began = time.perf_counter()
    if method.is_control and "seed" in method.options:
        parts = [method.map(model.network, inputs[:1], targets[:1], seed=seed) for seed in seeds]
        maps = torch.cat(parts)
    else:
        maps = method.map(model.network, inputs, targets, **({"seed": seeds[0]} if "seed" in method.options else {}))
    return maps.cpu(), time.perf_counter() - began


def _scores(maps: Any, deletion: Any, insertion: Any, seconds: Any, pictures: pool.Pool, index: int) -> Scores:
    """The measures (methods, measures) of maps (methods, h, w) of one picture."""
    nothing = np.full(len(maps), np.nan)
    columns = [insertion - deletion, deletion, insertion, *[nothing] * 5, total_variation(maps), seconds]
    if pictures.masks is not None:
        mask = pictures.masks[index]
        near = pointing(maps, mask, tolerance_px=tolerance_px(mask.shape))
        columns[3:7] = [pointing(maps, mask), near, mass(maps, mask), overlap(maps, mask, seed=index)]
    if pictures.tags is not None:
        columns[7] = mass(maps, pictures.tags[index])
    return np.stack(columns, axis=1).astype(np.float32)


MEASURES: dict[str, Measure] = {
    "insertion − deletion": Measure(1, "How much sooner the marked pixels are enough than they are missed."),
    "deletion": Measure(-1, "Area under the probability while the marked pixels go; low: the network needs them."),
    "insertion": Measure(1, "Area under the probability while the marked pixels come; high: they are soon enough."),
    "pointing": Measure(1, "How often the map's maximum lies on the object.", is_rate=True),
    "pointing near": Measure(
        1, "How often it lies on the object or beside it, by at most 3 % of the picture's side.", is_rate=True
    ),
    "mass": Measure(1, "Share of what the map says for the class that lies on the object."),
    "overlap": Measure(1, "Intersection over union of the object and as many most salient pixels."),
    "mass on the tag": Measure(0, "Share of what the map says for the class that lies on the tag."),
    "variation": Measure(-1, "Total variation of the map, scaled to a sum of one: grain makes it large."),
    "seconds": Measure(-1, "Time for one map."),
}
