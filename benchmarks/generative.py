"""The VAE and GAN loops against bare ones, and the plane of codes decoded.

The floor is the optimisation as anyone would write it: the same networks, batches, noise and optimizer, and for the VAE one pass
over the held-out pictures an epoch; nothing else measured, kept or reported. A stretch is an epoch of a VAE (20,000 random
pictures of 28 px) and 500 steps of a GAN, in turn.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Callable, Generator, Iterator
from unittest import mock

import numpy as np
import torch
from torch import nn

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import ROUNDS, alternate
from vizlab import data, images
from vizlab.data import Examples, Split
from vizlab.figures.gan import film
from vizlab.frames import Frames
from vizlab.generative import GanRecipe, VaeRecipe, open_space, train_gan, train_vae
from vizlab.generative.network import Vae, perceptron
from vizlab.generative.vae.choices import VAE_EXAMPLES
from vizlab.progress import Step
from vizlab.store import Store

STRETCH = 500  # steps of a GAN
PICTURES = 20_000
MOST_DECODING_S = 0.030
LEAST_LIVE = 0.7  # of the bare loop's steps a second


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row each: a VAE step, a GAN step, a plane."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        recipe = VaeRecipe(epochs=ROUNDS + 1)
        split = _random_split()
        with mock.patch.object(data, "load", return_value=split), mock.patch.object(data, "download", return_value=iter(())):
            per_epoch = PICTURES // recipe.batch_size
            ours_s, bare_s = alternate(_ours(train_vae(recipe, store), per_epoch), _bare_vae(recipe, split))
        yield against("VAE, a step: 28 px, batch 64, hidden 128", ours_s / per_epoch, bare_s / per_epoch, BARE, at_most=1.10)
        gan = GanRecipe(steps=STRETCH * (ROUNDS + 1))
        ours_s, bare_s = alternate(_ours(train_gan(gan, store), STRETCH), _bare_gan(gan))
        yield against("GAN, a step: batch 128, hidden 128", ours_s / STRETCH, bare_s / STRETCH, BARE, at_most=1.10)
        gan = GanRecipe(steps=STRETCH * (ROUNDS + 1), batch_size=256)
        ours_s, bare_s = alternate(_drawn_live(gan, store), _bare_gan(gan))
        what = "GAN, steps a second: batch 256, kept, measured and drawn live"
        share, theirs = bare_s / ours_s, f"{STRETCH / bare_s:,.0f} ({BARE})"
        met = verdict(share >= LEAST_LIVE)
        yield Row(what, f"{STRETCH / ours_s:,.0f}", theirs, f"{share:.2f}", f"≥ {LEAST_LIVE:.2f} ×", met)
    example = VAE_EXAMPLES["Fashion-MNIST on a plane"]
    space = open_space(Frames("vae", example).read(), example.epochs)
    (plane_s,) = alternate(lambda: space.plane("even square"), repeat=5)
    (one_s,) = alternate(lambda: space.decode(space.code(1.0, 0.5)), repeat=20)
    for what, spent in (("13 × 13 codes", plane_s), ("one code", one_s)):
        target = f"≤ {seconds(MOST_DECODING_S)}"
        yield Row(f"VAE, decoding {what} of 28 px", seconds(spent), target=target, met=verdict(spent <= MOST_DECODING_S))


def _ours(steps: Generator[Step, None, None], stretch: int) -> Callable[[], None]:
    """A program that takes the loop on by so many optimizer steps each time it is called."""
    next(steps)
    reached = itertools.count(stretch, stretch)

    def go_on() -> None:
        until = next(reached)
        while next(steps).done < until:
            pass

    return go_on


def _drawn_live(recipe: GanRecipe, store: Store) -> Callable[[], None]:
    """The same for a GAN whose every kept frame is read again and drawn, as a visitor who looks on sees it."""
    steps, run, reached = train_gan(recipe, store), Frames("gan", recipe, store), itertools.count(STRETCH, STRETCH)
    next(steps)
    first = run.frame(0)
    assert first is not None

    def go_on() -> None:
        until = next(reached)
        for step in steps:
            if step.frame is not None and (frame := run.frame(step.frame)) is not None:
                film([frame.index], [frame.arrays], first.arrays["real"], recipe.edge).to_json()
            if step.done >= until:
                return

    return go_on


def _bare_vae(recipe: VaeRecipe, split: Split) -> Callable[[], None]:
    x = torch.tensor(split.train.inputs).flatten(1)
    held = images.unit(torch.tensor(split.test.inputs).flatten(1))
    torch.manual_seed(0)
    vae = Vae(x.shape[1], recipe.latent, recipe.hidden)
    optimizer = torch.optim.Adam(vae.parameters(), recipe.lr)

    def loss(pictures: torch.Tensor) -> torch.Tensor:
        mu, logvar = vae.encode(pictures)
        logits = vae.decoder(mu + torch.exp(logvar / 2) * torch.randn_like(mu))
        cost = nn.functional.binary_cross_entropy_with_logits(logits, pictures, reduction="sum")
        return (cost + (mu.square() + logvar.exp() - 1 - logvar).sum() / 2) / len(pictures)

    def epoch() -> None:
        order = torch.randperm(len(x))[: len(x) // recipe.batch_size * recipe.batch_size]
        for batch in order.split(recipe.batch_size):
            optimizer.zero_grad()
            loss(images.unit(x[batch])).backward()
            optimizer.step()
        with torch.no_grad():
            loss(held).item()

    return epoch


def _bare_gan(recipe: GanRecipe) -> Callable[[], None]:
    torch.manual_seed(0)
    generator = perceptron(recipe.latent, recipe.hidden, 2, nn.ReLU)
    discriminator = perceptron(2, recipe.hidden, 1, nn.ReLU)
    betas = (0.5, 0.999)
    optimizer_g = torch.optim.Adam(generator.parameters(), recipe.lr_g, betas=betas)
    optimizer_d = torch.optim.Adam(discriminator.parameters(), recipe.lr_d, betas=betas)
    angle = torch.arange(recipe.modes) * 2 * torch.pi / recipe.modes
    middle = recipe.radius * torch.stack([angle.cos(), angle.sin()], 1)
    n, softplus = recipe.batch_size, nn.functional.softplus

    def stretch() -> None:
        for _ in range(STRETCH):
            real = middle[torch.randint(recipe.modes, (n,))] + recipe.spread * torch.randn(n, 2)
            fake = generator(torch.randn(n, recipe.latent)).detach()
            loss = softplus(-discriminator(real)).mean() + softplus(discriminator(fake)).mean()
            optimizer_d.zero_grad()
            loss.backward()
            optimizer_d.step()
            loss = softplus(-discriminator(generator(torch.randn(n, recipe.latent)))).mean()
            optimizer_g.zero_grad()
            loss.backward()
            optimizer_g.step()

    return stretch


def _random_split() -> Split:
    rng = np.random.default_rng(0)

    def draw(n: int) -> Examples:
        return Examples(rng.integers(0, 256, (n, 1, 28, 28), np.uint8), rng.integers(0, 10, n))

    return Split(draw(PICTURES), draw(1000))


BARE = "bare torch loop"
