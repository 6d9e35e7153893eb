"""A variational auto-encoder trained while you watch: `train_vae(recipe)` yields steps and keeps a frame an epoch.

Loss of a picture, in nats: reconstruction + beta · KL, with one draw of noise (see `elbo`); beta may rise from 0 over the first
epochs (Bowman et al. 2016, arXiv:1511.06349), and some KL of each number of the code may be free (Kingma et al. 2016,
arXiv:1606.04934, appendix C.8). Adam, its learning rate falling to zero along a cosine. `Lesson` is the training itself, for
studies that train several. Every frame has the epoch's numbers; those of `shown(epochs)` also have codes and the
decoder (float16: its pictures differ from those of the full weights by less than a grey level), and the last the encoder too.
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
from torch import Tensor, optim

from vizlab import data, devices, images
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.network import Vae
from vizlab.generative.observation import OBSERVATIONS
from vizlab.generative.vae import elbo
from vizlab.generative.vae.choices import VaeRecipe
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

HELD = 1000  # test pictures on which each epoch is measured
CODES = 600  # of these, how many leave their code in the frames
PICTURES = 60  # and their pixels
BOUND_PICTURES, DRAWS = 200, 100  # of these pictures, and with so many samples, the bounds at the end are estimated
BOUNDS = (1, 10, 100)  # samples of the importance-weighted bound; each divides `DRAWS`
EACH = 8  # draws for the ELBO of one picture
REPORT_EVERY = 20  # steps: often enough to be cancelled at once
EARLY = (0, 1, 3, 10)
RESUMING = ("model/", "model moment/")
WITNESS = "model/encoder.0.weight"  # a frame without it cannot be resumed from


@dataclass(frozen=True)
class Lesson:
    """Pictures x (n, d) uint8 and held-out ones (m, d) in [0, 1] on the device, their labels, the network, its optimizer."""

    recipe: VaeRecipe
    x: Tensor
    y: Tensor
    held: Tensor
    held_y: Tensor
    vae: Vae
    optimizer: optim.Adam

    @property
    def per_epoch(self) -> int:
        """Steps of an epoch."""
        return max(len(self.x) // self.recipe.batch_size, 1)

    @property
    def total(self) -> int:
        """Steps in all."""
        return self.per_epoch * self.recipe.epochs


def train_vae(recipe: VaeRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; a `Step` every 20 optimizer steps, one an epoch with its numbers and its frame, the last with the record.

    What an earlier attempt has done is replayed and continued. Errors: `VizlabError` if the data cannot be had, or the loss
    stops being a number.
    """
    yield from data.download(recipe.data)
    run, kept = begin(recipe, devices.pick()), Frames("vae", recipe, store)
    last = states.newest_with(WITNESS, kept)
    if last is None:
        epoch, seconds = 0, 0.0
        yield _epoch_step(run, kept, 0, {}, seconds)
    else:
        epoch, seconds = last.index, float(last.notes["seconds"])
        yield from _resume(run, kept, epoch)
    while epoch < recipe.epochs:
        epoch, began = epoch + 1, time.perf_counter()
        trained = yield from one_epoch(run, epoch)
        seconds += time.perf_counter() - began
        yield _epoch_step(run, kept, epoch, trained, seconds)
    record = _record(run, seconds)
    note = kept.finish(record, drop=tuple(states.packed("model", run.vae, run.optimizer)))
    yield Step(run.total, run.total, "done", result=record, note=note, frame=epoch)


def shown(epochs: int) -> list[int]:
    """The epochs whose decoder is kept: 0, 1, 3, 10 and the last."""
    return sorted({epoch for epoch in EARLY if epoch < epochs} | {epochs})


def begin(recipe: VaeRecipe, device: torch.device) -> Lesson:
    """The data and a new network. Errors: `VizlabError` if the data cannot be had."""
    split, known = data.load(recipe.data), data.find(recipe.data)
    x = torch.tensor(split.train.inputs, device=device).flatten(1)
    held = images.unit(torch.tensor(split.test.inputs[:HELD], device=device).flatten(1))
    y, held_y = (torch.tensor(part, device=device) for part in (split.train.labels, split.test.labels[:HELD]))
    classes = len(known.classes) if recipe.conditional else 0
    with RandomStream(recipe.seed):
        observation = OBSERVATIONS[recipe.observation](recipe.eta)
        vae = Vae(x.shape[1], recipe.latent, recipe.hidden, depth=recipe.depth, classes=classes, observation=observation)
    vae.to(device)
    optimizer = optim.Adam(vae.parameters(), recipe.lr, fused=device.type == "cuda")
    return Lesson(recipe, x, y, held, held_y, vae, optimizer)


def one_epoch(run: Lesson, epoch: int) -> Generator[Step, None, dict[str, float]]:
    """All batches once; the epoch's mean reconstruction and KL of the training pictures, measured on the way."""
    recipe, device = run.recipe, run.x.device
    source = states.generator(device, recipe.seed, epoch)
    order = torch.randperm(len(run.x), generator=source, device=device)[: run.per_epoch * recipe.batch_size]
    sums, lately, since = torch.zeros(2, device=device), torch.zeros(2, device=device), 0
    for index, batch in enumerate(order.split(recipe.batch_size), start=1):
        done = (epoch - 1) * run.per_epoch + index
        costs = _one_step(run, batch, done, source)
        sums, lately, since = sums + costs, lately + costs, since + 1
        if index % REPORT_EVERY == 0:
            values = _named("training", lately / since, recipe.beta)
            _check_finite(values["training loss"], done, recipe)
            yield Step(done, run.total, "training", values=values, at=done / run.per_epoch)
            lately, since = torch.zeros_like(lately), 0
    found = _named("training", sums / run.per_epoch, recipe.beta)
    _check_finite(found["training loss"], epoch * run.per_epoch, recipe)
    return found


def _one_step(run: Lesson, batch: Tensor, done: int, source: torch.Generator) -> Tensor:
    """One optimizer step on these training pictures; the batch's mean reconstruction and KL (2,), nats."""
    _set_rate(run, done)
    noise = torch.randn(len(batch), run.recipe.latent, generator=source, device=batch.device)
    cost, kl = elbo.terms(run.vae, images.unit(run.x[batch]), noise, run.y[batch])
    cost, paid, kl = cost.mean(), _paid(kl, run.recipe.free_nats), kl.detach().sum(1).mean()
    run.optimizer.zero_grad(set_to_none=True)
    (cost + weight(run.recipe, done / run.per_epoch) * paid).backward()
    run.optimizer.step()
    return torch.stack([cost.detach(), kl])


def _paid(kl: Tensor, free_nats: float) -> Tensor:
    """What the loss weighs of the KL by dimension (n, latent): the mean over the batch, of each number at least its free nats."""
    return kl.mean(0).clamp(min=free_nats).sum() if free_nats else kl.sum(1).mean()


def weight(recipe: VaeRecipe, epoch: float) -> float:
    """The weight of the KL at an epoch (a fraction counts): it rises along a line to beta over the warm-up."""
    return recipe.beta * min(1.0, epoch / recipe.warm_up) if recipe.warm_up else recipe.beta


def _set_rate(run: Lesson, done: int) -> None:
    """The learning rate of this step: a cosine from `lr` down to zero."""
    for group in run.optimizer.param_groups:
        group["lr"] = run.recipe.lr * (1 + math.cos(math.pi * (done - 1) / run.total)) / 2


def _named(kind: str, costs: Tensor, beta: float) -> dict[str, float]:
    cost, kl = costs.tolist()
    return {f"{kind} reconstruction": cost, f"{kind} KL": kl, f"{kind} loss": cost + beta * kl, f"{kind} ELBO": -cost - kl}


def _check_finite(loss: float, step: int, recipe: VaeRecipe) -> None:
    if not math.isfinite(loss):
        advice = f"the learning rate {recipe.lr:g} is too large for this network; try a tenth of it"
        raise VizlabError(f"The loss stopped being a number at step {step:,}: {advice}.")


@torch.no_grad()
def measure(run: Lesson) -> tuple[dict[str, float], dict[str, Any]]:
    """Of the held-out pictures, always with the same noise: mean reconstruction and KL, and what else an epoch's notes keep."""
    source = states.generator(run.held.device, run.recipe.seed, 0, 1)
    noise = torch.randn(len(run.held), run.recipe.latent, generator=source, device=run.held.device)
    cost, kl = elbo.terms(run.vae, run.held, noise, run.held_y)
    mu, logvar = run.vae.encode(run.held, run.held_y)
    further = {
        "kl": [round(nats, 5) for nats in kl.mean(0).tolist()],
        "active": elbo.active(mu),
        "sigma": float((logvar / 2).exp().mean()),
    }
    return _named("held-out", torch.stack([cost.mean(), kl.sum(1).mean()]), run.recipe.beta), further


def _epoch_step(run: Lesson, kept: Frames, epoch: int, trained: Mapping[str, float], seconds: float) -> Step:
    """Measure, keep the frame, report."""
    found, further = measure(run)
    _check_finite(found["held-out loss"], epoch * run.per_epoch, run.recipe)
    values = {**trained, **found}
    arrays = _arrays(run, epoch)
    state = {} if epoch == run.recipe.epochs else states.packed("model", run.vae, run.optimizer)
    note = kept.keep(epoch, arrays | state, {"values": values, "seconds": seconds, **further})
    _lighten(run, kept, epoch - 2)
    return Step(epoch * run.per_epoch, run.total, "training", values=values, at=float(epoch), note=note, frame=epoch)


def _lighten(run: Lesson, kept: Frames, epoch: int) -> None:
    """Take out of an older frame what only resuming needs: newer ones have it."""
    frame = kept.frame(epoch) if epoch >= 0 else None
    if frame is not None:
        kept.keep(epoch, {name: array for name, array in frame.arrays.items() if not name.startswith(RESUMING)}, frame.notes)


@torch.no_grad()
def _arrays(run: Lesson, epoch: int) -> dict[str, NDArray[Any]]:
    """What a frame shows of this epoch; nothing for those in between."""
    arrays: dict[str, NDArray[Any]] = {}
    if epoch == 0:
        h, w = data.find(run.recipe.data).shape[1:]
        pictures = (run.held[:PICTURES] * np.iinfo(np.uint8).max).round().to("cpu", torch.uint8)
        arrays |= {"pictures": pictures.reshape(-1, h, w).numpy(), "labels": run.held_y[:CODES].cpu().numpy().astype(np.uint8)}
    if epoch in shown(run.recipe.epochs):
        mu, logvar = run.vae.encode(run.held[:CODES], run.held_y[:CODES])
        arrays |= {"mu": mu.cpu().numpy(), "logvar": logvar.cpu().numpy()} | _half("decoder", run.vae.decoder)
    if epoch == run.recipe.epochs:
        arrays |= _half("encoder", run.vae.encoder) | {"elbo": _each(run).cpu().numpy()}
    return arrays


def _half(name: str, network: torch.nn.Module) -> dict[str, NDArray[Any]]:
    return {f"{name}/{key}": tensor.to("cpu", torch.float16).numpy() for key, tensor in network.state_dict().items()}


def _resume(run: Lesson, kept: Frames, epoch: int) -> Generator[Step, None, None]:
    """Report again what was done up to this epoch, and stand where it ended."""
    for index in kept.indices():
        frame = kept.frame(index) if index <= epoch else None
        if frame is None:
            continue
        done = index * run.per_epoch
        yield Step(done, run.total, "replaying", values=frame.notes["values"], at=float(index), frame=index)
        if index == epoch:
            states.restore("model", frame.arrays, run.vae, run.optimizer)


def _each(run: Lesson) -> Tensor:
    """The ELBO of every held-out picture (m,), nats, mean of `EACH` draws."""
    source = states.generator(run.held.device, run.recipe.seed, 0, 3)
    return elbo.log_weights(run.vae, run.held, EACH, source, run.held_y).mean(0)


def _record(run: Lesson, seconds: float) -> dict[str, Any]:
    """What the finished run says of itself; every number is of held-out pictures."""
    found, _ = measure(run)
    some, their = run.held[:BOUND_PICTURES], run.held_y[:BOUND_PICTURES]
    weights = elbo.log_weights(run.vae, some, DRAWS, states.generator(some.device, run.recipe.seed, 0, 2), their)
    with torch.no_grad():
        mu, logvar = run.vae.encode(run.held, run.held_y)
    return {
        "elbo": found["held-out ELBO"],
        "reconstruction": found["held-out reconstruction"],
        "kl": found["held-out KL"],
        "kl_by_dimension": elbo.kl_by_dimension(mu, logvar).mean(0).tolist(),
        "active": elbo.active(mu),
        "bounds": {str(k): elbo.importance_bound(weights, k) for k in BOUNDS},
        "floor": run.vae.observation.floor(run.held),
        "identity_error": elbo.identity_error(run.vae, some, their),
        "test": _on_all(run),
        "eta": run.vae.observation.eta,
        "seconds": seconds,
        "device": devices.describe(run.x.device),
    }


@torch.no_grad()
def _on_all(run: Lesson) -> dict[str, float]:
    """Means over all test pictures, nats, with one draw of noise each."""
    test, device = data.load(run.recipe.data).test, run.x.device
    source = states.generator(device, run.recipe.seed, 0, 4)
    sums = torch.zeros(2, dtype=torch.float64)
    for place in range(0, len(test.inputs), HELD):
        x = images.unit(torch.tensor(test.inputs[place : place + HELD], device=device).flatten(1))
        y = torch.tensor(test.labels[place : place + HELD], device=device)
        noise = torch.randn(len(x), run.recipe.latent, generator=source, device=device)
        cost, kl = elbo.terms(run.vae, x, noise, y)
        sums += torch.stack([cost.sum(), kl.sum()]).to(sums)
    cost, kl = (sums / len(test.inputs)).tolist()
    return {"pictures": float(len(test.inputs)), "reconstruction": cost, "kl": kl, "elbo": -cost - kl}
