"""What a network sees in plain pixels, and how far two Gram matrices are apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.images import to_pixels
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.canvas import sized
from vizlab.style.features import open_network
from vizlab.style.recipe import StyleRecipe
from vizlab.style.sight import PIXELS as PIXELS
from vizlab.style.sight import FeatureNetwork, luminance

SIDE_PX = 128  # of pictures that are looked at while a visitor waits


def open_eyes(reference: str, seed: int = 0, store: Store | None = None) -> FeatureNetwork:
    """The network of a reference as paintings are made with it by default, listening to all its layers alike."""
    return open_network(reference, seed=seed, store=store, pooling=StyleRecipe.pooling, tap=StyleRecipe.tap)


def shown(reference: str, side_px: int = SIDE_PX, store: Store | None = None) -> NDArray[np.uint8]:
    """The picture of a reference, (h, w, 3), its longer side of so many pixels. Errors: `VizlabError` as `pictures.find`."""
    return to_pixels(sized(pictures.find(reference, store), side_px))


def listening(network: FeatureNetwork, layers: Sequence[str]) -> FeatureNetwork:
    """The same network listening to these layers only, so that it computes no deeper ones.

    Errors: `VizlabError` if there is no such layer, or none is asked for.
    """
    unknown = [name for name in layers if name not in network.style]
    if unknown or not layers:
        raise VizlabError(f"Layers must be among {', '.join(network.style)}; got {', '.join(unknown) or 'none'}.")
    return replace(network, style=tuple(layers), weights=(1.0,) * len(layers), content=tuple(layers))


def as_input(network: FeatureNetwork, pixels: NDArray[Any]) -> Tensor:
    """Pixels (h, w, 3), uint8 -> what the network takes: (3, h, w) or, where it sees no colour, (1, h, w), in [0, 1]."""
    picture = torch.from_numpy(pixels.transpose(2, 0, 1).copy()).to(network.device).float() / 255
    return picture if network.channels == 3 else luminance(picture)


def see(network: FeatureNetwork, picture: Tensor) -> dict[str, Tensor]:
    """Picture (c, h, w) in [0, 1] -> layer of style -> features (c', h', w'), without gradients."""
    with torch.no_grad():
        found = network.look(picture)
    return {name: found[name] for name in network.style}


def see_layer(network: FeatureNetwork, layer: str, picture: Tensor) -> Tensor:
    """Features (c', h', w') of one layer. Errors: `VizlabError` if there is no such layer."""
    return see(listening(network, [layer]), picture)[layer]


def apart(matrix: Tensor, target: Tensor) -> float:
    """Length of the difference of two matrices, as a share of the target's own length."""
    return float((matrix - target).norm() / target.norm().clamp_min(1e-12))
