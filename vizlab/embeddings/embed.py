"""The work behind a map: affinities, a thousand steps of t-SNE, and the numbers that judge what came out."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca, tsne
from vizlab.embeddings.affinities import joint, square_distances
from vizlab.embeddings.features import Items, read
from vizlab.embeddings.quality import judge
from vizlab.embeddings.recipe import EmbeddingRecipe
from vizlab.embeddings.survey import over_epochs, spaces, survey
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.store import Store

KIND = "embedding"
FRAMES = 40  # of one run
REPORT_EVERY = 10  # iterations
SCREE = 30  # components whose share of the variance is recorded
STATE = ("positions", "velocity", "gains")  # float32: what the descent goes on from


def embed(recipe: EmbeddingRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Compute a t-SNE map step by step: `Step`s in iterations, KL in nats at each kept frame, the record at the end.

    Resumes from its newest frame, to the same bits; a finished run yields its record at once. Frames hold `map`, float16, the
    positions (n, 2) for the screen. Errors: `VizlabError` if data or model are not here, or the descent blows up.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.iterations, recipe.iterations, "done", "iteration", result=record)
        return
    began = time.perf_counter()
    yield _step(recipe, 0, "reading the pictures")
    items = read(recipe)
    plane = pca.fit(items.features)
    flat = plane.project(items.features)
    yield _step(recipe, 0, "looking for neighbours")
    p = joint(items.features, recipe.perplexity)
    newest = run.newest()
    spent = 0.0 if newest is None else float(newest.notes["seconds"])
    layout = tsne.start(flat, recipe.init, recipe.seed) if newest is None else _restored(newest)
    if newest is None:
        yield _kept(run, recipe, layout, p, 0, 0.0)
    for iteration in range((0 if newest is None else newest.index) + 1, recipe.iterations + 1):
        tsne.step(layout, p, iteration=iteration, lr=recipe.step_size, exaggeration=recipe.exaggeration)
        if iteration % _every(recipe) == 0 or iteration == recipe.iterations:
            yield _kept(run, recipe, layout, p, iteration, spent + time.perf_counter() - began)
        elif iteration % REPORT_EVERY == 0:
            yield _step(recipe, iteration, _phase(iteration))
    seconds = spent + time.perf_counter() - began
    record = yield from _judged(recipe, items, plane, flat, layout.positions)
    record |= {"divergence": tsne.divergence(layout.positions, p), "seconds": seconds}
    note = run.finish(record, drop=STATE)
    yield dataclasses.replace(_step(recipe, recipe.iterations, "done"), result=record, note=note)


def moments(frames: Sequence[Frame]) -> list[tuple[str, NDArray[Any]]]:
    """Name and positions (n, 2) of each frame of a run: ("250: KL 2.31, width 8", positions)."""
    return [(_name(frame), frame.arrays["map"]) for frame in frames]


def divergences(frames: Sequence[Frame]) -> list[tuple[int, float]]:
    """(iteration, KL in nats) of each frame of a run."""
    return [(frame.index, float(frame.notes["divergence"])) for frame in frames]


def _name(frame: Frame) -> str:
    return f"{frame.index}: KL {frame.notes['divergence']:.2f}, width {frame.notes['width']:.3g}"


def _kept(run: Frames, recipe: EmbeddingRecipe, layout: tsne.Layout, p: torch.Tensor, iteration: int, seconds: float) -> Step:
    """Keep a frame. Errors: `VizlabError` if the positions are no numbers any more."""
    divergence = tsne.divergence(layout.positions, p)
    if not math.isfinite(divergence):
        sentence = f"The map flew apart before iteration {iteration}: take a smaller lr than {recipe.step_size:g}"
        raise VizlabError(f"{sentence}, or less exaggeration than {recipe.exaggeration:g}.")
    arrays = {name: getattr(layout, name).numpy() for name in STATE}
    # Drawn in units of its own width, which float16 holds to half a pixel; the width itself stands in the notes.
    width = float((layout.positions.amax(0) - layout.positions.amin(0)).max())
    arrays["map"] = (arrays["positions"] / max(width, 1e-30)).astype(np.float16)
    note = run.keep(iteration, arrays, {"divergence": divergence, "width": width, "seconds": seconds})
    values = {"KL divergence": divergence}
    return dataclasses.replace(_step(recipe, iteration, _phase(iteration)), values=values, frame=iteration, note=note)


def _step(recipe: EmbeddingRecipe, done: int, phase: str) -> Step:
    return Step(done, recipe.iterations, phase, "iteration")


def _phase(iteration: int) -> str:
    return "early exaggeration" if iteration <= tsne.EXAGGERATED else "settling"


def _every(recipe: EmbeddingRecipe) -> int:
    return max(1, recipe.iterations // FRAMES)


def _restored(frame: Frame) -> tsne.Layout:
    return tsne.Layout(**{name: torch.from_numpy(np.array(frame.arrays[name])) for name in STATE})


def _judged(
    recipe: EmbeddingRecipe, items: Items, plane: pca.Pca, flat: torch.Tensor, positions: torch.Tensor
) -> Generator[Step, None, dict[str, Any]]:
    """What a finished run says of itself, JSON-able; a step before each part, so that it can be cancelled in between."""
    looking = _step(recipe, recipe.iterations, "judging the map")
    record: dict[str, Any] = {"run": run_id(recipe), "explained": plane.explained[:SCREE].tolist()}
    distances = square_distances(items.features.double())
    for name, found in {"PCA": flat, "t-SNE": positions}.items():
        yield looking
        record.setdefault("quality", {})[name] = dataclasses.asdict(judge(distances, found, items.labels))
    record |= {"spaces": [], "epochs": []}  # lists: JSON keeps their order
    for label, space in spaces(recipe).items():
        yield looking
        record["spaces"].append([label, dataclasses.asdict(survey(read(space), recipe.seed))])
    for epoch, accuracy in over_epochs(recipe) if recipe.reference else ():
        yield looking
        record["epochs"].append([epoch, accuracy])
    return record
