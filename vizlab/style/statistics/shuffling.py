"""Places mixed: the tiles of a picture, or the positions of a layer, in another order; and what a Gram matrix notices of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.images import to_pixels
from vizlab.style.losses import gram
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.looking import apart, as_input, see

SIDES = (1, 2, 4, 8, 16, 32, 64)  # of tiles, in pixels or positions


@dataclass(frozen=True)
class Shuffled:
    """What shuffling does to the Gram matrices of all layers of style.

    sides: of the tiles. pictures: layer -> distance to the Gram of the unshuffled picture, for each side, of the shuffled
    picture. positions: layer -> the same where the positions of the layer itself are shuffled, one by one.
    """

    sides: list[int]
    pictures: dict[str, list[float]]
    positions: dict[str, float]


def tiles_shuffled(values: Tensor, side: int, seed: int) -> Tensor:
    """Values (c, h, w) with their tiles of `side` by `side` in another order; what fits no whole tile is cut off first.

    Errors: `VizlabError` if not even one tile fits.
    """
    c, h, w = values.shape
    rows, columns = h // side, w // side
    if not rows or not columns:
        raise VizlabError(f"The tile must fit the picture of {w} x {h}; got {side} pixels.")
    tiles = values[:, : rows * side, : columns * side].reshape(c, rows, side, columns, side).permute(1, 3, 0, 2, 4).flatten(0, 1)
    order = torch.randperm(len(tiles), generator=torch.Generator().manual_seed(seed)).to(values.device)
    mixed = tiles[order].view(rows, columns, c, side, side)
    return mixed.permute(2, 0, 3, 1, 4).reshape(c, rows * side, columns * side)


def shuffled_picture(pixels: NDArray[Any], side: int, seed: int) -> NDArray[Any]:
    """Pixels (h, w, 3) with their tiles in another order, what fits no whole tile cut off."""
    values = torch.from_numpy(pixels.transpose(2, 0, 1).copy()).float() / 255
    return to_pixels(tiles_shuffled(values, side, seed))


def shuffle(network: FeatureNetwork, pixels: NDArray[Any], seed: int, sides: Sequence[int] = SIDES) -> Shuffled:
    """Shuffle a picture (h, w, 3) in tiles of every side that fits twice, and each layer position by position."""
    picture = as_input(network, pixels)
    seen = see(network, picture)
    target = {name: gram(features) for name, features in seen.items()}
    fitting = [side for side in sides if 2 * side <= min(picture.shape[1:])]
    found: dict[str, list[float]] = {name: [] for name in seen}
    for side in fitting:
        for name, features in see(network, tiles_shuffled(picture, side, seed)).items():
            found[name].append(apart(gram(features), target[name]))
    positions = {name: apart(gram(tiles_shuffled(features, 1, seed)), target[name]) for name, features in seen.items()}
    return Shuffled(fitting, found, positions)
