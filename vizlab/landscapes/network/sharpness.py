"""Do small batches end in flatter minima? One small network, batches of several sizes, measured at the end.

Same rate, same number of steps, plain SGD: only the noise of the gradient differs. Source: Keskar 2017, arXiv:1609.04836.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizlab import data, models
from vizlab.devices import one_thread
from vizlab.frames import Frame, Frames
from vizlab.landscapes.network import curvature
from vizlab.landscapes.network.directions import random_direction
from vizlab.landscapes.network.losses import Losses
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob, Recipe, check
from vizlab.store import Store
from vizlab.training.report import to_inputs

KIND = "batches"
SIZES = (4, 16, 64, 256)
SEEDS = 3
WIDTH = 16
PROBES = 16
SIGMA, DRAWS = 0.2, 8  # length of the weight noise, in lengths of each filter
REPORT_EVERY = 100  # steps of training
MEASURES = ("trace", "rise", "loss", "test")


@dataclass(frozen=True, kw_only=True)
class BatchesRecipe:
    """Everything that decides the comparison. rate: the learning rate. updates: steps of SGD. seed: the first of `SEEDS`."""

    rate: float = 0.3
    updates: int = 1500
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another comparison

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, BATCH_KNOBS)


def compare(recipe: BatchesRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train with every batch size from every start: `Step`s in updates, a frame for each size, the record at the end.

    Frames are named by the size and hold `trace` of the Hessian, `rise` of the training loss under weight noise, training
    `loss` and `test` loss, all (seeds,).
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "update", result=record)
        return
    began, total = time.perf_counter(), len(SIZES) * SEEDS * recipe.updates
    kept = set(run.indices())
    for place, size in enumerate(SIZES):
        if size in kept:
            continue
        rows = []
        for turn in range(SEEDS):
            done = (place * SEEDS + turn) * recipe.updates
            rows.append((yield from _trained(recipe, size, recipe.seed + turn, done, total)))
        arrays = {name: np.array(values) for name, values in zip(MEASURES, zip(*rows, strict=True), strict=True)}
        note = run.keep(size, arrays)
        yield Step((place + 1) * SEEDS * recipe.updates, total, f"batches of {size}", "update", frame=size, note=note)
    record = {"seconds": time.perf_counter() - began}
    yield Step(total, total, "done", "update", result=record, note=run.finish(record))


def medians(frames: list[Frame], name: str) -> list[float]:
    """The median over seeds of one measure, for each batch size."""
    return [float(np.median(frame.arrays[name])) for frame in frames]


def rows(frames: list[Frame], names: Mapping[str, str]) -> dict[str, list[list[float]]]:
    """Title -> the values of one measure over all seeds, for each batch size. names: measure -> title."""
    return {title: [frame.arrays[name].tolist() for frame in frames] for name, title in names.items()}


def columns(frames: list[Frame]) -> dict[str, list[float]]:
    """Every measure of every seed, as a table."""
    found: dict[str, list[float]] = {"batch": [float(frame.index) for frame in frames for _ in range(SEEDS)]}
    return found | {name: [value for frame in frames for value in frame.arrays[name].tolist()] for name in MEASURES}


def _trained(
    recipe: BatchesRecipe, size: int, seed: int, done: int, total: int
) -> Generator[Step, None, tuple[float, float, float, float]]:
    split = data.load("digits")
    inputs, labels = to_inputs(torch.from_numpy(split.train.inputs)), torch.from_numpy(split.train.labels)
    network = start(seed)
    source = torch.Generator().manual_seed(seed)
    for update in range(recipe.updates):
        if update % REPORT_EVERY == 0:
            yield Step(done + update, total, f"batches of {size}", "update")
        chosen = torch.randint(0, len(inputs), (size,), generator=source)
        _descend(network, inputs[chosen], labels[chosen], recipe.rate)
    test = to_inputs(torch.from_numpy(split.test.inputs)), torch.from_numpy(split.test.labels)
    return _measured(Losses(network, inputs, labels), Losses(network, *test))


def start(seed: int) -> nn.Module:
    """The untrained network of a seed."""
    recipe = Recipe(model="MLP", depth=1, width=WIDTH, batch_norm=False, seed=seed)
    with RandomStream(seed):
        return models.build(recipe, data.find("digits").shape, len(data.find("digits").classes))


def _descend(network: nn.Module, inputs: Tensor, labels: Tensor, rate: float) -> None:
    """One step of plain gradient descent."""
    weights: list[Tensor] = list(network.parameters())
    slopes = torch.autograd.grad(cross_entropy(network(inputs), labels), weights)
    with torch.no_grad():
        torch._foreach_add_(weights, slopes, alpha=-rate)


def _measured(train: Losses, test: Losses) -> tuple[float, float, float, float]:
    def times(vector: Tensor) -> Tensor:
        return curvature.hessian_times(train, train.centre, vector)

    here = train.at(train.centre)
    with one_thread():
        traces = [curvature.probe(times, len(train.centre), number, train.centre) for number in range(PROBES)]
    source = torch.Generator().manual_seed(0)
    noisy = [train.at(train.centre + SIGMA * random_direction(train, source)) for _ in range(DRAWS)]
    return float(np.mean(traces)), float(np.mean(noisy)) - here, here, test.at(test.centre)


BATCH_KNOBS: dict[str, Knob] = {
    "rate": Knob(0.01, 2, "Learning rate: longer steps make more of the noise.", (0.1, 0.3, 0.5)),
    "updates": Knob(10, 5000, "Steps of SGD, the same for every batch size."),
    "seed": Knob(0, 2**31 - 1, "The first of three random starts.", tuple(range(100))),
}
