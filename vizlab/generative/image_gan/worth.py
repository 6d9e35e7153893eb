"""What a GAN is worth beside a VAE that learned from the same pictures: what each can be asked for, and how well it draws."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.frames import Frames
from vizlab.generative import judging
from vizlab.generative.image_gan import looking
from vizlab.generative.image_gan.opening import Opened
from vizlab.generative.vae import latent
from vizlab.generative.vae.choices import VAE_EXAMPLES, VaeRecipe


@dataclass(frozen=True)
class Worth:
    """milliseconds: for 64 samples, here. log_p: a lower bound on it in nats a held-out picture, None where there is none.

    encodes: whether there is a way from a picture to its code. pictures (n, h, w): the first samples.
    """

    milliseconds: float
    log_p: float | None
    encodes: bool
    verdict: judging.Verdict
    pictures: NDArray[np.uint8]


def of_gan(opened: Opened, judge: judging.Judge, reference: judging.Reference, seed: int, shown: int = 20) -> Worth:
    """A GAN answers neither of the two questions."""
    found = looking.judged(opened, judge, reference, seed)
    return Worth(looking.milliseconds(opened), None, False, found.verdict, found.pictures[:shown])


def of_vae(recipe: VaeRecipe, judge: judging.Judge, reference: judging.Reference, seed: int, shown: int = 20) -> Worth | None:
    """A VAE answers both; its samples are the means of its pixels. None while this one is not trained."""
    run = Frames("vae", recipe)
    record = run.record()
    if record is None:
        return None
    arrays = run.read()[-1].arrays
    codes = np.random.default_rng([seed, 12]).standard_normal((reference.n, recipe.latent)).astype(np.float32)
    spent = []
    for _ in range(looking.ROUNDS):
        began = time.perf_counter()
        latent.decode(arrays, codes[: looking.TIMED])
        spent.append(time.perf_counter() - began)
    pictures = latent.decode(arrays, codes)
    best = max(float(bound) for bound in record["bounds"].values())
    return Worth(1000 * min(spent), best, True, reference.weigh(judge, pictures), pictures[:shown])


def beside(data: str) -> tuple[str, VaeRecipe] | None:
    """The VAE of the same data that comes with vizlab: title, recipe; of several that with the longest codes. None if none is."""
    known = {
        title: recipe
        for title, recipe in VAE_EXAMPLES.items()
        if recipe.data == data and recipe.beta == 1 and not recipe.conditional and Frames("vae", recipe).record() is not None
    }
    return max(known.items(), key=lambda each: each[1].latent, default=None)
