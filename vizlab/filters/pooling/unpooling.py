"""Ways back from a pooled map to a large one. To add one: a function `(values, places, shape, factor)` and a line in `WAYS`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError

Array = NDArray[np.float64]
Places = NDArray[np.int64]
Shape = tuple[int, int]


def unpool(values: Array, places: Places, shape: Shape) -> Array:
    """Every value (h', w') put back at its place in a map of zeros (h, w); where several land, they add up."""
    _check(values, places, shape)
    back = np.zeros(shape[0] * shape[1])
    np.add.at(back, places.ravel(), values.ravel())
    return back.reshape(shape)


def overwritten(values: Array, places: Places, shape: Shape, window: Shape) -> Array:
    """What `torch.nn.functional.max_unpool2d` makes of it: where several land, one value stays and the others are lost.

    window: side and stride of the pooling windows.
    """
    _check(values, places, shape)
    k, stride = window
    made = F.max_unpool2d(
        torch.tensor(values)[None, None], torch.tensor(places)[None, None], (k, k), (stride, stride), output_size=shape
    )
    found: Array = made[0, 0].numpy()
    return found


def nearest(values: Array, factor: int) -> Array:
    """Every value repeated over a square of `factor`."""
    return values.repeat(factor, axis=0).repeat(factor, axis=1)


def bed_of_nails(values: Array, factor: int) -> Array:
    """Every value in the upper left of a square of `factor` zeros."""
    back = np.zeros((values.shape[0] * factor, values.shape[1] * factor))
    back[::factor, ::factor] = values
    return back


def _check(values: Array, places: Places, shape: Shape) -> None:
    if values.shape != places.shape:
        raise VizlabError(f"Each value needs a place; got {values.shape} values and {places.shape} places.")
    if places.size and not 0 <= places.min() <= places.max() < shape[0] * shape[1]:
        raise VizlabError(f"A place must lie in the map of {shape[0]} x {shape[1]}.")


WAYS: dict[str, Callable[[Array, Places, Shape, int], Array]] = {
    "max unpooling": lambda values, places, shape, factor: unpool(values, places, shape),
    "nearest neighbour": lambda values, places, shape, factor: nearest(values, factor),
    "bed of nails": lambda values, places, shape, factor: bed_of_nails(values, factor),
}
