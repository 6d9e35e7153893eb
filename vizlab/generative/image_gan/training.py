"""A GAN on small grey pictures, trained while you watch: `train_image_gan(recipe)` yields steps and keeps frames.

About twenty times in a run samples of fixed codes are judged (see `judging`), and a frame is kept from which the run can go on;
what happens in between is in `rounds`.
"""

from __future__ import annotations

import time
from collections.abc import Generator as Work
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from numpy.typing import NDArray

from vizlab import data, devices
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.eight_bit import pack
from vizlab.generative.image_gan import probe
from vizlab.generative.image_gan.choices import ImageGanRecipe
from vizlab.generative.image_gan.networks import Generator
from vizlab.generative.image_gan.opening import SHOWN
from vizlab.generative.image_gan.rounds import Pair, begin, one_epoch, settle, weigh
from vizlab.progress import Step
from vizlab.store import Store

MEASURES = 20  # about so many times a run is measured
EARLY = (0, 1, 3, 10, 30)  # epochs whose generator is kept, besides the last
RESUMING = ("generator/", "generator moment/", "discriminator/", "discriminator moment/", "average/")
WITNESS = "discriminator/answer.1.weight"  # a frame without it cannot be resumed from


def train_image_gan(recipe: ImageGanRecipe, store: Store | None = None) -> Work[Step, None, None]:
    """Train; a `Step` every five optimizer steps, one a measured epoch with its numbers and frame, the last with the record.

    What an earlier attempt has done is replayed and continued. Errors: `VizlabError` if the data cannot be had, or a loss stops
    being a number: the last good frame is kept.
    """
    yield from data.download(recipe.image_data)
    run, kept = begin(recipe, devices.pick(), store), Frames("dcgan", recipe, store)
    last = states.newest_with(WITNESS, kept)
    if last is None:
        epoch, seconds = 0, 0.0
        yield _keep(run, kept, 0, {}, seconds)
    else:
        epoch, seconds = last.index, float(last.notes["seconds"])
        yield from _resume(run, kept, epoch)
    losses: dict[str, float] = {}
    for stop in (stop for stop in measured(recipe.image_epochs) if stop > epoch):
        began = time.perf_counter()
        while epoch < stop:
            epoch += 1
            losses = yield from one_epoch(run, epoch)
        seconds += time.perf_counter() - began
        yield _keep(run, kept, epoch, losses, seconds)
    record = _record(run, seconds)
    note = kept.finish(record, drop=tuple(_state(run)))
    yield Step(run.total, run.total, "done", result=record, note=note, frame=epoch)


def measured(epochs: int) -> list[int]:
    """The epochs that are measured and kept: 0, 1, the last, those of `EARLY`, and about twenty in all."""
    evenly = {round(epochs * i / MEASURES) for i in range(MEASURES + 1)}
    return sorted(evenly | {epoch for epoch in EARLY if epoch < epochs} | {epochs})


def shown(epochs: int) -> list[int]:
    """The epochs whose generator can be opened when the run is finished."""
    return sorted({epoch for epoch in EARLY if epoch < epochs} | {epochs})


def _keep(run: Pair, kept: Frames, epoch: int, losses: Mapping[str, float], seconds: float) -> Step:
    """Measure, keep the frame, report."""
    settle(run)
    verdict = weigh(run)
    state = {} if epoch == run.recipe.image_epochs else _state(run)
    notes = {"losses": dict(losses), "verdict": vars(verdict), "seconds": seconds}
    note = kept.keep(epoch, _packed(run.shown) | state, notes)
    _lighten(run, kept, epoch)
    values = {**losses, "distance": verdict.distance, "precision": verdict.precision, "recall": verdict.recall}
    values |= {} if verdict.accuracy is None else {"accuracy": verdict.accuracy}
    done = epoch * run.per_epoch
    return Step(done, run.total, "training", values=values, at=float(epoch), note=note, frame=epoch)


def _packed(network: Generator) -> dict[str, NDArray[Any]]:
    """The shown generator in eight bits; how many batches its norm has seen says nothing."""
    state = {name: tensor.cpu().numpy() for name, tensor in network.state_dict().items() if "num_batches" not in name}
    return {f"{SHOWN}{name}": array for name, array in pack(state).items()}


def _lighten(run: Pair, kept: Frames, epoch: int) -> None:
    """Take out of older frames what newer ones make needless: what only resuming needs, and generators not shown in the end."""
    known = measured(run.recipe.image_epochs)
    place = known.index(epoch)
    if place >= 2:
        _without(kept, known[place - 2], RESUMING)
    if place >= 1 and known[place - 1] not in shown(run.recipe.image_epochs):
        _without(kept, known[place - 1], (SHOWN,))


def _without(kept: Frames, epoch: int, prefixes: tuple[str, ...]) -> None:
    frame = kept.frame(epoch)
    if frame is not None:
        kept.keep(epoch, {name: array for name, array in frame.arrays.items() if not name.startswith(prefixes)}, frame.notes)


def _state(run: Pair) -> states.Arrays:
    average = {f"average/{name}": tensor.cpu().numpy() for name, tensor in run.shown.named_parameters()}
    generator = states.packed("generator", run.generator, run.optimizer_g)
    return average | generator | states.packed("discriminator", run.discriminator, run.optimizer_d)


def _resume(run: Pair, kept: Frames, epoch: int) -> Iterator[Step]:
    """Report again what was done up to this epoch, and stand where it ended."""
    for index in kept.indices():
        frame = kept.frame(index) if index <= epoch else None
        if frame is None:
            continue
        values = {**frame.notes["losses"], "distance": frame.notes["verdict"]["distance"]}
        yield Step(index * run.per_epoch, run.total, "replaying", values=values, at=float(index), frame=index)
        if index == epoch:
            states.restore("generator", frame.arrays, run.generator, run.optimizer_g)
            states.restore("discriminator", frame.arrays, run.discriminator, run.optimizer_d)
            means = {name: torch.tensor(array) for name, array in states.below("average/", frame.arrays).items()}
            run.shown.load_state_dict(means, strict=False)


def _record(run: Pair, seconds: float) -> dict[str, Any]:
    """What the finished run says of itself, of samples of fixed codes."""
    found, floor = weigh(run), run.reference.floor
    return {
        **vars(found),
        "floor": vars(floor),
        "samples": run.reference.n,
        "probe": {} if run.generator.classes else probe.compare(run.discriminator, run.recipe),
        "weights": sum(parameter.numel() for parameter in run.generator.parameters()),
        "seconds": seconds,
        "device": devices.describe(run.x.device),
    }
