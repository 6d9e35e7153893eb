"""The two networks of a GAN on pictures and what moves them: a step of each, an epoch, and the verdict on what is drawn then.

Adam with beta1 = 0.5 (Radford et al. 2015, arXiv:1511.06434, section 4); its rate falls to zero along a line in the second half.
What is shown is the running average of the generator's weights (Karras et al. 2017, arXiv:1710.10196, section 3), with batch
statistics of its own.
"""

from __future__ import annotations

import math
from collections.abc import Generator as Work
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, optim

from vizlab import data, devices, images
from vizlab.errors import VizlabError
from vizlab.generative import judging, states
from vizlab.generative.image_gan.choices import ImageGanRecipe
from vizlab.generative.image_gan.losses import LOSSES
from vizlab.generative.image_gan.networks import Discriminator, Generator
from vizlab.generative.image_gan.opening import in_pixels
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

REPORT_EVERY = 5  # steps: often enough to be cancelled at once
BETAS = (0.5, 0.999)
AVERAGED, SOONER = 0.999, 10  # of the running average of weights, and how much faster it forgets at first
STANDING = 1000  # codes whose statistics batch norm keeps for the shown generator


@dataclass(frozen=True)
class Pair:
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
        """Steps an epoch; what does not fill a batch is left out."""
        return max(len(self.x) // self.recipe.image_batch, 1)

    @property
    def total(self) -> int:
        """Steps in all."""
        return self.per_epoch * self.recipe.image_epochs


def begin(recipe: ImageGanRecipe, device: torch.device, store: Store | None) -> Pair:
    """Both networks before training, on a device. Errors: `VizlabError` if the data are not here."""
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
    return Pair(
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


def one_epoch(run: Pair, epoch: int) -> Work[Step, None, dict[str, float]]:
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


def update_discriminator(run: Pair, pictures: Tensor, told: Tensor, source: torch.Generator) -> Tensor:
    """One step of D on real pictures (n, 1, h, w) in [-1, 1] with their classes and as many generated ones; its loss before."""
    codes, asked = draw_codes(run, len(pictures), source)
    with torch.no_grad():
        fake = run.generator(codes, asked)
    loss = LOSSES[run.recipe.image_loss][0](run.discriminator(pictures, told), run.discriminator(fake, asked))
    run.optimizer_d.zero_grad(set_to_none=True)
    loss.backward()
    run.optimizer_d.step()
    return loss.detach()


def update_generator(run: Pair, n: int, source: torch.Generator) -> Tensor:
    """One step of G through a frozen D, which gets neither gradient nor change; its loss before."""
    codes, asked = draw_codes(run, n, source)
    loss = LOSSES[run.recipe.image_loss][1](run.discriminator(run.generator(codes, asked), asked))
    parameters = list(run.generator.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    run.optimizer_g.step()
    return loss.detach()


def learn(recipe: ImageGanRecipe, samples: int) -> Work[Step, None, tuple[judging.Verdict, NDArray[np.uint8]]]:
    """Train and keep nothing: the verdict at the end, and as many samples (samples, h, w) of fixed codes.

    Errors: as of `train_image_gan`; the data must be here.
    """
    run = begin(recipe, devices.pick(), None)
    for epoch in range(1, recipe.image_epochs + 1):
        yield from one_epoch(run, epoch)
    settle(run)
    with torch.no_grad():
        made = run.shown(*draw_codes(run, samples, states.generator(run.x.device, recipe.image_seed, 0, 3)))
    return weigh(run), in_pixels(made)


@torch.no_grad()
def settle(run: Pair) -> None:
    """Give the shown generator's batch norm the statistics of a thousand fixed codes (Brock et al. 2018, arXiv:1809.11096)."""
    for module in run.shown.modules():
        if isinstance(module, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # of one pass: its statistics themselves
    run.shown.train()
    run.shown(*draw_codes(run, STANDING, states.generator(run.x.device, run.recipe.image_seed, 0, 1)))
    run.shown.eval()


@torch.no_grad()
def weigh(run: Pair) -> judging.Verdict:
    """On as many samples of fixed codes as the floor has."""
    codes, asked = draw_codes(run, run.reference.n, states.generator(run.x.device, run.recipe.image_seed, 0, 2))
    pictures = np.concatenate([in_pixels(run.shown(*part)) for part in zip(codes.split(500), asked.split(500), strict=True)])
    return run.reference.weigh(run.judge, pictures, asked.cpu().numpy() if run.generator.classes else None)


def draw_codes(run: Pair, n: int, source: torch.Generator) -> tuple[Tensor, Tensor]:
    """Codes (n, latent) and the classes that are asked for (n,), each as likely as any other; all 0 where none can be."""
    codes = torch.randn(n, run.recipe.image_latent, generator=source, device=run.x.device)
    return codes, torch.randint(max(run.generator.classes, 1), (n,), generator=source, device=run.x.device)


def _losses(means: Tensor) -> dict[str, float]:
    loss_d, loss_g = means.tolist()
    return {"discriminator loss": loss_d, "generator loss": loss_g}


def _set_rate(run: Pair, done: int) -> None:
    """The learning rate of this step: constant in the first half, then down to zero along a line."""
    rate = run.recipe.image_lr * min(1.0, 2 * (1 - (done - 1) / run.total))
    for group in [*run.optimizer_g.param_groups, *run.optimizer_d.param_groups]:
        group["lr"] = rate


@torch.no_grad()
def _average(run: Pair, done: int) -> None:
    """Move the shown generator a little towards the trained one; at first it follows faster."""
    kept = min(AVERAGED, done / (done + SOONER))
    for mean, parameter in zip(run.shown.parameters(), run.generator.parameters(), strict=True):
        mean.lerp_(parameter, 1 - kept)


def _check_finite(values: Mapping[str, float], step: int, recipe: ImageGanRecipe) -> None:
    if not all(math.isfinite(value) for value in values.values()):
        advice = f"the learning rate {recipe.image_lr:g} is too large for these networks; try a tenth of it"
        raise VizlabError(f"A loss stopped being a number at step {step:,}: {advice}. The last good epoch is kept.")
