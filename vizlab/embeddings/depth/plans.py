"""A small map of every stop of the way, each turned to lie on the one before it: PCA at once, t-SNE as a job."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca
from vizlab.embeddings.depth.recipe import EPOCHS, DepthRecipe
from vizlab.embeddings.depth.separability import compared
from vizlab.embeddings.depth.stations import PANELS, Station, stations
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.procrustes import align
from vizlab.embeddings.recipe import EmbeddingRecipe, largest_perplexity
from vizlab.frames import BUNDLED, Frames, finished
from vizlab.progress import Step
from vizlab.store import Store

KIND = "embedding-depth"
REPORT_EVERY = 20  # iterations
Maps = dict[str, NDArray[np.float64]]


def flat(recipe: DepthRecipe) -> Maps:
    """The PCA map (n, 2) of up to `PANELS` stops: name -> positions."""
    stops = stations(recipe, PANELS)
    return aligned({stop.name: pca.fit(stop.features).project(stop.features).numpy() for stop in stops})


def aligned(maps: Maps) -> Maps:
    """The same maps, each turned, mirrored and scaled to lie on the one before it as well as it can."""
    laid: Maps = {}
    for name, positions in maps.items():
        laid[name] = align(positions, last) if laid and np.ptp(last := list(laid.values())[-1]) > 0 else positions
    return laid


def walk(recipe: DepthRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Compute the t-SNE maps of up to `PANELS` stops: `Step`s in iterations, a frame a stop, and a record at the end.

    Goes on after the last stop that was finished. The record has the numbers of all stops, too. Errors: those of `stations`.
    """
    run, began = Frames(KIND, recipe, store), time.perf_counter()
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "iteration", result=record)
        return
    yield Step(0, 1, "going through the network", "iteration")
    stops, done = list(stations(recipe, PANELS)), set(run.indices())
    total = len(stops) * recipe.iterations
    for index, stop in enumerate(stops):
        if index not in done:
            yield from _laid_out(run, recipe, stop, index, total)
    yield Step(total, total, "measuring", "iteration")
    ways = {name: [dataclasses.asdict(apart) for apart in way] for name, way in compared(recipe).items()}
    record = {"ways": [list(pair) for pair in ways.items()], "seconds": time.perf_counter() - began}
    yield Step(total, total, "done", "iteration", result=record, note=run.finish(record))


def walked(recipe: DepthRecipe, store: Store | None = None) -> tuple[Maps, list[float]]:
    """The t-SNE maps of a finished or broken-off run, and the KL divergence of each, nats."""
    frames = Frames(KIND, recipe, store).read()
    maps = {str(frame.notes["name"]): frame.arrays["map"].astype(np.float64) for frame in frames}
    return aligned(maps), [float(frame.notes["divergence"]) for frame in frames]


def bundled() -> set[str]:
    """The ids of the runs that come with vizlab."""
    return set(finished(KIND, Store(str(BUNDLED))))


def _laid_out(run: Frames, recipe: DepthRecipe, stop: Station, index: int, total: int) -> Generator[Step, None, None]:
    layout = METHODS["t-SNE"].begin(stop.features, _settings(recipe, stop), None)
    phase = f"epoch {stop.name}" if recipe.along == EPOCHS else stop.name
    for iteration in range(1, recipe.iterations + 1):
        layout.advance()
        if iteration % REPORT_EVERY == 0:
            yield Step(index * recipe.iterations + iteration, total, phase, "iteration")
    positions = _whole(layout.positions)
    note = run.keep(index, {"map": positions}, {"name": stop.name, "divergence": layout.loss()})
    yield Step((index + 1) * recipe.iterations, total, phase, "iteration", frame=index, note=note)


def _settings(recipe: DepthRecipe, stop: Station) -> EmbeddingRecipe:
    """What t-SNE reads: nothing of it says where the vectors came from, for they are handed over."""
    perplexity = min(recipe.perplexity, float(largest_perplexity(len(stop.features))))
    return EmbeddingRecipe(
        data=recipe.data, n=recipe.points, perplexity=perplexity, iterations=recipe.iterations, seed=recipe.seed
    )


def _whole(positions: torch.Tensor) -> NDArray[np.float16]:
    """Centred and of width 1, which float16 holds to half a pixel."""
    exact = positions.double().numpy()
    centred = exact - (exact.max(0) + exact.min(0)) / 2
    return np.asarray(centred / max(float(np.ptp(exact, axis=0).max()), 1e-30), np.float16)
