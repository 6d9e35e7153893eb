"""The training loop: a generator of `Step`s that checkpoints every epoch and goes on where it stopped.

The same recipe gives the same bits on the same device and thread count, whether or not it was interrupted: all randomness
comes from one stream whose state is part of every checkpoint. Closing the generator is the cancel button.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Generator, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from vizlab import data, devices
from vizlab.errors import VizlabError
from vizlab.progress import Step
from vizlab.recipes import Recipe, run_id
from vizlab.store import Store, StoreError, budget_bytes, default_store
from vizlab.training import checkpoints
from vizlab.training.attack import attacked
from vizlab.training.choices import AUGMENTATIONS
from vizlab.training.records import History, drawn, measure, record, replay
from vizlab.training.report import to_inputs
from vizlab.training.settle import settled
from vizlab.training.setup import Learner, Material, load_material, start, steps_per_epoch


def train(recipe: Recipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; yields a `Step` per optimizer step and one per epoch, the last of which carries the finished run's record.

    What an earlier attempt has done is replayed and continued. A store that cannot be written costs the checkpoints, not the
    training: a step's `note` says so. Errors: `VizlabError` if the recipe's parts do not fit, data
    cannot be had, or the loss stops being a number.
    """
    recipe, store = settled(recipe), store or default_store()
    yield from data.download(recipe.data)
    material = load_material(recipe, devices.pick())
    weights = checkpoints.weights_of(recipe.init_from, store) if recipe.init_from else None
    learner = start(recipe, len(material.inputs), material.inputs.device, weights)
    keeper = _Keeper(store, recipe, learner)
    epoch, history = keeper.resume()
    total = steps_per_epoch(recipe, len(material.inputs)) * recipe.epochs
    if history.epochs:
        yield from replay(history, total)
    else:
        history.epochs.append(measure(learner.model, material, 0))
        yield Step(0, total, "starting", values=drawn(history.epochs[0]), at=0.0, note=keeper.keep(0, history))
    while epoch < recipe.epochs:
        epoch += 1
        yield from _one_epoch(recipe, learner, material, history, epoch)
        note = keeper.keep(epoch, history)
        done = epoch * total // recipe.epochs
        yield Step(done, total, "training", values=drawn(history.epochs[-1]), at=float(epoch), note=note)
    finished = record(recipe, learner.model, material, history)
    yield Step(total, total, "done", result=finished, note=keeper.finish(finished, history))


class _Keeper:
    """Checkpoints of one run; a store that fails turns into a sentence instead of an error."""

    def __init__(self, store: Store, recipe: Recipe, learner: Learner) -> None:
        self._store, self._recipe, self._learner = store, recipe, learner
        self._home = checkpoints.run_key(run_id(recipe))

    def resume(self) -> tuple[int, History]:
        """The newest sound checkpoint put into the learner: its epoch and history, or (0, an empty one)."""
        resumed = checkpoints.resume(self._store, self._home, self._learner)
        return (resumed[0], History(**resumed[1])) if resumed else (0, History())

    def keep(self, epoch: int, history: History) -> str:
        """Write a checkpoint; what to tell the visitor if that failed."""
        return self._attempt(lambda: self._write(epoch, history))

    def finish(self, finished: dict[str, object], history: History) -> str:
        """Write the record of the finished run; what to tell the visitor if that failed."""
        return self._attempt(lambda: self._write_result(finished, history))

    def _write(self, epoch: int, history: History) -> None:
        checkpoints.write_recipe(self._store, self._home, self._recipe)
        checkpoints.write(self._store, self._home, epoch, self._learner, dataclasses.asdict(history))

    def _write_result(self, finished: dict[str, object], history: History) -> None:
        losses = np.asarray(history.losses, dtype="<f4")
        self._store.write(f"{self._home}/result", {"losses.f32": losses.tobytes()}, finished)
        self._store.collect(budget_bytes(), keep=frozenset({self._home}))

    def _attempt(self, write: Callable[[], None]) -> str:
        try:
            write()
        except StoreError as error:
            return f"{error} Training goes on, but this run cannot be kept or resumed."
        return ""


def _one_epoch(recipe: Recipe, learner: Learner, material: Material, history: History, epoch: int) -> Iterator[Step]:
    began, right = time.perf_counter(), 0
    per_epoch = steps_per_epoch(recipe, len(material.inputs))
    learner.model.train()
    with learner.stream:
        order = torch.randperm(len(material.inputs)).to(material.inputs.device)
    batches = order[: per_epoch * recipe.batch_size].split(recipe.batch_size)
    losses: list[float] = []
    for done, batch in enumerate(batches, start=(epoch - 1) * per_epoch + 1):
        labels = material.labels[batch]
        with learner.stream:
            loss, logits = _one_step(recipe, learner, material.inputs[batch], labels)
        _check_finite(loss, done, recipe)
        losses.append(loss)
        right += int((logits.argmax(1) == labels).sum())
        yield Step(done, per_epoch * recipe.epochs, "training", values={"training loss": loss}, at=done / per_epoch)
    history.losses += losses
    seen = sum(len(batch) for batch in batches)
    trained = {"training loss": sum(losses) / per_epoch, "training accuracy": right / seen}
    history.epochs.append(measure(learner.model, material, epoch) | trained)
    history.seconds += time.perf_counter() - began


def _check_finite(loss: float, step: int, recipe: Recipe) -> None:
    if not math.isfinite(loss):
        advice = f"the learning rate {recipe.lr:g} is too large for this network; try a tenth of it, or batch norm"
        raise VizlabError(f"The loss stopped being a number at step {step:,}: {advice}.")


def _one_step(recipe: Recipe, learner: Learner, batch: Tensor, labels: Tensor) -> tuple[float, Tensor]:
    inputs = to_inputs(batch)
    is_images = inputs.ndim == 4
    if is_images:
        inputs = AUGMENTATIONS[recipe.augment](inputs)
    with torch.autocast(inputs.device.type, dtype=torch.bfloat16, enabled=is_images and devices.uses_bf16(inputs.device)):
        if recipe.eps:
            inputs = attacked(learner.model, inputs, labels, recipe.eps)
        logits = learner.model(inputs)
    loss = nn.functional.cross_entropy(logits.float(), labels, label_smoothing=recipe.smoothing)
    learner.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    learner.optimizer.step()
    learner.scheduler.step()
    return loss.item(), logits.detach()
