"""A finished run of `training`, opened: its network at a kept epoch, its held-out pictures, and what a page asks of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.generative import eight_bit, states
from vizlab.generative.pixelwise import pictures, sampling
from vizlab.generative.pixelwise.choices import PixelRecipe
from vizlab.generative.pixelwise.network import GatedPixelCnn, revived


@dataclass(frozen=True)
class Opened:
    """weights: float32 by name. held (n, h, w) test pictures as levels, uint8, with labels (n,). nlls: of 500 of them, nats."""

    recipe: PixelRecipe
    epoch: int
    weights: dict[str, NDArray[np.float32]]
    network: nn.Module
    held: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    nlls: NDArray[np.float32]

    @property
    def levels(self) -> int:
        """How many values a pixel can have."""
        return self.recipe.pixel_levels

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of a picture."""
        h, w = self.held.shape[1:]
        return h, w

    def draw(self, x: NDArray[np.uint8], hidden: NDArray[np.bool_], n: int, seed: int) -> sampling.Drawn:
        """n pictures with the hidden pixels of x (h, w) drawn; all of them hidden: n samples."""
        uniform = sampling.noise(n, self.shape, seed)
        if isinstance(self.network, GatedPixelCnn):
            return sampling.draw_fast(self.weights, x, hidden, uniform, self.levels)
        return sampling.draw(self.network, x, hidden, uniform, self.levels)

    @torch.no_grad()
    def shares(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
        """p(x_i = level | x_<i) of every pixel of x (h, w): (h, w, levels)."""
        logits = self.network(torch.from_numpy(x[None].astype(np.int64)))[0]
        return np.asarray(torch.softmax(logits, dim=0).permute(1, 2, 0).numpy())

    @torch.no_grad()
    def surprises(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
        """-log p of every pixel of pictures (n, h, w), nats: (n, h, w)."""
        levels = torch.from_numpy(x.astype(np.int64))
        return np.asarray(pictures.surprise(self.network(levels), levels).numpy())


def open_run(recipe: PixelRecipe, epoch: int | None = None) -> Opened:
    """A finished run at a kept epoch, by default the last. Errors: `VizlabError` if there is none, or not this epoch."""
    run = Frames("pixels", recipe)
    if run.record() is None:
        raise VizlabError("This network has not been trained yet; it can be, under “RNN against CNN”.")
    return opened(recipe, run.read(), epoch)


def opened(recipe: PixelRecipe, frames: Sequence[Frame], epoch: int | None = None) -> Opened:
    """The same, of frames that have been read."""
    known = {frame.index: frame for frame in frames if any(name.startswith("weights/") for name in frame.arrays)}
    epoch = max(known) if epoch is None else epoch
    if epoch not in known:
        raise VizlabError(f"The epoch must be one of {', '.join(map(str, known))}; got {epoch}.")
    weights = eight_bit.unpack(states.below("weights/", known[epoch].arrays))
    network = revived(
        recipe.pixel_net,
        weights,
        levels=recipe.pixel_levels,
        channels=recipe.pixel_channels,
        layers=recipe.pixel_layers,
        kernel=recipe.pixel_kernel,
    )
    last = known[max(known)].arrays
    return Opened(recipe, epoch, weights, network, last["held"], last["labels"], last["nlls"].astype(np.float32))


def series(frames: Sequence[Frame]) -> dict[str, list[tuple[float, float]]]:
    """What was measured on the way: name -> [(epoch or step, value), ...]."""
    found: dict[str, list[tuple[float, float]]] = {}
    for frame in frames:
        for name, value in frame.notes["values"].items():
            found.setdefault(name, []).append((float(frame.index), float(value)))
    return found


def scores(records: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], list[float], list[str]]:
    """Labels, nats a picture and texts of finished runs, with the two controls that know nothing of neighbours."""
    first = next(iter(records.values()))
    known = {
        name: (record["nll"], f" ± {record['standard_error']:.1f}", record["bits_per_pixel"]) for name, record in records.items()
    }
    share = first["bits_per_pixel"] / first["nll"]
    for name, key in (("each place's frequency", "independent"), ("every level alike", "uniform")):
        known[name] = (first[key], "", first[key] * share)
    texts = [f"{nats:.1f}{error} nats, {bits:.3f} bits a pixel" for nats, error, bits in known.values()]
    return list(known), [nats for nats, _, _ in known.values()], texts
