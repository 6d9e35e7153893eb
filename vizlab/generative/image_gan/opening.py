"""A generator of a finished run, ready to draw: `open_generator("dcgan-mnist")`.

To ship another: a recipe in `SHIPPED`, made by `python -m vizlab make dcgan ... --bundle`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.generative import states
from vizlab.generative.eight_bit import unpack
from vizlab.generative.image_gan.choices import ImageGanRecipe
from vizlab.generative.image_gan.networks import Generator
from vizlab.store import Store

SHOWN = "shown/"
CHUNK = 500  # codes at a time


@dataclass(frozen=True)
class Opened:
    """A frozen generator on the CPU. latent: numbers in a code; classes: names that can be asked for, empty if none can."""

    recipe: ImageGanRecipe
    epoch: int
    network: Generator

    @property
    def latent(self) -> int:
        """Numbers in a code."""
        return self.recipe.image_latent

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes that can be asked for."""
        return data.find(self.recipe.image_data).classes if self.recipe.conditional else ()

    def decode(self, codes: NDArray[Any], classes: NDArray[Any] | None = None) -> NDArray[np.uint8]:
        """Codes (n, latent), classes (n,) asked for (not needed where none can be) -> pictures (n, h, w), uint8.

        Errors: `VizlabError` on codes of another length, or classes that do not exist.
        """
        asked = np.zeros(len(codes), np.int64) if classes is None else np.asarray(classes, np.int64)
        if codes.ndim != 2 or codes.shape[1] != self.latent or len(asked) != len(codes):
            raise VizlabError(f"A code has {self.latent} numbers, and each needs a class; got {codes.shape} and {asked.shape}.")
        if len(asked) and not 0 <= asked.min() <= asked.max() < max(len(self.classes), 1):
            raise VizlabError(f"Classes go from 0 to {max(len(self.classes), 1) - 1}; got {asked.min()} to {asked.max()}.")
        z = torch.as_tensor(np.asarray(codes, np.float32))
        parts = zip(z.split(CHUNK), torch.as_tensor(asked).split(CHUNK), strict=True)
        with torch.no_grad():
            return np.concatenate([in_pixels(self.network(*part)) for part in parts])


def in_pixels(made: Tensor) -> NDArray[np.uint8]:
    """What a generator makes (n, 1, h, w), black at -1 and white at 1 -> (n, h, w), uint8; what is beyond is cut off."""
    levels = ((made[:, 0].clamp(-1, 1) + 1) / 2 * np.iinfo(np.uint8).max).round()
    pictures: NDArray[np.uint8] = levels.to("cpu", torch.uint8).numpy()
    return pictures


def opened(recipe: ImageGanRecipe, frame: Frame) -> Opened:
    """The generator as it was in this frame. Errors: `VizlabError` if the frame does not keep it."""
    weights = unpack(states.below(SHOWN, frame.arrays))
    if not weights:
        raise VizlabError(f"The generator of epoch {frame.index} was not kept.")
    known = data.find(recipe.image_data)
    with torch.device("meta"):  # nothing is initialised, so no random number is drawn
        network = Generator(recipe, known.shape[-1], len(known.classes) if recipe.conditional else 0, lasting=True)
    tensors = {name: torch.from_numpy(array) for name, array in weights.items()}
    counted = {name: torch.ones((), dtype=torch.int64) for name in network.state_dict() if "num_batches" in name}
    network.load_state_dict(tensors | counted, assign=True)
    return Opened(recipe, frame.index, network.requires_grad_(False).eval())


def kept_epochs(frames: Sequence[Frame]) -> list[int]:
    """The epochs of these frames whose generator can be opened."""
    return [frame.index for frame in frames if any(name.startswith(SHOWN) for name in frame.arrays)]


def epochs(name: str, store: Store | None = None) -> list[int]:
    """The epochs at which a shipped generator can be opened."""
    return kept_epochs(Frames("dcgan", find(name), store).read())


def open_generator(name: str, epoch: int | None = None, store: Store | None = None) -> Opened:
    """A shipped generator after this epoch, by default the last. Errors: `VizlabError` naming what there is."""
    frames = Frames("dcgan", find(name), store).read()
    known = kept_epochs(frames)
    wanted = known[-1] if epoch is None and known else epoch
    if wanted not in known:
        raise VizlabError(f"{name} can be opened at epochs {', '.join(map(str, known))}; got {epoch}.")
    return opened(find(name), next(frame for frame in frames if frame.index == wanted))


def find(name: str) -> ImageGanRecipe:
    """The recipe of a shipped generator. Errors: `VizlabError` naming those that exist."""
    if name not in SHIPPED:
        raise VizlabError(f"The GAN must be one of {', '.join(SHIPPED)}; got {name!r}.")
    return SHIPPED[name]


_LARGE = {"channels": 48, "image_lr": 0.0005, "image_epochs": 8}
SHIPPED: Mapping[str, ImageGanRecipe] = {
    "dcgan-mnist": ImageGanRecipe(image_data="MNIST", **_LARGE),  # type: ignore[arg-type]
    "dcgan-fashion": ImageGanRecipe(image_data="Fashion-MNIST", image_latent=16, **_LARGE),  # type: ignore[arg-type]
    "dcgan-digits": ImageGanRecipe(),
}
# Its discriminator was never told a class; only what its features are worth comes along, and the last generator.
UNTOLD = ImageGanRecipe(image_data="MNIST", conditional=False, channels=32, image_lr=0.0005, image_epochs=3)
