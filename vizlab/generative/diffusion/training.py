"""A diffusion model of pictures trained while you watch: `train_diffusion(recipe)` yields steps and keeps frames.

The loss is the mean squared error of v over pictures and times; Adam, its rate rising over the first steps and falling to zero
along a cosine. What is kept and shown are not the weights themselves but their running mean, whose samples are steadier.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, optim

from vizlab import data, devices, images
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.diffusion import drawing, judged
from vizlab.generative.diffusion.choices import KIND, DiffusionRecipe
from vizlab.generative.diffusion.network import UNet
from vizlab.generative.diffusion.schedules import noised
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

HELD = 500  # test pictures on which the loss is measured
UNTOLD = 0.1  # share of the pictures whose class the network is not told
WARM_UP = 100  # steps
MEAN = 0.999  # the running mean keeps this much of itself a step, less at the start
REPORT_EVERY = 5  # steps
EARLY = (0, 1, 2, 4, 8)  # passes after which samples are kept, and the last
SHOWN_STEPS = 20
WITNESS = "model/begin.weight"  # a frame without it cannot be resumed from


@dataclass(frozen=True)
class _Run:
    """The moving parts: pictures (n, 1, side, side) uint8 and labels, held-out ones in [-1, 1], network, mean, optimizer."""

    recipe: DiffusionRecipe
    x: Tensor
    labels: Tensor
    held: Tensor
    held_labels: Tensor
    network: UNet
    mean: UNet
    optimizer: optim.Adam

    @property
    def per_pass(self) -> int:
        return max(len(self.x) // self.recipe.noise_batch, 1)

    @property
    def total(self) -> int:
        return self.per_pass * self.recipe.passes


def train_diffusion(recipe: DiffusionRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; a `Step` every five optimizer steps, one with a frame every few passes, the last with the record.

    Errors: `VizlabError` if the data cannot be had, or the loss stops being a number.
    """
    yield from data.download(recipe.pictures)
    run, kept = _start(recipe, devices.pick()), Frames(KIND, recipe, store)
    last = states.newest_with(WITNESS, kept)
    if last is None:
        done, seconds = 0, 0.0
        yield _keep(run, kept, 0, [], seconds)
    else:
        done, seconds = last.index, float(last.notes["seconds"])
        states.restore("model", last.arrays, run.network, run.optimizer)
        run.mean.load_state_dict({k: torch.tensor(v) for k, v in states.below("mean/", last.arrays).items()})
        yield _step(run, done, last.notes["curve"][-1] if last.notes["curve"] else {}, phase="replaying", frame=done)
    while done < recipe.passes:
        began, stop = time.perf_counter(), min(done + every(recipe.passes), recipe.passes)
        curve = []
        for number in range(done + 1, stop + 1):
            curve.append((yield from _one_pass(run, number)))
        seconds += time.perf_counter() - began
        done = stop
        yield _keep(run, kept, done, curve, seconds)
    record = _record(run, seconds)
    note = kept.finish(record, drop=tuple(_state(run)))
    yield Step(run.total, run.total, "done", result=record, note=note, frame=done)


def every(passes: int) -> int:
    """How many passes lie between frames: some twenty frames in all."""
    return max(passes // 20, 1)


def velocity_loss(network: UNet, x: Tensor, labels: Tensor, source: torch.Generator, schedule: str) -> Tensor:
    """Squared error of v, mean over pixels, (n,), of pictures x (n, 1, h, w) in [-1, 1], each at a time of its own.

    The times are spread evenly over [0, 1], which makes the mean over a batch steadier than independent ones.
    """
    n = len(x)
    t = (torch.rand(1, generator=source) + torch.arange(n) / n) % 1
    noisy, v = noised(x, t, torch.randn(x.shape, generator=source), schedule)
    loss: Tensor = (network(noisy, t, labels) - v).square().flatten(1).mean(1)
    return loss


def _start(recipe: DiffusionRecipe, device: torch.device) -> _Run:
    split = data.load(recipe.pictures)
    x, labels = torch.tensor(split.train.inputs, device=device), torch.tensor(split.train.labels, device=device)
    held = signed(torch.tensor(split.test.inputs[:HELD], device=device))
    with RandomStream(recipe.noise_seed):
        network = UNet(recipe.channels, int(labels.max()) + 1)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    with torch.device("meta"):
        mean = UNet(recipe.channels, network.classes)
    mean.load_state_dict({name: tensor.clone() for name, tensor in network.state_dict().items()}, assign=True)
    mean.requires_grad_(False)
    optimizer = optim.Adam(network.parameters(), recipe.noise_lr)
    return _Run(recipe, x, labels, held, torch.tensor(split.test.labels[:HELD], device=device), network, mean, optimizer)


def signed(pictures: Tensor) -> Tensor:
    """Grey levels uint8 -> [-1, 1], as noise has both signs."""
    return images.unit(pictures) * 2 - 1


def _one_pass(run: _Run, number: int) -> Generator[Step, None, dict[str, float]]:
    """All batches once; the mean loss on the way."""
    recipe, source = run.recipe, states.generator(run.x.device, run.recipe.noise_seed, number)
    order = torch.randperm(len(run.x), generator=source)[: run.per_pass * recipe.noise_batch]
    total = lately = 0.0
    for index, batch in enumerate(order.split(recipe.noise_batch), start=1):
        done = (number - 1) * run.per_pass + index
        loss = _one_step(run, signed(run.x[batch]), run.labels[batch], source, done)
        total, lately = total + loss, lately + loss
        if index % REPORT_EVERY == 0:
            yield _step(run, number - 1, {"training loss": lately / REPORT_EVERY}, steps=done)
            lately = 0.0
    return {"training loss": total / run.per_pass, "held-out loss": _measure(run, run.mean)}


def _one_step(run: _Run, x: Tensor, labels: Tensor, source: torch.Generator, done: int) -> float:
    untold = torch.rand(len(x), generator=source) < UNTOLD
    told = torch.where(untold, run.network.classes, labels)
    rate = run.recipe.noise_lr * min(done / WARM_UP, 1.0) * (1 + math.cos(math.pi * (done - 1) / run.total)) / 2
    for group in run.optimizer.param_groups:
        group["lr"] = rate
    loss = velocity_loss(run.network, x, told, source, run.recipe.schedule).mean()
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    run.optimizer.step()
    kept = min(MEAN, (1 + done) / (10 + done))
    with torch.no_grad():
        for own, new in zip(run.mean.parameters(), run.network.parameters(), strict=True):
            own.lerp_(new, 1 - kept)
    value = float(loss.detach())
    if not math.isfinite(value):
        advice = f"the learning rate {run.recipe.noise_lr:g} is too large for this network; try a tenth of it"
        raise VizlabError(f"The loss stopped being a number at step {done:,}: {advice}.")
    return value


@torch.no_grad()
def _measure(run: _Run, network: UNet) -> float:
    """The loss on held-out pictures, always with the same times and noise."""
    source = states.generator(run.x.device, run.recipe.noise_seed, 0, 1)
    return float(velocity_loss(network, run.held, run.held_labels, source, run.recipe.schedule).mean())


def _step(run: _Run, done: int, values: dict[str, float], steps: int | None = None, phase: str = "training", **more: Any) -> Step:
    steps = done * run.per_pass if steps is None else steps
    return Step(steps, run.total, phase, values=values, at=steps / run.per_pass, **more)


def _keep(run: _Run, kept: Frames, done: int, curve: list[dict[str, float]], seconds: float) -> Step:
    arrays: states.Arrays = {}
    values = curve[-1] if curve else {"held-out loss": _measure(run, run.mean)}
    if done in (*EARLY, run.recipe.passes):
        source = states.generator(run.x.device, run.recipe.noise_seed, 0, 2)
        labels = torch.arange(run.network.classes)
        noise = torch.randn(len(labels), *run.held.shape[1:], generator=source)
        arrays["samples"] = drawing.draw(run.mean, noise, labels, steps=SHOWN_STEPS, schedule=run.recipe.schedule)[-1]
    if done == run.recipe.passes:
        arrays |= {f"weights/{name}": tensor.half().cpu().numpy() for name, tensor in run.mean.state_dict().items()}
    else:
        arrays |= _state(run)
    note = kept.keep(done, arrays, {"curve": curve or [values], "seconds": seconds})
    _lighten(kept, done - every(run.recipe.passes))
    return _step(run, done, values, frame=done, note=note)


def _state(run: _Run) -> states.Arrays:
    mean = {f"mean/{name}": tensor.cpu().numpy() for name, tensor in run.mean.state_dict().items()}
    return states.packed("model", run.network, run.optimizer) | mean


def _lighten(kept: Frames, done: int) -> None:
    """Take out of an older frame what only resuming needs: newer ones have it."""
    frame = kept.frame(done) if done >= 0 else None
    if frame is not None:
        kept.keep(done, {n: a for n, a in frame.arrays.items() if not n.startswith(("model", "mean"))}, frame.notes)


def _record(run: _Run, seconds: float) -> dict[str, Any]:
    """What the finished run says of itself."""
    return {
        "held-out loss": _measure(run, run.mean),
        "weights": sum(p.numel() for p in run.mean.parameters()),
        "seconds": seconds,
        "device": devices.describe(run.x.device),
        **judged.judge(run.mean, run.recipe),
    }
