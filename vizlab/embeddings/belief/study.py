"""The same vectors mapped again and again with one thing changed: perplexity, the seed of the start, or no structure at all.

To add a study: a function from its recipe to named map recipes, and a line in `STUDIES`.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.belief.neighbours import few
from vizlab.embeddings.belief.scatter import lumps, silhouette
from vizlab.embeddings.clusters import k_means
from vizlab.embeddings.features import read
from vizlab.embeddings.methods import METHODS, Layout
from vizlab.embeddings.procrustes import align
from vizlab.embeddings.quality import judge
from vizlab.embeddings.recipe import KNOBS, EmbeddingRecipe, largest_perplexity
from vizlab.embeddings.vectors import arranged
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

KIND = "belief"
PERPLEXITIES = (2, 5, 10, 30, 50, 100)
NOISY = (5, 30, 100)  # perplexities of the control
SEEDS = 6
MOST_POINTS = 5000
COUNTED = 2000  # points among which clumps are counted
METHOD = "t-SNE"
REPORT_S = 0.3


@dataclass(frozen=True, kw_only=True)
class StudyRecipe:
    """What is mapped again and again, named as in `EmbeddingRecipe`, and vary: in `STUDIES`.

    perplexity: of the study of seeds; seed: of the others' control.
    """

    vary: str = "perplexity"
    data: str = "digits"
    data_version: int = 1
    reference: str = ""
    layer: str = ""
    n: int = 1797
    perplexity: float = 30.0
    iterations: int = 1000
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean other maps

    def __post_init__(self) -> None:
        """Check names and ranges. Errors: `VizlabError`."""
        if self.vary not in STUDIES:
            raise VizlabError(f"vary must be one of {', '.join(STUDIES)}; got {self.vary!r}.")
        limits = {"n": Knob(KNOBS["n"].low, MOST_POINTS, "")}
        check(self, {name: KNOBS[name] for name in ("perplexity", "iterations", "seed")} | limits)
        self.recipes()

    def recipes(self) -> dict[str, EmbeddingRecipe]:
        """Name of each map -> its recipe, in their order."""
        return {name: recipe.settled for name, recipe in STUDIES[self.vary](self).items()}

    @property
    def settled(self) -> StudyRecipe:
        """The same study with what it does not read at its default, so that equal studies have equal ids."""
        unread = {"perplexity": ("perplexity", "seed"), "seed": ("seed",), "noise": ("perplexity",)}[self.vary]
        defaults: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(self) if field.name in unread}
        return dataclasses.replace(self, **defaults)

    def space(self, **changed: Any) -> EmbeddingRecipe:
        """The t-SNE map of these vectors, with the iterations of the study."""
        kept = {name: getattr(self, name) for name in ("data", "data_version", "reference", "layer", "n", "iterations")}
        return EmbeddingRecipe(**kept | changed)


def study(recipe: StudyRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Make the maps of a study: a frame each, whose notes are its numbers; goes on after the last map that was finished.

    Frames hold `map`, float16, positions (n, 2) in units of their width. Errors: `VizlabError` if data or model are not here.
    """
    recipe = recipe.settled
    run, asked = Frames(KIND, recipe, store), recipe.recipes()
    total = len(asked) * recipe.iterations
    if (record := run.record()) is not None:
        yield Step(total, total, "done", "iteration", result=record)
        return
    began, done = time.perf_counter(), set(run.indices())
    for index, (name, one) in enumerate(asked.items()):
        if index not in done:
            yield from _mapped(run, index, name, one, total)
    spent = sum(float(frame.notes["seconds"]) for frame in run.read())
    record = {"maps": list(asked), "seconds": spent if done else time.perf_counter() - began}
    note = run.finish(record)
    yield Step(total, total, "done", "iteration", result=record, note=note)


def numbers(frames: Sequence[Frame]) -> dict[str, list[Any]]:
    """The columns of a study's table: what each map is called, and its numbers."""
    return {name: [frame.notes[name] for frame in frames] for name in ("name", *NUMBERS)}


def aligned(frames: Sequence[Frame], target: int = 0) -> list[NDArray[np.float64]]:
    """The maps (n, 2) of a study, each turned, mirrored and scaled to lie as near as it can to that of the target."""
    still = frames[target].arrays["map"]
    return [align(frame.arrays["map"], still) for frame in frames]


def measured(features: torch.Tensor, positions: torch.Tensor, labels: torch.Tensor, groups: int, seed: int) -> dict[str, Any]:
    """The numbers of a map, JSON-able: those of `judge`, its clumps, and how far apart its clusters seem and are.

    silhouette_seen, silhouette_true: of as many k-means clusters of the map as there are groups, on it and in the features.
    """
    clusters = k_means(positions.double(), max(groups, 2), seed)
    rows = few(len(positions), COUNTED)
    counted = lumps(positions if rows is None else positions[rows])
    return {
        **dataclasses.asdict(judge(features, positions, labels)),
        "clumps": int(counted.max()) + 1,
        "silhouette_seen": silhouette(positions, clusters),
        "silhouette_true": silhouette(features, clusters),
    }


def _mapped(run: Frames, index: int, name: str, recipe: EmbeddingRecipe, total: int) -> Generator[Step, None, None]:
    """One map of a study, from start to end, and its frame."""
    began, base = time.perf_counter(), index * recipe.iterations
    yield Step(base, total, f"{name}: looking for neighbours", "iteration")
    items = read(recipe)
    features = arranged(items.features, recipe)
    layout = METHODS[METHOD].begin(features, recipe, None)
    yield from _settled(layout, recipe, base, total, name)
    yield Step(base + recipe.iterations, total, f"{name}: judging the map", "iteration")
    positions = layout.positions.detach().float()
    width = float((positions.amax(0) - positions.amin(0)).max())
    if not (math.isfinite(width) and width):
        raise VizlabError(f"The map of {name} flew apart or fell together: take another perplexity.")
    found = measured(features, positions, items.labels, len(items.classes), recipe.seed)
    notes = {"name": name, "loss": layout.loss(), "width": width, **found, "seconds": time.perf_counter() - began}
    note = run.keep(index, {"map": (positions / width).numpy().astype(np.float16)}, notes)
    yield Step(base + recipe.iterations, total, name, "iteration", frame=index, note=note)


def _settled(layout: Layout, recipe: EmbeddingRecipe, base: int, total: int, name: str) -> Generator[Step, None, None]:
    reported = time.perf_counter()
    for iteration in range(1, recipe.iterations + 1):
        layout.advance()
        if time.perf_counter() - reported > REPORT_S:
            yield Step(base + iteration, total, name, "iteration")
            reported = time.perf_counter()


def _over_perplexities(recipe: StudyRecipe) -> dict[str, EmbeddingRecipe]:
    most = largest_perplexity(recipe.n)
    return {f"perplexity {value}": recipe.space(perplexity=float(value)) for value in PERPLEXITIES if value <= most}


def _over_seeds(recipe: StudyRecipe) -> dict[str, EmbeddingRecipe]:
    """From random starts: the PCA start is the same for every seed."""
    return {f"seed {seed}": recipe.space(perplexity=recipe.perplexity, init="random", seed=seed) for seed in range(SEEDS)}


def _of_noise(recipe: StudyRecipe) -> dict[str, EmbeddingRecipe]:
    most = largest_perplexity(recipe.n)
    values = [value for value in NOISY if value <= most]
    return {f"perplexity {value}": recipe.space(perplexity=float(value), shuffled=True, seed=recipe.seed) for value in values}


NUMBERS: Mapping[str, str] = {  # name in the notes of a map -> how it is called
    "loss": "KL, nats",
    "trustworthiness": "Trustworthiness",
    "continuity": "Continuity",
    "neighbour_accuracy": "kNN accuracy",
    "rank_correlation": "Rank correlation",
    "stress": "Stress",
    "silhouette": "Silhouette of the classes",
    "clumps": "Clumps",
    "silhouette_seen": "Silhouette on the map",
    "silhouette_true": "Silhouette in truth",
}
STUDIES: dict[str, Callable[[StudyRecipe], dict[str, EmbeddingRecipe]]] = {
    "perplexity": _over_perplexities,
    "seed": _over_seeds,
    "noise": _of_noise,
}
