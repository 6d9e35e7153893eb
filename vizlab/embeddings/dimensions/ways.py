"""Ways down to two numbers and back: PCA, an autoencoder without bends, one with them, and t-SNE, of the same points.

Only three of them have a way back, whose error is measured. So that all can be compared, each point is also read off the map as
its nearest other there. The linear autoencoder must find the PCA plane: the principal angles between the two are recorded.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca, quality
from vizlab.embeddings.dimensions import material
from vizlab.embeddings.features import Items, read
from vizlab.embeddings.methods import METHODS, Layout
from vizlab.embeddings.methods.autoencoder import Autoencoder
from vizlab.embeddings.methods.graph import nearest
from vizlab.embeddings.recipe import EmbeddingRecipe, available
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

KIND = "embedding-ways"
N = 1000  # points
SHOWN = 10  # of them, read back
FRAMES = 20
LINEAR, DEEP = "Linear autoencoder", "Autoencoder"
WAYS = ("PCA", LINEAR, DEEP, "t-SNE")


@dataclass(frozen=True, kw_only=True)
class WaysRecipe:
    """The first points of a source (see `sources`), how many steps each way takes, and the start of those that have one."""

    data: str = "digits"
    way_steps: int = 1000
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another result

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)
        if available(self.data) < 3 * SHOWN:
            raise VizlabError(f"The ways down need at least {3 * SHOWN} points; {self.data} has {available(self.data)}.")

    def of(self, way: str) -> EmbeddingRecipe:
        """The recipe of one way's map."""
        n = min(N, available(self.data))
        whole = EmbeddingRecipe(
            data=self.data, n=n, method=way, iterations=self.way_steps, seed=self.seed, perplexity=min(30, n // 4)
        )
        return whole.settled


def compare(recipe: WaysRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Take all ways at once, step by step, and judge them; resumes from its newest frame, to the same bits.

    Frames hold a map (n, 2), float16 in units of its width, for each way, `map0` to `map3` in the order of `WAYS`; the last one
    `back0` to `back2`, (`SHOWN`, d) float16, points as they are read back. The record holds the curves and the table.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield _step(recipe, recipe.way_steps, "done", result=record)
        return
    began = time.perf_counter()
    yield _step(recipe, 0, "beginning")
    items = read(recipe.of("PCA"))
    newest = run.newest()
    layouts = [_begun(items.features, recipe, way, None if newest is None else newest) for way in WAYS]
    notes: dict[str, Any] = {"curves": {}, "seconds": 0.0} if newest is None else dict(newest.notes)
    began -= notes["seconds"]
    for done in range(0 if newest is None else newest.index + 1, recipe.way_steps + 1):
        for layout in layouts if done else ():
            layout.advance()
        if done == recipe.way_steps:
            yield _step(recipe, done, "judging")
            notes["ways"] = dict(_judged(layouts, items))
        if done % max(1, recipe.way_steps // FRAMES) == 0 or done == recipe.way_steps:
            values = _measured(layouts, items.features)
            for name, value in values.items():
                notes["curves"].setdefault(name, []).append([done, value])
            notes["seconds"] = time.perf_counter() - began
            note = run.keep(done, _arrays(recipe, layouts, items.features, done), notes)
            yield _step(recipe, done, "going down", values={way: values[way] for way in WAYS[:-1]}, frame=done, note=note)
        elif done % 5 == 0:
            yield _step(recipe, done, "going down")
    note = run.finish(notes, drop=tuple(f"{index}/{name}" for index, layout in enumerate(layouts) for name in layout.state()))
    yield _step(recipe, recipe.way_steps, "done", result=notes, note=note)


def sheet(frame: Frame, items: Items) -> tuple[list[str], list[NDArray[np.uint8]]]:
    """Some pictures as they are, and as each way reads them back from the last frame: titles and pictures, `SHOWN` in a row."""
    rows = [items.features[:SHOWN].numpy(), *(frame.arrays[f"back{index}"] for index in range(len(WAYS) - 1))]
    c = 1 if items.pictures is None else items.pictures.shape[1]
    side = math.isqrt(items.features.shape[1] // c)
    names = ["as it is", "PCA", "linear", "deep"]
    return [name for name in names for _ in range(SHOWN)], list(material.as_pictures(np.concatenate(rows), (c, side, side)))


def angles(layout: Layout, features: torch.Tensor) -> tuple[float, float]:
    """Principal angles, in degrees, between the plane of a linear autoencoder and the PCA plane of features (n, d)."""
    assert isinstance(layout, Autoencoder)
    # of the sines, for the cosine of a small angle is 1 to the last digit
    plane, other = layout.plane(), pca.fit(features).directions
    rest = plane - other.T @ (other @ plane)
    small, large = torch.linalg.svdvals(rest).clamp(max=1).asin().rad2deg().flip(0).tolist()
    return small, large


def off_the_map(features: torch.Tensor, positions: torch.Tensor) -> float:
    """Mean square error of a feature, (n, d), if each point is taken to be its nearest other on a map (n, dims)."""
    others = torch.cat([indices for _, indices in nearest(positions.double(), 1)])[:, 0]
    return float((features[others] - features).double().square().mean())


def _begun(features: torch.Tensor, recipe: WaysRecipe, way: str, kept: Frame | None) -> Layout:
    number = f"{WAYS.index(way)}/"
    if kept is None or kept.index == recipe.way_steps:  # then the state is not kept, nor needed
        return METHODS[way].begin(features, recipe.of(way), None)
    state = {name.removeprefix(number): array for name, array in kept.arrays.items() if name.startswith(number)}
    return METHODS[way].begin(features, recipe.of(way), state)


def _measured(layouts: list[Layout], features: torch.Tensor) -> dict[str, float]:
    """The error of each way that has a way back, and the angles of the linear one's plane."""
    small, large = angles(layouts[WAYS.index(LINEAR)], features)
    errors = {way: layout.loss() for way, layout in zip(WAYS[:-1], layouts, strict=False)}
    return errors | {"first angle": small, "second angle": large}


def _arrays(recipe: WaysRecipe, layouts: list[Layout], features: torch.Tensor, done: int) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for index, layout in enumerate(layouts):
        positions = layout.positions.float().numpy()
        arrays[f"map{index}"] = (positions / max(float(np.ptp(positions, axis=0).max()), 1e-30)).astype(np.float16)
        if done < recipe.way_steps:
            arrays |= {f"{index}/{name}": array for name, array in layout.state().items()}
    if done == recipe.way_steps:
        arrays |= {f"back{index}": back for index, back in enumerate(_read_back(layouts, features))}
    return arrays


def _read_back(layouts: list[Layout], features: torch.Tensor) -> Iterator[NDArray[np.float16]]:
    plane = pca.fit(features)
    yield plane.reconstruct(plane.project(features[:SHOWN])).numpy().astype(np.float16)
    for layout in layouts:
        if isinstance(layout, Autoencoder):
            yield layout.read_back(features[:SHOWN]).numpy().astype(np.float16)


def _judged(layouts: list[Layout], items: Items) -> Iterator[tuple[str, dict[str, float | None]]]:
    for way, layout in zip(WAYS, layouts, strict=True):
        found = quality.judge(items.features, layout.positions.float(), items.labels)
        yield (
            way,
            {
                "error": None if way == "t-SNE" else layout.loss(),
                "off_the_map": off_the_map(items.features, layout.positions),
                "trustworthiness": found.trustworthiness,
                "rank_correlation": found.rank_correlation,
            },
        )


def _step(recipe: WaysRecipe, done: int, phase: str, **more: Any) -> Step:
    return Step(done, recipe.way_steps, phase, "iteration", **more)


KNOBS: dict[str, Knob] = {
    "way_steps": Knob(50, 5000, "Steps of each way that has any: the curves tell when it is enough.", (200, 500, 1000, 2000)),
    "seed": Knob(0, 2**31 - 1, "The networks' random start, and the order of what they see.", tuple(range(20))),
}
