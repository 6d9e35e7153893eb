"""A picture changed in one respect, and how much of that each layer notices.

To add a change: a function of a picture (c, h, w) in [0, 1] that gives one of the same size, and a line in `CHANGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from vizlab.errors import VizlabError
from vizlab.images import to_pixels
from vizlab.style.losses import content_loss, gram, style_loss
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.looking import as_input, see
from vizlab.style.statistics.shuffling import tiles_shuffled

TILE, NOISE = 16, 0.1  # px; standard deviation


@dataclass(frozen=True)
class Noticed:
    """How much each layer notices of each change. values: content losses (changes, layers). styles: style losses, likewise.

    All are shares: 1 is as far off as a picture that excites no feature at all.
    """

    changes: list[str]
    layers: list[str]
    values: NDArray[np.float64]
    styles: NDArray[np.float64]


def changed(pixels: NDArray[Any], change: str) -> NDArray[Any]:
    """Pixels (h, w, 3), uint8, changed. Errors: `VizlabError` if there is no such change."""
    return to_pixels(_change(change)(torch.from_numpy(pixels.transpose(2, 0, 1).copy()).float() / 255))


def difference(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.uint8]:
    """Of two pictures (h, w, 3), uint8: how far each value is apart, black where not at all."""
    return np.asarray(np.abs(first.astype(np.int16) - second), np.uint8)


def table(network: FeatureNetwork, pixels: NDArray[Any]) -> Noticed:
    """How much each layer notices of each change of a picture (h, w, 3)."""
    picture = as_input(network, pixels)
    before = see(network, picture)
    after = {name: see(network, change(picture)) for name, change in CHANGES.items()}
    layers = list(before)
    content = [[float(content_loss(seen[name], before[name])) for name in layers] for seen in after.values()]
    style = [[float(style_loss(seen[name], gram(before[name]))) for name in layers] for seen in after.values()]
    return Noticed(list(after), layers, np.array(content), np.array(style))


def shifted(picture: Tensor, by: int) -> Tensor:
    """The picture by so many pixels to the right; what leaves at one side comes in again mirrored, so that no edge appears."""
    width = picture.shape[2]
    return torch.cat([picture[:, :, :by].flip(2), picture[:, :, : width - by]], dim=2)[:, :, :width]


def blurred(picture: Tensor, factor: int) -> Tensor:
    """The picture at a `factor`-th of its size, enlarged again."""
    _, h, w = picture.shape
    small = interpolate(picture[None], size=(max(h // factor, 1), max(w // factor, 1)), mode="bilinear", antialias=True)
    return interpolate(small, size=(h, w), mode="bilinear")[0]


def turned_colors(picture: Tensor) -> Tensor:
    """Red, green and blue handed on by one; a picture of luminance stays as it is."""
    return picture.roll(1, dims=0)


def noisy(picture: Tensor) -> Tensor:
    """With normal noise of standard deviation `NOISE` on every value, always the same."""
    noise = torch.randn(picture.shape, generator=torch.Generator().manual_seed(0)).to(picture)
    return (picture + NOISE * noise).clamp(0, 1)


def in_tiles(picture: Tensor) -> Tensor:
    """Tiles of `TILE` pixels in another order; the rest at the edges stays where it is."""
    mixed = tiles_shuffled(picture, min(TILE, *picture.shape[1:]), seed=0)
    result = picture.clone()
    result[:, : mixed.shape[1], : mixed.shape[2]] = mixed
    return result


def _change(name: str) -> Callable[[Tensor], Tensor]:
    if name not in CHANGES:
        raise VizlabError(f"The change must be one of {', '.join(CHANGES)}; got {name!r}.")
    return CHANGES[name]


CHANGES: dict[str, Callable[[Tensor], Tensor]] = {
    "shifted by 1 px": partial(shifted, by=1),
    "shifted by 4 px": partial(shifted, by=4),
    "shifted by 16 px": partial(shifted, by=16),
    "mirrored": lambda picture: picture.flip(2),
    "blurred": partial(blurred, factor=4),
    "noisy": noisy,
    "other colours": turned_colors,
    "tiles shuffled": in_tiles,
}
