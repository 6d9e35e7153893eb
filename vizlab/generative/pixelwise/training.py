"""A network that draws pixel by pixel, trained while you watch: `train_pixels(recipe)` yields steps and keeps a frame an epoch.

Loss: -log p(x_i | x_<i), mean over pixels; every pixel of a picture is learned at once, from the true ones before it (teacher
forcing). Adam, its learning rate falling to zero along a cosine. Frames of `shown(epochs)` have the weights, those before the
last in eight bits; the last one has held-out pictures as well.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim

from vizlab import data, devices
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import eight_bit, states
from vizlab.generative.pixelwise import pictures
from vizlab.generative.pixelwise.choices import PixelRecipe
from vizlab.generative.pixelwise.network import NETWORKS
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

HELD = 500  # test pictures on which each epoch is measured; the record is of all
KEPT = 60  # of these, how many are kept
REPORT_EVERY = 5  # steps: often enough to be cancelled at once
EARLY = (0, 1)
TEST_SEED = 42  # the test pictures are the same black-and-white draws for every run
RESUMING = ("model/", "model moment/")
WITNESS = "model/head.1.weight"  # a frame without it cannot be resumed from


@dataclass(frozen=True)
class _Run:
    """The moving parts: grey pictures (n, h, w) uint8, test pictures as levels (m, h, w) with labels (m,), network, optimizer."""

    recipe: PixelRecipe
    grey: Tensor
    test: Tensor
    labels: NDArray[np.int64]
    network: nn.Module
    optimizer: optim.Adam

    @property
    def per_epoch(self) -> int:
        return max(len(self.grey) // self.recipe.pixel_batch, 1)

    @property
    def total(self) -> int:
        return self.per_epoch * self.recipe.pixel_epochs


def train_pixels(recipe: PixelRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; a `Step` every 5 optimizer steps, one an epoch with its numbers and its frame, the last with the record.

    What an earlier attempt has done is replayed and continued. Errors: `VizlabError` if the data cannot be had, or the loss
    stops being a number.
    """
    yield from data.download(recipe.pixel_data)
    run, kept = _start(recipe, devices.pick()), Frames("pixels", recipe, store)
    last = states.newest_with(WITNESS, kept)
    if last is None:
        epoch, seconds = 0, 0.0
        yield _epoch_step(run, kept, 0, {}, seconds)
    else:
        epoch, seconds = last.index, float(last.notes["seconds"])
        yield from _resume(run, kept, epoch)
    while epoch < recipe.pixel_epochs:
        epoch, began = epoch + 1, time.perf_counter()
        trained = yield from _one_epoch(run, epoch)
        seconds += time.perf_counter() - began
        yield _epoch_step(run, kept, epoch, {"training": trained}, seconds)
    record = yield from _record(run, seconds)
    note = kept.finish(record, drop=tuple(states.packed("model", run.network, run.optimizer)))
    yield Step(run.total, run.total, "done", result=record, note=note, frame=epoch)


def shown(epochs: int) -> list[int]:
    """The epochs whose weights are kept: 0, 1 and the last."""
    return sorted({epoch for epoch in EARLY if epoch < epochs} | {epochs})


def held_out(name: str, levels: int) -> tuple[Tensor, NDArray[np.int64]]:
    """The test pictures of a data set as levels (n, h, w), on the CPU, with their labels."""
    test = data.load(name).test
    grey = torch.tensor(test.inputs[:, 0])
    return pictures.as_levels(grey, levels, states.generator(torch.device("cpu"), TEST_SEED)), np.array(test.labels)


def _start(recipe: PixelRecipe, device: torch.device) -> _Run:
    train = data.load(recipe.pixel_data).train
    test, labels = held_out(recipe.pixel_data, recipe.pixel_levels)
    with RandomStream(recipe.pixel_seed):
        make = NETWORKS[recipe.pixel_net]
        network = make(recipe.pixel_levels, recipe.pixel_channels, recipe.pixel_layers, recipe.pixel_kernel)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = optim.Adam(network.parameters(), recipe.pixel_lr, fused=device.type == "cuda")
    return _Run(recipe, torch.tensor(train.inputs[:, 0], device=device), test.to(device), labels, network, optimizer)


def _one_epoch(run: _Run, epoch: int) -> Generator[Step, None, float]:
    """All batches once; the epoch's mean cost of the training pictures in nats, measured on the way."""
    recipe, device = run.recipe, run.grey.device
    source = states.generator(device, recipe.pixel_seed, epoch)
    order = torch.randperm(len(run.grey), generator=source, device=device)[: run.per_epoch * recipe.pixel_batch]
    total, lately, since = torch.zeros((), device=device), torch.zeros((), device=device), 0
    for index, batch in enumerate(order.split(recipe.pixel_batch), start=1):
        done = (epoch - 1) * run.per_epoch + index
        _set_rate(run, done)
        cost = _one_step(run, pictures.as_levels(run.grey[batch], recipe.pixel_levels, source))
        total, lately, since = total + cost, lately + cost, since + 1
        if index % REPORT_EVERY == 0:
            _check_finite(float(lately), done, recipe)
            yield Step(done, run.total, "training", values={"training": float(lately) / since}, at=done / run.per_epoch)
            lately, since = torch.zeros_like(lately), 0
    _check_finite(float(total), epoch * run.per_epoch, recipe)
    return float(total) / run.per_epoch


def _one_step(run: _Run, x: Tensor) -> Tensor:
    """One optimizer step; the batch's mean cost of a picture, nats."""
    cost = pictures.surprise(run.network(x), x).sum((1, 2)).mean()
    run.optimizer.zero_grad(set_to_none=True)
    (cost / x[0].numel()).backward()
    run.optimizer.step()
    return cost.detach()


def _set_rate(run: _Run, done: int) -> None:
    """The learning rate of this step: a cosine from `pixel_lr` down to zero."""
    for group in run.optimizer.param_groups:
        group["lr"] = run.recipe.pixel_lr * (1 + math.cos(math.pi * (done - 1) / run.total)) / 2


def _check_finite(cost: float, step: int, recipe: PixelRecipe) -> None:
    if not math.isfinite(cost):
        advice = f"the learning rate {recipe.pixel_lr:g} is too large for this network; try a tenth of it"
        raise VizlabError(f"The loss stopped being a number at step {step:,}: {advice}.")


def _epoch_step(run: _Run, kept: Frames, epoch: int, trained: Mapping[str, float], seconds: float) -> Step:
    """Measure, keep the frame, report."""
    values = {**trained, "held-out": float(pictures.costs(run.network, run.test[:HELD]).mean())}
    state = {} if epoch == run.recipe.pixel_epochs else states.packed("model", run.network, run.optimizer)
    note = kept.keep(epoch, _arrays(run, epoch) | state, {"values": values, "seconds": seconds})
    _lighten(kept, epoch - 2)
    done = epoch * run.per_epoch
    return Step(done, run.total, "training", values=values, at=float(epoch), note=note, frame=epoch)


def _lighten(kept: Frames, epoch: int) -> None:
    """Take out of an older frame what only resuming needs: newer ones have it."""
    frame = kept.frame(epoch) if epoch >= 0 else None
    if frame is not None:
        kept.keep(epoch, {name: array for name, array in frame.arrays.items() if not name.startswith(RESUMING)}, frame.notes)


@torch.no_grad()
def _arrays(run: _Run, epoch: int) -> dict[str, NDArray[Any]]:
    """What a frame shows of this epoch; nothing for those in between."""
    weights = {name: tensor.cpu().contiguous().numpy() for name, tensor in run.network.state_dict().items()}
    if epoch == run.recipe.pixel_epochs:
        found: dict[str, NDArray[Any]] = {f"weights/{name}": array.astype(np.float16) for name, array in weights.items()}
        held = run.test[:KEPT].to("cpu", torch.uint8).numpy()
        nlls = pictures.costs(run.network, run.test[:HELD]).cpu().numpy().astype(np.float16)
        return found | {"held": held, "labels": run.labels[:KEPT].astype(np.uint8), "nlls": nlls}
    if epoch in shown(run.recipe.pixel_epochs):
        return {f"weights/{name}": array for name, array in eight_bit.pack(weights).items()}
    return {}


def _resume(run: _Run, kept: Frames, epoch: int) -> Generator[Step, None, None]:
    """Report again what was done up to this epoch, and stand where it ended."""
    for index in kept.indices():
        frame = kept.frame(index) if index <= epoch else None
        if frame is None:
            continue
        done = index * run.per_epoch
        yield Step(done, run.total, "replaying", values=frame.notes["values"], at=float(index), frame=index)
        if index == epoch:
            states.restore("model", frame.arrays, run.network, run.optimizer)


def _record(run: _Run, seconds: float) -> Generator[Step, None, dict[str, Any]]:
    """What the finished run says of itself; every number is of all test pictures, in nats a picture if not said otherwise."""
    recipe, found = run.recipe, []
    for part in run.test.split(HELD):
        found.append(pictures.costs(run.network, part))
        yield Step(run.total, run.total, "measuring")
    costs = torch.cat(found)
    levels = pictures.as_levels(run.grey, recipe.pixel_levels, states.generator(run.grey.device, recipe.pixel_seed, 0))
    shares = pictures.frequencies(levels, recipe.pixel_levels)
    nll, pixels = float(costs.mean()), run.test[0].numel()
    return {
        "nll": nll,
        "standard_error": float(costs.std()) / math.sqrt(len(costs)),
        "bits_per_pixel": pictures.bits_per_pixel(nll, pixels),
        "test_pictures": len(costs),
        "independent": float(pictures.independent_costs(shares, run.test).mean()),
        "uniform": pixels * math.log(recipe.pixel_levels),
        "weights": sum(parameter.numel() for parameter in run.network.parameters()),
        "step_ms": 1000 * seconds / run.total,
        "seconds": seconds,
        "device": devices.describe(run.grey.device),
    }
