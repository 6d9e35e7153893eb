"""A GAN on small grey pictures, trained while you watch: `train_image_gan(recipe)` yields steps and keeps frames.

Adam with beta1 = 0.5 (Radford et al. 2015, arXiv:1511.06434, section 4); its rate falls to zero along a line in the second half.
What is shown is the running average of the generator's weights (Karras et al. 2017, arXiv:1710.10196, section 3), with batch
statistics of its own. About twenty times in a run samples of fixed codes are judged (see `judging`), and a frame is kept from
which the run can go on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator as Work
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, optim

from vizlab import data, devices, images
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import judging, states
from vizlab.generative.eight_bit import pack
from vizlab.generative.image_gan import probe
from vizlab.generative.image_gan.choices import ImageGanRecipe
from vizlab.generative.image_gan.losses import LOSSES
from vizlab.generative.image_gan.networks import Discriminator, Generator
from vizlab.generative.image_gan.opening import SHOWN, in_pixels
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

MEASURES = 20  # about so many times a run is measured
EARLY = (0, 1, 3, 10, 30)  # epochs whose generator is kept, besides the last
REPORT_EVERY = 5  # steps: often enough to be cancelled at once
BETAS = (0.5, 0.999)
AVERAGED, SOONER = 0.999, 10  # of the running average of weights, and how much faster it forgets at first
STANDING = 1000  # codes whose statistics batch norm keeps for the shown generator
RESUMING = ("generator/", "generator moment/", "discriminator/", "discriminator moment/", "average/")
WITNESS = "discriminator/answer.1.weight"  # a frame without it cannot be resumed from


@dataclass(frozen=True)
class _Run:
    """The moving parts: pictures (n, h, w) uint8 and labels on the device, networks, the shown average, optimizers, the judge."""

    recipe: ImageGanRecipe
    x: Tensor
    y: Tensor
    generator: Generator
    shown: Generator
    discriminator: Discriminator
    optimizer_g: optim.Adam
    optimizer_d: optim.Adam
    judge: judging.Judge
    reference: judging.Reference

    @property
    def per_epoch(self) -> int:
        return max(len(self.x) // self.recipe.image_batch, 1)

    @property
    def total(self) -> int:
        return self.per_epoch * self.recipe.image_epochs


def train_image_gan(recipe: ImageGanRecipe, store: Store | None = None) -> Work[Step, None, None]:
    """Train; a `Step` every five optimizer steps, one a measured epoch with its numbers and frame, the last with the record.

    What an earlier attempt has done is replayed and continued. Errors: `VizlabError` if the data cannot be had, or a loss stops
    being a number: the last good frame is kept.
    """
    yield from data.download(recipe.image_data)
    run, kept = _start(recipe, devices.pick(), store), Frames("dcgan", recipe, store)
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
            losses = yield from _one_epoch(run, epoch)
        seconds += time.perf_counter() - began
        yield _keep(run, kept, epoch, losses, seconds)
    record = _record(run, seconds)
    note = kept.finish(record, drop=tuple(_state(run)))
    yield Step(run.total, run.total, "done", result=record, note=note, frame=epoch)


def learn(recipe: ImageGanRecipe, samples: int) -> Work[Step, None, tuple[judging.Verdict, NDArray[np.uint8]]]:
    """Train and keep nothing: the verdict at the end, and as many samples (samples, h, w) of fixed codes.

    Errors: as of `train_image_gan`; the data must be here.
    """
    run = _start(recipe, devices.pick(), None)
    for epoch in range(1, recipe.image_epochs + 1):
        yield from _one_epoch(run, epoch)
    _settle(run)
    with torch.no_grad():
        made = run.shown(*_codes(run, samples, states.generator(run.x.device, recipe.image_seed, 0, 3)))
    return _verdict(run), in_pixels(made)


def measured(epochs: int) -> list[int]:
    """The epochs that are measured and kept: 0, 1, the last, those of `EARLY`, and about twenty in all."""
    evenly = {round(epochs * i / MEASURES) for i in range(MEASURES + 1)}
    return sorted(evenly | {epoch for epoch in EARLY if epoch < epochs} | {epochs})


def shown(epochs: int) -> list[int]:
    """The epochs whose generator can be opened when the run is finished."""
    return sorted({epoch for epoch in EARLY if epoch < epochs} | {epochs})


def update_discriminator(run: _Run, pictures: Tensor, told: Tensor, source: torch.Generator) -> Tensor:
    """One step of D on real pictures (n, 1, h, w) in [-1, 1] with their classes and as many generated ones; its loss before."""
    codes, asked = _codes(run, len(pictures), source)
    with torch.no_grad():
        fake = run.generator(codes, asked)
    loss = LOSSES[run.recipe.image_loss][0](run.discriminator(pictures, told), run.discriminator(fake, asked))
    run.optimizer_d.zero_grad(set_to_none=True)
    loss.backward()
    run.optimizer_d.step()
    return loss.detach()


def update_generator(run: _Run, n: int, source: torch.Generator) -> Tensor:
    """One step of G through a frozen D, which gets neither gradient nor change; its loss before."""
    codes, asked = _codes(run, n, source)
    loss = LOSSES[run.recipe.image_loss][1](run.discriminator(run.generator(codes, asked), asked))
    parameters = list(run.generator.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    run.optimizer_g.step()
    return loss.detach()


def _start(recipe: ImageGanRecipe, device: torch.device, store: Store | None) -> _Run:
    known = data.find(recipe.image_data)
    train = data.load(recipe.image_data).train
    x, y = (torch.tensor(np.asarray(array), device=device) for array in (train.inputs[:, 0], train.labels))
    side, classes = known.shape[-1], len(known.classes) if recipe.conditional else 0
    with RandomStream(recipe.image_seed):
        generator, discriminator = Generator(recipe, side, classes), Discriminator(recipe, side, classes)
        averaged = Generator(recipe, side, classes, lasting=True)
    averaged.requires_grad_(False).load_state_dict(generator.state_dict(), strict=False)
    for network in (generator, discriminator, averaged):
        network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    adam = partial(optim.Adam, lr=recipe.image_lr, betas=BETAS)
    return _Run(
        recipe,
        x,
        y,
        generator,
        averaged,
        discriminator,
        adam(generator.parameters()),
        adam(discriminator.parameters()),
        judging.open_judge(recipe.image_data),
        judging.reference(recipe.image_data, store),
    )


def _one_epoch(run: _Run, epoch: int) -> Work[Step, None, dict[str, float]]:
    """All batches once; the epoch's mean losses."""
    recipe, device = run.recipe, run.x.device
    source = states.generator(device, recipe.image_seed, epoch)
    order = torch.randperm(len(run.x), generator=source, device=device)[: run.per_epoch * recipe.image_batch]
    sums = torch.zeros(2, device=device)
    for index, batch in enumerate(order.split(recipe.image_batch), start=1):
        done = (epoch - 1) * run.per_epoch + index
        _set_rate(run, done)
        real = (images.unit(run.x[batch])[:, None] * 2 - 1).contiguous(memory_format=torch.channels_last)
        loss_d = update_discriminator(run, real, run.y[batch], source)
        sums += torch.stack([loss_d, update_generator(run, len(batch), source)])
        _average(run, done)
        if index % REPORT_EVERY == 0 or index == run.per_epoch:
            values = _losses(sums / index)
            _check_finite(values, done, recipe)
            yield Step(done, run.total, "training", values=values, at=done / run.per_epoch)
    return _losses(sums / run.per_epoch)


def _losses(means: Tensor) -> dict[str, float]:
    loss_d, loss_g = means.tolist()
    return {"discriminator loss": loss_d, "generator loss": loss_g}


def _set_rate(run: _Run, done: int) -> None:
    """The learning rate of this step: constant in the first half, then down to zero along a line."""
    rate = run.recipe.image_lr * min(1.0, 2 * (1 - (done - 1) / run.total))
    for group in [*run.optimizer_g.param_groups, *run.optimizer_d.param_groups]:
        group["lr"] = rate


@torch.no_grad()
def _average(run: _Run, done: int) -> None:
    """Move the shown generator a little towards the trained one; at first it follows faster."""
    kept = min(AVERAGED, done / (done + SOONER))
    for mean, parameter in zip(run.shown.parameters(), run.generator.parameters(), strict=True):
        mean.lerp_(parameter, 1 - kept)


def _check_finite(values: Mapping[str, float], step: int, recipe: ImageGanRecipe) -> None:
    if not all(math.isfinite(value) for value in values.values()):
        advice = f"the learning rate {recipe.image_lr:g} is too large for these networks; try a tenth of it"
        raise VizlabError(f"A loss stopped being a number at step {step:,}: {advice}. The last good epoch is kept.")


def _codes(run: _Run, n: int, source: torch.Generator) -> tuple[Tensor, Tensor]:
    """Codes (n, latent) and the classes that are asked for (n,), each as likely as any other; all 0 where none can be."""
    codes = torch.randn(n, run.recipe.image_latent, generator=source, device=run.x.device)
    return codes, torch.randint(max(run.generator.classes, 1), (n,), generator=source, device=run.x.device)


@torch.no_grad()
def _settle(run: _Run) -> None:
    """Give the shown generator's batch norm the statistics of a thousand fixed codes (Brock et al. 2018, arXiv:1809.11096)."""
    for module in run.shown.modules():
        if isinstance(module, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # of one pass: its statistics themselves
    run.shown.train()
    run.shown(*_codes(run, STANDING, states.generator(run.x.device, run.recipe.image_seed, 0, 1)))
    run.shown.eval()


@torch.no_grad()
def _verdict(run: _Run) -> judging.Verdict:
    """On as many samples of fixed codes as the floor has."""
    codes, asked = _codes(run, run.reference.n, states.generator(run.x.device, run.recipe.image_seed, 0, 2))
    pictures = np.concatenate([in_pixels(run.shown(*part)) for part in zip(codes.split(500), asked.split(500), strict=True)])
    return run.reference.weigh(run.judge, pictures, asked.cpu().numpy() if run.generator.classes else None)


def _keep(run: _Run, kept: Frames, epoch: int, losses: Mapping[str, float], seconds: float) -> Step:
    """Measure, keep the frame, report."""
    _settle(run)
    verdict = _verdict(run)
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


def _lighten(run: _Run, kept: Frames, epoch: int) -> None:
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


def _state(run: _Run) -> states.Arrays:
    average = {f"average/{name}": tensor.cpu().numpy() for name, tensor in run.shown.named_parameters()}
    generator = states.packed("generator", run.generator, run.optimizer_g)
    return average | generator | states.packed("discriminator", run.discriminator, run.optimizer_d)


def _resume(run: _Run, kept: Frames, epoch: int) -> Iterator[Step]:
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


def _record(run: _Run, seconds: float) -> dict[str, Any]:
    """What the finished run says of itself, of samples of fixed codes."""
    found, floor = _verdict(run), run.reference.floor
    return {
        **vars(found),
        "floor": vars(floor),
        "samples": run.reference.n,
        "probe": {} if run.generator.classes else probe.compare(run.discriminator, run.recipe),
        "weights": sum(parameter.numel() for parameter in run.generator.parameters()),
        "seconds": seconds,
        "device": devices.describe(run.x.device),
    }
