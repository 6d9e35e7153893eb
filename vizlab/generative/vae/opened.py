"""A finished run as a network again: encoder, decoder and observation, from what its last frame keeps.

Pictures are tensors (n, d) in [0, 1] here; those that a run keeps of its held-out set are the first 60.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import data, images
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.generative.network import Vae, revived
from vizlab.generative.observation import OBSERVATIONS
from vizlab.generative.states import below
from vizlab.generative.vae.choices import VaeRecipe


@dataclass(frozen=True)
class Opened:
    """A trained VAE, frozen, on the CPU. x (60, d), y (60,): held-out pictures, labels; elbo (m,): of all held-out ones, nats."""

    recipe: VaeRecipe
    vae: Vae
    x: Tensor
    y: Tensor
    elbo: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, ...]:
        """Of a picture: (c, h, w)."""
        return data.find(self.recipe.data).shape

    def grey(self, x: Tensor) -> NDArray[np.uint8]:
        """Pictures (n, d) as grey levels (n, h, w)."""
        return (x * np.iinfo(np.uint8).max).round().to(torch.uint8).numpy().reshape(-1, *self.shape[1:])

    def name(self, index: int) -> str:
        """What a kept picture is called: its place and its class."""
        return f"{index} · {data.find(self.recipe.data).classes[int(self.y[index])]}"

    def one_each(self) -> list[int]:
        """The first of the kept pictures of each class that is among them, by class."""
        return [int((self.y == label).nonzero()[0]) for label in self.y.unique()]


def unlabelled(x: Tensor) -> Tensor:
    """Labels (n,) for pictures (n, d) that have none; only conditional networks look at them."""
    return torch.zeros(len(x), dtype=torch.int64)


def open_vae(recipe: VaeRecipe) -> Opened:
    """The network of a finished run. Errors: `VizlabError` if it is not finished here, or keeps no encoder."""
    run = Frames("vae", recipe)
    record = run.record()
    if record is None:
        raise VizlabError("This VAE is not trained here yet; train it in the topic Training first.")
    return of_frames(recipe, record, run.read())


def of_frames(recipe: VaeRecipe, record: Mapping[str, Any], frames: Sequence[Frame]) -> Opened:
    """The same, from what was read of the run already."""
    last = frames[-1].arrays
    encoder, decoder = below("encoder/", last), below("decoder/", last)
    if not encoder or "elbo" not in last:
        raise VizlabError("This run was kept by an older version, without what is needed here; train it again.")
    classes = len(data.find(recipe.data).classes) if recipe.conditional else 0
    observation = OBSERVATIONS[recipe.observation](float(record["eta"]) or recipe.eta).requires_grad_(False)
    with torch.device("meta"):  # nothing is initialised, so no random number is drawn
        vae = Vae(encoder["0.weight"].shape[1] - classes, recipe.latent, 1, classes=classes, observation=observation)
    vae.encoder, vae.decoder = revived(encoder), revived(decoder)
    return Opened(recipe, vae.eval(), *kept_pictures(frames), np.asarray(last["elbo"]))


def kept_pictures(frames: Sequence[Frame]) -> tuple[Tensor, Tensor]:
    """The held-out pictures (60, d) that a run keeps, in [0, 1], and their labels (60,)."""
    first = frames[0].arrays
    x = images.unit(torch.tensor(first["pictures"])).flatten(1)
    return x, torch.tensor(first["labels"][: len(x)].astype(np.int64))
