"""What is pooled on a picture: the picture itself, or a map that a network makes of it. To add one: a line in `GROUNDS`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters.layers import layers

Array = NDArray[np.float64]


def ground(model: nn.Module, pixels: NDArray[np.float32], kind: str, *, multiple: int = 1) -> Array:
    """One map (h, w) of a picture (c, h, w), float64, cut at the lower right to a multiple of `multiple` along each side.

    Errors: `VizlabError` for an unknown kind.
    """
    if kind not in GROUNDS:
        raise VizlabError(f"What is pooled must be one of {', '.join(GROUNDS)}; got {kind!r}.")
    found = GROUNDS[kind](model, pixels)
    return found[: found.shape[0] // multiple * multiple, : found.shape[1] // multiple * multiple]


def errors(whole: Array, made: dict[str, Array]) -> dict[str, float]:
    """The mean squared error of each map by name against the whole one."""
    return {name: float(((part - whole) ** 2).mean()) for name, part in made.items()}


def _grey(model: nn.Module, pixels: NDArray[np.float32]) -> Array:
    return np.asarray(pixels.mean(axis=0, dtype=np.float64))


def _first_map(model: nn.Module, pixels: NDArray[np.float32]) -> Array:
    """The strongest map after the first layer that leaves nothing below zero, or else of the first layer of all."""
    found = layers(model, pixels)
    chosen = next((layer for layer in found if not layer.signed), found[0])
    return np.asarray(chosen.maps[chosen.strongest], np.float64)


GROUNDS: dict[str, Callable[[nn.Module, NDArray[np.float32]], Array]] = {
    "the picture": _grey,
    "a first-layer map of it": _first_map,
}
