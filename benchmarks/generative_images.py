"""A GAN on images: its loop against a bare one, and 64 samples of each that ships.

The floor is the optimisation as anyone would write it: the same networks, batches and optimizer, and the running average of
the generator's weights; nothing measured, kept or reported. A stretch is an epoch of digits.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator

import numpy as np
import torch

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import ROUNDS, alternate
from vizlab import data
from vizlab.generative.image_gan import SHIPPED, ImageGanRecipe, looking, open_generator, rounds
from vizlab.generative.image_gan.losses import LOSSES
from vizlab.generative.image_gan.networks import Discriminator, Generator
from vizlab.store import Store

MOST_S = 0.060
BARE = "bare torch loop"


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A training step; 64 samples of each shipped generator."""
    recipe = ImageGanRecipe()
    with tempfile.TemporaryDirectory() as folder:
        run = rounds.begin(recipe, torch.device("cpu"), Store(folder))
    ours_s, bare_s = alternate(lambda: list(rounds.one_epoch(run, 1)), _bare(recipe), repeat=ROUNDS)
    steps = run.per_epoch
    yield against("GAN on images, a step: 8 px, batch 64", ours_s / steps, bare_s / steps, BARE, at_most=1.15)
    for name in SHIPPED:
        opened = open_generator(name)
        codes, asked = looking.draw_codes(64, opened.latent, 0), np.arange(64) % 10
        (spent,) = alternate(lambda opened=opened, codes=codes, asked=asked: opened.decode(codes, asked), repeat=20)
        yield Row(f"64 samples of {name}", seconds(spent), target=f"≤ {seconds(MOST_S)}", met=verdict(spent <= MOST_S))


def _bare(recipe: ImageGanRecipe) -> Callable[[], None]:
    train = data.load(recipe.image_data).train
    x = torch.tensor(np.asarray(train.inputs)).float() / 127.5 - 1
    y = torch.tensor(np.asarray(train.labels))
    torch.manual_seed(0)
    layout = torch.channels_last
    generator, shown = (Generator(recipe, 8, 10).to(memory_format=layout) for _ in range(2))  # type: ignore[call-overload]
    discriminator = Discriminator(recipe, 8, 10).to(memory_format=layout)  # type: ignore[call-overload]
    networks = generator, discriminator
    optimizer_g, optimizer_d = (torch.optim.Adam(network.parameters(), recipe.image_lr, (0.5, 0.999)) for network in networks)
    loss_d, loss_g = LOSSES[recipe.image_loss]
    n = recipe.image_batch

    def epoch() -> None:
        order = torch.randperm(len(x))[: len(x) // n * n]
        for batch in order.split(n):
            asked = torch.randint(10, (n,))
            with torch.no_grad():
                fake = generator(torch.randn(n, recipe.image_latent), asked)
            loss = loss_d(discriminator(x[batch].contiguous(memory_format=layout), y[batch]), discriminator(fake, asked))
            optimizer_d.zero_grad()
            loss.backward()
            optimizer_d.step()
            asked = torch.randint(10, (n,))
            loss = loss_g(discriminator(generator(torch.randn(n, recipe.image_latent), asked), asked))
            optimizer_g.zero_grad()
            loss.backward()
            optimizer_g.step()
            with torch.no_grad():
                for mean, parameter in zip(shown.parameters(), generator.parameters(), strict=True):
                    mean.lerp_(parameter, 0.001)

    return epoch
