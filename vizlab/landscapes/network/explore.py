"""The work behind a surface: its points from coarse to fine, then the numbers that say how much of it to believe."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.landscapes.network import curvature, directions, examples
from vizlab.landscapes.network.directions import Way
from vizlab.landscapes.network.losses import MANY_WEIGHTS, Losses
from vizlab.landscapes.network.recipe import PERMUTED, SurfaceRecipe
from vizlab.progress import Step
from vizlab.recipes import run_id
from vizlab.store import Store

KIND = "surface"
COARSEST = 6  # points along a side of the first picture
PRODUCTS = 24  # Hessian times vector: steps of Lanczos, which find the top few eigenvalues in as many, and probes of the trace
FEW_PRODUCTS = 10  # so many for a network with many weights
SIGMAS = (0.05, 0.1, 0.2, 0.4)  # lengths of random weight noise, in lengths of each filter
DRAWS = 6  # of that noise
PLACES = tuple(2.0**-k for k in range(3, 11))  # t of Taylor's check
BATCH_SIDE = 21  # points along a side of the surfaces of mini-batches that are kept
LIKE_US = 1e-3  # nats: how far a permuted network may be from its twin
Array = NDArray[Any]


@dataclass(frozen=True)
class Scene:
    """What a surface is computed from. directions (2, d), from the model along x and y; xs (w,), ys (h,): where, along them."""

    model: library.Model
    batch: examples.Batch
    losses: Losses
    directions: Tensor
    xs: Array
    ys: Array
    way: Way | None = None

    @property
    def sides(self) -> list[int]:
        """Points along x of every picture, coarse to fine, each with all points of the one before."""
        sides = [len(self.xs)]
        while sides[0] > COARSEST and sides[0] % 2:
            sides.insert(0, (sides[0] + 1) // 2)
        return sides


def explore(recipe: SurfaceRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Compute a surface: `Step`s in points, a frame for each doubling of their density, the record at the end.

    Frames hold `loss` (h, w) and where, `x` (w,) and `y` (h,); the last also `batches` (groups, ...), the same for each of
    the mini-batches that the examples are dealt out to, at every second point if it is a fine one. Goes on from its newest
    frame; a finished run yields its record at once. Errors: `VizlabError` if model or data are not here, or do not fit the
    plane.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "point", result=record)
        return
    began = time.perf_counter()
    scene = yield from _opened(recipe)
    newest = run.newest()
    yield from _surface(scene, run, newest)
    record = yield from _judged(recipe, scene)
    last = run.newest()
    if last is not None and recipe.plane != "line":
        steps = (float(np.ptp(scene.ys)) / (len(scene.ys) - 1), float(np.ptp(scene.xs)) / (len(scene.xs) - 1))
        record["negative"] = curvature.negative_share(last.arrays["loss"], steps)
    record["seconds"] = time.perf_counter() - began
    note = run.finish(record, drop=("batches",))
    total = len(scene.xs) * len(scene.ys)
    yield Step(total, total, "done", "point", result=record, note=note)


def prepare(recipe: SurfaceRecipe) -> Scene:
    """The scene of a recipe at once, whatever it takes."""
    steps = _opened(recipe)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            scene: Scene = stop.value
            return scene


def glance(recipe: SurfaceRecipe, budget_s: float = 0.7) -> Frame | None:
    """The finest picture that fits into some seconds, as a frame to be; None if not even the coarsest does."""
    if recipe.plane == "eigenvectors":
        return None
    began = time.perf_counter()
    scene = prepare(recipe)
    once = time.perf_counter()
    scene.losses.each(scene.losses.centre)
    once = time.perf_counter() - once
    left = budget_s - (once - began if began > once else 0.0)
    fitting = [side for side in scene.sides if side * min(side, len(scene.ys)) * once <= left]
    if not fitting:
        return None
    arrays: dict[str, Array] | None = None
    for side in scene.sides[: len(fitting)]:
        *_, arrays = _level(scene, side, arrays)
    return Frame(fitting[-1], arrays or {})


def _opened(recipe: SurfaceRecipe) -> Generator[Step, None, Scene]:
    """The model, its examples, and the plane. Errors: see `explore`."""
    yield Step(0, 1, "opening the network", "point")
    model = library.open_model(recipe.reference)
    batch = examples.draw(model, recipe.part, recipe.n, recipe.draw)
    losses = Losses(model.network, batch.inputs, batch.labels, statistics=recipe.plane == "line")
    if not math.isfinite(losses.at(losses.centre)):
        raise VizlabError(f"The loss of {model.title} must be a number; on {batch.words} it is not.")
    grid = np.linspace(-recipe.span, recipe.span, recipe.points)
    if recipe.plane == "random":
        return Scene(model, batch, losses, directions.random_directions(losses, recipe.seed), grid, grid)
    if recipe.plane == "eigenvectors":
        plane = yield from _bends(losses, recipe.seed)
        return Scene(model, batch, losses, plane, grid, grid)
    if recipe.plane == "line":
        end = _end(recipe, model, losses)
        flat = torch.stack([end, torch.zeros_like(end)])
        return Scene(model, batch, losses, flat, np.linspace(0, 1, recipe.points), np.zeros(1))
    way = directions.way(model, losses)
    xs, ys = (_reach(way.points[:, axis], recipe) for axis in range(2))
    return Scene(model, batch, losses, way.directions, xs, ys, way)


def _reach(points: Tensor, recipe: SurfaceRecipe) -> Array:
    """Where along one axis of the plane of a path: its extent, with a margin that is as wide where span is 1."""
    low, high = float(points.min()), float(points.max())
    middle, half = (low + high) / 2, (high - low) / 2 * (0.2 + 1.0) * recipe.span
    return np.linspace(middle - half, middle + half, recipe.points)


def _bends(losses: Losses, seed: int) -> Generator[Step, None, Tensor]:
    """The two eigenvectors of the largest eigenvalues, as long as it takes the parabola along each to rise by one nat."""
    values, vectors = yield from _spectrum(losses, seed)
    lengths = torch.tensor([math.sqrt(2 / max(value, 1e-6)) for value in values[:2]]).to(losses.centre)
    return vectors[:2] * lengths[:, None]


def _spectrum(losses: Losses, seed: int) -> Generator[Step, None, tuple[list[float], Tensor]]:
    lanczos = curvature.Lanczos(_times(losses), len(losses.centre), seed, losses.centre)
    for done in range(_products(losses)):
        yield Step(done, _products(losses), "looking for the steepest bends", "product")
        if not lanczos.step():
            break
    return lanczos.spectrum()


def _products(losses: Losses) -> int:
    return PRODUCTS if len(losses.centre) <= MANY_WEIGHTS else FEW_PRODUCTS


def _times(losses: Losses) -> curvature.Times:
    return lambda vector: curvature.hessian_times(losses, losses.centre, vector)


def _end(recipe: SurfaceRecipe, model: library.Model, losses: Losses) -> Tensor:
    """The direction to the other end of a line. Errors: `VizlabError` if there is none."""
    if recipe.to != PERMUTED:
        return directions.difference(losses, library.open_model(recipe.to).network)
    try:
        end = directions.difference(losses, directions.permuted(model.network, recipe.seed))
        apart = float((losses.each(losses.centre + end) - losses.each(losses.centre)).abs().max())
    except (RuntimeError, IndexError):
        apart = math.inf
    if not apart < LIKE_US:
        raise VizlabError(f"Hidden units can be reordered here only where layers form a chain; those of {model.title} branch.")
    return end


def _surface(scene: Scene, run: Frames, newest: Frame | None) -> Generator[Step, None, None]:
    """Every picture, coarse to fine, kept as frames; what is kept already is not computed again."""
    arrays = None if newest is None else dict(newest.arrays)
    total = len(scene.xs) * len(scene.ys)
    for side in scene.sides:
        if newest is not None and side <= newest.index:
            continue
        for filled in _level(scene, side, arrays):
            done = int(np.isfinite(filled["loss"]).sum())
            yield Step(done, total, f"{side} points along a side", "point")
        arrays = filled
        kept = arrays | {"batches": _thinned(arrays["batches"])} if side == scene.sides[-1] else arrays
        note = run.keep(side, kept, {"side": side})
        yield Step(arrays["loss"].size, total, f"{side} points along a side", "point", frame=side, note=note)


def _thinned(batches: Array) -> Array:
    """Surfaces of mini-batches as they are kept: every second point of a fine one, which is enough to see them move."""
    jump = 2 if batches.shape[2] > BATCH_SIDE else 1
    return batches[:, :: min(jump, max(1, batches.shape[1] - 1)), ::jump]


def _level(scene: Scene, side: int, coarser: dict[str, Array] | None) -> Iterator[dict[str, Array]]:
    """The arrays of one picture as they fill, row by row; points of a coarser one are taken over."""
    jump = (len(scene.xs) - 1) // (side - 1)
    xs, ys = scene.xs[::jump], scene.ys[::jump]
    loss = np.full((len(ys), len(xs)), np.nan, np.float32)
    batches = np.full((examples.GROUPS, *loss.shape), np.nan, np.float32)
    if coarser is not None:
        every = (slice(None, None, 2 if len(ys) > 1 else 1), slice(None, None, 2))
        loss[every], batches[:, *every] = coarser["loss"], coarser["batches"]
    places = xs.astype(np.float32), ys.astype(np.float32)
    for row in range(len(ys)):
        columns = np.flatnonzero(np.isnan(loss[row]))
        if len(columns):
            loss[row, columns], batches[:, row, columns] = _means(scene, xs[columns], float(ys[row]))
        yield {"loss": loss, "batches": batches, "x": places[0], "y": places[1]}


def _means(scene: Scene, xs: Array, y: float) -> tuple[Array, Array]:
    """Mean losses at points of one row of the plane, of all examples (k,) and of each mini-batch (groups, k).

    What is no number counts as `BEYOND`.
    """
    losses, (first, second) = scene.losses, scene.directions
    each = losses.each_of([losses.centre + float(x) * first + y * second for x in xs]).cpu().numpy()
    each = np.nan_to_num(each, nan=BEYOND, posinf=BEYOND).clip(max=BEYOND)
    return each.mean(1), each.reshape(len(xs), examples.GROUPS, -1).mean(2).T


def _judged(recipe: SurfaceRecipe, scene: Scene) -> Generator[Step, None, dict[str, Any]]:
    """What a finished surface says of itself and of its network, JSON-able."""
    losses = scene.losses
    record: dict[str, Any] = {"run": run_id(recipe), "loss": losses.at(losses.centre), "words": scene.batch.words}
    if recipe.plane == "line":
        return record
    if scene.way is not None:
        return record | {"explained": list(scene.way.explained), "path": (yield from _path(recipe, scene, scene.way))}
    record["noise"] = yield from _noise(losses, recipe.seed)
    record["taylor"] = yield from _taylor(scene)
    values, _ = yield from _spectrum(losses, recipe.seed)
    traces = []
    for done in range(_products(losses)):
        yield Step(done, _products(losses), "estimating the trace", "product")
        traces.append(curvature.probe(_times(losses), len(losses.centre), 1000 * recipe.seed + done, losses.centre))
    error = float(np.std(traces, ddof=1) / math.sqrt(len(traces)))
    return record | {"eigenvalues": values[:5], "lowest": values[-1], "trace": float(np.mean(traces)), "trace_error": error}


def _noise(losses: Losses, seed: int) -> Generator[Step, None, list[tuple[float, float]]]:
    """(sigma, mean rise of the loss) under random weight noise, filter by filter sigma times as long as the filter."""
    here, rises = losses.at(losses.centre), []
    for done, sigma in enumerate(SIGMAS):
        yield Step(done, len(SIGMAS), "shaking the weights", "length")
        source = torch.Generator().manual_seed(seed + 7)
        noisy = [losses.at(losses.centre + sigma * directions.random_direction(losses, source)) for _ in range(DRAWS)]
        rises.append((sigma, float(np.mean(noisy)) - here))
    return rises


def _taylor(scene: Scene) -> Generator[Step, None, dict[str, Any]]:
    """The errors of the second-order model along x, of the network as it is and with its kinks smoothed.

    On one chunk of the examples: float64 convolutions are slow.
    """
    found: dict[str, Any] = {"places": list(PLACES)}
    count = scene.losses.chunk
    networks = {"network": scene.losses.network, "smooth": curvature.without_kinks(scene.losses.network)}
    for done, (name, network) in enumerate(networks.items()):
        yield Step(done, len(networks), "comparing with a parabola", "network")
        exact = Losses(network, scene.batch.inputs[:count], scene.batch.labels[:count], dtype=torch.float64)
        exact.centre.copy_(scene.losses.centre)
        direction = (scene.directions[0] * _unit(scene)).double()
        errors = curvature.taylor_errors(exact, direction, PLACES)
        found |= {name: errors, f"{name}_order": curvature.order(PLACES, errors)}
    return found


def _unit(scene: Scene) -> float:
    """How far along x the surface reaches: so long is t = 1."""
    return float(np.abs(scene.xs).max())


def _path(recipe: SurfaceRecipe, scene: Scene, way: Way) -> Generator[Step, None, list[dict[str, float | None]]]:
    """Every epoch of the path: where it lies on the plane, the loss there, and its true loss where its weights are kept."""
    name, _ = library.split_reference(recipe.reference)
    rows: list[dict[str, float | None]] = []
    for done, (epoch, point) in enumerate(zip(way.epochs, way.points.tolist(), strict=True)):
        yield Step(done, len(way.epochs), "following the path", "epoch")
        on_plane = scene.losses.at(scene.losses.centre + point[0] * way.directions[0] + point[1] * way.directions[1])
        true = None
        if epoch in scene.model.epochs:
            state = library.open_model(f"{name}@{epoch}")
            own = Losses(state.network, scene.batch.inputs, scene.batch.labels)
            true = own.at(own.centre)
        rows.append({"epoch": epoch, "x": point[0], "y": point[1], "plane": min(on_plane, BEYOND), "true": true})
    return rows


def frames_of(recipe: SurfaceRecipe, store: Store | None = None) -> list[Frame]:
    """Every picture of a surface, coarse to fine, computed if it is not there."""
    steps = list(explore(dataclasses.replace(recipe), store))
    return Frames(KIND, recipe, store).read() if steps else []


BEYOND = 1e30  # nats
