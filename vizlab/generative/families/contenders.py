"""Models of handwritten digits that come with vizlab, a family each, with one face: samples, and what is known of them.

To add one: a function that opens it, and a line in `CONTENDERS`. Those whose run is not here are left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import judging
from vizlab.generative.codes import opened as with_codes
from vizlab.generative.diffusion import drawing
from vizlab.generative.diffusion.choices import DIFFUSION_EXAMPLES
from vizlab.generative.diffusion.choices import KIND as DIFFUSION
from vizlab.generative.pixelwise.choices import MNIST as PIXELS
from vizlab.generative.pixelwise.opened import open_run

Pixels = NDArray[np.uint8]
CLASSES, SHOWN = 10, 10
STEPS, GUIDANCE = 20, 1.0  # of the diffusion model, which is asked twice a step
SURE = 0.9  # of the classifier's probability


@dataclass(frozen=True)
class Contender:
    """A model, opened. draw(n, seed) -> pictures (n, 28, 28) of classes 0, 1 ... in turn where it can be asked for them.

    passes: network evaluations for a picture. likelihood: what it says of held-out pictures, in words. levels: 2 if its pictures
    are black and white. crowd: samples from which sharpness is measured.
    """

    title: str
    draw: Callable[[int, int], Pixels]
    asked: bool
    passes: int
    likelihood: str
    encodes: str
    levels: int = 256
    crowd: int = 100

    @property
    def facts(self) -> dict[str, str]:
        """What is known without drawing, in words."""
        return {
            "passes": f"{self.passes:,}",
            "likelihood": self.likelihood,
            "encodes": self.encodes,
            "asked": "a class" if self.asked else "no",
        }


@dataclass(frozen=True)
class Measured:
    """pictures (10, 28, 28) to look at; ms a picture; sharpness beside that of real pictures; share of sure answers."""

    title: str
    facts: dict[str, str]
    pictures: Pixels
    ms: float
    sharpness: float
    sure: float


def laplacian_variance(pictures: Pixels) -> NDArray[np.float64]:
    """How sharp pictures (n, h, w) are, (n,): the variance of the Laplacian of grey values in [0, 1].

    Source: Pech-Pacheco et al. 2000; four neighbours, the border left out.
    """
    x = pictures.astype(np.float64) / np.iinfo(np.uint8).max
    inner = x[:, 1:-1, 1:-1]
    found = x[:, :-2, 1:-1] + x[:, 2:, 1:-1] + x[:, 1:-1, :-2] + x[:, 1:-1, 2:] - 4 * inner
    return np.asarray(found.var(axis=(1, 2)))


def available() -> list[str]:
    """The contenders whose runs are here."""
    found = []
    for name, open_one in CONTENDERS.items():
        try:
            open_one()
        except VizlabError:
            continue
        found.append(name)
    return found


def measure(name: str, seed: int) -> Measured:
    """Draw pictures and measure them. Errors: `VizlabError` if there is no such contender here."""
    if name not in CONTENDERS:
        raise VizlabError(f"The model must be one of {', '.join(CONTENDERS)}; got {name!r}.")
    contender = CONTENDERS[name]()
    contender.draw(1, seed)  # the first pass of a network is slow
    began = time.perf_counter()
    pictures = contender.draw(contender.crowd, seed)
    ms = (time.perf_counter() - began) / contender.crowd * 1000
    real = real_pictures(contender.levels)
    sharpness = float(laplacian_variance(pictures).mean() / laplacian_variance(real).mean())
    return Measured(contender.title, contender.facts, pictures[:SHOWN], ms, sharpness, sure(pictures))


def real_pictures(levels: int = 256) -> Pixels:
    """Real pictures (60, 28, 28) that come with vizlab, of each class in turn; black and white if levels is 2."""
    pictures = judging.reference("MNIST").pictures  # (classes, each, 28, 28)
    flat = pictures.swapaxes(0, 1).reshape(-1, *pictures.shape[2:])
    if levels == 2:
        white = np.iinfo(np.uint8).max
        flat = (np.random.default_rng(0).random(flat.shape) < flat / white).astype(np.uint8) * np.uint8(white)
    return flat


def sure(pictures: Pixels) -> float:
    """The share of pictures (n, 28, 28) of which our classifier is at least 90 % sure."""
    judge = judging.open_judge("MNIST")
    with torch.no_grad():
        logits = judge.model.network(images.unit(torch.as_tensor(pictures)[:, None]))
    return float((torch.softmax(logits, dim=1).amax(dim=1) >= SURE).double().mean())


def control() -> float:
    """The same of real pictures whose pixels were shuffled: what a classifier makes of no digit at all."""
    flat = real_pictures()
    shuffled = flat.reshape(len(flat), -1)[:, np.random.default_rng(0).permutation(flat[0].size)]
    return sure(shuffled.reshape(flat.shape))


def _turns(n: int) -> NDArray[np.int64]:
    return np.arange(n) % CLASSES


def _decoder(reference: str, title: str, likelihood: Callable[[with_codes.Opened], str], encodes: str) -> Contender:
    model = with_codes.open_model(reference)

    def draw(n: int, seed: int) -> Pixels:
        drawn = np.random.default_rng(seed).standard_normal((n, model.latent))
        return model.decode(drawn, _turns(n) if model.conditional else None)

    return Contender(title, draw, bool(model.conditional), 1, likelihood(model), encodes)


def vae() -> Contender:
    """The VAE with twenty numbers in a code."""

    def told(model: with_codes.Opened) -> str:
        return f"≥ {model.facts['record']['elbo']:.1f} nats (ELBO)".replace("-", "−")

    return _decoder("vae-mnist-20d", "VAE", told, "yes, in one pass")


def gan() -> Contender:
    """The conditional DCGAN."""
    return _decoder("dcgan-mnist", "GAN", lambda model: "none", "no (only by a search)")


def pixelwise() -> Contender:
    """The PixelCNN on black and white pixels."""
    run = open_run(PIXELS)
    nats = float(run.nlls.mean())

    def draw(n: int, seed: int) -> Pixels:
        nothing = np.zeros(run.shape, np.uint8)
        levels = run.draw(nothing, np.ones(run.shape, bool), n, seed).pictures
        grey: Pixels = np.asarray(levels * np.uint8(np.iinfo(np.uint8).max // (run.levels - 1)))
        return grey

    passes = run.shape[0] * run.shape[1]
    return Contender(
        "Pixel by pixel", draw, False, passes, f"−{nats:.1f} nats in black and white, exact", "no", run.levels, SHOWN
    )


def diffusion() -> Contender:
    """The small U-Net, told the class."""
    recipe = DIFFUSION_EXAMPLES["diffusion-mnist"]
    run = Frames(DIFFUSION, recipe)
    if run.record() is None:
        raise VizlabError("The diffusion model of digits has not been trained here.")
    network = drawing.opened(run.read()[-1].arrays)

    settings: dict[str, Any] = {"steps": STEPS, "schedule": recipe.schedule, "guidance": GUIDANCE}

    def draw(n: int, seed: int) -> Pixels:
        noise = torch.randn(n, 1, 28, 28, generator=torch.Generator().manual_seed(seed))
        found: Pixels = drawing.draw(network, noise, torch.tensor(_turns(n)), **settings)[-1]
        return found

    return Contender(
        "Diffusion", draw, True, 2 * STEPS, "only bounds, not computed here", "yes, by running it backwards", 256, 20
    )


def table(found: list[Measured]) -> dict[str, list[str]]:
    """What each can and cannot, a row each, real pictures first."""
    return {
        "Model": ["Real pictures", *(one.title for one in found)],
        "A picture takes": ["", *(f"{one.ms:.2g} ms" if one.ms < 100 else f"{one.ms:,.0f} ms" for one in found)],
        "Passes": ["", *(one.facts["passes"] for one in found)],
        "Sharpness": ["1.00", *(f"{one.sharpness:.2f}" for one in found)],
        "Classifier sure": [f"{sure(real_pictures()):.0%}", *(f"{one.sure:.0%}" for one in found)],
        "log p(x) of held-out pictures": ["", *(one.facts["likelihood"] for one in found)],
        "A picture's code": ["", *(one.facts["encodes"] for one in found)],
        "On request": ["", *(one.facts["asked"] for one in found)],
    }


CONTENDERS: dict[str, Callable[[], Contender]] = {
    "VAE": vae,
    "GAN": gan,
    "Pixel by pixel": pixelwise,
    "Diffusion": diffusion,
}
