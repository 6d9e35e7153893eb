"""The training loop against a bare one: the same network, data, optimizer, schedule and validation, epoch by epoch in turn.

The floor is what nobody can leave out: the optimisation steps (with the loss read at each, to be drawn) and one pass over the
validation examples an epoch. Ours does that, and keeps curves, training accuracy, a random stream of its own and a
checkpoint an epoch. The data is drawn at random with the sizes of the real sets, so nothing is downloaded.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import nn

from benchmarks.table import Row, against
from benchmarks.timing import ROUNDS, alternate
from vizlab import data, devices, models
from vizlab.data import Examples, Split
from vizlab.recipes import Recipe
from vizlab.store import Store
from vizlab.training import OPTIMIZERS, SCHEDULES, train
from vizlab.training.setup import load_material

EPOCHS = ROUNDS + 1  # one to warm up

CASES: dict[str, tuple[tuple[int, int, int], int, Recipe]] = {
    "small CNN, 1,437 images of 8 px, batch 32": ((1, 8, 8), 1437, Recipe(augment="none", epochs=EPOCHS)),
    "small CNN, 20,000 images of 28 px, batch 128": (
        (1, 28, 28),
        20_000,
        Recipe(depth=3, width=16, batch_size=128, lr=0.01, augment="none", epochs=EPOCHS),
    ),
}


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row a case: median seconds of one optimisation step, its share of the evaluation included."""
    for title, (shape, n, recipe) in CASES.items():
        data.DATASETS[title] = _random_set(shape, n)
        recipe = dataclasses.replace(recipe, data=title)
        try:
            with tempfile.TemporaryDirectory() as folder:
                ours_s, bare_s = alternate(_ours(recipe, Store(folder)), _bare(recipe))
        finally:
            del data.DATASETS[title]
        steps = round(n * (1 - recipe.validation)) // recipe.batch_size
        yield against(f"training, a step: {title}", ours_s / steps, bare_s / steps, "bare torch loop", at_most=1.10)


def _ours(recipe: Recipe, store: Store) -> Callable[[], None]:
    steps = train(recipe, store)
    while "validation loss" not in next(steps).values:
        pass  # the evaluation before the first epoch

    def epoch() -> None:
        while "validation loss" not in next(steps).values:
            pass

    return epoch


def _bare(recipe: Recipe) -> Callable[[], None]:
    """An epoch as anyone would write it, on the same network: channels last, as ours."""
    torch.manual_seed(recipe.seed)
    material = load_material(recipe, devices.pick())
    dataset = data.find(recipe.data)
    model = models.build(recipe, dataset.shape, len(dataset.classes))
    model.to(devices.pick()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = OPTIMIZERS[recipe.optimizer](model.parameters(), recipe)
    per_epoch = len(material.inputs) // recipe.batch_size
    scheduler = SCHEDULES[recipe.schedule](optimizer, per_epoch * recipe.epochs, per_epoch)
    losses: list[float] = []

    def prepared(batch: torch.Tensor) -> torch.Tensor:
        return (batch.float() / 255).to(memory_format=torch.channels_last)

    def epoch() -> None:
        model.train()
        for batch in torch.randperm(len(material.inputs))[: per_epoch * recipe.batch_size].split(recipe.batch_size):
            loss = nn.functional.cross_entropy(model(prepared(material.inputs[batch])), material.labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            losses.append(loss.item())
        model.eval()
        with torch.no_grad():
            scores = torch.cat([model(prepared(chunk)) for chunk in material.held_inputs.split(512)])
            losses.append(nn.functional.cross_entropy(scores, material.held_labels).item())

    return epoch


def _random_set(shape: tuple[int, int, int], n: int) -> data.DataSet:
    rng = np.random.default_rng(0)

    def draw(count: int) -> Examples:
        return Examples(rng.integers(0, 256, (count, *shape), np.uint8), rng.integers(0, 10, count))

    split = Split(draw(n), draw(200))
    return data.DataSet(
        about="Random pixels.",
        licence="none",
        source="",
        classes=tuple("0123456789"),
        shape=shape,
        n_train=n,
        n_test=200,
        load=lambda noise, seed: split,
    )
