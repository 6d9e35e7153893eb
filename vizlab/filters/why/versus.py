"""An MLP against a CNN of exactly as many weights, on digits as they are and with their pixels shuffled once and for all.

An MLP does not know which pixels are neighbours, so shuffling costs it nothing; a convolution does. Digits of 8 x 8 px lie on
12 x 12, where they may wander from the middle. Training is a job: `Step`s in epochs, a frame for each start.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizlab import data, models
from vizlab.devices import one_thread
from vizlab.errors import VizlabError
from vizlab.filters.why import nuisances
from vizlab.frames import Frames
from vizlab.images import unit
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob, Recipe, check
from vizlab.store import Store

KIND = "versus"
MARGIN_PX = 2
SHAPE = (1, 8 + 2 * MARGIN_PX, 8 + 2 * MARGIN_PX)
BATCH, RATE = 32, 0.01
ORDERS = ("as they are", "shuffled")


@dataclass(frozen=True, kw_only=True)
class VersusRecipe:
    """Everything that decides the comparison. wander: px by which digits, of training and test, may lie off the middle.

    examples: digits to train on. starts: pairs of networks, each with start weights, examples and a shuffling of its own.
    """

    wander: int = 1
    examples: int = 1437
    epochs: int = 12
    starts: int = 8
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another comparison

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, VERSUS_KNOBS)


@dataclass(frozen=True)
class Digits:
    """What one start learns from and is tested on, (n, 1, 12, 12) with labels (n,); order: of the shuffled pixels, (144,)."""

    inputs: Tensor
    labels: Tensor
    test_inputs: Tensor
    test_labels: Tensor
    order: Tensor

    def shuffled(self) -> Digits:
        """The same digits with their pixels in the other order."""
        moved = {name: _shuffled(getattr(self, name), self.order) for name in ("inputs", "test_inputs")}
        return dataclasses.replace(self, **moved)


def compare(recipe: VersusRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train and test all pairs: `Step`s in epochs, a frame for each start, the record at the end.

    Frames hold `accuracy` (networks, orders), `twins` (1,): answers that change when an MLP's first weights are shuffled with
    the pixels, and `curves/<nuisance>` (networks, levels); the first also the `weights/<network>`, in 16 bits.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "epoch", result=record)
        return
    began, kept, total = time.perf_counter(), set(run.indices()), recipe.starts * RUNS * recipe.epochs
    for start in range(recipe.starts):
        if start in kept:
            continue
        steps = _one_start(recipe, start)
        arrays = yield from _counted(steps, start * RUNS * recipe.epochs, total)
        note = run.keep(start, arrays)
        yield Step((start + 1) * RUNS * recipe.epochs, total, f"start {start + 1}", "epoch", frame=start, note=note)
    record = {"seconds": time.perf_counter() - began, "weights": models.count_parameters(network("CNN", recipe.seed))}
    yield Step(total, total, "done", "epoch", result=record, note=run.finish(record))


def network(name: str, seed: int) -> nn.Module:
    """An untrained network of `NETWORKS`, by its seed."""
    with RandomStream(seed):
        return models.build(NETWORKS[name], SHAPE, len(data.find("digits").classes))


def digits(recipe: VersusRecipe, start: int) -> Digits:
    """The digits of one start of a recipe."""
    split, source = data.load("digits"), torch.Generator().manual_seed(recipe.seed + start)
    chosen = torch.randperm(len(split.train), generator=source)[: recipe.examples]
    order = torch.randperm(math.prod(SHAPE), generator=source)
    train, test = (unit(torch.from_numpy(part.inputs)) for part in (split.train, split.test))
    labels, test_labels = (torch.from_numpy(part.labels) for part in (split.train, split.test))
    inputs, test_inputs = (placed(part, recipe.wander, source) for part in (train[chosen], test))
    return Digits(inputs, labels[chosen], test_inputs, test_labels, order)


def placed(pictures: Tensor, wander: int, source: torch.Generator) -> Tensor:
    """Digits (n, 1, 8, 8) on 12 x 12, each up to `wander` px off the middle. Errors: `VizlabError` if they would be cut."""
    if not 0 <= wander <= MARGIN_PX:
        raise VizlabError(f"wander must lie between 0 and {MARGIN_PX}; got {wander}.")
    n, _, h, w = pictures.shape
    corners = MARGIN_PX + torch.randint(-wander, wander + 1, (n, 2), generator=source)
    rows, columns = (corner[:, None] + torch.arange(side) for corner, side in zip(corners.T, (h, w), strict=True))
    found = torch.zeros(n, *SHAPE)
    found[torch.arange(n)[:, None, None], 0, rows[:, :, None], columns[:, None, :]] = pictures[:, 0]
    return found


def _one_start(recipe: VersusRecipe, start: int) -> Generator[str, None, dict[str, NDArray[Any]]]:
    """Train what belongs to one start; yields the name of what is being trained, epoch by epoch."""
    seed, plain = recipe.seed + start, digits(recipe, start)
    mixed = plain.shuffled()
    nets: dict[str, list[nn.Module]] = {}
    for name in NETWORKS:
        nets[name] = []
        for order, known in zip(ORDERS, (plain, mixed), strict=True):
            nets[name].append(network(name, seed))
            yield from _learned(nets[name][-1], known, recipe, seed, f"{name}, pixels {order}")
    twin = network("MLP", seed)
    with torch.no_grad():
        first = next(twin.parameters())
        first.copy_(first[:, plain.order])
    yield from _learned(twin, mixed, recipe, seed, "MLP, weights shuffled likewise")
    changed = int((_answers(twin, mixed) != _answers(nets["MLP"][0], plain)).sum())
    first_of = {name: both[0] for name, both in nets.items()}
    found = nuisances.curves(first_of, plain.test_inputs, plain.test_labels, recipe.seed)
    arrays = {"curves": np.hstack([np.array(list(rows.values()), np.float32) for rows in found.values()])}
    accuracy = [[_accuracy(both[i], known) for i, known in enumerate((plain, mixed))] for both in nets.values()]
    arrays |= {"accuracy": np.array(accuracy, np.float32), "twins": np.array([changed], np.int32)}
    if start == 0:
        arrays |= {f"weights/{name}": _weights(net).numpy() for name, net in first_of.items()}
    return arrays


def _learned(net: nn.Module, known: Digits, recipe: VersusRecipe, seed: int, title: str) -> Generator[str, None, None]:
    """Train a network in place with Adam, its rate falling to zero; then round its weights to 16 bits, as they are kept."""
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    total = recipe.epochs * -(-len(known.labels) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total)
    source = torch.Generator().manual_seed(seed)
    for _ in range(recipe.epochs):
        yield title
        with one_thread():
            for batch in torch.randperm(len(known.labels), generator=source).split(BATCH):
                optimizer.zero_grad()
                cross_entropy(net(known.inputs[batch]), known.labels[batch]).backward()
                optimizer.step()
                schedule.step()
    nn.utils.vector_to_parameters(_weights(net).float(), net.parameters())


def _weights(net: nn.Module) -> Tensor:
    return torch.cat([each.detach().flatten() for each in net.parameters()]).half()


def _counted(
    names: Generator[str, None, dict[str, NDArray[Any]]], done: int, total: int
) -> Generator[Step, None, dict[str, NDArray[Any]]]:
    """The names as steps, counted from `done`."""
    while True:
        try:
            yield Step(done, total, next(names), "epoch")
        except StopIteration as stop:
            arrays: dict[str, NDArray[Any]] = stop.value
            return arrays
        done += 1


def _shuffled(pictures: Tensor, order: Tensor) -> Tensor:
    return pictures.flatten(1)[:, order].reshape(pictures.shape)


def _answers(net: nn.Module, known: Digits) -> Tensor:
    with torch.no_grad():
        said: Tensor = net(known.test_inputs).argmax(1)
    return said


def _accuracy(net: nn.Module, known: Digits) -> float:
    return nuisances.accuracy(net, known.test_inputs, known.test_labels)


NETWORKS: dict[str, Recipe] = {  # both have 3,730 weights
    "MLP": Recipe(model="MLP", depth=1, width=24, batch_norm=False),
    "CNN": Recipe(model="small CNN", depth=2, width=10, batch_norm=False),
}
RUNS = len(NETWORKS) * len(ORDERS) + 1  # trainings of one start, with the twin of the MLP
VERSUS_KNOBS: dict[str, Knob] = {
    "wander": Knob(
        0, MARGIN_PX, "Pixels by which a digit may lie off the middle: the more, the more it helps to know neighbours.", (0, 1, 2)
    ),
    "examples": Knob(32, 1437, "Digits to train on.", (100, 300, 1000, 1437)),
    "epochs": Knob(1, 100, "Passes over them."),
    "starts": Knob(2, 20, "Pairs of networks, each with start weights and a shuffling of its own."),
    "seed": Knob(0, 2**31 - 1, "The first of the starts.", tuple(range(100))),
}
